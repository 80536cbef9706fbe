import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConsole } from './console.ts';
import { outputMatches, plain, transcriptMatches } from './expect.ts';

test('terminal controls are not text', () => {
  const table: [string, string][] = [
    ['\u001b[1;32mok\u001b[0m', 'ok'],
    ['\u001b]0;title\u0007ok', 'ok'],
    ['\u001b]8;;https://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u001b(Bok\u001b[?2004h\u001b7', 'ok'],
    ['a  \r\nb\t\r\r\nc', 'a\nb\nc'],
    ['10%\r20%\rdone\r\n', '10%\n20%\ndone\n'],
    ['…é→', '…é→'],
  ];
  for (const [output, expected] of table) assert.equal(plain(output), expected);
});

const contained: [output: string, expect: string, matches: boolean][] = [
  ['PONG\r\n', 'PONG', true],
  ['pong', 'PONG', false],
  ['a\nb  \nc', 'b\nc', true],
  ['a\nx\nc', 'a\nc', false],
  ['pod/redis-0 condition met', 'pod/… condition met', true],
  ['start\n1\n2\nend', 'start … end', true],
  ['end start', 'start … end', false],
  ['x\ny', 'x\n…\ny', true],
  ['x\n1\n2\ny', 'x\n…\ny', true],
  ['anything', '…', true],
  ['', '…', true],
  ['(integer) 10', '(integer) 1', true],
  ['a*b', 'a*b', true],
];

test('what is expected must be in the output', () => {
  for (const [output, expect, matches] of contained) assert.equal(outputMatches(output, expect), matches, `${output} | ${expect}`);
});

const block = parseConsole('127.0.0.1:6379> DEL k\n(integer) 1\n127.0.0.1:6379> XINFO GROUPS k\n1)  1) "name"\n…\n   12) (integer) …\n127.0.0.1:6379> PING');

test('a transcript’s answers must come as whole lines, in order', () => {
  const table: [string, boolean][] = [
    ['(integer) 1\n1)  1) "name"\n    2) "g"\n   12) (integer) 9\nPONG\n', true],
    ['127.0.0.1:6379> DEL k\r\n(integer) 1\r\n127.0.0.1:6379> XINFO GROUPS k\r\n1)  1) "name"\r\n   12) (integer) 9\r\n', true],
    ['(integer) 10\n1)  1) "name"\n   12) (integer) 9\n', false],
    ['1)  1) "name"\n   12) (integer) 9\n(integer) 1\n', false],
    ['(integer) 1\n', false],
  ];
  for (const [output, matches] of table) assert.equal(transcriptMatches(output, block), matches, output);
});

test('two equal answers need two lines', () => {
  const twice = parseConsole('127.0.0.1:6379> PING\nPONG\n127.0.0.1:6379> PING\nPONG');
  assert.equal(transcriptMatches('PONG\nPONG\n', twice), true);
  assert.equal(transcriptMatches('PONG\n', twice), false);
});

test('a long run of white space is no burden', () => {
  const started = performance.now();
  outputMatches(`${' '.repeat(2_000_000)}x\n`, 'x');
  assert.ok(performance.now() - started < 2_000);
});
