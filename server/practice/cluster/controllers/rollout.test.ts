import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Deployment, ReplicaSet } from '../workload.ts';
import { desiredKey, isResized, leeway, maxKey, nextScalings, resize, resolve } from './rollout.ts';

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

/** A ReplicaSet that got its size when its Deployment wanted so many. */
function sized(name: string, replicas: number, desired: number, available = replicas): ReplicaSet {
  const annotations = { [desiredKey]: String(desired), [maxKey]: String(desired + leeway(deployment(desired)).surge) };
  return { metadata: { name, annotations }, spec: { replicas }, status: { replicas, availableReplicas: available } } as unknown as ReplicaSet;
}

test('a new size is shared out', () => {
  const resized = (wanted: number, fresh: ReplicaSet | null, old: ReplicaSet[], type = 'RollingUpdate') =>
    resize(deployment(wanted, '25%', '25%', type), fresh, old).map(({ name, from, to }) => `${name} ${from}→${to}`);
  const cases: [string, string[], string[]][] = [
    ['one alone takes it all', resized(5, sized('new', 2, 2), [sized('old', 0, 2)]), ['new 2→5']],
    ['none has pods: the new one gets them', resized(2, sized('new', 0, 0), [sized('old', 0, 0)]), ['new 0→2']],
    ['in the middle of a rollout both grow alike', resized(6, sized('new', 1, 2, 0), [sized('old', 2, 2)]), ['old 2→5', 'new 1→3']],
    ['and shrink alike', resized(2, sized('new', 3, 6, 0), [sized('old', 5, 6)]), ['old 5→2', 'new 3→1']],
    ['nothing is wanted any more', resized(0, sized('new', 1, 2, 0), [sized('old', 2, 2)]), ['old 2→0', 'new 1→0']],
    ['recreate waits', resized(6, sized('new', 1, 2), [sized('old', 2, 2)], 'Recreate'), []],
  ];
  for (const [what, actual, expected] of cases) assert.deepEqual(actual, expected, what);
  assert.equal(isResized(deployment(2), [sized('a', 2, 2), sized('b', 0, 5)]), false, 'one without pods does not count');
  assert.equal(isResized(deployment(3), [sized('a', 2, 2)]), true);
  assert.equal(isResized(deployment(3), [set('unnoted', 2)]), false);
});
