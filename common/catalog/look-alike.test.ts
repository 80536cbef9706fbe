import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spelledOut } from './look-alike.ts';

const cases: [why: string, text: string, shown: string][] = [
  ['plain text stays', 'kubectl get pods\n\t-n redis', 'kubectl get pods\n\t-n redis'],
  ['another language stays', 'Привет, мир', 'Привет, мир'],
  ['a letter of another script in a Latin word', 'kub\u0435ctl', 'kub\u0435⟦U+0435⟧ctl'],
  ['a host that looks like another', 'https://ex\u0430mple.org', 'https://ex\u0430⟦U+0430⟧mple.org'],
  ['a space that no command knows', 'rm\u00a0-rf', 'rm\u00a0⟦U+00A0⟧-rf'],
  ['a long dash before an option', 'rm \u2014rf', 'rm \u2014⟦U+2014⟧rf'],
  ['escape codes', 'a\u001b[2Jb\rc', 'a⟦U+001B⟧[2Jb⟦U+000D⟧c'],
  ['writing that turns', 'a\u202eb\u2066c', 'a⟦U+202E⟧b⟦U+2066⟧c'],
  ['zero width', 'a\u200bb\u200dc', 'a⟦U+200B⟧b⟦U+200D⟧c'],
  ['what only looks like our spelling', '⟦U+202E⟧', '⟦U+27E6⟧U+202E⟧'],
];

for (const [why, text, shown] of cases) {
  test(`spelled out: ${why}`, () => { assert.equal(spelledOut(text), shown); });
}
