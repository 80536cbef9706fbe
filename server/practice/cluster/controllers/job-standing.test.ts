import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pod } from '../pod.ts';
import type { Job } from '../workload.ts';
import { formatIndexes, freeIndexes, indexedTemplate, parseIndexes } from './job-index.ts';
import { failureOf, isComplete, standingOf, tracking, wantedPods } from './job-standing.ts';

const start = '2025-01-01T00:00:00Z';
const at = (seconds: number) => Date.parse(start) + seconds * 1000;

function job(spec: Partial<Job['spec']> = {}, status: Job['status'] = {}): Job {
  return {
    apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j', namespace: 'n', uid: 'j', resourceVersion: '1', creationTimestamp: start },
    spec: { parallelism: 1, completions: 1, backoffLimit: 2, selector: {}, template: { spec: { containers: [], restartPolicy: 'Never' } }, ...spec }, status,
  };
}

interface Sort { phase: NonNullable<Pod['status']>['phase']; counted?: boolean; leaving?: boolean; ended?: number; restarts?: number; index?: number }

function pod({ phase, counted = false, leaving = false, ended = 0, restarts = 0, index }: Sort): Pod {
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: {
      name: 'p', namespace: 'n', uid: String(Math.random()), resourceVersion: '1', creationTimestamp: start, ...(counted ? {} : { finalizers: [tracking] }),
      ...(leaving ? { deletionTimestamp: start } : {}), ...(index === undefined ? {} : { annotations: { 'batch.kubernetes.io/job-completion-index': String(index) } }),
    },
    spec: { containers: [] },
    status: {
      ...(phase ? { phase } : {}),
      containerStatuses: [{
        name: 'c', image: '', imageID: '', ready: false, started: false, restartCount: restarts, lastState: {},
        state: { terminated: { exitCode: 1, startedAt: start, finishedAt: new Date(at(ended)).toISOString() } },
      }],
    },
  };
}

test('each end is counted once, also when its pod is gone', () => {
  const standing = standingOf(job({}, { succeeded: 2, failed: 1 }), [
    pod({ phase: 'Succeeded' }), pod({ phase: 'Succeeded', counted: true }), pod({ phase: 'Failed' }), pod({ phase: 'Running', leaving: true }), pod({ phase: 'Running' }),
  ]);
  assert.deepEqual([standing.succeeded, standing.failed, standing.active.length, standing.terminating, standing.counted.length], [3, 3, 1, 1, 3]);
  const suspended = standingOf(job({ suspend: true }), [pod({ phase: 'Running', leaving: true })]);
  assert.equal(suspended.failed, 0, 'a suspension is no failure');
});

test('waits after failures double, and a success ends them', () => {
  const wait = (...pods: Sort[]) => standingOf(job(), pods.map(pod)).notBefore;
  assert.equal(wait(), 0);
  assert.equal(wait({ phase: 'Failed', ended: 5 }), at(15));
  assert.equal(wait({ phase: 'Failed', ended: 5 }, { phase: 'Failed', ended: 20 }), at(40));
  assert.equal(wait({ phase: 'Failed', ended: 5 }, { phase: 'Succeeded', ended: 6 }, { phase: 'Failed', ended: 20 }), at(30));
  assert.equal(wait(...Array.from({ length: 12 }, (_, ended): Sort => ({ phase: 'Failed', ended }))), at(11 + 600));
});

test('when a job has failed', () => {
  const why = (given: Job, pods: Sort[], now = 0) => failureOf(given, standingOf(given, pods.map(pod)), start, at(now))?.reason;
  const failed = (count: number) => Array.from({ length: count }, (): Sort => ({ phase: 'Failed' }));
  assert.equal(why(job(), failed(2)), undefined);
  assert.equal(why(job(), failed(3)), 'BackoffLimitExceeded');
  assert.equal(why(job({ backoffLimit: 0 }), failed(1)), 'BackoffLimitExceeded');
  const onFailure = { template: { spec: { containers: [], restartPolicy: 'OnFailure' as const } } };
  assert.equal(why(job(onFailure), [{ phase: 'Running', restarts: 1 }]), undefined);
  assert.equal(why(job(onFailure), [{ phase: 'Running', restarts: 2 }]), 'BackoffLimitExceeded');
  assert.equal(why(job({ ...onFailure, backoffLimit: 0 }), [{ phase: 'Running' }]), undefined);
  assert.equal(why(job({ activeDeadlineSeconds: 10 }), [], 9), undefined);
  assert.equal(why(job({ activeDeadlineSeconds: 10 }), [], 10), 'DeadlineExceeded');
  const target = { conditions: [{ type: 'FailureTarget', status: 'True' as const, reason: 'DeadlineExceeded' }] };
  assert.equal(why(job({}, target), []), 'DeadlineExceeded', 'what was decided stays');
});

test('how many pods are wanted, and when it is enough', () => {
  const cases: [Partial<Job['spec']>, Sort[], number, boolean][] = [
    [{}, [], 1, false], [{}, [{ phase: 'Succeeded' }], 0, true], [{ completions: 5, parallelism: 3 }, [{ phase: 'Succeeded' }], 3, false],
    [{ completions: 3, parallelism: 3 }, [{ phase: 'Succeeded' }, { phase: 'Running' }], 2, false],
  ];
  for (const [spec, pods, wanted, complete] of cases) {
    const given = job(spec);
    const standing = standingOf(given, pods.map(pod));
    assert.deepEqual([wantedPods(given, standing), isComplete(given, standing)], [wanted, complete], JSON.stringify(spec));
  }
  const open = job({ parallelism: 2 });
  delete open.spec.completions;
  assert.equal(wantedPods(open, standingOf(open, [])), 2);
  assert.equal(isComplete(open, standingOf(open, [pod({ phase: 'Succeeded' }), pod({ phase: 'Running' })])), false);
  assert.equal(isComplete(open, standingOf(open, [pod({ phase: 'Succeeded' })])), true);
});

test('indexes', () => {
  assert.equal(formatIndexes([5, 0, 2, 1, 7, 8]), '0-2,5,7-8');
  assert.deepEqual(parseIndexes('0-2,5'), [0, 1, 2, 5]);
  assert.deepEqual(parseIndexes(''), []);
  assert.deepEqual(freeIndexes(5, new Set([0, 2]), 2), [1, 3]);
  const indexed = job({ completions: 3, completionMode: 'Indexed' }, { completedIndexes: '0', succeeded: 1 });
  // the same index again is no second success
  assert.equal(standingOf(indexed, [pod({ phase: 'Succeeded', index: 0 }), pod({ phase: 'Succeeded', index: 2 })]).succeeded, 2);
  const made = indexedTemplate('j', { spec: { containers: [{ name: 'c', image: 'i' }] } }, 2);
  assert.equal(made.spec.hostname, 'j-2');
  assert.equal(made.spec.containers[0]?.env?.[0]?.name, 'JOB_COMPLETION_INDEX');
});
