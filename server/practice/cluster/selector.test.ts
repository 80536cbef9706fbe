import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from './object.ts';
import { formatSelector, parseFieldSelector, parseLabelSelector, selects } from './selector.ts';

const pod = {
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '', labels: { app: 'redis', tier: 'back', empty: '', rank: '5' } },
  status: { phase: 'Running' }, involvedObject: { name: 'x' }, source: { component: 'kubelet' },
} as KubeObject;

test('label selectors', () => {
  const cases: [string, boolean][] = [
    ['', true], ['app=redis', true], ['app==redis', true], ['app=web', false], ['app!=web', true], ['app!=redis', false], ['other!=x', true],
    ['app', true], ['!app', false], ['!other', true], ['other', false], ['app in (redis, web)', true], ['app in (web)', false],
    ['app notin (web)', true], ['other notin (web)', true], ['app=redis,tier=back', true], ['app=redis,tier=front', false],
    ['app in (redis,web),tier', true], ['empty=', true], ['empty in (,x)', true], ['constructor', false],
    ['rank>4', true], ['rank > 5', false], ['rank<6', true], ['tier<6', false], ['in=in', false], ['! other', true], ['app in(redis)', true],
  ];
  for (const [text, expected] of cases) assert.equal(parseLabelSelector(text)(pod), expected, text);
});

test('label selectors that do not parse say what was expected', () => {
  const cases: [string, string][] = [
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"], ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['a,,b', "found ',', expected: identifier after ','"], ['=x', "found '=', expected: !, identifier, or 'end of string'"],
    ['a in b', "unable to parse requirement: found 'b', expected: '('"], ['a in', "unable to parse requirement: found '', expected: '('"],
    [',', "found ',', expected: !, identifier, or 'end of string'"], ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a,', "found '', expected: identifier after ','"], ['a=(b', "unable to parse requirement: found '(', expected: identifier"],
    ['a in ()', "unable to parse requirement: values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
  ];
  for (const [text, message] of cases) assert.throws(() => parseLabelSelector(text), { code: 400, reason: 'BadRequest', message }, text);
  for (const text of ['a > x', '-a=b', 'a=-b', 'a/b/c', `a=${'x'.repeat(64)}`]) assert.throws(() => parseLabelSelector(text), { code: 400, reason: 'BadRequest' }, text);
});

test('field selectors', () => {
  const cases: [string, string, boolean][] = [
    ['', 'Pod', true], ['metadata.name=a', 'Pod', true], ['metadata.name=b', 'Pod', false], ['status.phase!=Running', 'Pod', false],
    ['status.phase=Running,metadata.namespace=n', 'Pod', true], ['spec.nodeName=', 'Pod', true], ['involvedObject.name=x', 'Event', true],
    ['source=kubelet', 'Event', true],
  ];
  for (const [text, kind, expected] of cases) assert.equal(parseFieldSelector(text, kind)(pod), expected, text);
  for (const text of ['spec.foo=1', 'nonsense', 'involvedObject.name=x']) assert.throws(() => parseFieldSelector(text, 'Pod'), { code: 400 }, text);
});

test('selectors of specs', () => {
  const labels = { app: 'redis' };
  assert.equal(selects(undefined, labels), false);
  assert.equal(selects({}, labels), true);
  assert.equal(selects({ matchLabels: { app: 'redis' } }, labels), true);
  assert.equal(selects({ matchLabels: { app: 'web' } }, labels), false);
  assert.equal(selects({ matchExpressions: [{ key: 'app', operator: 'In', values: ['redis'] }] }, labels), true);
  assert.equal(selects({ matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, labels), false);
  assert.equal(selects({ matchExpressions: [{ key: 'app', operator: 'Gibberish' }] }, labels), false);
  assert.equal(formatSelector({ matchLabels: { b: '2', a: '1' }, matchExpressions: [{ key: 'c', operator: 'NotIn', values: ['y', 'x'] }] }), 'a=1,b=2,c notin (x,y)');
});
