import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparable, isMessage, linesOf } from './error-message.ts';
import { readQuery } from './query.ts';
import { partsOf, stemOf, termsOf, wordsOf } from './tokens.ts';

test('words of commands stay whole', () => {
  const rows: readonly [string, string[]][] = [
    ['kubectl logs prompt-redis-0 --tail=5', ['kubectl', 'logs', 'prompt-redis-0', '--tail', '5']],
    ['XINFO GROUPS "instrument:$INSTRUMENT"', ['XINFO', 'GROUPS', 'instrument:$INSTRUMENT']],
    ['cat /workspace/a.md | grep -i x', ['cat', '/workspace/a.md', 'grep', '-i', 'x']],
    ['KEDA’s “ScaledJob”, then. (Wait…)', ['KEDA', 'ScaledJob', 'then', 'Wait']],
    ['… — | & ;', []],
  ];
  for (const [text, words] of rows) assert.deepEqual(wordsOf(text), words);
});

test('a word is found by its parts and without its ending', () => {
  assert.deepEqual(partsOf('prompt-redis-0'), ['prompt', 'redis', '0']);
  assert.deepEqual(partsOf('ScaledJobs'), ['scaled', 'jobs']);
  assert.deepEqual(partsOf('KEDAOperator'), ['keda', 'operator']);
  assert.deepEqual(partsOf('plain'), []);
  assert.equal(new Set(['create', 'creates', 'created', 'creating'].map(stemOf)).size, 1);
  assert.equal(stemOf('address'), 'address');
  assert.equal(stemOf('pods'), 'pods');
  assert.ok(termsOf('Creating ScaledJobs').includes(stemOf('create')));
});

test('what is typed is read', () => {
  const rows: readonly [string, unknown][] = [
    ['namespace:prompt-redis', { kind: 'touches', of: 'namespace', name: 'prompt-redis' }], ['NS: a', { kind: 'touches', of: 'namespace', name: 'a' }],
    ['stream:instrument:hsc', { kind: 'touches', of: 'stream', name: 'instrument:hsc' }], ['file:a b.txt ', { kind: 'touches', of: 'file', name: 'a b.txt' }],
  ];
  for (const [text, query] of rows) assert.deepEqual(readQuery(text), query);
  const wordsIn = (text: string) => { const query = readQuery(text); return query.kind === 'words' ? query.words.map(({ whole }) => whole) : null; };
  assert.deepEqual(wordsIn('how do I clear the stream '), ['clear', 'stream']);
  assert.deepEqual(wordsIn('instrument:hsc'), ['instrument:hsc']);
  assert.deepEqual(wordsIn('restart r'), ['restart']);
  assert.deepEqual(wordsIn('r'), ['r']);
});

test('a message is told from words', () => {
  for (const text of ['clear a redis stream', 'kubectl logs', 'BUSYGROUP', 'connection refused', '--sort-by=.metadata.creationTimestamp']) assert.equal(isMessage(text), false, text);
  for (const text of ['one\ntwo', '(error) BUSYGROUP Consumer Group name already exists', 'Error from server (NotFound): pods "x" not found', 'dial tcp: connection refused']) assert.equal(isMessage(text), true, text);
});

test('what differs each time is taken out', () => {
  const same: readonly [string, string][] = [
    ['2026-01-02T03:04:05.678Z ERROR cannot reach 10.2.3.4:6379', 'ERROR cannot reach 172.16.0.1:6379'],
    ['pods "web-7f9c8d-x2k4p" not found', "pods 'web-6b8d9f-zz9q1' not found"],
    ['open /home/me/a/conf.yaml:12:3: denied', 'open /srv/b/conf.yaml: denied'],
    ['E0102 03:04:05.678901    1234 reflector.go:138] failed to list', 'failed to list'],
    ['request 8f14e45f-ceea-467f-a8f1-3a0d2c1b9e77 failed after 31 ms', 'request failed after 7 ms'],
    ['\x1b[31mfatal\x1b[0m: image sha256:0a1b2c3d not there', 'fatal: image not there'],
  ];
  for (const [left, right] of same) assert.deepEqual(linesOf(left).map(comparable), linesOf(right).map(comparable));
});

test('of a long message the telling lines are looked for', () => {
  const message = ['starting', ...Array.from({ length: 1_000 }, (_, at) => `  at frame ${at}`)].join('\n').replace('at frame 200', 'OOMKilled');
  assert.deepEqual(linesOf(message), ['OOMKilled']);
  assert.ok(linesOf('word\n'.repeat(1_000_000)).length <= 16);
});

test('a paste of signs or spaces without end is read in the time of its length, not of its square', () => {
  for (const sign of ['-', '/', '.', '~']) assert.deepEqual(wordsOf(`${sign.repeat(64 * 1024)}x y`), ['y']);
  assert.deepEqual(readQuery(`namespace:x${' '.repeat(64 * 1024)}\nb`).kind, 'words');
  assert.deepEqual(readQuery(`namespace:x${' '.repeat(64 * 1024)}`), { kind: 'touches', of: 'namespace', name: 'x' });
});
