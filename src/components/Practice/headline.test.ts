import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Complaint, ContextGlance } from '../../../common/practice.ts';
import { complaintsOf, headline } from './headline.ts';

const complaint = (object: string, reason = 'Failed'): Complaint => ({ namespace: 'n', object, reason, message: '', at: 0, count: 1 });
const context = (change: Partial<ContextGlance>): ContextGlance => ({
  name: 'c', awake: true, pods: { ready: 2, all: 2 }, podsNotReady: [], failingJobs: [], warnings: [], cronJobs: 0, finishedJobs: 0, ...change,
});

test('a cluster in one line', () => {
  const table: [Partial<ContextGlance>, string][] = [
    [{}, 'All 2 pods are ready.'],
    [{ awake: false, pods: { ready: 0, all: 0 } }, 'Asleep: it wakes with your next command.'],
    [{ pods: { ready: 0, all: 0 } }, 'Nothing runs here yet.'],
    [{ pods: { ready: 1, all: 2 }, podsNotReady: [complaint('pod/a')] }, '1 of 2 pods ready.'],
    [{ pods: { ready: 1, all: 1 } }, 'Its one pod is ready.'],
    [{ failingJobs: [complaint('job/a')] }, 'All 2 pods are ready. 1 job failed.'],
    [{ failingJobs: [complaint('job/a'), complaint('job/b')] }, 'All 2 pods are ready. 2 jobs failed.'],
    [{ pods: { ready: 0, all: 0 }, cronJobs: 4, finishedJobs: 12 }, '4 CronJobs on schedule. 12 jobs finished.'],
    [{ pods: { ready: 0, all: 0 }, cronJobs: 1 }, '1 CronJob on schedule.'],
  ];
  for (const [change, said] of table) assert.equal(headline(context(change)), said);
});

test('each object complains once, the most pressing way, and not too many do', () => {
  const shown = complaintsOf(context({
    podsNotReady: [complaint('pod/a', 'CrashLoopBackOff')], warnings: [complaint('pod/a', 'BackOff'), ...['b', 'c', 'd', 'e'].map((name) => complaint(`pod/${name}`))],
  }));
  assert.deepEqual(shown.map(({ object, reason }) => `${object} ${reason}`), ['pod/a CrashLoopBackOff', 'pod/b Failed', 'pod/c Failed', 'pod/d Failed']);
});
