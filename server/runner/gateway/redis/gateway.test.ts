import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import type { Effect } from '../../../../common/catalog/effect.ts';
import type { RedisEndpoint } from '../../../config/environments/endpoints.ts';
import { openSecrets } from '../../secrets.ts';
import type { Door } from '../door.ts';
import type { Told } from '../endpoint-event.ts';
import { openRedisGateway } from './gateway.ts';
import { respOf } from './requests.ts';
import { openTrialRedis, type TrialRedis } from './trial-redis.ts';
import { redisUpstream } from './upstream.ts';

const run = promisify(execFile);
const folder = mkdtempSync('/tmp/hr-rg-');
const told: Told[] = [];
const failures: unknown[] = [];
const doors: Door[] = [];
let redis: TrialRedis;
let isFull = false;
let isLost = false;

async function gateway(name: string, effect: Effect, endpoint: RedisEndpoint): Promise<string> {
  const socket = join(folder, name);
  doors.push(await openRedisGateway({
    socket, upstream: redisUpstream(endpoint, (ref) => openSecrets().read(ref)), effect,
    tell(event) {
      if (isFull) throw new Error('the disk is full');
      told.push(event);
    },
    durable: () => (isLost ? Promise.reject(new Error('EIO')) : Promise.resolve()),
    onFailure: (error) => { failures.push(error); },
  }));
  return socket;
}
const client = (path: string): Redis => new Redis({ path, retryStrategy: () => null, maxRetriesPerRequest: 0 });

before(async () => {
  redis = await openTrialRedis();
  for (const effect of ['read', 'change', 'destroy'] as const) await gateway(effect, effect, redis.endpoint);
  await gateway('pinned', 'change', { ...redis.plain, url: `${redis.plain.url}/3` });
});
after(async () => {
  for (const door of doors) door.close();
  await redis[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
const at = (name: string): string => join(folder, name);

/** Sends bytes as they are and gives all that comes back until the connection ends, or what is waited for has come. */
async function raw(name: string, pieces: readonly (string | Buffer)[], until: (text: string) => boolean = () => false): Promise<string> {
  const socket = connect(at(name)).on('error', () => undefined);
  let text = '';
  const done = new Promise<void>((resolve) => {
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      if (until(text)) resolve();
    });
    socket.once('close', () => { resolve(); });
  });
  for (const piece of pieces) {
    await new Promise<void>((written) => { socket.write(piece, () => { written(); }); });
  }
  await done;
  socket.destroy();
  return text;
}

const command = (...words: string[]): string => respOf(words).toString('latin1');

test('an ordinary client and redis-cli work through TLS, signed in by the gateway alone', async () => {
  const one = client(at('change'));
  assert.equal(await one.set('greeting', 'good morning'), 'OK');
  assert.equal(await one.get('greeting'), 'good morning');
  assert.equal(await one.call('ACL', 'WHOAMI'), 'handrail');
  assert.deepEqual(await one.multi().incr('n').get('n').exec(), [[null, 1], [null, '1']]);
  one.disconnect();
  const { stdout } = await run('redis-cli', ['--no-raw', '-s', at('change'), 'XADD', 'log', '*', 'k', 'v']);
  assert.match(stdout, /^"\d+-0"\n$/);
  assert.ok(!JSON.stringify(told).includes('morning') && !JSON.stringify(told).includes(redis.password));
});

test('what is pipelined is answered in its order, refused commands among the others, and they change nothing', async () => {
  const one = client(at('read'));
  const results = await one.pipeline().get('greeting').del('greeting').exists('greeting').set('greeting', 'x').call('NOSUCH', 'y').strlen('greeting').exec();
  const shown = results?.map(([error, value]) => error?.message.replace(/\..*/, '') ?? value);
  assert.deepEqual(shown, [
    'good morning', 'NOPERM DEL counts as destroying, and this step says that it only reads', 1, 'NOPERM SET changes something, and this step says that it only reads',
    'ERR This Redis does not know the command NOSUCH, so the gateway does not send it', 12,
  ]);
  one.disconnect();
});

test('a refused command spoils its transaction as in Redis, and the connection goes on', async () => {
  const lines = ['SET kept 1', 'MULTI', 'SET kept 2', 'DEL kept', 'EXEC', 'GET kept', 'MULTI', 'GET kept', 'EXEC', 'MULTI', 'DEL kept', 'DISCARD', 'GET kept', 'EXEC', 'PING'];
  const text = await raw('change', [lines.map((line) => command(...line.split(' '))).join('')], (said) => said.includes('PONG'));
  const plain = text.replace(/NOPERM [^\r]*/g, 'NOPERM').replace(/EXECABORT [^\r]*/g, 'EXECABORT');
  assert.equal(plain, [
    '+OK', '+OK', '+QUEUED', '-NOPERM', '-EXECABORT', '$1', '1', '+OK', '+QUEUED', '*1', '$1', '1', '+OK', '-NOPERM', '+OK', '$1', '1', '-ERR EXEC without MULTI', '+PONG', '',
  ].join('\r\n'));
});

test('subscribing, blocking and a message that comes by itself pass, a command in between is told to go elsewhere', async () => {
  const [one, other] = [client(at('read')), client(at('change'))];
  const message = new Promise((resolve) => { one.once('message', (channel, text) => { resolve([channel, text]); }); });
  await one.subscribe('news');
  assert.equal(await other.publish('news', 'it is'), 1);
  assert.deepEqual(await message, ['news', 'it is']);
  one.disconnect();
  const read = client(at('read'));
  const waited = read.xread('BLOCK', 5_000, 'STREAMS', 'later', '$');
  const after = read.get('kept');
  while (await other.call('CLIENT', 'LIST').then((list) => !String(list).includes('cmd=xread'))) await new Promise(setImmediate);
  await other.xadd('later', '*', 'a', 'b');
  assert.equal((await waited)?.[0]?.[0], 'later');
  assert.equal(await after, '1');
  read.disconnect();
  other.disconnect();
  const text = await raw('read', [command('SUBSCRIBE', 'news') + command('GET', 'kept') + command('PING')], (said) => said.includes('pong'));
  assert.match(text, /subscribe\r\n[^]*-ERR This connection is subscribed: send GET on another one\.[^]*pong/);
});

test('one database is one database', async () => {
  const one = client(at('pinned'));
  await one.set('here', 'three');
  assert.match(String(await one.client('INFO')), / db=3 /);
  await assert.rejects(one.select(0), /names database 3/);
  await assert.rejects(one.move('here', 0), /names database 3/);
  assert.equal(await one.select(3), 'OK');
  one.disconnect();
});

test('large values stream through both ways, and the memory of the gateway does not grow with them', async () => {
  const bytes = 96 * 1024 * 1024;
  const before = process.memoryUsage().rss;
  let most = 0;
  const look = setInterval(() => { most = Math.max(most, process.memoryUsage().rss - before); }, 20);
  const piece = Buffer.alloc(1024 * 1024, 'x');
  const pieces = [`*3\r\n$3\r\nSET\r\n$5\r\nlarge\r\n$${bytes}\r\n`, ...Array.from({ length: bytes / piece.length }, () => piece), '\r\n'];
  assert.equal(await raw('change', pieces, (text) => text.endsWith('\r\n')), '+OK\r\n');
  let got = 0;
  const socket = connect(at('read'));
  socket.write(command('GET', 'large'));
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    got += chunk.length;
    if (got >= bytes + `$${bytes}\r\n\r\n`.length) break;
  }
  clearInterval(look);
  assert.equal(got, bytes + `$${bytes}\r\n\r\n`.length);
  assert.ok(most < 0.85 * bytes, `${most}`);
});

