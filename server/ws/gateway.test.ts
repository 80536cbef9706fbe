/** Sockets: who may open one, what may be said over it, and what it may reach. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import type { RunId } from '../../common/ids.ts';
import { decodeFrame } from '../../common/protocol/frame.ts';
import { subprotocol } from '../../common/protocol/client-message.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import { TestServer } from '../http/test-server.ts';

let server: TestServer;
before(async () => { server = await TestServer.start(); });
after(async () => { await server[Symbol.asyncDispose](); });

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const until = async (so: () => boolean) => {
  for (const late = Date.now() + 30_000; !so(); await pause(5)) assert.ok(Date.now() < late, `it did not come to that: ${so.toString()}`);
};

/** Opens a socket with these headers; gives the status that refused it, or `open`. */
function upgrade(headers: Record<string, string>, protocol: string | undefined = subprotocol, path = '/api/stream'): Promise<number | 'open'> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, protocol, { headers });
    socket.on('open', () => { socket.terminate(); resolve('open'); });
    socket.on('unexpected-response', (_, answer) => { resolve(answer.statusCode ?? 0); socket.terminate(); });
    socket.on('error', () => { resolve(0); });
  });
}

class Browser {
  readonly socket: WebSocket;
  readonly heard: ServerMessage[] = [];
  readonly frames: { offset: number; text: string }[] = [];
  readonly closed: Promise<number>;
  #woken: () => void = () => undefined;

