import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { registry } from '../resources.ts';
import { isValue, parseField } from './field.ts';
import { makeTable, tableFile } from './generate.ts';
import { goTypes } from './golang.ts';
import { quantities, quantityError } from './quantities.ts';
import { addedLater, requiredBefore } from './release.ts';
import { fieldOf, fieldsOf, hasType, typeNames } from './schema.ts';
import { strategies, strategyOf } from './strategy.ts';

test('the committed table is what the script makes of the models', async () => {
  assert.equal(readFileSync(tableFile, 'utf8'), await makeTable(), 'run `node server/practice/cluster/schema/generate.ts`');
});

test('the notation', () => {
  const cases: [string, object][] = [
    ['string', { form: 'value', of: 'string', required: false }],
    ['PodSpec!', { form: 'type', of: 'PodSpec', required: true }],
    ['{quantity}', { form: 'map', of: 'quantity', required: false }],
    ['[Volume]!', { form: 'list', of: 'Volume', required: true }],
  ];
  for (const [notation, expected] of cases) assert.deepEqual(parseField(notation), expected, notation);
});

test('every type that a field names is in the table, and every kind that is kept', () => {
  for (const type of typeNames()) {
    for (const [name, { of }] of fieldsOf(type)) assert.ok(isValue(of) || hasType(of), `${type}.${name}: ${of}`);
  }
  for (const { kind, verbs } of registry.all) assert.ok(hasType(kind) || !verbs.includes('list'), kind);
});

test('what we know beside the models is about fields that are there', () => {
  const named = [
    ...quantities, ...[...requiredBefore], ...Object.entries(strategies).flatMap(([type, fields]) => Object.keys(fields).map((field) => `${type}.${field}`)),
  ];
  for (const name of named) {
    const [type = '', field = ''] = name.split('.');
    assert.ok(fieldOf(type, field), name);
  }
  for (const name of addedLater) {
    const [type = '', field = ''] = name.split('.');
    assert.ok(hasType(type), name);
    assert.equal(fieldOf(type, field), null, name);
  }
  for (const [type, fields] of Object.entries(strategies)) {
    for (const [name, strategy] of Object.entries(fields)) {
      const field = fieldOf(type, name);
      if (strategy.mergeKey !== null) assert.ok(fieldOf(field?.of ?? '', strategy.mergeKey), `${type}.${name} by ${strategy.mergeKey}`);
    }
  }
});

test('types as the models tell them', () => {
  const cases: [string, string, string, string][] = [
    ['DeploymentSpec', 'replicas', 'int32', 'int32'], ['ObjectMeta', 'generation', 'int64', 'int64'], ['Container', 'env', 'EnvVar', '[]v1.EnvVar'],
    ['PodSpec', 'restartPolicy', 'string', 'v1.RestartPolicy'], ['ResourceRequirements', 'limits', 'quantity', 'v1.ResourceList'],
    ['Secret', 'data', 'bytes', 'map[string][]uint8'], ['Event', 'eventTime', 'microTime', 'v1.MicroTime'], ['HTTPGetAction', 'port', 'intOrString', 'intstr.IntOrString'],
    ['PersistentVolumeClaimSpec', 'accessModes', 'string', '[]v1.PersistentVolumeAccessMode'], ['EmptyDirVolumeSource', 'sizeLimit', 'quantity', 'resource.Quantity'],
  ];
  for (const [type, name, of, whole] of cases) {
    const field = fieldOf(type, name);
    assert.ok(field, `${type}.${name}`);
    assert.deepEqual([field.of, goTypes(type, name, field).whole], [of, whole], `${type}.${name}`);
  }
});

test('names every object has are no fields', () => {
  assert.equal(fieldOf('Pod', 'constructor'), null);
  assert.equal(fieldOf('constructor', 'name'), null);
  assert.deepEqual(strategyOf('constructor', 'name'), strategyOf('Pod', 'none'));
});

test('quantities', () => {
  for (const good of ['1', '500m', '1.5Gi', '2e3', '-1', '+.5k', 3, '1E', ' 1Gi ']) assert.equal(quantityError(good), null, String(good));
  for (const bad of ['', 'lots', '1GB', '1 Gi', 'Gi', true, null]) assert.match(quantityError(bad) ?? '', /^quantities must match/, String(bad));
  assert.equal(quantityError('1Gm'), "unable to parse quantity's suffix");
});
