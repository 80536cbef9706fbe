/**
 * WebSockets at the level of bytes: openings that are not quite right, frames that the protocol forbids (RFC 6455), and the
 * same words said in every way it allows. A hostile browser closes its own socket and no other.
 */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { subprotocol } from '../../common/protocol/client-message.ts';
import { TestServer } from '../../server/http/test-server.ts';
import { TestBrowser } from '../../server/ws/test-browser.ts';
import { say } from './raw.ts';

let server: TestServer;
/** somebody else, who is there all the time */
let bystander: TestBrowser;
before(async () => {
  server = await TestServer.start();
  bystander = await TestBrowser.welcome(server, 'bob');
});
after(async () => {
  try {
    await bystander.settled();
  } finally {
    await bystander[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  }
});

type Lines = Record<string, string | string[] | undefined>;
const usual = (): Lines => ({
  Host: `127.0.0.1:${server.port}`, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Protocol': subprotocol,
  Origin: server.origin, Cookie: server.cookies.ada,
});

function opening(changed: Lines = {}, line = 'GET /api/stream HTTP/1.1'): string {
  const lines = Object.entries({ ...usual(), ...changed }).flatMap(([name, value]) => (value === undefined ? [] : [value].flat().map((one) => `${name}: ${one}`)));
  return [line, ...lines, '', ''].join('\r\n');
}

const openings: readonly [what: string, changed: () => Lines, line?: string][] = [
  ['no key', () => ({ 'Sec-WebSocket-Key': undefined })], ['a short key', () => ({ 'Sec-WebSocket-Key': 'AAAA' })], ['a key that is none', () => ({ 'Sec-WebSocket-Key': '!'.repeat(24) })], ['two keys', () => ({ 'Sec-WebSocket-Key': ['A'.repeat(22) + '==', 'B'.repeat(22) + '=='] })],
  ['no version', () => ({ 'Sec-WebSocket-Version': undefined })], ['an old version', () => ({ 'Sec-WebSocket-Version': '0' })], ['a version to come', () => ({ 'Sec-WebSocket-Version': '99' })],
  ['no subprotocol', () => ({ 'Sec-WebSocket-Protocol': undefined })], ['an empty subprotocol', () => ({ 'Sec-WebSocket-Protocol': '' })], ['another subprotocol', () => ({ 'Sec-WebSocket-Protocol': `${subprotocol}x` })], ['a subprotocol in capitals', () => ({ 'Sec-WebSocket-Protocol': subprotocol.toUpperCase() })],
  ['a subprotocol with a line of its own in it', () => ({ 'Sec-WebSocket-Protocol': `${subprotocol}\u000bx` })], ['the same subprotocol twice', () => ({ 'Sec-WebSocket-Protocol': [subprotocol, subprotocol] })],
  ['no word of connection', () => ({ Connection: 'keep-alive' })], ['another protocol', () => ({ Upgrade: 'h2c' })], ['a made-up protocol', () => ({ Upgrade: 'TLS/1.0, websocket' })],
  ['a POST', () => ({ 'Content-Length': '0' }), 'POST /api/stream HTTP/1.1'], ['a HEAD', () => ({}), 'HEAD /api/stream HTTP/1.1'], ['HTTP/1.0', () => ({}), 'GET /api/stream HTTP/1.0'], ['a full address', () => ({}), 'GET http://evil.example/api/stream HTTP/1.1'],
  ['its path in capitals', () => ({}), 'GET /API/STREAM HTTP/1.1'], ['its path with a stroke at its end', () => ({}), 'GET /api/stream/ HTTP/1.1'], ['its path with two strokes', () => ({}), 'GET //api/stream HTTP/1.1'], ['its path with a dot', () => ({}), 'GET /./api/stream HTTP/1.1'],
  ['its path in codes', () => ({}), 'GET /%61pi/stream HTTP/1.1'], ['a fragment', () => ({}), 'GET /api/stream#x HTTP/1.1'], ['a question', () => ({}), 'GET /api/stream? HTTP/1.1'], ['a ticket in its address', () => ({}), 'GET /api/stream?ticket=x HTTP/1.1'], ['a command in its address', () => ({}), 'GET /api/stream?arg=id HTTP/1.1'],
  ['the path of something else', () => ({}), 'GET /api/runs HTTP/1.1'], ['two hosts', () => ({ Host: ['evil.example', `127.0.0.1:${server.port}`] })], ['no host', () => ({ Host: undefined })], ['two origins', () => ({ Origin: [server.origin, 'https://evil.example'] })],
  ['an origin of another scheme', () => ({ Origin: server.origin.replace('http', 'ws') })], ['an old kind of origin', () => ({ Origin: undefined, 'Sec-WebSocket-Origin': server.origin })], ['two cookies', () => ({ Cookie: [server.cookies.ada, server.cookies.bob] })],
  ['a cookie that is cut', () => ({ Cookie: server.cookies.ada.slice(0, -1) })], ['a name in a header', () => ({ Cookie: undefined, 'X-Remote-User': 'ada' })], ['a fetch site next door', () => ({ 'Sec-Fetch-Site': 'same-site' })], ['a fetch site of none', () => ({ 'Sec-Fetch-Site': 'none' })],
  ['a wrong credential beside a good cookie', () => ({ Authorization: 'Bearer wrong' })], ['a credential by its subprotocol', () => ({ Cookie: undefined, 'Sec-WebSocket-Protocol': `${subprotocol}, bearer.${server.localCredential}` })], ['a credential in its key', () => ({ Cookie: undefined, 'Sec-WebSocket-Key': server.localCredential })],
];
describe('an opening that is not quite right opens nothing', { concurrency: 32 }, () => {
  for (const [what, changed, line] of openings) {
    it(`one with ${what}`, async () => {
      const { heard } = await say(server.port, opening(changed(), line));
      assert.match(heard, /^(HTTP\/1\.1 4\d\d[^]*)?$/, heard.slice(0, 100));
    });
  }
});

interface Spoken {
  socket: Socket;
  /** all that came after the opening */
  heard(): Buffer;
  closed: Promise<void>;
}

/** Opens a socket that has said nothing yet. */
async function open(changed: Lines = {}): Promise<Spoken> {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  let heard = Buffer.alloc(0);
  const closed = new Promise<void>((done) => { socket.on('close', () => { done(); }); });
  const opened = new Promise<void>((done) => {
    socket.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
      if (heard.includes('\r\n\r\n')) done();
    });
    socket.on('close', () => { done(); });
  });
  socket.write(opening(changed));
  await opened;
  assert.match(heard.toString('latin1'), /^HTTP\/1\.1 101/);
  return { socket, closed, heard: () => heard.subarray(heard.indexOf('\r\n\r\n') + 4) };
}

