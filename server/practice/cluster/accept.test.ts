import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formOf } from './accept.ts';
import { aggregatedVersion } from './discovery.ts';
import { isDryRun, wholeNumber } from './query.ts';

const tables = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

test('the form of an answer', () => {
  const none = new URLSearchParams();
  assert.deepEqual(formOf(tables, none), { as: 'table', include: 'Metadata' });
  assert.deepEqual(formOf(tables, new URLSearchParams('includeObject=Object')), { as: 'table', include: 'Object' });
  for (const accept of [undefined, 'application/json', '*/*', 'application/vnd.kubernetes.protobuf, application/json', 'application/json;as=Table;v=v9;g=x,application/json']) {
    assert.deepEqual(formOf(accept, none), { as: 'object' }, accept);
  }
  assert.throws(() => formOf('application/yaml', none), { code: 406 });
  assert.throws(() => formOf(tables, new URLSearchParams('includeObject=x')), { code: 400 });
});

test('the form of discovery', () => {
  const cases: [string, string | null][] = [
    ['application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json', 'v2'],
    ['application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json', 'v2beta1'],
    ['application/json;as=APIGroupDiscoveryList; v=v2beta1;g=apidiscovery.k8s.io,application/json;g=x;v=v2;as=APIGroupDiscoveryList', 'v2beta1'],
    ['application/json', null], ['application/json;as=Table;v=v2', null], ['', null],
  ];
  for (const [accept, expected] of cases) assert.equal(aggregatedVersion(accept), expected, accept);
});

test('query parameters', () => {
  assert.equal(wholeNumber(new URLSearchParams('a=5'), 'a'), 5);
  assert.equal(wholeNumber(new URLSearchParams(''), 'a'), null);
  for (const text of ['x', '-1', '1.5', '1e3', '99999999999999999999']) assert.throws(() => wholeNumber(new URLSearchParams({ a: text }), 'a'), { code: 400 }, text);
  assert.equal(isDryRun(new URLSearchParams('dryRun=All')), true);
  assert.equal(isDryRun(new URLSearchParams('')), false);
  assert.throws(() => isDryRun(new URLSearchParams('dryRun=Some')), { code: 400 });
});
