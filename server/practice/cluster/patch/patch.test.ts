import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kafkaTopics } from '../custom/strimzi.ts';
import type { KubeObject } from '../object.ts';
import { configMaps } from '../resources.ts';
import { applyPatch, requirePatchType } from './patch.ts';

const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', uid: 'u', resourceVersion: '1', creationTimestamp: '' }, data: { x: '1' } } as KubeObject;
const json = 'application/json-patch+json';

test('JSON patches', () => {
  const patched = applyPatch(object, json, [{ op: 'test', path: '/data/x', value: '1' }, { op: 'add', path: '/data/y', value: '2' }], configMaps);
  assert.deepEqual(patched['data'], { x: '1', y: '2' });
  assert.deepEqual((object as KubeObject & { data: object }).data, { x: '1' });
});

test('patches that are refused', () => {
  const cases: [string, unknown, number][] = [
    [json, {}, 400], [json, 'x', 400], [json, [1], 400], [json, [{ op: 'nonsense', path: '/x' }], 422], [json, [{ op: 'remove' }], 422], [json, [{ op: 'remove', path: '/data/none' }], 422],
    [json, [{ op: 'test', path: '/data/x', value: '2' }], 422], [json, [{ op: 'replace', path: '', value: 1 }], 422], [json, Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/kind', value: 'ConfigMap' })), 413],
    ['application/merge-patch+json', [], 400], ['application/merge-patch+json', 'x', 400], ['application/strategic-merge-patch+json', null, 400],
  ];
  for (const [type, body, code] of cases) assert.throws(() => applyPatch(object, type, body, configMaps), { code }, `${type} ${JSON.stringify(body).slice(0, 100)}`);
  for (const type of ['', 'application/json', 'application/apply-patch+yaml', 'text/plain']) assert.throws(() => { requirePatchType(type); }, { code: 415 });
});

test('custom kinds have no strategies to merge by', () => {
  requirePatchType('application/merge-patch+json', kafkaTopics);
  requirePatchType(json, kafkaTopics);
  requirePatchType('application/strategic-merge-patch+json', configMaps);
  assert.throws(() => { requirePatchType('application/strategic-merge-patch+json', kafkaTopics); }, { code: 415, message: /accepted media types include: application\/json-patch\+json, application\/merge-patch\+json$/ });
});