interface Shape { fin?: boolean; masked?: boolean; reserved?: number; length?: Buffer }

/** Takes an opcode and what is in it; gives the frame, bent as asked (RFC 6455, section 5.2). */
function frame(opcode: number, payload: string | Buffer = '', { fin = true, masked = true, reserved = 0, length }: Shape = {}): Buffer {
  const bytes = Buffer.from(payload as string);
  const mask = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);
  const said = length ?? (bytes.length < 126 ? Buffer.from([bytes.length]) : Buffer.from([126, bytes.length >> 8, bytes.length & 0xff]));
  const head = Buffer.concat([Buffer.from([(fin ? 0x80 : 0) | (reserved << 4) | opcode]), said]);
  if (!masked) return Buffer.concat([head, bytes]);
  head.writeUInt8((head[1] ?? 0) | 0x80, 1);
  return Buffer.concat([head, mask, bytes.map((byte, at) => byte ^ (mask[at % 4] ?? 0))]);
}

/** The code of the server’s closing frame, which is the last it sends; null without one. */
function closingCode(heard: Buffer): number | null {
  for (let at = 0; at + 2 <= heard.length;) {
    const short = (heard[at + 1] ?? 0) & 0x7f;
    const [length, head] = short < 126 ? [short, 2] : short === 126 ? [heard.readUInt16BE(at + 2), 4] : [Number(heard.readBigUInt64BE(at + 2)), 10];
    if (((heard[at] ?? 0) & 0xf) === 8) return length < 2 ? null : heard.readUInt16BE(at + head);
    at += head + length;
  }
  return null;
}

