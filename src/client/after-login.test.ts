import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeAfterLogin } from './after-login.ts';

test('goes to a path of this site, with query and fragment', () => {
  assert.equal(placeAfterLogin(`?to=${encodeURIComponent('/runbooks/r?env=practice#step-x')}`), '/runbooks/r?env=practice#step-x');
});

for (const to of ['', 'https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)', '/\t/elsewhere.example']) {
  test(`goes home instead of to ${JSON.stringify(to)}`, () => {
    assert.equal(placeAfterLogin(`?to=${encodeURIComponent(to)}`), '/');
  });
}
