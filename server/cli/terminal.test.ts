import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainLines } from './terminal.ts';

test('CR LF becomes LF, wherever the bytes are cut; other CRs stay', () => {
  const text = 'a\r\nb\rc\r\r\n\nd\r\n';
  for (let cut = 0; cut <= text.length; cut += 1) {
    const first = plainLines(Buffer.from(text.slice(0, cut)), false);
    const second = plainLines(Buffer.from(text.slice(cut)), first.hasCr);
    const whole = Buffer.concat([first.bytes, second.bytes]).toString() + (second.hasCr ? '\r' : '');
    assert.equal(whole, 'a\nb\rc\r\n\nd\n', String(cut));
  }
});

test('bytes that are no text pass unchanged', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
  assert.deepEqual([...plainLines(bytes, false).bytes], [...bytes]);
});
