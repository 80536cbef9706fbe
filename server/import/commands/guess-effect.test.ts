import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { guessEffect } from './guess-effect.ts';

/** What an operator would say that each command does to what it works on: one command a line. */
const commands = (effect: string) => readFileSync(new URL(`../fixtures/effects/${effect}.txt`, import.meta.url), 'utf8').trim().split('\n');

for (const effect of ['read', 'change', 'destroy'] as const) {
  test(`commands that ${effect}`, () => {
    const wrong = commands(effect).flatMap((command) => {
      const { effect: found, unknown } = guessEffect(command);
      return found === effect && (unknown === null || effect === 'change') ? [] : [`${command} → ${found}${unknown === null ? '' : ` (unknown: ${unknown})`}`];
    });
    assert.deepEqual(wrong, []);
  });
}

test('what nobody knows is a change, and said to be unknown', () => {
  assert.deepEqual(guessEffect('frobnicate --all'), { effect: 'change', unknown: 'frobnicate --all' });
  assert.deepEqual(guessEffect('sudo frobnicate x'), { effect: 'change', unknown: 'frobnicate x' });
});
