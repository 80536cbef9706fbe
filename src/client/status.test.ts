import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { duration, statusOf, timesIn } from './status.ts';

const run: Run = {
  id: '0190aaaa-0000-7000-8000-000000000000' as RunId, person: 'operator', environment: 'practice', runbook: 'r', step: 's', digest: '',
  title: '', parameters: {}, state: 'running', interactive: false, queuedAt: 900, startedAt: 1_000, endedAt: null, exitStatus: null,
  asExpected: null, note: '', end: 0, size: { cols: 80, rows: 24 },
};
const ended = { ...run, state: 'exited', endedAt: 1_412 } as const;

const cases: [name: string, run: Run, tone: string, text: string][] = [
  ['waits', { ...run, state: 'queued', startedAt: null }, 'busy', 'Queued: another step of this workspace is running'],
  ['goes on', run, 'busy', 'Running · 12 s'],
  ['ends well', { ...ended, exitStatus: 0, asExpected: true }, 'good', 'As expected · exit status 0 · 0.4 s'],
  ['ends well with another status', { ...ended, exitStatus: 1, asExpected: true }, 'good', 'As expected · exit status 1 · 0.4 s'],
  ['ends badly', { ...ended, exitStatus: 2, asExpected: false }, 'bad', 'Exit status 2 — not as expected · 0.4 s'],
  ['prints something else', { ...ended, exitStatus: 0, asExpected: false }, 'bad', 'Not as expected · exit status 0 · 0.4 s'],
  ['is stopped', { ...ended, state: 'stopped', asExpected: false }, 'over', 'Stopped after 0.4 s'],
  ['takes too long', { ...ended, state: 'timed-out', endedAt: 61_000, asExpected: false }, 'bad', 'Timed out after 1 min 0 s'],
  ['is lost', { ...ended, state: 'lost', asExpected: false }, 'bad', 'Lost: it is not known how this run ended'],
];
for (const [name, given, tone, text] of cases) {
  test(`the status of a run that ${name}`, () => {
    assert.deepEqual(statusOf({ ...given, note: 'why' }, 13_000), { tone, text, note: 'why' });
  });
}

test('a run that was stopped while it waited says only that', () => {
  const stopped: Run = { ...ended, state: 'stopped', startedAt: null, note: 'Stopped before it began.' };
  assert.deepEqual(statusOf(stopped, 13_000), { tone: 'over', text: 'Stopped before it began', note: '' });
});

for (const [text, times] of [['As expected · exit status 0 · 0.7 s', ['0.7 s']], ['Stopped after 1 min 0 s', ['1 min 0 s']], ['Running · 12 s · usually 2 h 10 min', ['12 s', '2 h 10 min']], ['Exit status 2 — not as expected', []], ['4 steps', []]] as const) {
  test(`whole in “${text}”: ${times.join(', ') || 'nothing'}`, () => {
    const pieces = timesIn(text);
    assert.deepEqual([pieces.filter((_, at) => at % 2 === 1), pieces.join('')], [times, text]);
  });
}

test('durations are said as people say them, and a clock that is behind gives no negative one', () => {
  const said = [-5, 0, 9_949, 10_000, 59_999, 60_000, 3_725_000].map((milliseconds) => duration(milliseconds));
  assert.deepEqual(said, ['0.0 s', '0.0 s', '9.9 s', '10 s', '59 s', '1 min 0 s', '1 h 2 min']);
});
