import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { ask, groupNamed } from './redis.ts';
import { bounds, decode, encode, RedisError } from './resp.ts';

test('replies are read, also piece by piece', () => {
  const groups = '*2\r\n*4\r\n$4\r\nname\r\n$1\r\na\r\n$3\r\nlag\r\n:9\r\n*4\r\n$4\r\nname\r\n$1\r\nb\r\n$3\r\nlag\r\n$-1\r\n';
  const wanted = [['name', 'a', 'lag', 9], ['name', 'b', 'lag', null]];
  assert.deepEqual(decode(Buffer.from(groups)), wanted);
  for (let length = 0; length < groups.length; length += 1) assert.equal(decode(Buffer.from(groups.slice(0, length))), undefined);
  assert.equal(groupNamed(wanted, 'a')?.get('lag'), 9);
  assert.equal(groupNamed(wanted, 'c'), null);
  assert.equal(groupNamed('nonsense', 'a'), null);
  assert.equal(groupNamed(['x', ['name']], 'a'), null);
  assert.equal(encode(['XINFO', 'GROUPS', 'ä']).toString(), '*3\r\n$5\r\nXINFO\r\n$6\r\nGROUPS\r\n$2\r\nä\r\n');
});

test('what is no reply is refused', () => {
  for (const bytes of ['HTTP/1.1 200 OK\r\n', ':1.5\r\n', ':12345678901234567890\r\n', `$${bounds.bytes + 1}\r\n`, '*1\r\n'.repeat(9), `+${'a'.repeat(bounds.bytes)}`]) {
    assert.throws(() => decode(Buffer.from(bytes)), RedisError, bytes.slice(0, 40));
  }
  const error = decode(Buffer.from('-ERR no such key\r\n'));
  assert.ok(error instanceof RedisError && error.message === 'ERR no such key');
});

test('a pod that answers nothing, too much or never the whole ends the question', { timeout: 20_000 }, async () => {
  const folder = mkdtempSync('/tmp/hk-');
  const servers: Server[] = [];
  const serve = (name: string, answer: (write: (text: string) => void, end: () => void) => void): Promise<string> => new Promise((resolve) => {
    const path = join(folder, name);
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      answer((text) => { socket.write(text); }, () => { socket.end(); });
    });
    servers.push(server.listen(path, () => resolve(path)));
  });
  const timers: NodeJS.Timeout[] = [];
  try {
    assert.deepEqual(await ask(await serve('good', (write) => write('*1\r\n:1\r\n')), ['X']), [1]);
    await assert.rejects(ask(await serve('error', (write) => write('-NOGROUP none\r\n')), ['X']), /NOGROUP none/);
    await assert.rejects(ask(await serve('gone', (_, end) => end()), ['X']), /EOF/);
    await assert.rejects(ask(await serve('flood', (write) => { for (let left = 40; left > 0; left -= 1) write(`+${'a'.repeat(8192)}`); }), ['X']), /bytes/);
    await assert.rejects(ask(await serve('slow', (write) => { timers.push(setInterval(() => write('+a'), 50)); }), ['X']), /timeout/);
    await assert.rejects(ask(join(folder, 'none'), ['X']), /connect/);
  } finally {
    timers.forEach((timer) => clearInterval(timer));
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