  constructor(cookie: string) {
    this.socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/stream`, subprotocol, { headers: { cookie, origin: server.origin } });
    this.closed = new Promise((done) => this.socket.once('close', (code) => { done(code); this.#woken(); }));
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) {
        const frame = decodeFrame(data);
        if (frame) this.frames.push({ offset: frame.offset, text: Buffer.from(frame.bytes).toString() });
      } else this.heard.push(JSON.parse(data.toString()) as ServerMessage);
      this.#woken();
    });
  }

  /** Opens a socket that has not said anything yet. */
  static async open(as: 'ada' | 'bob'): Promise<Browser> {
    const browser = new Browser(server.cookies[as]);
    await new Promise((opened) => browser.socket.once('open', opened));
    return browser;
  }

  /** Opens a socket and shows a ticket. */
  static async welcome(as: 'ada' | 'bob'): Promise<Browser> {
    const browser = await Browser.open(as);
    browser.say({ type: 'hello', ticket: await ticketOf(as) });
    await browser.until('welcome');
    return browser;
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  async until(type: ServerMessage['type'], count = 1): Promise<ServerMessage> {
    const end = Date.now() + 30_000;
    while (this.heard.filter((message) => message.type === type).length < count) {
      if (Date.now() > end) throw new Error(`no ${type}; heard ${JSON.stringify(this.heard)}`);
      await new Promise<void>((woken) => { this.#woken = woken; setTimeout(woken, 100); });
    }
    return this.heard.filter((message) => message.type === type)[count - 1] as ServerMessage;
  }

  /** Waits until all that was said before is done: asking for a run that is not there is answered in turn. */
  async settled(): Promise<void> {
    const before = this.heard.filter(({ type }) => type === 'error').length;
    this.say({ type: 'attach', run: '01923456-789a-7000-8000-000000000000', from: 0 });
    await this.until('error', before + 1);
  }

  async error(count = 1): Promise<string> {
    const message = await this.until('error', count);
    return message.type === 'error' ? message.error.code : '';
  }

  text(): string {
    return this.frames.map(({ text }) => text).join('');
  }
}

const ticketOf = async (as: 'ada' | 'bob') => String((await server.ask('POST', '/api/tickets', { as })).body.ticket);
const attach = (run: RunId, from = 0) => ({ type: 'attach', run, from });

const p = () => String(server.port);
const foreign: readonly (() => string)[] = [
  () => 'https://evil.example', () => 'null', () => '', () => `http://localhost:${p()}`, () => `https://127.0.0.1:${p()}`, () => 'http://127.0.0.1',
  () => 'http://127.0.0.1:1', () => `http://127.0.0.1.:${p()}`, () => `http://127.0.0.1:${p()}/`, () => `HTTP://127.0.0.1:${p()}`,
  () => `http://127.0.0.1:${p()}.evil.example`, () => `http://evil@127.0.0.1:${p()}`, () => `http://127.0.0.1:${p()}, https://evil.example`,
];
test('a socket from another origin is refused, and that is recorded', async () => {
  for (const origin of foreign) assert.equal(await upgrade({ cookie: server.cookies.ada, origin: origin() }), 403, origin());
  assert.equal(await upgrade({ cookie: server.cookies.ada }), 403);
  assert.equal(await upgrade({ cookie: server.cookies.ada, origin: server.origin, 'sec-fetch-site': 'cross-site' }), 403);
  assert.match(server.audit(), /"kind":"origin-refused","origin":"https:\/\/evil\.example"/);
});

test('forwarded headers and rebound names do not change what is right', async () => {
  const evil = { cookie: server.cookies.ada, origin: 'http://evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
  assert.equal(await upgrade(evil), 403);
  assert.equal(await upgrade({ ...evil, host: 'evil.example' }), 403);
  assert.equal(await upgrade({ cookie: server.cookies.ada, origin: server.origin, host: 'evil.example' }), 403);
});

test('without login, at another path, or in another subprotocol there is no socket', async () => {
  const good = { cookie: server.cookies.ada, origin: server.origin };
  assert.equal(await upgrade(good), 'open');
  assert.equal(await upgrade({ origin: server.origin }), 401);
  assert.equal(await upgrade({ origin: server.origin, cookie: `handrail_${server.port}=made-up` }), 401);
  for (const path of ['/', '/api/streams', '/api/stream/', '/api/stream?ticket=x', '//api/stream']) {
    assert.equal(await upgrade(good, subprotocol, path), 404, path);
  }
  for (const protocol of ['handrail.v9', 'other']) assert.equal(await upgrade(good, protocol), 400);
});

test('a program with the local credential needs no origin, but a page that stole it gets nowhere', async () => {
  const authorization = `Bearer ${server.localCredential}`;
  assert.equal(await upgrade({ authorization }), 'open');
  assert.equal(await upgrade({ authorization, origin: 'https://evil.example' }), 403);
  assert.equal(await upgrade({ authorization: 'Bearer wrong', cookie: server.cookies.ada, origin: server.origin }), 401);
});

test('a ticket opens one socket, for its own person, within 30 seconds', async () => {
  const shows = async (as: 'ada' | 'bob', ticket: string) => {
    const browser = await Browser.open(as);
    browser.say({ type: 'hello', ticket });
    return await Promise.race([browser.closed, browser.until('welcome').then(() => { browser.socket.terminate(); return 'welcome'; })]);
  };
  const ticket = await ticketOf('ada');
  assert.equal(await shows('ada', ticket), 'welcome');
  assert.equal(await shows('ada', ticket), 4401);
  assert.equal(await shows('bob', await ticketOf('ada')), 4401);
  const late = await ticketOf('ada');
  server.ahead += 31_000;
  assert.equal(await shows('ada', late), 4401);
  assert.equal(await shows('ada', 'made-up'), 4401);
});

const broken: readonly [string, unknown, number][] = [
  ['no JSON', '{', 4400], ['a list', '[]', 4400], ['nothing', '', 4400], ['a number', '7', 4400],
  ['bytes where text belongs', Buffer.from([1, 2, 3]), 4400],
  ['an unknown type', { type: 'run', source: 'id' }, 4400],
  ['a key too many', { type: 'hello', ticket: 'x', person: 'bob' }, 4400],
  ['a prototype', '{"__proto__":{"type":"hello"},"ticket":"x"}', 4400],
  ['depth', '['.repeat(50_000), 4400],
  ['too much', 'x'.repeat(140_000), 4413],
  ['far too much', 'x'.repeat(400_000), 1009],
  ['a message before hello', attach('01923456-789a-7000-8000-000000000000' as RunId), 4400],
];
for (const [what, message, code] of broken) {
  test(`a first message of ${what} closes the socket with ${code}`, async () => {
    const browser = await Browser.open('ada');
    browser.say(message);
    assert.equal(await browser.closed, code);
  });
}

test('a message that breaks the protocol closes a welcome socket too', async () => {
  const run = await server.run('plain', 'shell');
  const messages = [
    { type: 'hello', ticket: 'x' }, { type: 'attach', run: run.id, from: -1 }, { type: 'attach', run: run.id, from: 1.5 }, { type: 'attach', run: run.id, from: 2 ** 60 },
    { type: 'attach', run: '../etc', from: 0 }, { type: 'ack', run: run.id, offset: -1 }, { type: 'ack', run: run.id, offset: 'x' },
    '{"type":"ack","run":"x","offset":NaN}', { type: 'resize', run: run.id, cols: 'x', rows: 1 }, { type: 'input', run: run.id, data: 7 },
    { type: 'input', run: run.id, data: 'x'.repeat(70_000) }, { type: 'start', runbook: 'plain', step: 'ping' },
  ];
  for (const message of messages) {
    const browser = await Browser.welcome('ada');
    browser.say(message);
    assert.equal(await browser.closed, 4400, JSON.stringify(message).slice(0, 80));
  }
  server.runner.end(run.id, 'stopped', null);
});

test('a viewer may begin anywhere, sees each byte once, and the end after the last', async () => {
  const run = await server.run('plain', 'ping');
  server.runner.print(run.id, 'hello ');
  const [first, second] = [await Browser.welcome('ada'), await Browser.welcome('ada')];
  first.say(attach(run.id));
  second.say(attach(run.id, 3));
  const attached = await first.until('attached');
  assert.equal(attached.type === 'attached' && attached.run.id, run.id);
  await second.until('attached');
  server.runner.print(run.id, 'world');
  server.runner.end(run.id, 'exited', 0);
  await Promise.all([first.until('run'), second.until('run')]);
  assert.equal(first.text(), 'hello world');
  assert.deepEqual(first.frames.map(({ offset }) => offset), [0, 6]);
  assert.equal(second.text(), 'lo world');
  const after = await Browser.welcome('ada');
  after.say(attach(run.id, 11));
  await after.until('run');
  assert.deepEqual(after.frames, []);
  after.say(attach(run.id, 12));
  assert.equal(await after.error(), 'past-the-end');
  assert.equal(after.socket.readyState, WebSocket.OPEN);
});

test('another’s run cannot be watched, typed into, resized; nor one that is not there', async () => {
  const run = await server.run('plain', 'shell');
  server.runner.print(run.id, 'secret');
  const bob = await Browser.welcome('bob');
  const messages = [attach(run.id), attach('01923456-789a-7000-8000-000000000000' as RunId), { type: 'input', run: run.id, data: 'x' },
    { type: 'resize', run: run.id, cols: 10, rows: 10 }, { type: 'ack', run: run.id, offset: 1 }, { type: 'detach', run: run.id }];
  for (const message of messages) bob.say(message);
  await bob.until('error', 4);
  assert.deepEqual(bob.heard.flatMap((message) => (message.type === 'error' ? [message.error.code] : [])).sort(), ['not-yours', 'not-yours', 'out-of-order', 'out-of-order']);
  assert.deepEqual(bob.frames, []);
  const seen = server.runner.seen(run.id);
  assert.deepEqual([seen.typed, seen.size, seen.acked, seen.viewers], ['', { cols: 80, rows: 24 }, 0, 0]);
  server.runner.end(run.id, 'stopped', null);
});

test('typing reaches an interactive run in order, at once after attach, and is recorded once', async () => {
  const run = await server.run('plain', 'shell');
  const browser = await Browser.welcome('ada');
  browser.say(attach(run.id));
  for (const data of 'PING\r') browser.say({ type: 'input', run: run.id, data });
  await until(() => server.runner.seen(run.id).typed.length >= 5);
  assert.equal(server.runner.seen(run.id).typed, 'PING\r');
  assert.equal(server.audit().split('\n').filter((line) => line.includes('input-begun') && line.includes(run.id)).length, 1);
  assert.ok(!server.audit().includes('PING'));
  server.runner.end(run.id, 'exited', 0);
  browser.say({ type: 'input', run: run.id, data: 'x' });
  assert.equal(await browser.error(), 'run-over');
});

test('a step that is not interactive takes no input', async () => {
  const run = await server.run('plain', 'ping');
  const browser = await Browser.welcome('ada');
  browser.say(attach(run.id));
  browser.say({ type: 'input', run: run.id, data: 'x' });
  assert.equal(await browser.error(), 'not-interactive');
  server.runner.end(run.id, 'stopped', null);
});

test('what cannot be recorded is not typed', async () => {
  const run = await server.run('plain', 'shell');
  const browser = await Browser.welcome('ada');
  browser.say(attach(run.id));
  await browser.until('attached');
  server.auditWorks = false;
  browser.say({ type: 'input', run: run.id, data: 'x' });
  assert.equal(await browser.error(), 'audit-failed');
  server.auditWorks = true;
  assert.equal(server.runner.seen(run.id).typed, '');
  server.runner.end(run.id, 'stopped', null);
});

test('a terminal takes a size that is one, and shrugs off others, also after the end', async () => {
  const run = await server.run('plain', 'shell');
  const browser = await Browser.welcome('ada');
  browser.say(attach(run.id));
  browser.say({ type: 'resize', run: run.id, cols: 120, rows: 40 });
  const bad = [[0, 0], [-1, 5], [65536, 65536], [1e9, 1], [1.5, 2], [1001, 1], [1, 501]];
  for (const [cols, rows] of bad) browser.say({ type: 'resize', run: run.id, cols, rows });
  assert.equal(await browser.error(bad.length), 'bad-size');
  assert.deepEqual(server.runner.seen(run.id).size, { cols: 120, rows: 40 });
  server.runner.end(run.id, 'exited', 0);
  browser.say({ type: 'resize', run: run.id, cols: 10, rows: 10 });
  assert.equal(await browser.error(bad.length + 1), 'run-over');
  assert.equal(browser.socket.readyState, WebSocket.OPEN);
});

test('acknowledgements move forward only, and never past what was sent', async () => {
  const run = await server.run('plain', 'ping');
  server.runner.print(run.id, 'x'.repeat(1000));
  const browser = await Browser.welcome('ada');
  browser.say(attach(run.id));
  await browser.until('attached');
  for (const [offset, expected] of [[500, 500], [100, 500], [2 ** 52, 1000], [0, 1000]] as const) {
    browser.say({ type: 'ack', run: run.id, offset });
    await browser.settled();
    assert.equal(server.runner.seen(run.id).acked, expected);
  }
  server.runner.end(run.id, 'stopped', null);
});

test('attaching twice replaces the first; two at once leave one; detaching ends it', async () => {
  const run = await server.run('plain', 'ping');
  const browser = await Browser.welcome('ada');
  for (let time = 0; time < 20; time += 1) browser.say(attach(run.id));
  await browser.until('attached', 20);
  assert.equal(server.runner.seen(run.id).viewers, 1);
  server.runner.print(run.id, 'once');
  await until(() => browser.text() !== '');
  await browser.settled();
  assert.equal(browser.text(), 'once');
  browser.say({ type: 'detach', run: run.id });
  await browser.settled();
  assert.equal(server.runner.seen(run.id).viewers, 0);
  browser.say(attach(run.id, 4));
  await browser.until('attached', 21);
  browser.socket.terminate();
  await until(() => server.runner.seen(run.id).viewers === 0);
  assert.equal(server.runner.seen(run.id).viewers, 0);
  server.runner.end(run.id, 'stopped', null);
});

test('logging out closes the sockets of that session at once, and only those', async () => {
  const before = server.cookies.ada;
  const ada = await Browser.welcome('ada');
  const bob = await Browser.welcome('bob');
  server.cookies.ada = await server.logIn('ada');
  const other = await Browser.welcome('ada');
  await server.ask('POST', '/api/logout', { headers: { cookie: before } });
  assert.equal(await ada.closed, 4401);
  await pause(50);
  assert.deepEqual([bob.socket.readyState, other.socket.readyState], [WebSocket.OPEN, WebSocket.OPEN]);
});

test('a socket that says nothing is closed within 5 seconds', async () => {
  const browser = await Browser.open('ada');
  const begun = Date.now();
  assert.equal(await browser.closed, 4401);
  assert.ok(Date.now() - begun < 30_000);
});

test('a flood of messages or pings closes the socket; others are served meanwhile', async () => {
  const other = await Browser.welcome('bob');
  const run = await server.run('plain', 'ping', { as: 'bob' });
  for (const flood of ['ping', 'message'] as const) {
    const browser = await Browser.welcome('ada');
    for (let sent = 0; sent < 10_000; sent += 1) {
      if (flood === 'ping') browser.socket.ping();
      else browser.say({ type: 'ack', run: run.id, offset: 0 });
    }
    assert.ok([4429, 1006].includes(await browser.closed), flood);
  }
  other.say(attach(run.id));
  await other.until('attached');
  server.runner.end(run.id, 'stopped', null);
});

test('endless tiny fragments close the socket', async () => {
  const before = process.memoryUsage().rss;
  const ticket = await ticketOf('ada');
  const raw = connect(server.port, '127.0.0.1');
  raw.on('error', () => undefined);
  const closed = new Promise((done) => raw.once('close', done));
  raw.write(`GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n`
    + `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ${subprotocol}\r\nOrigin: ${server.origin}\r\nCookie: ${server.cookies.ada}\r\n\r\n`);
  await new Promise((answered) => raw.once('data', answered));
  raw.write(Buffer.from([0x01, 0x81, 0, 0, 0, 0, ticket.charCodeAt(0)]));
  const fragments = Buffer.concat(Array.from({ length: 10_000 }, () => Buffer.from([0x00, 0x81, 0, 0, 0, 0, 0x20])));
  for (let sent = 0; sent < 100 && !raw.destroyed; sent += 1) {
    raw.write(fragments);
    await pause(2);
  }
  raw.resume();
  await closed;
  assert.ok(process.memoryUsage().rss - before < 200_000_000);
});

test('a person’s sockets are counted: beyond 32 the newest is closed', async () => {
  const browsers = [];
  for (let opened = 0; opened < 34; opened += 1) browsers.push(await Browser.open('bob'));
  assert.equal(await browsers.at(-1)?.closed, 4429);
  for (const browser of browsers) browser.socket.terminate();
});