const eight = (high: number, low: number) => Buffer.from([127, ...Buffer.from(Uint32Array.of(high).buffer).reverse(), ...Buffer.from(Uint32Array.of(low).buffer).reverse()]);
const broken: readonly [what: string, bytes: Buffer, code: number][] = [
  ['a frame without a mask', frame(1, '{}', { masked: false }), 1002],
  ...[1, 2, 4].map((reserved): [string, Buffer, number] => [`the reserved bit ${reserved}`, frame(1, '{}', { reserved }), 1002]),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): [string, Buffer, number] => [`the opcode ${opcode}`, frame(opcode, '{}'), 1002]),
  ['a ping in parts', frame(9, 'x', { fin: false }), 1002], ['a closing in parts', frame(8, '', { fin: false }), 1002],
  ['a ping that is too long', frame(9, Buffer.alloc(126)), 1002], ['a pong that is too long', frame(10, Buffer.alloc(200)), 1002],
  ['a part of nothing', frame(0, '{}'), 1002], ['a beginning inside another', Buffer.concat([frame(1, '{', { fin: false }), frame(1, '}')]), 1002],
  ['bytes inside text', Buffer.concat([frame(1, '{', { fin: false }), frame(2, '}')]), 1002],
  ['text that is none', frame(1, Buffer.from([0x22, 0xff, 0xfe, 0x22])), 1007], ['half a character', frame(1, Buffer.from([0x22, 0xe2, 0x82, 0x22])), 1007],
  ['a surrogate in UTF-8', frame(1, Buffer.from([0xed, 0xa0, 0x80])), 1007], ['a character said too long', frame(1, Buffer.from([0xc0, 0xaf])), 1007],
  ['half a character over two parts', Buffer.concat([frame(1, Buffer.from([0xe2]), { fin: false }), frame(0, Buffer.from([0x22]))]), 1007],
  ['a length of 100 MB', frame(1, 'x', { length: eight(0, 100_000_000) }), 1009], ['a length of 4 GB', frame(2, 'x', { length: eight(1, 0) }), 1009],
  ['a length that no number holds', frame(1, 'x', { length: eight(0x7fffffff, 0xffffffff) }), 1009], ['a length below zero', frame(1, 'x', { length: eight(0xffffffff, 0xffffffff) }), 1009],
  ['parts that are too much together', Buffer.concat([frame(1, Buffer.alloc(60_000, 32), { fin: false }), ...Array.from({ length: 5 }, () => frame(0, Buffer.alloc(60_000, 32), { fin: false }))]), 1009],
  ['bytes', frame(2, '{"type":"hello","ticket":"x"}'), 4400], ['nothing', frame(1, ''), 4400], ['what is no JSON', frame(1, 'hello'), 4400],
  ['a closing with half a code', frame(8, Buffer.from([3])), 1002], ...[0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535].map((code): [string, Buffer, number] => [`a closing with the code ${code}`, frame(8, Buffer.from([code >> 8, code & 0xff])), 1002]),
  ['a closing whose reason is no text', frame(8, Buffer.from([3, 0xe8, 0xff])), 1007],
  ['a closing and words after it', Buffer.concat([frame(8, Buffer.from([3, 0xe8])), frame(1, '{}')]), 1000],
];
describe('a frame that the protocol forbids closes its socket', { concurrency: 12 }, () => {
  for (const [what, bytes, code] of broken) {
    it(`${what}: ${code}`, { timeout: 60_000 }, async () => {
      const { socket, heard, closed } = await open();
      const before = process.memoryUsage().rss;
      socket.write(bytes);
      // Who was told to close and does not is waited for; here the other side has gone.
      const late = setInterval(() => { if (closingCode(heard()) !== null) socket.end(); }, 10);
      await closed;
      clearInterval(late);
      assert.equal(closingCode(heard()), code);
      assert.ok(process.memoryUsage().rss - before < 90_000_000, 'what was announced is not held ready');
    });
  }
});

/** Compression was asked for and is not agreed to: what says it is packed is refused, so nothing grows by being unpacked. */
it('packing is never agreed to, however it is asked for', async () => {
  for (const asked of ['permessage-deflate', 'permessage-deflate; client_max_window_bits', 'permessage-deflate; server_max_window_bits=8, permessage-deflate', 'x-webkit-deflate-frame']) {
    const { heard } = await say(server.port, opening({ 'Sec-WebSocket-Extensions': asked }), true);
    assert.match(heard, /^HTTP\/1\.1 101/);
    assert.doesNotMatch(heard, /sec-websocket-extensions/i);
  }
});

const hello = async () => JSON.stringify({ type: 'hello', ticket: String((await server.ask('POST', '/api/tickets', { as: 'ada' })).body.ticket) });
const allowed: readonly [what: string, bytes: (text: string) => Buffer[]][] = [
  ['in one piece', (text) => [frame(1, text)]],
  ['a byte at a time', (text) => [...frame(1, text)].map((byte) => Buffer.from([byte]))],
  ['in a part for each character', (text) => [...text].map((character, at) => frame(at === 0 ? 1 : 0, character, { fin: at === text.length - 1 }))],
  ['with empty parts between', (text) => [frame(1, text.slice(0, 5), { fin: false }), frame(0, '', { fin: false }), frame(0, text.slice(5))]],
  ['with pings between its parts', (text) => [frame(1, text.slice(0, 5), { fin: false }), frame(9, 'are you there'), frame(0, text.slice(5))]],
  ['after pongs that nobody asked for', (text) => [frame(10, 'x'), frame(10, ''), frame(1, text)]],
  ['with a longer length than it takes', (text) => [frame(1, text, { length: eight(0, Buffer.byteLength(text)) })]],
  ['with white space around it', (text) => [frame(1, `\r\n\t ${text} \n`)]],
  ['with its letters in codes', (text) => [frame(1, text.replace('hello', '\\u0068ello'))]],
];
describe('what the protocol allows is understood', { concurrency: 8 }, () => {
  for (const [what, bytes] of allowed) {
    it(`a hello ${what}`, async () => {
      const text = await hello();
      const { socket, heard, closed } = await open();
      for (const one of bytes(text)) socket.write(one);
      for (const end = Date.now() + 60_000; !heard().includes('"type":"welcome"'); await new Promise((wait) => { setTimeout(wait, 5); })) assert.ok(Date.now() < end, heard().toString());
      socket.destroy();
      await closed;
    });
  }
});

