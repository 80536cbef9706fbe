import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOurHost, originRule, refuseForeignOrigin, requireOwnOrigin } from './origin.ts';

const plain = originRule({ origin: 'http://127.0.0.1:3180', host: '127.0.0.1', port: 3180 });
const secure = originRule({ origin: 'https://runbooks.example.org', host: '127.0.0.1', port: 3180 });

const foreign: readonly (string | undefined)[] = [
  undefined, '', 'null', 'https://evil.example', 'http://127.0.0.1', 'http://127.0.0.1:3181', 'http://localhost:3180',
  'https://127.0.0.1:3180', 'HTTP://127.0.0.1:3180', 'http://127.0.0.1:3180/', 'http://127.0.0.1.:3180',
  'http://127.0.0.1:3180.evil.example', 'http://127.0.0.1:3180, https://evil.example', 'http://evil@127.0.0.1:3180',
  'http://runbooks.example.org', 'https://runbooks.example.org:443', 'https://RUNBOOKS.example.org', 'https://runbooks.example.org.',
  'https://runbooks.example.org.evil', 'https://a.runbooks.example.org', 'https://xn--runbooks-example.org', 'https://runbooks.examp1e.org',
];

for (const [rule, name] of [[plain, 'http'], [secure, 'https']] as const) {
  for (const origin of foreign) {
    test(`${name}: origin ${String(origin)} is refused`, () => {
      assert.throws(() => { requireOwnOrigin(rule, { origin }); }, { code: 'origin-refused' });
    });
  }
  test(`${name}: the own origin passes, unless the browser says that another site asks`, () => {
    requireOwnOrigin(rule, { origin: rule.origin });
    requireOwnOrigin(rule, { origin: rule.origin, 'sec-fetch-site': 'same-origin' });
    for (const site of ['cross-site', 'same-site', 'none', '']) {
      assert.throws(() => { requireOwnOrigin(rule, { origin: rule.origin, 'sec-fetch-site': site }); }, { code: 'origin-refused' });
    }
  });
}

test('a program sends no origin and passes; a page with a stolen credential does not', () => {
  refuseForeignOrigin(plain, {});
  refuseForeignOrigin(plain, { origin: plain.origin });
  assert.throws(() => { refuseForeignOrigin(plain, { origin: 'https://evil.example' }); }, { code: 'origin-refused' });
  assert.throws(() => { refuseForeignOrigin(plain, { 'sec-fetch-site': 'cross-site' }); }, { code: 'origin-refused' });
});

test('what is told of a refused origin cannot disguise itself', () => {
  assert.throws(() => { requireOwnOrigin(plain, { origin: `http://e\u202e\u001b[2Jvil${'x'.repeat(500)}` }); },
    (error: Error) => error.message.length < 300 && !/[\u001b\u202e]/.test(error.message));
});

test('only our own names are answered to', () => {
  const cases: readonly [string | undefined, boolean][] = [
    ['127.0.0.1:3180', true], ['runbooks.example.org', true], [undefined, false], ['', false], ['evil.example', false],
    ['evil.example:3180', false], ['localhost:3180', false], ['127.0.0.1', false], ['127.0.0.1:3181', false], ['runbooks.example.org.', false],
  ];
  for (const [host, expected] of cases) assert.equal(isOurHost(secure, host), expected, String(host));
});
