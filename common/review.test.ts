import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reviewOf, reviewSaid, spanOf } from './review.ts';

const at = (date: string) => Date.parse(`${date}T13:00:00Z`);
const table: readonly [reviewed: string | null, now: string, state: string, live: string, asBuilt: string][] = [
  [null, '2026-11-21', 'unknown', 'nobody has said when it was reviewed', 'nobody has said when it was reviewed'],
  ['2026-11-21', '2026-11-21', 'fine', 'reviewed 2026-11-21, next due in 6 months', 'reviewed 2026-11-21, next due 2027-05-20'],
  ['2026-06-24', '2026-11-21', 'fine', 'reviewed 2026-06-24, next due in 30 days', 'reviewed 2026-06-24, next due 2026-12-21'],
  ['2026-05-26', '2026-11-21', 'fine', 'reviewed 2026-05-26, next due in 1 day', 'reviewed 2026-05-26, next due 2026-11-22'],
  ['2026-05-25', '2026-11-21', 'fine', 'reviewed 2026-05-25, next due today', 'reviewed 2026-05-25, next due 2026-11-21'],
  ['2026-05-13', '2026-11-21', 'due', 'review overdue by 12 days', 'review overdue since 2026-11-09'],
  ['2020-01-01', '2026-11-21', 'due', 'review overdue by 6 years', 'review overdue since 2020-06-29'],
];
for (const [reviewed, now, state, live, asBuilt] of table) {
  test(`reviewed ${String(reviewed)}, read on ${now}: ${live}`, () => {
    assert.equal(reviewOf(reviewed, 180, at(now)).state, state);
    assert.deepEqual(reviewSaid(reviewed, 180, at(now), false), { text: live, state });
    assert.deepEqual(reviewSaid(reviewed, 180, null, state === 'due'), { text: asBuilt, state });
  });
}

test('spans are told in the unit a person would take', () => {
  assert.deepEqual([0, 1, 59, 60, 365, 729, 730, 3650].map(spanOf), ['0 days', '1 day', '59 days', '2 months', '12 months', '24 months', '2 years', '10 years']);
});
