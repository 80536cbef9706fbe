import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run } from '../../../common/run.ts';
import { isTooOld, type Kept, Retention, withoutOutput } from './retention.ts';

const day = 24 * 3_600_000;
const now = 1_700_000_000_000;
const run = (environment: string, days: number, end: number, more: Partial<Run> = {}) => ({ environment, state: 'exited', queuedAt: now - days * day, endedAt: now - days * day, end, note: '', ...more }) as Run;

test('what is too old', () => {
  assert.deepEqual([[now - 91 * day, 90], [now - 90 * day, 90], [now + day, 90], [Infinity, 90], [NaN, 90]].map(([at = 0, days = 0]) => isTooOld(at, now, days)), [true, false, false, false, false]);
});

const kept: Record<string, Kept> = { practice: { days: 30, bytes: null }, production: { days: 365, bytes: 1_000 } };

/** From the newest to the oldest: [run, why it goes]. */
const rows: readonly [what: string, run: Run, why: unknown][] = [
  ['the newest', run('production', 1, 400), null],
  ['one that goes on counts', run('production', 1, 300, { state: 'running', endedAt: null }), null],
  ['another place counts apart', run('practice', 2, 5_000), null],
  ['what still has room', run('production', 3, 300), null],
  ['what has none', run('production', 4, 1), { bytes: 1_000 }],
  ['one that goes on stays', run('production', 5, 900, { state: 'running', endedAt: null }), null],
  ['too old there', run('practice', 31, 1), { days: 30 }],
  ['too old, whatever room there is', run('production', 366, 1), { days: 365 }],
];
test('the oldest go when there is too much of an environment, and what is too old goes anyway', () => {
  const retention = new Retention((environment) => kept[environment] ?? { days: 1, bytes: null }, now);
  for (const [what, one, why] of rows) assert.deepEqual(retention.look(one), why, what);
});

test('the record stays, and says that its output is gone and why', () => {
  const old = run('production', 91, 7, { note: 'Fine.' });
  assert.deepEqual([withoutOutput(old, { days: 90 }, now).note, withoutOutput(old, { days: 90 }, now).outputRemovedAt], ['Fine. Its output was removed after 90 days.', now]);
  assert.equal(withoutOutput(run('production', 1, 7), { bytes: 1.5 * 1024 ** 3 }, now).note, 'Its output was removed to make room: 1.5 GiB of output are kept in production.');
  const gone = withoutOutput(old, { days: 90 }, now);
  assert.equal(withoutOutput(gone, { days: 1 }, now + day), gone);
});
