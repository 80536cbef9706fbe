import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { parseRedis, quote, redisLines, redisNames } from './redis.ts';

const split: [text: string, args: string[]][] = [
  ['PING', ['PING']],
  ['  XGROUP CREATE instrument:hsc hsc_consumer_group $ mkstream ', ['XGROUP', 'CREATE', 'instrument:hsc', 'hsc_consumer_group', '$', 'mkstream']],
  ['SET k "a b\\n\\x41\\"\\q"', ['SET', 'k', 'a b\nA"q']],
  ["SET k 'a \\'b\\' \\n'", ['SET', 'k', "a 'b' \\n"]],
  ['SET k ""', ['SET', 'k', '']],
  ['SET k a"b c"', ['SET', 'k', 'ab c']],
  ['SET k "\\xff"', ['SET', 'k', '\udcff']],
];

test('a line is split as redis-cli splits it', () => {
  for (const [text, args] of split) assert.deepEqual(parseRedis(text).lines, [{ line: 1, args }], text);
});

test('empty lines and comments are skipped, lines keep their numbers', () => {
  assert.deepEqual(parseRedis('# first\n\nPING\n').lines, [{ line: 3, args: ['PING'] }]);
});

const broken: [text: string, line: number, column: number, message: RegExp][] = [
  ['SET k "a', 1, 7, /never closed/],
  ["PING\nSET k 'a", 2, 7, /never closed/],
  ['SET k "a"b', 1, 10, /followed by a space/],
  ['# nothing', 1, 1, /no command/],
];

test('a line redis-cli would refuse is a problem with its place', () => {
  for (const [text, line, column, message] of broken) {
    const [problem] = parseRedis(text).problems;
    assert.deepEqual([problem?.line, problem?.column], [line, column], text);
    assert.match(problem?.message ?? '', message);
  }
});

const filled: [source: string, values: Record<string, string>, text: string][] = [
  ['GET ${A}', { A: 'x' }, 'GET x'],
  ['GET instrument:${A}:${B}', { A: 'x', B: 'y' }, 'GET instrument:x:y'],
  ['GET ${A}', { A: 'x y' }, 'GET "x y"'],
  ['GET ${A}', { A: 'x"\nFLUSHALL' }, 'GET "x\\"\\x0aFLUSHALL"'],
  ['GET ${A}', { A: '${B}' }, 'GET ${B}'],
  ['GET ${A}', { A: '' }, 'GET ""'],
  ['XGROUP CREATE ${A} ${A}_g $ MKSTREAM', { A: 'é' }, 'XGROUP CREATE "é" "é_g" $ MKSTREAM'],
  ["GET '${A}'", { A: "it's" }, 'GET "it\'s"'],
];

test('a value stays inside its argument', () => {
  for (const [source, values, text] of filled) {
    const [command] = redisLines(source, values);
    assert.equal(command?.text, text);
    assert.deepEqual(parseRedis(command?.text ?? '').lines[0]?.args, command?.args, 'reads back as the same arguments');
  }
});

test('names are found once each, in order', () => {
  assert.deepEqual(redisNames(parseRedis('GET ${B}\nGET ${A}${B} $ $C').lines), ['B', 'A']);
});

test('a missing value and a broken line are thrown', () => {
  assert.throws(() => redisLines('GET ${A}', {}), /has no value/);
  assert.throws(() => redisLines('GET ${constructor}', {}), /has no value/);
  assert.throws(() => redisLines('GET "', {}), /never closed/);
});

test('redis-cli reads a quoted argument back as it was', () => {
  const nasty = ['a b', '"', '\\', "'", '\n', '', '#x', 'é', '$(id)', '`id`', '\u0007', '\t', '🎈'];
  const answer = echoed(nasty.map((value) => `ECHO ${quote(value)}`).join('\n'));
  assert.deepEqual(JSON.parse(`[${answer.trim().split('\n').join(',')}]`), nasty);
});

/** Sends the script to a redis-server of its own; gives the answers as JSON strings, one a line. */
function echoed(script: string): string {
  return execFileSync('bash', ['-c', [
    'set -e; dir=$(mktemp -d); trap \'kill "$pid" 2>/dev/null; wait; rm -rf "$dir"\' EXIT',
    'redis-server --port 0 --unixsocket "$dir/s" --dir "$dir" --save "" >/dev/null & pid=$!',
    'for _ in $(seq 50); do redis-cli -s "$dir/s" PING >/dev/null 2>&1 && break; sleep 0.1; done',
    'redis-cli -s "$dir/s" --json',
  ].join('\n')], { input: script, encoding: 'utf8' });
}
