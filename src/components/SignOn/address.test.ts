import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalOf, returnOf } from './address.ts';

test('only our own codes have a sentence', async () => {
  assert.match(await refusalOf('?refused=sign-on-no-role'), /^\{provider\} knows you/);
  assert.match(await refusalOf('?refused=audit-failed'), /could not be recorded, so it was not done\./);
  for (const search of ['', '?refused=', '?refused=Your+account+is+locked', '?refused=toString', '?refused=denied', '?other=sign-on-away']) assert.equal(await refusalOf(search), '', search);
});

test('one comes back to a path of ours', () => {
  const cases: readonly [string, string][] = [['', '/'], ['?to=/runbooks/x%23y', '/runbooks/x#y'], ['?to=//evil.example', '/'], ['?to=https://evil.example', '/'], ['?to=/%5Cevil', '/'], ['?to=javascript:x', '/']];
  for (const [search, to] of cases) assert.equal(returnOf(search), to, search);
});
