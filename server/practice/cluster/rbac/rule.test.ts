import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attributes } from './attributes.ts';
import { type PolicyRule, readRules, ruleAllows, ruleCovers } from './rule.ts';
import { describeRule, piecesOf, shortfall } from './shortfall.ts';

const rule = (verbs: string, groups: string, resources: string, names = ''): PolicyRule => ({
  verbs: verbs.split(' '), apiGroups: groups.split(' ').map((one) => (one === 'core' ? '' : one)), resources: resources.split(' '),
  ...(names === '' ? {} : { resourceNames: names.split(' ') }),
});

const asked = (verb: string, group: string, resource: string, name = ''): Attributes => {
  const [plain = '', subresource = ''] = resource.split('/');
  return { verb, group: group === 'core' ? '' : group, resource: plain, subresource, namespace: 'n', name };
};

test('what a rule allows', () => {
  const cases: [PolicyRule, Attributes, boolean][] = [
    [rule('get', 'core', 'pods'), asked('get', 'core', 'pods', 'p'), true],
    [rule('get', 'core', 'pods'), asked('list', 'core', 'pods'), false],
    [rule('get', 'apps', 'pods'), asked('get', 'core', 'pods', 'p'), false],
    [rule('*', '*', '*'), asked('deletecollection', 'x.io', 'things/odd'), true],
    [rule('get', 'core', 'pods'), asked('get', 'core', 'pods/log', 'p'), false],
    [rule('get', 'core', 'pods/log'), asked('get', 'core', 'pods/log', 'p'), true],
    [rule('get', 'core', 'pods/log'), asked('get', 'core', 'pods', 'p'), false],
    [rule('get', 'core', '*/log'), asked('get', 'core', 'pods/log', 'p'), true],
    [rule('get', 'core', '*/log'), asked('get', 'core', 'pods/status', 'p'), false],
    [rule('get', 'core', 'pods/*'), asked('get', 'core', 'pods/log', 'p'), false],
    [rule('get', 'core', 'pods', 'a b'), asked('get', 'core', 'pods', 'b'), true],
    [rule('get', 'core', 'pods', 'a b'), asked('get', 'core', 'pods', 'c'), false],
    [rule('create', 'core', 'pods', 'a'), asked('create', 'core', 'pods'), false],
    [rule('list', 'core', 'pods', 'a'), asked('list', 'core', 'pods'), false],
    [{ verbs: ['get'], nonResourceURLs: ['/api/*'] }, { verb: 'get', path: '/api/v1' }, true],
    [{ verbs: ['get'], nonResourceURLs: ['/api/*'] }, { verb: 'get', path: '/apis' }, false],
    [{ verbs: ['get'], nonResourceURLs: ['/version'] }, { verb: 'get', path: '/version/' }, false],
    [{ verbs: ['*'], nonResourceURLs: ['*'] }, { verb: 'post', path: '/x' }, true],
    [rule('*', '*', '*'), { verb: 'get', path: '/version' }, false],
    [{ verbs: ['*'], nonResourceURLs: ['*'] }, asked('get', 'core', 'pods'), false],
  ];
  for (const [one, wish, expected] of cases) assert.equal(ruleAllows(one, wish), expected, JSON.stringify([one, wish]));
});

test('what a rule covers of another', () => {
  const cases: [PolicyRule, PolicyRule, boolean][] = [
    [rule('*', '*', '*'), rule('get', 'core', 'pods'), true],
    [rule('get', 'core', 'pods'), rule('*', 'core', 'pods'), false],
    [rule('get', 'core', '*'), rule('get', 'core', 'pods/log'), true],
    [rule('get', 'core', '*/log'), rule('get', 'core', 'pods/log'), true],
    [rule('get', 'core', 'pods'), rule('get', 'core', '*'), false],
    [rule('get', 'core', 'pods', 'a'), rule('get', 'core', 'pods'), false],
    [rule('get', 'core', 'pods', 'a'), rule('get', 'core', 'pods', 'a'), true],
    [rule('get', 'core', 'pods'), rule('get', 'core', 'pods', 'a'), true],
    [{ verbs: ['get'], nonResourceURLs: ['/a/*'] }, { verbs: ['get'], nonResourceURLs: ['/a/b'] }, true],
    [{ verbs: ['get'], nonResourceURLs: ['/a/b'] }, { verbs: ['get'], nonResourceURLs: ['/a/*'] }, false],
  ];
  for (const [held, wanted, expected] of cases) assert.equal(ruleCovers(held, wanted), expected, JSON.stringify([held, wanted]));
});

test('what is missing is told by resource, with its verbs together', () => {
  const held = [rule('get list', 'core', 'pods configmaps')];
  const wanted = [rule('get delete watch', 'core', 'pods secrets'), { verbs: ['get'], nonResourceURLs: ['/x'] }, rule('get', 'apps', 'deployments', 'd')];
  assert.deepEqual(shortfall(held, wanted).map(describeRule), [
    '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "delete" "watch"]}', '{APIGroups:[""], Resources:["pods"], Verbs:["delete" "watch"]}',
    '{NonResourceURLs:["/x"], Verbs:["get"]}', '{APIGroups:["apps"], Resources:["deployments"], ResourceNames:["d"], Verbs:["get"]}',
  ]);
  assert.deepEqual(shortfall([rule('*', '*', '*')], [rule('a b', 'c d', 'e f')]), []);
  assert.equal(piecesOf(wanted), 6 + 1 + 1);
});

test('rules are read whatever stands there', () => {
  assert.deepEqual(readRules([{ verbs: ['get', 5], resources: [] }, null, 'x', { apiGroups: {} }]), [{ verbs: ['get'] }, { verbs: [] }]);
  for (const value of [undefined, null, {}, 'x', 5]) assert.deepEqual(readRules(value), []);
});
