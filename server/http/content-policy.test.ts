import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { contentPolicy, inlineScripts } from './content-policy.ts';

test('the text of each inline script is found, and nothing else', () => {
  const cases: readonly [string, string[]][] = [
    ['<p>no script</p>', []],
    ['<script>a()</script>', ['a()']],
    ['<script src="x.js"></script><script defer="defer" src=x.js></script>', []],
    ['<SCRIPT data-x="a>b">b()</SCRIPT >', ['b()']],
    ['<script data-src="x">c()</script>', ['c()']],
    ['<script>\n  d("<p>")\n</script><script>e()</script>', ['\n  d("<p>")\n', 'e()']],
    ['<scripty>f()</scripty>', []],
  ];
  for (const [html, expected] of cases) assert.deepEqual(inlineScripts(html), expected, html);
});

test('a policy names each inline script once, by hash, and the socket of the origin', () => {
  const hash = createHash('sha256').update('a()').digest('base64');
  const policy = contentPolicy('<script>a()</script><script>a()</script>', 'https://x.org');
  assert.match(policy, new RegExp(`script-src https://x\\.org/assets/ 'sha256-${hash.replaceAll('+', '\\+')}';`));
  for (const part of ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "worker-src 'none'", "script-src-attr 'none'"]) assert.ok(policy.split('; ').includes(part), part);
  assert.doesNotMatch(policy, /unsafe-eval|strict-dynamic|unsafe-hashes|script-src[^;]*unsafe-inline|script-src[^;]*'self'/);
  assert.match(policy, /connect-src 'self' wss:\/\/x\.org;/);
});