test('what is changed is recorded before it is sent, by name and number; without a record nothing is', async () => {
  const one = client(at('destroy'));
  await one.mset('a', '1', 'b', '2');
  told.length = 0;
  await one.del('a', 'b', 'secret-key');
  assert.deepEqual(told.map(({ act }) => act), ['command']);
  assert.deepEqual(told, [{ gateway: 'redis', act: 'command', command: 'del', args: 4, keys: 3, times: 1 }]);
  await one.pipeline().set('a', '1').set('a', '2').set('b', '3').exec();
  assert.deepEqual(told.at(-1), { gateway: 'redis', act: 'command', command: 'set', args: 3, keys: 1, times: 3 });
  isFull = true;
  assert.match(await raw('destroy', [command('DEL', 'a')]), /could not be recorded, so it was not made/);
  assert.equal(await one.get('a'), '2');
  const closed = once(one, 'close');
  await assert.rejects(one.del('a'), /could not be recorded, so it was not sent/);
  await closed;
  isFull = false;
  isLost = true;
  assert.match(await raw('destroy', [command('DEL', 'a')]), /could not be recorded/);
  isLost = false;
  told.length = 0;
  const other = client(at('destroy'));
  assert.equal(await other.get('a'), '2');
  assert.equal(await other.del('a'), 1);
  other.disconnect();
  while (!told.some(({ act }) => act === 'close')) await new Promise(setImmediate);
  const last = told.at(-1);
  assert.ok(last?.act === 'close' && last.gateway === 'redis');
  assert.equal(last.others, 1);
  assert.ok(last.reads > 0 && last.refused > 0 && last.sent > 0 && last.received > 0);
});

test('the user’s own permissions count too, and who cannot be reached is told so without the password', async () => {
  const narrow = at('narrow-password');
  writeFileSync(narrow, 'narrow-password');
  await gateway('narrow', 'change', { ...redis.plain, user: 'narrow', password: { file: narrow } });
  assert.match(await raw('narrow', [command('GET', 'other')], (text) => text.endsWith('\r\n')), /^-NOPERM/);
  writeFileSync(at('wrong'), 'wrong-password');
  const cases: readonly [name: string, change: Partial<RedisEndpoint>, says: RegExp][] = [
    ['badpass', { password: { file: at('wrong') } }, /did not let the gateway in \(WRONGPASS\)/],
    ['nofile', { password: { file: at('nowhere') } }, /nowhere cannot be read \(ENOENT\)/],
    ['nobody', { url: 'redis://127.0.0.1:1' }, /127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)/],
    ['notlocal', { local: false }, /this very machine\. The gateway does not connect there/],
    ['notls', { url: redis.endpoint.url.replace('rediss', 'redis') }, /closed the connection|does not answer/],
    ['noca', { url: redis.endpoint.url }, /does not answer \(\w*(SELF_SIGNED|UNABLE|VERIFY|ISSUER)\w*/],
    ['wrongname', { ...redis.endpoint, url: redis.endpoint.url.replace('localhost', '127.0.0.1') }, /does not answer \(ERR_TLS_CERT_ALTNAME_INVALID\)/],
  ];
  for (const [name, change, says] of cases) {
    await gateway(name, 'read', { ...redis.plain, ...change });
    const text = await raw(name, [command('PING')]);
    assert.match(text, says, name);
    assert.match(text, /^-ERR [^\r\n]*\r\n$/, name);
    assert.doesNotMatch(text, /wrong-password|correct-horse/, name);
  }
});
