import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { after, afterEach, test } from 'node:test';
import { newRunId } from '../../common/ids.ts';
import { encodeFrame } from '../../common/protocol/frame.ts';
import type { Run } from '../../common/run.ts';
import { HandrailError } from '../../common/errors.ts';
import { loadConfig } from '../config/load.ts';
import { makeFolders } from '../config/paths.ts';
import { createLog } from '../log.ts';
import { connectRunner, lookAtRunners, type RunnerClient } from './client.ts';
import { encodePacket, PacketReader } from './wire/packet.ts';
import { packetKind, type Request } from './protocol.ts';

const data = mkdtempSync('/tmp/hr-client-');
const config = loadConfig({ HANDRAIL_DATA: data }, '/');
makeFolders(config.paths);
const log = createLog('silent', 'test');
const id = newRunId(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
const run = { id, state: 'running', end: 0 } as Run;

/** A runner that answers by a table, and whose connections can be cut. */
class StandIn {
  readonly asked: Request[] = [];
  readonly sockets = new Set<Socket>();
  readonly server: Server;
  answer: (request: Request) => unknown;
  hello: (params: object) => object = () => ({ protocol: 2, oldest: 2, build: '', generation: 1, draining: false, pid: 7, level: 'limited', missing: [], why: '' });

  constructor(answer: (request: Request) => unknown) {
    this.answer = answer;
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      const reader = new PacketReader();
      socket.on('data', (bytes: Buffer) => {
        for (const { body } of reader.take(bytes)) this.#hear(socket, JSON.parse(body.toString()) as Request);
      });
    }).listen(config.paths.runnerSocket);
  }

  say(message: object): void {
    for (const socket of this.sockets) if (!socket.destroyed) socket.write(encodePacket(packetKind.json, Buffer.from(JSON.stringify(message))));
  }

  print(attachment: number, offset: number, text: string): void {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(attachment);
    const frame = encodeFrame({ run: id, offset, bytes: Buffer.from(text) });
    for (const socket of this.sockets) if (!socket.destroyed) socket.write(encodePacket(packetKind.output, number, frame));
  }

  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async end(): Promise<void> {
    this.cut();
    await new Promise((closed) => this.server.close(closed));
  }

  #hear(socket: Socket, request: Request): void {
    this.asked.push(request);
    let reply: object;
    try {
      const result = request.method === 'hello' ? this.hello(request.params) : request.method === 'going' || request.method === 'sweep' ? [] : this.answer(request);
      reply = { id: request.id, result: request.method === 'attach' ? { run: result, from: request.params.from, prelude: '', seated: null } : result };
    } catch (error) {
      reply = { id: request.id, error: (error as HandrailError).toBody() };
    }
    socket.write(encodePacket(packetKind.json, Buffer.from(JSON.stringify(reply))));
  }
}

let standIn: StandIn;
let client: RunnerClient | null = null;
afterEach(async () => {
  client?.close();
  await standIn.end();
});
after(() => {
  rmSync(data, { recursive: true });
  rmSync(config.paths.runtime, { recursive: true });
});

const until = async (so: () => boolean) => {
  for (const end = Date.now() + 30_000; !so(); ) {
    if (Date.now() > end) throw new Error('not so after 30 s');
    await new Promise((waited) => setTimeout(waited, 5));
  }
};

test('answers find their requests, and a refusal comes as the error it is', async () => {
  standIn = new StandIn((request) => {
    if (request.method === 'get') return run;
    throw new HandrailError('run-over');
  });
  client = await connectRunner({ config, log, startIfAway: false });
  const [hello, got] = await Promise.all([client.hello(), client.get(id)]);
  assert.equal(hello.pid, 7);
  assert.equal(got?.id, id);
  await assert.rejects(client.input(id, 'x'), (error) => error instanceof HandrailError && error.code === 'run-over');
});

test('an attachment goes on from its last byte after the connection was cut', async () => {
  standIn = new StandIn((request) => (request.method === 'list' ? [] : run));
  client = await connectRunner({ config, log, startIfAway: false });
  let seen = '';
  await client.attach(id, 0, { output: (frame) => { seen += Buffer.from(frame.subarray(25)).toString(); }, run: () => undefined, gap: () => undefined });
  standIn.print(1, 0, 'hello ');
  await until(() => seen === 'hello ');
  standIn.cut();
  await until(() => standIn.asked.filter(({ method }) => method === 'attach').length === 2);
  const again = standIn.asked.findLast(({ method }) => method === 'attach');
  assert.deepEqual(again?.params, { attachment: 1, run: id, from: 6, types: null });
  standIn.print(1, 6, 'world');
  await until(() => seen === 'hello world');
});

test('a viewer that saw more than was kept goes on from what was kept', async () => {
  standIn = new StandIn((request) => {
    if (request.method === 'list') return [{ ...run, state: 'lost' }];
    if (request.method === 'attach' && Number(request.params.from) > 3) throw new HandrailError('past-the-end', { from: request.params.from, end: 3 });
    return run;
  });
  client = await connectRunner({ config, log, startIfAway: false });
  const lost: string[] = [];
  client.onRun((one) => lost.push(one.state));
  let seen = '';
  await client.attach(id, 0, { output: (frame) => { seen += Buffer.from(frame.subarray(25)).toString(); }, run: () => undefined, gap: () => undefined });
  standIn.print(1, 0, 'hello');
  await until(() => seen === 'hello');
  standIn.cut();
  await until(() => standIn.asked.filter(({ method }) => method === 'attach').length === 3);
  assert.deepEqual(standIn.asked.filter(({ method }) => method === 'attach').map(({ params }) => (params as { from: number }).from), [0, 5, 3]);
  await until(() => lost.includes('lost'));
});

test('with no runner, and none to be started, that is what is said', async () => {
  standIn = new StandIn(() => null);
  await standIn.end();
  await assert.rejects(connectRunner({ config, log, startIfAway: false }), (error) => error instanceof HandrailError && error.code === 'runner-away');
});

test('a runner from before versions were agreed on is seen, and asked for nothing', async () => {
  standIn = new StandIn(() => assert.fail('it was asked'));
  standIn.hello = (params) => {
    if (Object.keys(params).join() !== 'protocol') throw new HandrailError('bad-message', { why: 'unrecognized keys' });
    return { protocol: 1, pid: 7, level: 'limited', missing: [], why: '' };
  };
  const [seen] = await lookAtRunners(config);
  assert.deepEqual([seen?.hello.pid, seen?.speaks, seen?.runs], [7, false, []]);
  await assert.rejects(connectRunner({ config, log, startIfAway: false }), (error) => error instanceof HandrailError && error.code === 'runner-away');
});

test('what a newer runner tells beyond what is known here is passed over', async () => {
  standIn = new StandIn(() => run);
  standIn.hello = () => ({ protocol: 7, oldest: 2, build: 'new', generation: 3, draining: false, pid: 7, level: 'limited', missing: [], why: '', more: true });
  client = await connectRunner({ config, log, startIfAway: false });
  standIn.say({ event: 'weather', mood: 'fine' });
  standIn.say({ id: 4_000, result: 'nobody asked' });
  standIn.say({ id: 1, error: { code: 'no-such-code', message: '' } });
  assert.equal((await client.get(id))?.id, id);
  assert.equal((await client.hello()).generation, 3);
});
