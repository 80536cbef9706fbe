import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assignIds, type Pool } from './node-ids.ts';

const pool = (name: string, replicas: number, ids: number[] = [], next = ''): Pool => ({ name, replicas, ids, next });

test('nodes have numbers of their own in the whole cluster, and keep them', () => {
  const table: [Pool[], Record<string, number[]>][] = [
    [[pool('controller', 3), pool('kafka', 3, [], '[0-99]')], { controller: [3, 4, 5], kafka: [0, 1, 2] }],
    [[pool('a', 2), pool('b', 2)], { a: [0, 1], b: [2, 3] }],
    [[pool('a', 3, [0, 1]), pool('b', 2, [2, 3])], { a: [0, 1, 4], b: [2, 3] }],
    [[pool('a', 1, [4, 7, 2])], { a: [2] }],
    [[pool('a', 2, [], '[9-8]'), pool('b', 1, [9])], { a: [0, 8], b: [9] }],
    [[pool('a', 2, [], 'nonsense')], { a: [0, 1] }],
    [[pool('a', 0, [1])], { a: [] }],
  ];
  for (const [pools, wanted] of table) assert.deepEqual(Object.fromEntries(assignIds(pools)), wanted);
});
