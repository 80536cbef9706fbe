import assert from 'node:assert/strict';
import { test } from 'node:test';
import { core } from './core.ts';
import { isValue, parseField } from './field.ts';
import { meta } from './meta.ts';
import { pod } from './pod.ts';
import { fieldOf, hasType, isOpen } from './schema.ts';
import { workload } from './workload.ts';

test('the notation', () => {
  const cases: [string, object][] = [
    ['string', { form: 'value', of: 'string', mergeKey: null, mergesValues: false, retainKeys: false }],
    ['PodSpec', { form: 'type', of: 'PodSpec', mergeKey: null, mergesValues: false, retainKeys: false }],
    ['{quantity}', { form: 'map', of: 'quantity', mergeKey: null, mergesValues: false, retainKeys: false }],
    ['[string merge]', { form: 'list', of: 'string', mergeKey: null, mergesValues: true, retainKeys: false }],
    ['[Volume by name retainKeys]', { form: 'list', of: 'Volume', mergeKey: 'name', mergesValues: false, retainKeys: true }],
  ];
  for (const [notation, expected] of cases) assert.deepEqual(parseField(notation), expected, notation);
});

test('every type that a field names is in the table', () => {
  for (const [type, fields] of Object.entries({ ...meta, ...pod, ...workload, ...core })) {
    for (const [name, notation] of Object.entries(fields)) {
      const { of } = parseField(notation);
      assert.ok(isValue(of) || hasType(of), `${type}.${name}: ${notation}`);
    }
  }
});

test('names every object has are no fields', () => {
  assert.equal(fieldOf('Pod', 'constructor'), null);
  assert.equal(fieldOf('constructor', 'name'), null);
  assert.equal(isOpen('Pod'), false);
  assert.equal(isOpen('PodStatus'), true);
});
