import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from './words.ts';

const nothing = { steps: 0, forbidden: 0, why: '', confirm: 0, reason: 0, approval: 0, approvals: 0 };

test('what one may do is said in words', () => {
  const cases: readonly [Partial<typeof nothing>, ReturnType<typeof said>][] = [
    [{}, { tone: 'none', text: 'no such step', asks: [] }],
    [{ steps: 9 }, { tone: 'yes', text: 'yes', asks: [] }],
    [{ steps: 9, forbidden: 9, why: 'Ask.' }, { tone: 'no', text: 'no', asks: ['Ask.'] }],
    [{ steps: 9, forbidden: 2, why: 'Ask.' }, { tone: 'yes', text: '7 of 9 steps', asks: [] }],
    [{ steps: 9, confirm: 9 }, { tone: 'asks', text: 'yes', asks: ['once you have typed what it is done to'] }],
    [{ steps: 9, reason: 3, approval: 9, approvals: 1 }, { tone: 'asks', text: 'yes', asks: ['3 of them with a reason', 'once somebody else has approved it'] }],
    [{ steps: 4, forbidden: 1, approval: 3, approvals: 2 }, { tone: 'asks', text: '3 of 4 steps', asks: ['once 2 others have approved it'] }],
  ];
  for (const [given, expected] of cases) assert.deepEqual(said({ ...nothing, ...given }), expected);
});
