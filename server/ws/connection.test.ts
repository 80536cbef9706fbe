import { localOperator } from '../auth/principal.ts';
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { newRunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { Connection, type ConnectionDeps, mostViewings } from './connection.ts';

/** A socket whose browser reads nothing, and a server that knows every run. */
function setUp() {
  let time = 0;
  const said: { type: string }[] = [];
  let attached = 0;
  const socket = Object.assign(new EventEmitter(), {
    OPEN: 1, readyState: 1,
    send: (text: string) => { said.push(JSON.parse(text) as { type: string }); },
    terminate() { this.readyState = 3; },
    close() { this.readyState = 3; },
  });
  const deps = {
    clock: { now: () => time += 10, random: (bytes: number) => new Uint8Array(bytes) },
    tickets: { redeem: () => true },
    register: { onUnshared: () => () => undefined, watchable: async (_: unknown, id: string) => { await turn(); return { id, person: 'p', interactive: true } as Run; } },
    runner: { attach: () => { attached += 1; return Promise.resolve({ run: {} as Run, ack: () => undefined, detach: () => undefined }); } },
  } as unknown as ConnectionDeps;
  new Connection(socket as unknown as WebSocket, { ...localOperator, person: { id: 'p', name: 'P' }, via: 'cookie', session: 's' }, deps);
  const hear = (message: object) => socket.emit('message', Buffer.from(JSON.stringify(message)), false);
  hear({ type: 'hello', ticket: 't' });
  return { socket, hear, said, attached: () => attached };
}

const someRun = (at: number) => newRunId(1_700_000_000_000 + at, Uint8Array.from({ length: 10 }, (_, index) => (at >> (index % 4)) & 0xff));

test('a browser that reads nothing and goes on asking is cut off: answers are not kept for it without end', async () => {
  const { socket, hear, said } = setUp();
  for (let at = 0; at < 20_000 && socket.readyState === 1; at += 1) {
    hear({ type: 'input', run: someRun(1), data: 'x' });
    if (at % 100 === 0) await turn();
  }
  assert.equal(socket.readyState, 3);
  assert.ok(JSON.stringify(said).length < 2 * 1024 * 1024);
});

test('runs that are asked for all at once are watched up to the same number as one after the other', async () => {
  const { hear, said, attached } = setUp();
  for (let at = 0; at < 3 * mostViewings; at += 1) hear({ type: 'attach', run: someRun(at), from: 0 });
  for (let turns = 0; turns < 20; turns += 1) await turn();
  assert.equal(attached(), mostViewings);
  assert.equal(said.filter(({ type }) => type === 'error').length, 2 * mostViewings);
});
