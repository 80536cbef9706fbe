/** What a real redis-cli prints is read as what a client of Redis is told. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { openTrialRedis, type TrialRedis } from '../gateway/redis/trial-redis.ts';
import { type Answer, answerIn } from './redis-text.ts';

const run = promisify(execFile);
let redis: TrialRedis;
let client: Redis;

before(async () => {
  redis = await openTrialRedis();
  client = new Redis(redis.plain.url.replace('redis://', `redis://handrail:${redis.password}@`));
  await client.xgroup('CREATE', 's:1', 'g', '$', 'MKSTREAM');
  await client.xgroup('CREATE', 's:1', 'empty', '0');
  for (let entry = 0; entry < 12; entry += 1) await client.xadd('s:1', '*', 'a "quoted" \\ field', `line\nwith\ttab \r bell\x07 é 日本 2) "no item"`);
  for (const name of ['one', 'two\n1) "x"', '(nil)', '(integer) 4', '1) ', '']) await client.xreadgroup('GROUP', 'g', name, 'COUNT', 1, 'STREAMS', 's:1', '>');
  await client.rpush('list', ...Array.from({ length: 101 }, (_, at) => `item ${at}`));
});
after(async () => {
  client.disconnect();
  await redis[Symbol.asyncDispose]();
});

async function printed(words: readonly string[]): Promise<string> {
  const { port } = new URL(redis.plain.url);
  return (await run('redis-cli', ['--no-raw', '-p', port, '--user', 'handrail', '--no-auth-warning', ...words], { env: { ...process.env, REDISCLI_AUTH: redis.password } })).stdout;
}

for (const words of [
  ['XINFO', 'STREAM', 's:1', 'FULL', 'COUNT', '1'], ['XINFO', 'STREAM', 's:1', 'FULL'], ['XINFO', 'GROUPS', 's:1'], ['XRANGE', 's:1', '-', '+'], ['LRANGE', 'list', '0', '-1'], ['LRANGE', 'absent', '0', '-1'],
  ['GET', 'absent'], ['XLEN', 's:1'], ['PING'], ['EVAL', 'return {1,{2,{3,{},{false,"x"}}},"y"}', '0'],
]) {
  test(`redis-cli ${words.slice(0, 3).join(' ')}`, async () => {
    const [command = '', ...rest] = words;
    assert.deepEqual(answerIn(await printed(words)), await client.call(command, ...rest));
  });
}

test('an error is one, and what is no answer is still bounded', async () => {
  const refused = answerIn(await printed(['XINFO', 'GROUPS', 'absent']));
  assert.ok(refused instanceof Error);
  assert.equal(refused.message, 'ERR no such key');
  assert.throws(() => answerIn('1) '.repeat(40)), /too deep/);
  for (const odd of ['', '\n', '1) ', '"open', '(integer) x', '  2) "a"', '1) "a"\n3) "b"', '"\\x"']) assert.ok((answerIn(odd) as Answer) !== undefined);
});
