import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reach } from '../../common/subscription.ts';
import { NotTaken } from '../outbox/outbox.ts';
import { SlackPeople } from './people.ts';

const address = 'ada@example.org';
const never = new Promise<null>(() => undefined);
const rows: readonly [name: string, said: Record<string, string>, verified: string, slack: (() => Promise<string | null>) | null, expected: Reach][] = [
  ['without an app', { ada: address }, '', null, 'none'],
  ['without an address', { bob: address }, '', () => never, 'no-address'],
  ['a name of the prototype is nobody’s address', JSON.parse('{"__proto__":"x@y"}') as Record<string, string>, '', () => never, 'no-address'],
  ['by the address that the provider verified', {}, address, () => Promise.resolve('U0000001'), 'direct'],
  ['by the member that the operator names, without asking', { ada: 'U0000001' }, address, () => never, 'direct'],
  ['whom Slack does not know', {}, address, () => Promise.resolve(null), 'stranger'],
  ['where Slack does not let us look', {}, address, () => Promise.reject(new NotTaken('Slack said missing_scope', { again: false })), 'refused'],
  ['where Slack asks to wait', {}, address, () => Promise.reject(new NotTaken('Slack asks to wait', { again: true })), 'away'],
];
for (const [name, said, verified, slack, expected] of rows) {
  test(`how somebody is reached: ${name}`, async () => {
    const people = new SlackPeople({ clock: { now: () => 0, random: (bytes) => new Uint8Array(bytes) }, signOns: { emailOf: () => Promise.resolve(verified) }, api: slack === null ? null : { memberOf: slack }, people: () => said });
    assert.equal(await people.reach('ada'), expected);
  });
}

test('nobody waits long for Slack; what it says is kept for a while, a failure is not', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  let asked = 0;
  const answers: Promise<string | null>[] = [never, Promise.reject(new NotTaken('away', { again: true })), Promise.resolve('U0000001'), Promise.resolve(null)];
  answers[1]?.catch(() => undefined);
  const people = () => new SlackPeople({ clock: { now: () => now, random: (bytes) => new Uint8Array(bytes) }, signOns: { emailOf: () => Promise.resolve(address) }, api: { memberOf: () => answers[asked++] ?? never }, people: () => ({}) });
  const silent = people().reach('ada');
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  t.mock.timers.tick(2_000);
  assert.equal(await silent, 'away');
  const one = people();
  assert.equal(await one.reach('ada'), 'away');
  assert.deepEqual([await one.member('ada'), await one.member('ada'), asked], ['U0000001', 'U0000001', 3]);
  now = 3_600_001;
  assert.deepEqual([await one.member('ada'), asked], [null, 4]);
});
