import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Deployment, ReplicaSet } from '../workload.ts';
import { leeway, nextScalings, resolve } from './rollout.ts';

function deployment(replicas: number, maxSurge: number | string = '25%', maxUnavailable: number | string = '25%', type = 'RollingUpdate'): Deployment {
  return { metadata: { name: 'd' }, spec: { replicas, strategy: { type, rollingUpdate: { maxSurge, maxUnavailable } } } } as unknown as Deployment;
}

function set(name: string, replicas: number, available = replicas): ReplicaSet {
  return { metadata: { name }, spec: { replicas }, status: { replicas, availableReplicas: available } } as unknown as ReplicaSet;
}

const shown = (...given: Parameters<typeof nextScalings>) => nextScalings(...given).map(({ name, from, to }) => `${name} ${from}→${to}`);

test('counts and percentages', () => {
  assert.equal(resolve(3, 10, Math.ceil), 3);
  assert.equal(resolve('25%', 10, Math.ceil), 3);
  assert.equal(resolve('25%', 10, Math.floor), 2);
  assert.equal(resolve('nonsense', 10, Math.floor), 0);
  assert.deepEqual(leeway(deployment(1, 0, 0)), { surge: 0, unavailable: 1 });
});

test('one step at a time, never too many and never too few', () => {
  const cases: [string, string[], string[]][] = [
    ['a new deployment scales up whole', shown(deployment(3), set('new', 0), []), ['new 0→3']],
    ['with old pods: only the surge', shown(deployment(4), set('new', 0), [set('old', 4)]), ['new 0→1']],
    ['the new one is not available yet: only what may be missing goes', shown(deployment(4), set('new', 1, 0), [set('old', 4)]), ['old 4→3']],
    ['available: the next old one goes', shown(deployment(4), set('new', 1, 1), [set('old', 4)]), ['old 4→2']],
    ['pods that never became available go first', shown(deployment(2), set('new', 1, 1), [set('bad', 1, 0), set('old', 1, 1)]), ['bad 1→0']],
    ['a broken new one stops it', shown(deployment(2), set('new', 1, 0), [set('old', 2)]), []],
    ['done', shown(deployment(2), set('new', 2), [set('old', 0)]), []],
    ['scaled down', shown(deployment(1), set('new', 3), []), ['new 3→1']],
    ['recreate: first all old ones go', shown(deployment(2, 0, 0, 'Recreate'), set('new', 0), [set('old', 2)]), ['old 2→0']],
    ['recreate: then the new ones come', shown(deployment(2, 0, 0, 'Recreate'), set('new', 0), [set('old', 0)]), ['new 0→2']],
  ];
  for (const [what, actual, expected] of cases) assert.deepEqual(actual, expected, what);
});
