import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { Pool } from './pool.ts';
import { Sender } from './sender.ts';

/** Both ends of a connection. */
async function pair(): Promise<{ near: Socket; far: Socket; [Symbol.dispose](): void }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const near = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
  const [far] = await once(server, 'connection') as [Socket];
  return { near, far, [Symbol.dispose]() { near.destroy(); far.destroy(); server.close(); } };
}

test('what is in no hurry goes with the next packet, before it, or by itself after a moment', async () => {
  using ends = await pair();
  const sender = new Sender(ends.near, new Pool());
  let heard = '';
  ends.far.on('data', (bytes: Buffer) => { heard += bytes.toString(); });
  const hear = async (bytes: number) => {
    while (heard.length < bytes) await once(ends.far, 'data');
    return heard;
  };
  sender.soon(Buffer.from('a'));
  sender.soon(Buffer.from('b'));
  sender.send(Buffer.from('c'));
  sender.send(Buffer.from('d'));
  assert.equal(await hear(4), 'abcd');
  sender.soon(Buffer.from('e'));
  sender.soon(Buffer.from('f'));
  assert.equal(await hear(6), 'abcdef');
});

test('memory is given back once it has been sent; a connection that is gone takes nothing more', async () => {
  using ends = await pair();
  const pool = new Pool();
  const sender = new Sender(ends.near, pool);
  const packet = pool.take(10_000).fill(7);
  sender.send(packet);
  await once(ends.far, 'data');
  while (pool.take(10_000).buffer !== packet.buffer) await new Promise((turn) => setImmediate(turn));
  sender.soon(Buffer.from('late'));
  ends.near.destroy();
  await once(ends.near, 'close');
  sender.send(Buffer.from('later'));
  assert.notEqual(pool.take(10_000).buffer, packet.buffer);
});
