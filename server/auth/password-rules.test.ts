import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyNot } from './password-rules.ts';

const jose = { id: 'jose-muller', name: 'José Müller' };

const refused: [password: string, why: RegExp][] = [
  ['', /at least 15.*has 0/], ['short', /at least 15/], ['fourteen chars', /at least 15.*has 14/], ['💧💧💧💧💧💧💧', /has 7/], ['x'.repeat(129), /at most 128/],
  ['passwordpassword', /common/], ['123456789012345', /common/], ['qwertyuiopasdfghjkl', /common/], ['aaaaaaaaaaaaaaaaaaaa', /common/], ['letmeinletmeinletmein', /common/],
  ['Password123456789', /common/], ['abcabcabcabcabcabcabc', /common/], ['iloveyouiloveyou', /common/], ['p@ssw0rdp@ssw0rd', /common/],
  ['jose-muller-2026', /your own name/], ['Müller José Müller', /your own name/], ['JOSÉMÜLLER1234567', /your own name/], ['handrailhandrail', /your own name, or ours/],
];
for (const [password, why] of refused) {
  test(`“${password.slice(0, 24)}” is not taken`, async () => { assert.match(await whyNot(password, jose) ?? 'taken', why); });
}

for (const password of ['the heron waits in the reeds', 'rjY7-kd93-xx0a-eee', 'Neun Möwen über dem Watt', '雨の日は傘を忘れずに持って行くこと', 'José buys nine lemons on Friday', 'x1-'.repeat(3) + 'lantern under ice']) {
  test(`“${password}” is taken`, async () => { assert.equal(await whyNot(password, jose), null); });
}
