import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ran, Tally } from './freshness.ts';
import type { Standing } from './standing.ts';
import { byTrust, type Level, type Telling, trustOf } from './trust.ts';

const day = 86_400_000;
const now = Date.parse('2026-11-21T12:00:00Z');
const telling: Telling = { now, live: true, when: (at) => `${Math.round((now - at) / day)} days ago` };
const tally = (given: Partial<Tally> = {}): Tally => ({ steps: 10, passed: 10, failed: 0, skipped: 0, changed: 0, never: 0, since: now - day, failing: '', ...given });
const standing = (given: Partial<Standing> = {}): Standing => ({
  id: 'r', title: 'R', service: 's', owners: ['Team'], broken: 0, reviewed: '2026-11-01', reviewEvery: 180, coverage: { asserting: 9, steps: 10 },
  gaps: { count: 0, first: '' }, tally: tally(), ran: null, failed: null, ...given,
});
const ran: Ran = { step: 'look', at: now - 2 * day, by: 'somebody', ending: 'not-as-expected', exit: 1, environment: 'dev', changed: false };

const table: readonly [what: string, given: Partial<Standing>, level: Level, reason: string][] = [
  ['all is well', {}, 'trusted', 'All 10 steps passed in practice, 1 days ago'],
  ['a run by a person is told and changes nothing', { ran }, 'trusted', 'Last run by somebody 2 days ago → step-look'],
  ['a step is skipped with a reason', { tally: tally({ passed: 9, skipped: 1 }) }, 'trusted', '1 step is not tried, with a reason'],
  ['it does not compile', { broken: 2, tally: tally({ steps: 0 }) }, 'broken', '2 problems to mend first'],
  ['a step fails', { tally: tally({ passed: 9, failed: 1, failing: 'x' }) }, 'failing', '1 step fails in practice → step-x'],
  ['it has no steps', { tally: tally({ steps: 0, passed: 0, since: null }), coverage: { asserting: 0, steps: 0 } }, 'unwritten', 'No steps to try'],
  ['nothing was tried', { tally: tally({ passed: 0, never: 10, since: null }) }, 'untried', 'No step has passed in practice with its present text'],
  ['all was changed since', { tally: tally({ passed: 0, changed: 10, since: null }) }, 'untried', '10 steps were changed since the last test'],
  ['some were tried', { tally: tally({ passed: 6, never: 4 }) }, 'partly', '6 of 10 steps passed in practice, 1 days ago'],
  ['one was changed since', { tally: tally({ passed: 9, changed: 1 }) }, 'partly', '1 step was changed since the last test'],
  ['it passed long ago', { tally: tally({ since: now - 31 * day }) }, 'reserved', 'All 10 steps passed in practice, but only 31 days ago'],
  ['little is checked', { coverage: { asserting: 7, steps: 10 } }, 'reserved', '7 of 10 steps check their result'],
  ['just enough is checked', { coverage: { asserting: 3, steps: 4 } }, 'trusted', '3 of 4 steps check their result'],
  ['the review is overdue', { reviewed: '2026-01-01' }, 'reserved', 'Review overdue by 5 months'],
  ['nobody has said when', { reviewed: null }, 'reserved', 'Nobody has said when it was reviewed'],
  ['something is missing', { gaps: { count: 3, first: 'backup' } }, 'reserved', '3 things not written yet → backup'],
  ['a run outside practice failed', { failed: ran }, 'reserved', 'A run in dev did not end as expected, 2 days ago → step-look'],
];
for (const [what, given, level, reason] of table) {
  test(`${what}: ${level}`, () => {
    const trust = trustOf(standing(given), telling);
    const said = trust.reasons.map(({ text, to }) => (to === '' ? text : `${text} → ${to}`));
    assert.equal(trust.level, level, said.join('\n'));
    assert.ok(said.includes(reason), said.join('\n'));
  });
}

test('what was built yesterday says dates, not how long ago or how long until', () => {
  const texts = (reviewed: string) => trustOf(standing({ reviewed }), { ...telling, live: false, when: () => 'on a date' }).reasons.map(({ text }) => text);
  assert.ok(texts('2026-11-01').includes('Reviewed 2026-11-01, next due 2027-04-30'));
  assert.ok(texts('2026-01-01').includes('Review overdue since 2026-06-30'));
});

test('the least trusted comes first; among equals less tried, less checked, more missing, then the title', () => {
  const partly = { tally: tally({ passed: 6, never: 4 }) };
  const expected: readonly (readonly [string, Partial<Standing>])[] = [
    ['broken', { broken: 1 }],
    ['failing', { tally: tally({ passed: 9, failed: 1 }) }],
    ['unwritten', { tally: tally({ steps: 0, passed: 0, since: null }) }],
    ['untried', { tally: tally({ passed: 0, never: 10, since: null }) }],
    ['less-tried', { tally: tally({ passed: 5, never: 5 }) }],
    ['less-checked', { ...partly, coverage: { asserting: 1, steps: 10 } }],
    ['more-missing', { ...partly, gaps: { count: 2, first: '' } }],
    ['a-title', { ...partly, title: 'A' }],
    ['b-title', { ...partly, title: 'B' }],
    ['reserved', { reviewed: null }],
    ['trusted', {}],
  ];
  const entries = expected.map(([id, given]) => { const one = standing({ ...given, id }); return { standing: one, trust: trustOf(one, telling) }; });
  for (const given of [entries.toReversed(), [...entries].sort((one, other) => one.standing.id.localeCompare(other.standing.id))]) {
    assert.deepEqual(given.sort(byTrust).map((one) => one.standing.id), expected.map(([id]) => id));
  }
});
