import assert from 'node:assert/strict';
import { test } from 'node:test';
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
    [json, {}, 400], [json, [{ op: 'nonsense', path: '/x' }], 400], [json, [1], 400], [json, [{ op: 'remove', path: '/data/none' }], 422],
    [json, [{ op: 'test', path: '/data/x', value: '2' }], 422], [json, [{ op: 'replace', path: '', value: 1 }], 400],
    ['application/merge-patch+json', [], 400], ['application/merge-patch+json', 'x', 400], ['application/strategic-merge-patch+json', null, 400],
  ];
  for (const [type, body, code] of cases) assert.throws(() => applyPatch(object, type, body, configMaps), { code }, `${type} ${JSON.stringify(body)}`);
  for (const type of ['', 'application/json', 'application/apply-patch+yaml', 'text/plain']) assert.throws(() => { requirePatchType(type); }, { code: 415 });
});