/** Messages of a known type with one thing wrong, each from a browser that was let in. */
const someRun = '01923456-789a-7000-8000-000000000000';
const wrong: readonly [what: string, message: string][] = [
  ['an acknowledgement below zero', `{"type":"ack","run":"${someRun}","offset":-1}`], ['an acknowledgement of a fraction', `{"type":"ack","run":"${someRun}","offset":0.5}`], ['an acknowledgement of 2^53', `{"type":"ack","run":"${someRun}","offset":9007199254740992}`],
  ['an acknowledgement without end', `{"type":"ack","run":"${someRun}","offset":1e999}`], ['an acknowledgement as text', `{"type":"ack","run":"${someRun}","offset":"1"}`], ['an acknowledgement of nothing', `{"type":"ack","run":"${someRun}"}`], ['an acknowledgement in a list', `{"type":"ack","run":"${someRun}","offset":[1]}`],
  ['a size as text', `{"type":"resize","run":"${someRun}","cols":"80","rows":24}`], ['a size without end', `{"type":"resize","run":"${someRun}","cols":1e999,"rows":24}`], ['half a size', `{"type":"resize","run":"${someRun}","cols":80}`], ['a size and more', `{"type":"resize","run":"${someRun}","cols":80,"rows":24,"xpixel":1}`],
  ['a beginning below zero', `{"type":"attach","run":"${someRun}","from":-1}`], ['a beginning of a fraction', `{"type":"attach","run":"${someRun}","from":1.5}`], ['a beginning somewhere', `{"type":"attach","run":"${someRun}","from":"tail"}`], ['a beginning for somebody', `{"type":"attach","run":"${someRun}","from":0,"person":"bob"}`],
  ['a run by a path', '{"type":"attach","run":"../../etc/passwd","from":0}'], ['a run in capitals', `{"type":"attach","run":"${someRun.toUpperCase()}","from":0}`], ['a run that is a list', `{"type":"attach","run":["${someRun}"],"from":0}`], ['a run with a line feed', `{"type":"attach","run":"${someRun}\\n","from":0}`], ['every run', '{"type":"attach","run":"*","from":0}'],
  ['keys that are a number', `{"type":"input","run":"${someRun}","data":7}`], ['keys that are none', `{"type":"input","run":"${someRun}","data":null}`], ['too many keys', `{"type":"input","run":"${someRun}","data":"${'x'.repeat(65_537)}"}`], ['keys for two runs', `{"type":"input","run":"${someRun}","runs":["${someRun}"],"data":"x"}`],
  ['a pen for nobody known', `{"type":"pen","run":"${someRun}","act":"give","to":-1}`], ['a pen stolen', `{"type":"pen","run":"${someRun}","act":"steal","to":null}`], ['a pen by name', `{"type":"pen","run":"${someRun}","act":"give","to":"bob"}`],
  ['a start', '{"type":"start","runbook":"plain","step":"ping"}'], ['an approval', `{"type":"approve","run":"${someRun}"}`], ['a stop', `{"type":"stop","run":"${someRun}"}`], ['what only a server says', '{"type":"welcome","person":"operator"}'], ['no type', `{"run":"${someRun}"}`],
  ['two types', `{"type":"detach","type":"start","run":"${someRun}"}`], ['a type by its prototype', `{"__proto__":{"type":"detach"},"run":"${someRun}"}`], ['a type that is a list', `{"type":["detach"],"run":"${someRun}"}`], ['a list of messages', `[{"type":"detach","run":"${someRun}"}]`], ['a batch by lines', `{"type":"detach","run":"${someRun}"}\n{"type":"detach","run":"${someRun}"}`],
];
describe('a message with one thing wrong closes its socket, and does nothing', { concurrency: 8 }, () => {
  for (const [what, message] of wrong) {
    it(what, { timeout: 60_000 }, async () => {
      const text = await hello();
      const { socket, heard, closed } = await open();
      socket.write(frame(1, text));
      socket.write(Buffer.concat([message.length < 60_000 ? frame(1, message) : frame(1, message, { length: eight(0, message.length) }), frame(8, Buffer.from([3, 0xe8]))]));
      const late = setInterval(() => { if (closingCode(heard()) !== null) socket.end(); }, 10);
      await closed;
      clearInterval(late);
      assert.equal(closingCode(heard()), 4400);
      assert.equal(server.runner.starts, 0);
    });
  }
});
