/** Canaries in every odd place: none of them comes out in the log. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { HandrailError } from '../common/errors.ts';
import { subprotocol } from '../common/protocol/client-message.ts';
import { WebSocket } from 'ws';
import { TestServer } from './http/test-server.ts';
import { createLog, type Fields } from './log.ts';

const canary = 'canary-5e1f-hunter2';
let written = '';
const log = createLog('debug', 'test', { write: (line) => { written += line; } });
const last = (): Record<string, unknown> => JSON.parse(written.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown>;

test('fields of the table are written, and no other, whatever it is called', () => {
  log.info({
    run: 'r1', pid: 7, token: canary, headers: { cookie: canary }, body: canary, query: { a: canary }, url: `/x?${canary}`, password: canary, user: canary, __proto__: { why: canary },
  } as Fields, 'it happened');
  const { time, ...line } = last();
  assert.equal(typeof time, 'number');
  assert.deepEqual(line, { level: 30, name: 'test', run: 'r1', pid: 7, msg: 'it happened' });
});

test('a field that is not what it should be is left out, a long one is cut, and signs that hide are shown', () => {
  log.info({ pid: canary, runs: { toJSON: () => canary }, why: { secret: canary }, run: 'x'.repeat(10_000), host: `a\u202e\u0007${'\n'}{"level":60}`, problems: ['one', { canary }, 2], kept: null }, 'odd');
  const line = last();
  assert.deepEqual([line.pid, line.runs, line.why, String(line.run).length, line.host, line.problems, line.kept], [undefined, undefined, undefined, 500, 'a\ufffd\ufffd\ufffd{"level":60}', ['one', 2], null]);
});

class ClientSecretError extends Error {}
const errors: Record<string, unknown> = {
  'a message': new Error(canary),
  'a message of several lines that look like places': new Error(`x\n    at f (/${canary}:1:2)\n    at /${canary}:3:4`),
  'a cause': new Error('outer', { cause: new Error(canary, { cause: new HandrailError('denied', { reason: canary }) }) }),
  'properties': Object.assign(new Error('x'), { code: `${canary} with a space`, path: canary, config: { headers: canary }, response: { body: canary }, input: canary }),
  'a name': Object.assign(new Error('x'), { name: canary }),
  'several': new AggregateError([new Error(canary)], canary),
  'details of our own': new HandrailError('parameter-malformed', { name: 'TOKEN', value: canary, hint: canary }),
  'an error of Node’s': (() => { try { return new URL(`http://[${canary}`); } catch (error) { return error; } })(),
  'an error of the file system': (() => { try { return readFileSync(`/${canary}`); } catch (error) { return error; } })(),
  'JSON that is none': (() => { try { return JSON.parse(canary) as unknown; } catch (error) { return error; } })(),
  'no error at all': canary,
  'an object': { message: canary, stack: canary },
  'a class of its own': new ClientSecretError(canary),
  'a stack that somebody wrote': Object.assign(new Error('x'), { stack: `${canary}\n    at ${canary} (nowhere)` }),
};
for (const [where, error] of Object.entries(errors)) {
  test(`an error with a secret in ${where} is told by kind, code and place`, () => {
    written = '';
    log.error({ err: error }, 'it failed');
    assert.ok(!written.includes(canary), written);
    const { err } = last() as { err: { type: string; at?: string[] } };
    assert.match(err.type, /^[A-Za-z]+$/);
    if (where === 'a message') assert.match(err.at?.[0] ?? '', /^server\/log\.test\.ts:\d+:\d+$/);
  });
}

test('codes stay: they say what is the matter', () => {
  log.error({ err: Object.assign(new Error('x'), { code: 'ENOSPC', errno: -28, syscall: 'write' }) }, 'it failed');
  const { err } = last() as { err: object };
  assert.partialDeepStrictEqual(err, { code: 'ENOSPC', errno: -28, syscall: 'write' });
  log.error({ err: new HandrailError('audit-failed', { why: canary }) }, 'it failed');
  assert.partialDeepStrictEqual(last(), { err: { type: 'HandrailError', code: 'audit-failed' } });
});

test('messages are sentences of ours: nothing is pasted into one', () => {
  const root = resolve(import.meta.dirname, '..');
  for (const path of globSync('server/**/*.ts', { cwd: root })) {
    if (path.endsWith('.test.ts')) continue;
    const source = readFileSync(join(root, path), 'utf8');
    for (const [call] of source.matchAll(/\blog\??\.(?:debug|info|warn|error|fatal)\((?:\{[^\n]*?\}, )?`[^`]*`/g)) {
      // Words of ours that depend on a condition are not what somebody sent.
      for (const [, inside = ''] of call.matchAll(/`[^`]*\$\{([^}]*)\}[^`]*`$/g)) assert.match(inside, /^\w+ \? '[^']*' : '[^']*'$/, `${path}: ${call}`);
    }
  }
});

let server: TestServer;
before(async () => { server = await TestServer.start({ log }); });
after(async () => { await server[Symbol.asyncDispose](); });

test('a server that is given secrets in every place, and fails over them, logs none of them', async () => {
  written = '';
  const failing = server.runner;
  failing.failure = Object.assign(new Error(`connect ${canary}`), { headers: canary }) as unknown as HandrailError;
  const headers: Record<string, string> = { cookie: `${server.cookies.ada}; other=${canary}`, 'x-secret': canary, referer: `http://x/${canary}`, 'user-agent': canary, 'x-forwarded-for': canary };
  const run = '01923456-789a-7000-8000-000000000000';
  const asked = [
    await server.startStep('plain', 'ping', { key: canary.repeat(2), reason: canary }),
    await server.ask('POST', '/api/preview', { headers, body: { runbook: canary, step: canary, password: canary } }),
    await server.ask('POST', `/api/runs/${run}/search?token=${canary}`, { headers, body: { text: canary } }),
    await server.ask('GET', `/api/runs/${run}/output?token=${canary}`, { headers }),
    await server.ask('GET', `/api/workspaces/practice/file?path=${canary}`, { headers }),
    await server.ask('GET', `/api/practice?${canary}`, { headers }),
    await server.ask('GET', `/api/${canary}?${canary}`, { headers }),
    await server.ask('POST', '/api/login', { headers, body: { secret: canary } }),
    await server.ask('POST', '/api/login', { headers, body: `{"secret": "${canary}` }),
    await server.ask('GET', '/api/session', { headers: { authorization: `Bearer ${canary}` } }),
    await server.ask('GET', `/${canary}/%zz`, { headers }),
  ];
  assert.ok(asked.some(({ status }) => status === 500), 'something failed as nobody expected');
  const { ticket } = (await server.ask('POST', '/api/tickets', { as: 'ada' })).body as unknown as { ticket: string };
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/stream`, subprotocol, { headers: { cookie: server.cookies.ada, origin: server.origin, 'x-secret': canary } });
  await new Promise((opened) => socket.once('open', opened));
  const closed = new Promise((done) => socket.once('close', done));
  socket.send(JSON.stringify({ type: 'hello', ticket }));
  socket.send(JSON.stringify({ type: 'attach', run, from: 0 }));
  socket.send(`{"type":"${canary}"}`);
  await closed;
  failing.failure = null;
  assert.match(written, /"msg":"a request failed"/);
  assert.match(written, /"route":"\/api\/[a-z/:]+"/);
  for (const secret of [canary, ticket, server.cookies.ada.split('=')[1] ?? '?', server.localCredential]) assert.ok(!written.includes(secret), written);
});
