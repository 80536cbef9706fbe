import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentOf } from './agent.ts';

const said: [header: string | undefined, expected: string][] = [
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox 140 on Linux'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0', 'Edge 139 on Windows'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15', 'Safari 18 on macOS'],
  ['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36', 'Chrome 139 on Android'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1', 'Safari 18 on iPhone'],
  ['curl/8.5.0', 'curl 8'], ['node', 'Another program'], [undefined, 'Another program'], ['', 'Another program'],
  ['<img src=x onerror=alert(1)> Firefox/1', 'Firefox 1'], ['\u001b[2J\u202e Linux', 'Another program on Linux'], [`${'x'.repeat(600)} Firefox/140 Linux`, 'Another program'],
  [`${'Version/1'.repeat(50)}`, 'Another program'],
];
for (const [header, expected] of said) {
  test(`${String(header).slice(0, 40)}… is ${expected}`, () => { assert.equal(agentOf(header), expected); });
}
