import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from './encoding.ts';

const bytes = (text: string) => Uint8Array.from(Array.from(text, (character) => character.charCodeAt(0)));

test('UTF-8 is read, with its byte order mark and the line ends of Windows taken out', () => {
  assert.deepEqual(decodeText(new TextEncoder().encode('\ufeffé “x”\r\ny')), { text: 'é “x”\ny' });
});

const wrong: [bytes: Uint8Array, line: number, column: number, message: RegExp][] = [
  [bytes('one\ntwo caf\xe9\n'), 2, 8, /0xe9/],
  [bytes('caf\xe9'), 1, 4, /0xe9/],
  [bytes('\x80'), 1, 1, /0x80/],
  [bytes('\xc3\xa9\xc3\xa9\n\xc3'), 2, 1, /0xc3/],
  [bytes('a\xe2\x82b'), 1, 2, /0xe2/],
  [bytes('\xff\xfea\x00'), 1, 1, /UTF-16/],
];

test('the first byte that is not UTF-8 is told with its place', () => {
  for (const [input, line, column, message] of wrong) {
    const read = decodeText(input);
    assert.ok('message' in read);
    assert.deepEqual([read.line, read.column], [line, column], String(input));
    assert.match(read.message, message);
  }
});
