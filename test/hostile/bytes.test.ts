/**
 * Bytes at the port as no client sends them: requests inside requests, headers that end where they should not, more than
 * fits, and other protocols. Each is answered once or not at all, and never as if it were two.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestServer } from '../../server/http/test-server.ts';
import { say } from './raw.ts';

let server: TestServer;
before(async () => { server = await TestServer.start(); });
after(async () => {
  try {
    assert.equal((await server.ask('GET', '/api/session', { as: 'ada' })).status, 200, 'nobody was logged out by any of it');
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

const host = () => `Host: 127.0.0.1:${server.port}\r\n`;
const own = () => `${host()}Cookie: ${server.cookies.ada}\r\nOrigin: ${server.origin}\r\nContent-Type: application/json\r\nX-Handrail: 1\r\n`;
/** Ada’s own logging out: what is smuggled, since it would show. */
const inner = () => `POST /api/logout HTTP/1.1\r\n${own()}Content-Length: 2\r\n\r\n{}`;
const post = (more: string, rest: string) => `POST /api/tickets HTTP/1.1\r\n${own()}${more}\r\n${rest}`;
const sized = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n`;

/** How a second request is hidden; and how many answers there may be: none that is good after one that is not. */
const smuggling: readonly [what: string, bytes: () => string][] = [
  ['behind a length and chunks', () => post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${inner()}`)],
  ['behind chunks and a length', () => post('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', `0\r\n\r\n${inner()}`)],
  ['behind two lengths', () => post(`Content-Length: 0\r\nContent-Length: ${inner().length}\r\n`, inner())],
  ['behind a list of lengths', () => post(`Content-Length: 0, ${inner().length}\r\n`, inner())],
  ['behind a length with a sign', () => post('Content-Length: +0\r\n', inner())],
  ['behind a length below zero', () => post('Content-Length: -1\r\n', inner())],
  ['behind a length in another base', () => post('Content-Length: 0x0\r\n', inner())],
  ['behind a length with a fraction', () => post('Content-Length: 0.0\r\n', inner())],
  ['behind a length with a letter', () => post('Content-Length: 0a\r\n', inner())],
  ['behind a length that is too large for a number', () => post('Content-Length: 18446744073709551616\r\n', inner())],
  ['behind a length that is empty', () => post('Content-Length: \r\n', inner())],
  ['behind a length with a space before its colon', () => post('Content-Length : 0\r\n', inner())],
  ['behind chunks with a space before their colon', () => post('Transfer-Encoding : chunked\r\n', `0\r\n\r\n${inner()}`)],
  ['behind an encoding nobody knows', () => post('Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${inner()}`)],
  ['behind two encodings', () => post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', `0\r\n\r\n${inner()}`)],
  ['behind an encoding in its middle', () => post('Transfer-Encoding: chunked, gzip\r\n', `0\r\n\r\n${inner()}`)],
  ['behind an encoding and a vertical tab', () => post('Transfer-Encoding: \x0bchunked\r\n', `0\r\n\r\n${inner()}`)],
  ['behind an encoding in quotes', () => post('Transfer-Encoding: "chunked"\r\n', `0\r\n\r\n${inner()}`)],
  ['behind a folded encoding', () => post('X-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length: 0x\r\n', inner())],
  ['behind a chunk whose size is no number', () => post('Transfer-Encoding: chunked\r\n', `x\r\n\r\n${inner()}`)],
  ['behind a chunk whose size is below zero', () => post('Transfer-Encoding: chunked\r\n', `-1\r\n\r\n${inner()}`)],
  ['behind a chunk whose size overflows', () => post('Transfer-Encoding: chunked\r\n', `10000000000000002\r\n{}\r\n0\r\n\r\n${inner()}`)],
  ['behind a chunk whose size is said with 0x', () => post('Transfer-Encoding: chunked\r\n', `0x2\r\n{}\r\n0\r\n\r\n${inner()}`)],
  ['behind a chunk that is longer than it says', () => post('Transfer-Encoding: chunked\r\n', `1\r\n{}\r\n0\r\n\r\n${inner()}`)],
  ['behind a chunk that ends with a line feed alone', () => post('Transfer-Encoding: chunked\r\n', `2\r\n{}\n0\r\n\r\n${inner()}`)],
  ['behind an extension with a line feed', () => post('Transfer-Encoding: chunked\r\n', `2;a\n=b\r\n{}\r\n0\r\n\r\n${inner()}`)],
  ['behind HTTP/1.0 and chunks', () => `POST /api/tickets HTTP/1.0\r\n${own()}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n${inner()}`],
  ['behind a bare carriage return', () => post(`X-A: b\rContent-Length: 0\r\n`, inner())],
  ['behind a line feed in a value', () => post(`X-A: b\nContent-Length: 0x\r\n`, inner())],
  ['behind a NUL in a value', () => post('X-A: b\0c\r\nContent-Length: 0\r\n', inner())],
  ['behind a NUL in a name', () => post('X-\0A: b\r\nContent-Length: 0\r\n', inner())],
  ['behind a header without a colon', () => post('Content-Length 0\r\nX\r\n', inner())],
  ['behind a header without a name', () => post(': 0\r\nContent-Length: 0\r\n', inner())],
  ['behind headers that begin with a space', () => `POST /api/tickets HTTP/1.1\r\n ${own()}Content-Length: 0\r\n\r\n${inner()}`],
  ['behind a version that is none', () => `POST /api/tickets HTTP/1.1x\r\n${own()}Content-Length: 0\r\n\r\n${inner()}`],
  ['behind a version of the future', () => `POST /api/tickets HTTP/9.9\r\n${own()}Content-Length: 0\r\n\r\n${inner()}`],
  ['behind a method with a space', () => `PO ST /api/tickets HTTP/1.1\r\n${own()}Content-Length: 0\r\n\r\n${inner()}`],
  ['behind a path with a space', () => `POST /api/tickets x HTTP/1.1\r\n${own()}Content-Length: 0\r\n\r\n${inner()}`],
  ['behind a path with a line feed', () => `POST /api/tick\nets HTTP/1.1\r\n${own()}Content-Length: 0\r\n\r\n${inner()}`],
];
describe('no second request is smuggled', { concurrency: 32 }, () => {
  for (const [what, bytes] of smuggling) {
    it(what, async () => {
      const { heard } = await say(server.port, bytes());
      const answers = heard.match(/^HTTP\/1\.1 \d{3}/gm) ?? [];
      assert.ok(answers.length <= 1, answers.join());
      assert.match(answers[0] ?? 'HTTP/1.1 400', / 4\d\d/);
      assert.doesNotMatch(heard, /"ticket"|"ok":true/);
    });
  }
});

const smallBody = `Content-Length: 2\r\n`;
const bodiless: readonly [what: string, bytes: () => string][] = [
  ['in the body of a GET', () => `GET /api/session HTTP/1.1\r\n${host()}Content-Length: ${inner().length}\r\n\r\n${inner()}`],
  ['in the chunks of a GET', () => `GET /api/session HTTP/1.1\r\n${host()}Transfer-Encoding: chunked\r\n\r\n${sized(inner())}0\r\n\r\n`],
  ['in the body of a HEAD', () => `HEAD /api/session HTTP/1.1\r\n${host()}Content-Length: ${inner().length}\r\n\r\n${inner()}`],
  ['in the body of a change that is refused', () => `POST /api/tickets HTTP/1.1\r\n${host()}Content-Length: ${inner().length}\r\n\r\n${inner()}`],
  ['in the trailers', () => `POST /api/tickets HTTP/1.1\r\n${host()}Transfer-Encoding: chunked\r\nTrailer: X-Handrail\r\n\r\n${sized('{}')}0\r\n${own()}\r\n`],
  ['in an upgrade that is refused', () => `GET /api/stream HTTP/1.1\r\n${host()}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n${inner()}`],
  ['in an upgrade to what we do not speak', () => `GET /api/session HTTP/1.1\r\n${host()}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n${inner()}`],
  ['behind a question whether it may', () => `POST /api/tickets HTTP/1.1\r\n${host()}Expect: 100-continue\r\n${smallBody}\r\n{}`],
  ['behind an expectation of something else', () => `POST /api/tickets HTTP/1.1\r\n${own()}Expect: 200-ok\r\n${smallBody}\r\n{}`],
];
describe('what stands where nothing is expected does nothing', { concurrency: 32 }, () => {
  for (const [what, bytes] of bodiless) {
    it(what, async () => { assert.doesNotMatch((await say(server.port, bytes())).heard, /"ok":true|"ticket"/); });
  }
});

const many = (count: number, text: string) => text.repeat(count);
const tooMuch: readonly [what: string, bytes: () => string, expected: RegExp][] = [
  ['a path of 60 kB', () => `GET /${many(60_000, 'a')} HTTP/1.1\r\n${host()}\r\n`, /^HTTP\/1\.1 431/],
  ['a header of 60 kB', () => `GET /api/health HTTP/1.1\r\n${host()}X-A: ${many(60_000, 'a')}\r\n\r\n`, /^HTTP\/1\.1 431/],
  ['a header’s name of 60 kB', () => `GET /api/health HTTP/1.1\r\n${host()}${many(60_000, 'a')}: b\r\n\r\n`, /^HTTP\/1\.1 431/],
  ['a cookie of 60 kB', () => `GET /api/health HTTP/1.1\r\n${host()}Cookie: ${many(6_000, 'a=b; c=de;')}\r\n\r\n`, /^HTTP\/1\.1 431/],
  ['twenty thousand headers', () => `GET /api/health HTTP/1.1\r\n${host()}${many(20_000, 'X: y\r\n')}\r\n`, /^HTTP\/1\.1 431/],
  ['headers without end', () => `GET /api/health HTTP/1.1\r\n${host()}${many(100_000, 'X-Y: z\r\n')}`, /^HTTP\/1\.1 431/],
  ['a first line without end', () => many(1_000_000, 'A'), /^HTTP\/1\.1 4/],
  ['an extension of a chunk of 100 kB', () => post('Transfer-Encoding: chunked\r\n', `2;${many(100_000, 'a')}\r\n{}\r\n0\r\n\r\n`), /^HTTP\/1\.1 4/],
  ['trailers without end', () => post('Transfer-Encoding: chunked\r\n', `2\r\n{}\r\n0\r\n${many(20_000, 'X-Y: z\r\n')}\r\n`), /^HTTP\/1\.1 4/],
  ['chunks of more than a body may have', () => post('Transfer-Encoding: chunked\r\n', `${many(600, sized(many(1_024, ' ')))}0\r\n\r\n`), /^HTTP\/1\.1 413/],
  ['a length of more than a body may have', () => post('Content-Length: 600000\r\n', many(600_000, ' ')), /^HTTP\/1\.1 413/],
  ['a length of which nothing comes', () => post('Content-Length: 99999999\r\n', '{'), /^$/],
  ['many lines before the first', () => `${many(50_000, '\r\n')}GET /api/health HTTP/1.1\r\n${host()}Connection: close\r\n\r\n`, /^(HTTP\/1\.1 (200|4)|$)/],
  ['chunks of one byte each', () => post('Transfer-Encoding: chunked\r\nConnection: close\r\n', `${many(1_000, '1\r\n \r\n')}2\r\n{}\r\n0\r\n\r\n`), /^HTTP\/1\.1 200/],
];
describe('more than fits is refused at once', { concurrency: 32 }, () => {
  for (const [what, bytes, expected] of tooMuch) {
    it(what, async () => { assert.match((await say(server.port, bytes(), !expected.test(''))).heard, expected); });
  }
});

const others: readonly [what: string, bytes: string | Buffer][] = [
  ['TLS', Buffer.from('16030100310100002d0303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f000006c02bc02f00ff0100', 'hex')],
  ['HTTP/2 from the start', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'],
  ['HTTP/0.9', 'GET /api/session\r\n'],
  ['Redis', '*2\r\n$4\r\nAUTH\r\n$1\r\nx\r\n'],
  ['Redis by the line', 'FLUSHALL\r\nCONFIG SET dir /tmp\r\n'],
  ['SSH', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ['mail', 'EHLO evil.example\r\nMAIL FROM:<a@b>\r\n'],
  ['a proxy’s first line', 'PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\nGET /api/session HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a proxy’s first line in bytes', Buffer.from('0d0a0d0a000d0a515549540a2111000c7f0000017f000001000100020d0a', 'hex')],
  ['a response', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ['a frame of a WebSocket', Buffer.from('818500000000 68656c6c6f'.replace(' ', ''), 'hex')],
  ['a remote debugger', 'Content-Length: 46\r\n\r\n{"jsonrpc":"2.0","method":"Runtime.evaluate"}'],
  ['a message of Kafka', Buffer.from('0000001300120000000000010005746573740000', 'hex')],
  ['noise', Buffer.from(Array.from({ length: 4_000 }, (_, at) => (at * 197 + 11) & 0xff))],
  ['NULs', Buffer.alloc(4_000)],
];
describe('whoever speaks something else is cut off', { concurrency: 32 }, () => {
  for (const [what, bytes] of others) {
    it(what, async () => {
      const { heard } = await say(server.port, bytes);
      assert.match(heard, /^(HTTP\/1\.1 4\d\d[^]*)?$/);
      assert.doesNotMatch(heard, /"person"/);
    });
  }
});

const tunnels: readonly [what: string, line: string][] = [
  ['CONNECT to another port', 'CONNECT 127.0.0.1:22'], ['CONNECT to the cloud’s metadata', 'CONNECT 169.254.169.254:80'], ['CONNECT to itself', 'CONNECT 127.0.0.1:$'],
  ['another host in full', 'GET http://169.254.169.254/latest/meta-data/'], ['another host in full, as https', 'GET https://evil.example/api/session'], ['a file', 'GET file:///etc/passwd'], ['gopher', 'GET gopher://127.0.0.1:6379/_INFO'],
  ['nothing but a host', 'GET evil.example:80'], ['everything', 'OPTIONS *'], ['an authority before a path', 'GET //169.254.169.254/latest'], ['a user before a host', 'GET http://a:b@127.0.0.1:$/api/session'],
];
describe('it is nobody’s proxy', { concurrency: 32 }, () => {
  for (const [what, line] of tunnels) {
    it(what, async () => {
      const { heard } = await say(server.port, `${line.replace('$', String(server.port))} HTTP/1.1\r\n${host()}Connection: close\r\n\r\n`);
      assert.match(heard, /^(HTTP\/1\.1 [45]\d\d[^]*)?$/);
      assert.doesNotMatch(heard, /ami-id|root:|redis_version|"person"/);
    });
  }
});
