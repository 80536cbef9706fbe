import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admin, userOf } from './user.ts';

test('who asks', () => {
  const cases: [NodeJS.Dict<string[]>, string, string[]][] = [
    [{ 'impersonate-user': ['alice'] }, 'alice', ['handrail:trainees', 'system:authenticated']],
    [{ 'impersonate-user': ['alice'], 'impersonate-group': ['a, b', 'c'] }, 'alice', ['a, b', 'c', 'system:authenticated']],
    [{ 'impersonate-user': ['alice'], 'impersonate-group': ['system:authenticated', 'c'] }, 'alice', ['system:authenticated', 'c']],
    [{ 'impersonate-user': ['x'], 'impersonate-group': ['system:unauthenticated'] }, 'x', ['system:unauthenticated']],
    [{ 'impersonate-user': ['system:serviceaccount:n:s'] }, 'system:serviceaccount:n:s', ['system:serviceaccounts', 'system:serviceaccounts:n', 'system:authenticated']],
  ];
  for (const [headers, name, groups] of cases) assert.deepEqual([userOf(headers).name, userOf(headers).groups], [name, groups]);
  assert.equal(userOf({ accept: ['*/*'] }), admin);
  const { uid, extra } = userOf({ 'impersonate-user': ['a'], 'impersonate-uid': ['7'], 'impersonate-extra-a%2fb': ['x', 'y'], 'impersonate-extra-%': ['z'] });
  assert.deepEqual([uid, extra], ['7', { 'a/b': ['x', 'y'], '%': ['z'] }]);
});

test('nobody becomes the administrator by leaving something out', () => {
  const wrong: NodeJS.Dict<string[]>[] = [
    { 'impersonate-group': ['system:masters'] }, { 'impersonate-user': [''] }, { 'impersonate-user': [] }, { 'impersonate-user': ['a', 'b'] }, { 'impersonate-extra-x': ['y'] }, { 'impersonate-uid': ['1'] },
  ];
  for (const headers of wrong) assert.throws(() => userOf(headers), { code: 400 }, JSON.stringify(headers));
});
