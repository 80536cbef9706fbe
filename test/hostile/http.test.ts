/**
 * Requests bent in the ways that HTTP, JSON and what stands in front of a server allow, row by row. In this process, with a
 * runner that keeps in memory: what is tried is who is believed, what is understood, and that nothing is understood twice.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { TestServer } from '../../server/http/test-server.ts';
import type { RunId } from '../../common/ids.ts';
import { type Answered, send } from './raw.ts';

let server: TestServer;
/** a run of Ada's that has printed 26 letters */
let run: RunId;
before(async () => {
  server = await TestServer.start();
  mkdirSync(join(server.folder, 'site'));
  writeFileSync(join(server.folder, 'site/404.html'), 'no such page');
  run = (await server.run('plain', 'ping')).id;
  server.runner.print(run, 'abcdefghijklmnopqrstuvwxyz');
});
after(async () => {
  try {
    // Nobody was logged out, nothing more was started, and nothing was shared by all of it.
    assert.equal((await server.ask('GET', '/api/session', { as: 'ada' })).status, 200);
    assert.equal(server.runner.starts, 1);
    assert.doesNotMatch(server.audit(), /run-shared|logged-out|run-stopped|workspace-reset/);
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

const here = (text: string) => text.replaceAll('$', String(server.port));
const own = (): [string, string][] => [['cookie', server.cookies.ada], ['origin', server.origin], ['content-type', 'application/json'], ['x-handrail', '1']];
/** The usual headers of a change, with one replaced, doubled or left out. */
const but = (name: string, ...values: string[]): [string, string][] => [...own().filter(([one]) => one !== name), ...values.map((value): [string, string] => [name, here(value)])];
const codeOf = ({ text }: Answered): string => /"code":"([^"]*)"/.exec(text)?.[1] ?? '';

const namings: readonly [string, string][] = [
  ['X-Remote-User', 'operator'], ['Remote-User', 'operator'], ['X-Forwarded-User', 'operator'], ['X-Forwarded-Email', 'ada@example.org'], ['X-Forwarded-Preferred-Username', 'ada'],
  ['X-Forwarded-Groups', 'admin'], ['X-Forwarded-Access-Token', '$local'], ['X-Auth-Request-User', 'ada'], ['X-Auth-Request-Groups', 'admin'], ['X-WebAuth-User', 'ada'], ['X-Authenticated-User', 'ada'],
  ['Cf-Access-Authenticated-User-Email', 'ada@example.org'], ['X-Goog-Authenticated-User-Email', 'accounts.google.com:ada'], ['X-Amzn-Oidc-Identity', 'ada'], ['X-Ms-Client-Principal-Name', 'ada'],
  ['X-SSL-Client-S-DN', 'CN=ada'], ['X-Forwarded-Client-Cert', 'Subject="CN=ada"'], ['Impersonate-User', 'ada'], ['Proxy-Authorization', 'Bearer $local'], ['X-Api-Key', '$local'], ['X-Access-Token', '$local'],
  ['X-Handrail-Person', 'ada'], ['X-Original-URL', '/api/health'], ['X-Rewrite-URL', '/api/health'], ['X-Forwarded-For', '127.0.0.1'], ['X-Real-IP', '127.0.0.1'], ['Forwarded', 'for=127.0.0.1;proto=https'],
  ['Referer', 'http://127.0.0.1/?command=id&token=$local'], ['Cookie2', 'handrail=1'], ['X-Forwarded-Proto', 'https'], ['Authorization', 'Negotiate YWRh'], ['Authorization', 'Digest username="ada"'],
];
describe('a header names nobody', { concurrency: 16 }, () => {
  for (const [name, value] of namings) {
    it(`${name}: ${value} lets a stranger in nowhere, and makes nobody of Ada`, async () => {
      const told = value.replace('$local', server.localCredential);
      assert.equal((await send(server.port, 'GET', '/api/session', [[name, told]])).status, 401);
      const answer = await send(server.port, 'GET', '/api/session', [['cookie', server.cookies.ada], [name, told]]);
      if (name === 'Authorization') assert.equal(answer.status, 401, 'a credential that is shown must be right');
      else assert.match(answer.text, /"person":\{"id":"ada"/);
    });
  }
});

const origins = [
  'http://127.0.0.1:$#', 'http://127.0.0.1:$?', 'http://127.0.0.1:$ http://evil.example', 'http://evil.example http://127.0.0.1:$', 'http://[::ffff:127.0.0.1]:$', 'http://[::1]:$', 'http://2130706433:$',
  'http://0x7f.1:$', 'http://127.1:$', 'http://0177.0.0.1:$', 'http://0.0.0.0:$', 'http://127.0.0.1:0$', 'http://127.0.0.1:$.', 'ws://127.0.0.1:$', '//127.0.0.1:$', '127.0.0.1:$', 'file://', 'about:blank',
  'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'blob:http://127.0.0.1:$', 'http://127.0.0.1:$@evil.example', 'http://evil.example:$', 'http://127.0.0.1:$\t', 'http://\u00b9\u00b27.0.0.1:$', '*', 'undefined',
];
describe('an origin is ours letter by letter', { concurrency: 16 }, () => {
  for (const origin of origins) {
    it(`a change from ${JSON.stringify(origin)} is refused`, async () => {
      // White space around a value is no part of it (RFC 9110, section 5.5); inside it is.
      const expected = origin.trim() === origin ? 403 : 200;
      assert.equal((await send(server.port, 'POST', '/api/tickets', but('origin', origin), '{}')).status, expected);
    });
  }
  for (const site of ['same-site', 'cross-site', 'none', '', 'SAME-ORIGIN', 'same-origin, cross-site', 'same-origin;', 'null']) {
    it(`a change whose Sec-Fetch-Site is ${JSON.stringify(site)} is refused`, async () => {
      assert.equal((await send(server.port, 'POST', '/api/tickets', [...own(), ['sec-fetch-site', site]], '{}')).status, 403);
    });
  }
});

const hosts = [
  'evil.example', 'evil.example:$', '127.0.0.1', '127.0.0.1:1', '127.0.0.1:$.', '127.0.0.1.:$', '127.0.0.1:$.evil.example', '127.0.0.1:$, evil.example', '127.0.0.1:$@evil.example', 'evil.example@127.0.0.1:$',
  'user:pw@127.0.0.1:$', '[::1]:$', '[::ffff:127.0.0.1]:$', '127.1:$', '2130706433:$', '0.0.0.0:$', 'localhost:$', 'localhost.:$', '127.0.0.1:0$', '127.0.0.1:$/', '127.0.0.1:$#', '127.0.0.1%00:$', '*', '',
];
describe('a host name is ours letter by letter', { concurrency: 16 }, () => {
  for (const host of hosts) {
    it(`Host: ${host} is answered nothing`, async () => {
      for (const headers of [[['cookie', server.cookies.ada]], [['cookie', server.cookies.ada], ['x-forwarded-host', `127.0.0.1:${server.port}`]]] as [string, string][][]) {
        const answer = await send(server.port, 'GET', '/api/session', [['host', here(host)], ...headers]);
        assert.ok([400, 403].includes(answer.status), String(answer.status));
        assert.doesNotMatch(answer.text, /"person"/);
      }
    });
  }
});

const doubled: readonly [what: string, headers: () => [string, string][], status: number][] = [
  ['two origins, ours first', () => but('origin', 'http://127.0.0.1:$', 'https://evil.example'), 403],
  ['two origins, ours last', () => but('origin', 'https://evil.example', 'http://127.0.0.1:$'), 403],
  ['our origin twice', () => but('origin', 'http://127.0.0.1:$', 'http://127.0.0.1:$'), 403],
  ['two of our headers', () => but('x-handrail', '1', '1'), 403],
  ['our header with another value', () => but('x-handrail', 'true'), 403],
  ['two cookies, ours first', () => but('cookie', server.cookies.ada, server.cookies.bob), 401],
  ['two cookies, ours last', () => but('cookie', server.cookies.bob, server.cookies.ada), 401],
  ['two fetch sites', () => [...own(), ['sec-fetch-site', 'same-origin'], ['sec-fetch-site', 'cross-site']], 403],
  ['two types, the right one last', () => but('content-type', 'text/plain', 'application/json'), 403],
  ['two credentials, the right one last', () => [['authorization', 'Bearer wrong'], ['authorization', `Bearer ${server.localCredential}`], ['content-type', 'application/json'], ['x-handrail', '1']], 401],
  ['a credential and a foreign origin', () => [['authorization', `Bearer ${server.localCredential}`], ...but('origin', 'https://evil.example')], 403],
  ['a credential and a foreign fetch site', () => [['authorization', `Bearer ${server.localCredential}`], ['sec-fetch-site', 'cross-site'], ['content-type', 'application/json'], ['x-handrail', '1']], 403],
  ['a wrong credential and a right cookie', () => [['authorization', 'Bearer wrong'], ...own()], 401],
];
describe('what is said twice is not believed once', { concurrency: 16 }, () => {
  for (const [what, headers, status] of doubled) {
    it(`${what}: ${status}`, async () => { assert.equal((await send(server.port, 'POST', '/api/tickets', headers(), '{}')).status, status); });
  }
});

const types: readonly [type: string, status: number][] = [
  ['application/json', 200], ['Application/JSON', 200], ['application/json; charset=utf-8', 200], ['application/json;charset="utf-8"', 200],
  ['application/json; charset=utf-16', 400], ['application/json; charset=latin1', 400], ['application/json; charset=../../x', 400],
  ['application/json, text/plain', 403], ['text/plain, application/json', 403], ['application/json text/plain', 403], ['application/jsonp', 403], ['application/vnd.api+json', 403], ['text/json', 403], ['application/*', 403],
  ['*/*', 403], ['', 403], [';application/json', 403], ['text/plain; x="application/json"', 403], ['multipart/form-data; boundary=application/json', 403], ['application/csp-report', 403], ['application/x-javascript', 403],
];
describe('a change is JSON and says so', { concurrency: 16 }, () => {
  for (const [type, status] of types) {
    it(`Content-Type: ${type} is answered ${status}`, async () => {
      const answer = await send(server.port, 'POST', '/api/tickets', but('content-type', type), '{}');
      assert.equal(answer.status, status);
      assert.equal(/"ticket"/.test(answer.text), status === 200);
    });
  }
});

const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
const packed: readonly [what: string, encoding: string, body: Buffer, status: number][] = [
  ['64 MB of spaces packed into a little', 'gzip', bomb, 413],
  ['the same, said in capitals', 'GZIP', bomb, 413],
  ['packed twice', 'gzip, gzip', gzipSync(gzipSync('{}')), 400],
  ['packed so as nobody knows', 'x-unknown', Buffer.from('{}'), 400],
  ['not packed, though it says so', 'gzip', Buffer.from('{}'), 400],
  ['broken off', 'gzip', gzipSync('{"a":"b"}').subarray(0, -9), 400],
];
describe('a packed body is no way around the limits', () => {
  for (const [what, encoding, body, status] of packed) {
    it(`one that is ${what} is answered ${status}`, async () => {
      const before = process.memoryUsage().rss;
      assert.equal((await send(server.port, 'POST', '/api/preview', [...own(), ['content-encoding', encoding]], body)).status, status);
      assert.ok(process.memoryUsage().rss - before < 100_000_000);
    });
  }
});

const asking = '"step":"ping","digest":"d","environment":"practice","parameters":{}';
const bodies: readonly [what: string, body: string | Buffer, status: number][] = [
  ['depth', `{"runbook":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)},${asking}}`, 400], ['lists in lists', `{"runbook":${'['.repeat(100_000)}`, 400],
  ['a prototype', `{"__proto__":{"runbook":"plain"},${asking}}`, 400], ['a constructor', `{"constructor":{"prototype":{"runbook":"plain"}},${asking}}`, 400],
  ['a key that is said twice', `{"runbook":"plain","runbook":"nope",${asking}}`, 404], ['a hundred thousand keys', `{${Array.from({ length: 20_000 }, (_, at) => `"k${at}":0`).join()}}`, 400],
  ['a comment', `{"runbook":"plain",/*x*/${asking}}`, 400], ['a comma too many', `{"runbook":"plain",${asking},}`, 400], ['single quotes', "{'runbook':'plain'}", 400], ['not a number', '{"runbook":NaN}', 400],
  ['a number without end', '{"runbook":1e999}', 400], ['a leading zero', '{"runbook":01}', 400], ['a mark of byte order', '\ufeff{}', 400], ['half a pair', '{"runbook":"\\ud800"}', 400], ['a NUL', `{"runbook":"pl\\u0000ain",${asking}}`, 404],
  ['a raw control character', '{"runbook":"a\u0001"}', 400], ['bytes that are no text', Buffer.concat([Buffer.from('{"runbook":"'), Buffer.from([0xff, 0xc0, 0x80]), Buffer.from(`",${asking}}`)]), 404],
  ['UTF-16', Buffer.from('{}', 'utf16le'), 400], ['two values', '{}{}', 400], ['nothing', '', 400], ['a text', '"plain"', 400], ['a list', '[{}]', 400], ['a program', 'alert(1)', 400], ['a form', 'runbook=plain', 400], ['XML', '<a/>', 400],
];
describe('a body is what it looks like, or none', { concurrency: 8 }, () => {
  for (const [what, body, status] of bodies) {
    it(`one of ${what} is answered ${status}`, async () => {
      const answer = await send(server.port, 'POST', '/api/preview', own(), body);
      assert.equal(answer.status, status, answer.text.slice(0, 200));
      assert.ok(answer.text.length < 3_000, 'it is not said back at length');
      assert.equal(({} as { runbook?: string }).runbook, undefined);
    });
  }
});

const methods: readonly [what: string, method: string, path: string, headers: [string, string][]][] = [
  ...['POST', 'post', 'DELETE'].flatMap((method) => ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'].map((name): [string, string, string, [string, string][]] =>
    [`${name}: ${method}`, 'GET', '/api/logout', [[name, method]]])),
  ['_method in the query', 'GET', '/api/logout?_method=POST', []],
  ...['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH', 'QUERY', 'PURGE', 'HEAD', 'M-SEARCH'].map((method): [string, string, string, [string, string][]] => [method, method, '/api/logout', []]),
  ['a preflight', 'OPTIONS', '/api/logout', [['access-control-request-method', 'POST'], ['access-control-request-headers', 'x-handrail']]],
];
describe('only a POST is a POST', { concurrency: 16 }, () => {
  for (const [what, method, path, headers] of methods) {
    it(`${what} logs nobody out`, async () => {
      const answer = await send(server.port, method, path, [...own(), ...headers], method === 'GET' || method === 'HEAD' || method === 'TRACE' ? '' : '{}');
      assert.ok(answer.status >= 400 && answer.status < 500, String(answer.status));
      assert.ok(Object.keys(answer.headers).every((name) => !name.startsWith('access-control-')));
      assert.doesNotMatch(answer.text, /x-handrail: 1/i, 'a request is not said back');
    });
  }
});

const spellings = [
  '/API/logout', '/api/LOGOUT', '/api/logout/', '//api/logout', '/api//logout', '/./api/logout', '/x/../api/logout', '/api/x/../logout', '/%61pi/logout', '/api%2flogout', '/api/logout%2f', '/api/logout;x=1', '/api/logout%00', '/api/logout%20',
  '/api/logout.json', '/api\\logout', '/api/logout?', '/api/logout?x=1', '/api/logout#x', '/;/api/logout', '/api;/logout', '/api/logout%3f', '/%2e/api/logout', '/api/%2e/logout', '/api/%6cogout', '/api/logout//', '/api/logout%0a',
];
describe('however a path is spelled, what guards it does', { concurrency: 16 }, () => {
  for (const path of spellings) {
    it(`${path} is no way past the guards`, async () => {
      const forged = await send(server.port, 'POST', path, [['cookie', server.cookies.ada], ['origin', 'https://evil.example'], ['content-type', 'text/plain']], '{}');
      assert.ok([400, 403, 404].includes(forged.status), `forged ${forged.status}`);
      const stranger = await send(server.port, 'POST', path, own().filter(([name]) => name !== 'cookie'), '{}');
      assert.ok([400, 401, 403, 404].includes(stranger.status), `a stranger ${stranger.status}`);
      const read = await send(server.port, 'GET', path.replace(/logout/i, 'session'), []);
      assert.doesNotMatch(read.text, /"person"/);
    });
  }
});

const ranges: readonly [what: string, range: string][] = [
  ['of all', 'bytes=0-'], ['of one byte', 'bytes=0-0'], ['of the end', 'bytes=-1'], ['behind the end', 'bytes=1000-'], ['backwards', 'bytes=9-1'], ['a thousand times', `bytes=${Array.from({ length: 1_000 }, (_, at) => `${at}-`).join()}`],
  ['of nothing that is known', 'lines=1-2'], ['of very much', 'bytes=0-99999999999999999999'], ['below zero', 'bytes=--1'],
];
describe('a range makes no more of a download than it is', { concurrency: 16 }, () => {
  for (const [what, range] of ranges) {
    it(`one ${what} gives the whole output, once, as a file to keep`, async () => {
      const { status, text, headers } = await send(server.port, 'GET', `/api/runs/${run}/output`, [['cookie', server.cookies.ada], ['range', range], ['if-range', '"x"'], ['accept-encoding', 'gzip']]);
      assert.deepEqual([status, text], [200, 'abcdefghijklmnopqrstuvwxyz']);
      assert.match(String(headers['content-disposition']), /^attachment;/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['content-type'], 'application/octet-stream');
    });
  }
});

const parts: readonly [query: string, expected: string | number][] = [
  ['from=3', 'defghijklmnopqrstuvwxyz'], ['from=3&to=5', 'de'], ['from=26', ''], ['from=5&to=3', ''], ['from=0&to=999999', 'abcdefghijklmnopqrstuvwxyz'],
  ['from=27', 416], ['from=-1', 400], ['from=1.5', 400], ['from=1e1', 400], ['from=0x1', 400], ['from=%201', 400], ['from=', 400], ['from=NaN', 400], ['from=9999999999999999', 400], ['from=1&from=2', 400], ['from[]=1', 400],
  ['to=-1', 400], ['from=１', 400], ['from=1%00', 400], ['__proto__=1', 400], ['constructor=1', 400], ['arg=id', 400], ['command=id', 400], ['token=x', 400], ['callback=alert', 400],
];
describe('a question is one that is known', { concurrency: 16 }, () => {
  for (const [query, expected] of parts) {
    it(`?${query} is answered ${JSON.stringify(expected)}`, async () => {
      const answer = await send(server.port, 'GET', encodeURI(`/api/runs/${run}/output?${query}`).replaceAll('%25', '%'), [['cookie', server.cookies.ada]]);
      assert.deepEqual(typeof expected === 'number' ? answer.status : [answer.status, answer.text], typeof expected === 'number' ? expected : [200, expected], codeOf(answer));
    });
  }
});
