import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cookieKind, readCookie, writeCookie } from './cookie.ts';

const plain = cookieKind('http://127.0.0.1:3180', 3180);

test('the port is in the name; under https the browser guards it', () => {
  assert.equal(writeCookie(plain, 'v', 60), 'handrail_3180=v; Path=/; HttpOnly; SameSite=Strict; Max-Age=60');
  assert.equal(writeCookie(cookieKind('https://x.org', 3180), 'v', 60),
    '__Host-handrail_3180=v; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure');
});

test('our cookie is found among others', () => {
  const cases: readonly [string | undefined, string | null][] = [
    [undefined, null], ['', null], ['handrail_3180=abc', 'abc'], ['a=b; handrail_3180=abc; c=d', 'abc'],
    ['handrail_3181=abc', null], ['xhandrail_3180=abc', null], ['__Host-handrail_3180=abc', null],
    ['handrail_3180=abc; handrail_3180=def', null], ['handrail_3180=', null], ['handrail_3180="abc"', null],
    ['handrail_3180=a b', null], [`handrail_3180=${'x'.repeat(101)}`, null],
  ];
  for (const [header, expected] of cases) assert.equal(readCookie(header, plain), expected, String(header));
});
