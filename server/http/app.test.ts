/** Who may ask for what, and how: every route, every kind of asking that is refused. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { HandrailError } from '../../common/errors.ts';
import { subprotocol } from '../../common/protocol/client-message.ts';
import { routes } from './routes.ts';
import { TestServer } from './test-server.ts';

let server: TestServer;
before(async () => { server = await TestServer.start(); });
after(async () => { await server[Symbol.asyncDispose](); });

/** Sends exactly these headers, which fetch would not. */
function send(method: string, path: string, headers: Record<string, string>, body = ''): Promise<{ status: number; location: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, method, path, headers: { 'content-length': Buffer.byteLength(body), ...headers } }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '' });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const someRun = '01923456-789a-7000-8000-000000000000';
const concrete = (path: string) => path.replace(':id', someRun).replace(':runbook', 'plain').replace(':step', 'ping');

for (const route of routes) {
  const method = route.method.toUpperCase();
  const path = concrete(route.path);

  test(`${method} ${route.path} is for ${route.who}, and no one else`, async () => {
    const stranger = await server.ask(method, path);
    const tossed = await server.ask(method, path, { headers: { cookie: `handrail_${server.port}=made-up` } });
    const proxied = await server.ask(method, path, { headers: { 'x-remote-user': 'operator', 'x-forwarded-user': 'operator' } });
    const wrong = await server.ask(method, path, { as: 'ada', headers: { authorization: 'Bearer wrong' } });
    const basic = await server.ask(method, path, { as: 'ada', headers: { authorization: 'Basic b3BlcmF0b3I6' } });
    for (const answer of [stranger, tossed, proxied, wrong, basic]) {
      if (route.who === 'anybody') assert.notEqual(answer.body.error?.code, 'not-logged-in');
      else assert.equal(answer.body.error?.code, 'not-logged-in');
    }
    if (route.who === 'local') assert.equal((await server.ask(method, path, { as: 'ada' })).body.error?.code, 'not-logged-in');
  });

  if (route.method === 'get' && route.fromElsewhere !== true) {
    test(`GET ${route.path} answers no other site, and nothing that is not a script’s or a person’s own asking`, async () => {
      for (const [site, mode, dest] of [['cross-site', 'cors', 'empty'], ['same-site', 'no-cors', 'script'], ['same-origin', 'navigate', 'iframe'], ['cross-site', 'navigate', 'document']] as const) {
        const answer = await server.ask('GET', path, { as: 'ada', headers: { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest } });
        assert.deepEqual([answer.status, answer.body.error?.code], [403, 'origin-refused'], `${site} ${dest}`);
      }
    });
  }

  if (route.method === 'post' && route.fromElsewhere !== true) {
    const refused: readonly [string, Record<string, string>, string][] = [
      ['from another origin', { origin: 'https://evil.example' }, 'origin-refused'],
      ['without an origin', { origin: '' }, 'origin-refused'],
      ['by another site, says the browser', { 'sec-fetch-site': 'cross-site' }, 'origin-refused'],
      ['from another port of this host', { 'sec-fetch-site': 'same-site' }, 'origin-refused'],
      ['as text', { 'content-type': 'text/plain' }, 'header-missing'],
      ['as a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'header-missing'],
      ['as JSON in disguise', { 'content-type': 'text/plain; a=application/json' }, 'header-missing'],
      ['without our header', { 'x-handrail': '' }, 'header-missing'],
    ];
    test(`POST ${route.path} is refused however it is forged`, async () => {
      for (const [how, headers, code] of refused) {
        const answer = await server.ask('POST', path, { as: 'ada', headers });
        assert.equal(answer.body.error?.code, code, how);
        assert.equal(answer.status, 403, how);
      }
      const stolen = await server.ask('POST', path, { headers: { authorization: `Bearer ${server.localCredential}`, origin: 'https://evil.example' } });
      assert.equal(stolen.body.error?.code, 'origin-refused');
    });

    test(`GET, PUT, DELETE and the like do nothing at ${route.path}`, async () => {
      const before = server.runner.starts;
      for (const other of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        const { status } = await server.ask(other, path, { as: 'ada', headers: { origin: server.origin } });
        assert.ok(status >= 400 || (other === 'GET' && routes.some((one) => one.method === 'get' && one.path === route.path)), `${other} ${status}`);
      }
      assert.equal(server.runner.starts, before);
    });

    test(`POST ${route.path} refuses keys it does not know, and bodies that are none`, async () => {
      const as: Record<string, string> = route.who === 'local' ? { authorization: `Bearer ${server.localCredential}`, origin: '' } : {};
      for (const body of ['{"surprise":1}', '[]', '"x"', '{', '7', 'null', '['.repeat(100_000), '{"__proto__":{"a":1},"x":2}']) {
        const answer = await server.ask('POST', path, { as: 'ada', body, headers: { ...as, 'idempotency-key': crypto.randomUUID() } });
        assert.ok(answer.status >= 400 && answer.status < 500, `${body.slice(0, 20)} ${answer.text}`);
      }
      // Logging in is limited to one every three seconds in the long run.
      server.ahead += 3_000;
      server.cookies.ada = await server.logIn('ada');
    });
  }
}

test('what nobody made is not there', async () => {
  for (const path of ['/api', '/api/', '/api/nothing', '/api/runs/', '/api/audit']) {
    const { body, status } = await server.ask('POST', path, { as: 'ada' });
    assert.ok(status === 404 || path === '/api/runs/', path);
    assert.ok(body.error, path);
  }
});

test('a body too big is refused, and the server lives', async () => {
  const answer = await server.ask('POST', '/api/preview', { as: 'ada', body: { runbook: 'x'.repeat(1_000_000) } });
  assert.equal(answer.status, 413);
  assert.equal(answer.body.error?.code, 'message-too-big');
  assert.equal((await server.ask('GET', '/api/health')).text, '{"ok":true}');
});

test('another host name that leads here is refused; localhost is shown the way', async () => {
  for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1', `127.0.0.1:${server.port}.evil.example`]) {
    for (const path of ['/', '/api/health', '/api/session']) assert.equal((await send('GET', path, { host, cookie: server.cookies.ada })).status, 403, host);
  }
  assert.deepEqual(await send('GET', '/runbooks/x?a=b', { host: `localhost:${server.port}` }), { status: 307, location: `${server.origin}/runbooks/x?a=b` });
  assert.equal((await send('GET', '/api/session', { host: `localhost:${server.port}` })).status, 403);
  const forwarded = { host: `127.0.0.1:${server.port}`, 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example', origin: 'http://evil.example' };
  assert.equal((await send('POST', '/api/logout', { ...forwarded, cookie: server.cookies.ada, 'content-type': 'application/json', 'x-handrail': '1' }, '{}')).status, 403);
});

test('every answer holds a page in, and the API is never kept by a cache', async () => {
  for (const path of ['/api/health', '/api/session', '/api/nothing', '/nothing']) {
    const { headers } = await server.ask('GET', path, { as: 'ada' });
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.equal(headers.get('x-powered-by'), null);
    assert.equal(headers.get('access-control-allow-origin'), null);
    if (path.startsWith('/api')) assert.equal(headers.get('cache-control'), 'no-store');
  }
});

test('whatever a GET answers is JSON, a download, metrics or a page held in: nothing that a browser would run', async () => {
  const run = await server.run('plain', 'ping');
  server.runner.print(run.id, '<script>alert(1)</script>');
  server.runner.end(run.id, 'exited', 0);
  for (const route of routes.filter(({ method }) => method === 'get')) {
    const { status, headers } = await server.ask('GET', concrete(route.path).replace(someRun, run.id), { as: 'ada' });
    assert.equal(headers.get('x-content-type-options'), 'nosniff', route.path);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/, route.path);
    const type = headers.get('content-type') ?? '';
    if (status >= 300 || type.startsWith('application/json') || type.startsWith('text/plain')) continue;
    assert.match(headers.get('content-disposition') ?? '', /^attachment/, `${route.path} ${type}`);
  }
  const output = await server.ask('GET', `/api/runs/${run.id}/output`, { as: 'ada' });
  assert.deepEqual([output.headers.get('content-type'), output.text], ['application/octet-stream', '<script>alert(1)</script>']);
});

test('readiness is told to anybody, without a reason', async () => {
  assert.deepEqual((({ status, text }) => [status, text])(await server.ask('GET', '/api/ready')), [200, '{"ok":true}']);
  server.runner.failure = new HandrailError('runner-away');
  server.ahead += 1_001;
  assert.deepEqual((({ status, text }) => [status, text])(await server.ask('GET', '/api/ready')), [503, '{"ok":false}']);
  server.runner.failure = null;
  server.ahead += 1_001;
  server.auditWorks = false;
  await server.ask('POST', '/api/logout', { as: 'bob' });
  assert.equal((await server.ask('GET', '/api/ready')).status, 503, 'what cannot be recorded cannot be done');
  server.auditWorks = true;
  await server.ask('POST', '/api/logout', { as: 'bob' });
  server.cookies.bob = await server.logIn('bob');
  server.ahead += 1_001;
  assert.equal((await server.ask('GET', '/api/ready')).status, 200);
});

test('metrics name routes and kinds from our own tables: no person, run, value or secret', async () => {
  await server.ask('GET', `/api/runs/${someRun}?canary=hunter2`, { as: 'ada' });
  await server.ask('GET', '/api/canary-hunter2', { as: 'ada' });
  await server.ask('POST', '/api/login', { body: { secret: 'canary-hunter2' } });
  assert.equal((await server.ask('GET', '/api/metrics', { as: 'ada' })).status, 403, 'an operator has no right to it');
  const { text, headers } = await server.askLocally('GET', '/api/metrics');
  assert.match(headers.get('content-type') ?? '', /^text\/plain/);
  assert.match(text, /^handrail_http_request_seconds_count\{method="GET",route="\/api\/runs\/:id",status="4xx"\} \d+$/m);
  assert.match(text, /^handrail_audit_events_total\{kind="logged-in"\} \d+$/m);
  assert.match(text, /^handrail_audit_failures_total [1-9]/m);
  for (const word of ['ada', 'bob', 'hunter2', someRun, server.localCredential, '127.0.0.1', 'plain']) assert.doesNotMatch(text, new RegExp(`"[^"]*${word}[^"]*"`), word);
});

test('a person has only so many runs, sockets and workspaces', async () => {
  await using small = await TestServer.start({ web: () => ({ quotas: { runs: 1, sockets: 1, workspaces: 1, workspaceMs: 60_000 } }) });
  const first = await small.run('plain', 'ping');
  assert.equal((await small.startStep('plain', 'ping')).body.error?.code, 'too-many-runs');
  small.runner.end(first.id, 'exited', 0);
  const elsewhere = await small.startStep('plain', 'ping', { environment: 'dev' });
  assert.deepEqual([elsewhere.status, elsewhere.body.error?.code], [429, 'too-many-workspaces']);
  assert.match(elsewhere.body.error?.message ?? '', /1 other environments \(practice\)/);
  assert.equal((await small.ask('POST', '/api/workspaces/reset', { as: 'ada', body: { environment: 'practice' } })).status, 200);
  assert.equal((await small.startStep('plain', 'ping', { environment: 'dev' })).status, 201, 'what one gave back counts no more');
  const open = () => {
    const socket = new WebSocket(`ws://127.0.0.1:${small.port}/api/stream`, subprotocol, { headers: { cookie: small.cookies.ada, origin: small.origin } });
    return { opened: new Promise((done) => socket.once('open', done)), closed: new Promise((done) => socket.once('close', done)), socket };
  };
  const one = open();
  await one.opened;
  assert.equal(await open().closed, 4429);
  one.socket.terminate();
});

test('no answer to a logged-in GET holds a credential', async () => {
  const secrets = [server.cookies.ada.split('=')[1] ?? '?', server.localCredential];
  for (const route of routes.filter(({ method }) => method === 'get')) {
    const { text } = await server.ask('GET', concrete(route.path), { as: 'ada' });
    for (const secret of secrets) assert.ok(!text.includes(secret), route.path);
  }
});

test('a site that is not built says how to build it; a built one is served under clean addresses', async () => {
  const missing = await server.ask('GET', '/runbooks/redis');
  assert.equal(missing.status, 503);
  assert.match(missing.text, /make build/);

  const site = join(server.folder, 'site');
  mkdirSync(join(site, 'runbooks/redis'), { recursive: true });
  mkdirSync(join(site, 'assets/js'), { recursive: true });
  writeFileSync(join(site, 'index.html'), '<html><script>one()</script><script src="/assets/js/a.js" defer></script>');
  writeFileSync(join(site, 'runbooks/redis/index.html'), '<html>redis');
  writeFileSync(join(site, 'login.html'), '<html>login');
  writeFileSync(join(site, '404.html'), '<html>no such page');
  writeFileSync(join(site, 'assets/js/a.1234.js'), 'a()');
  writeFileSync(join(site, 'robots.txt'), 'x');
  writeFileSync(join(server.folder, 'secret.html'), 'secret');

  const cases: readonly [string, number, string, string][] = [
    ['/', 200, '<html><script>one', 'no-cache'], ['/index.html', 200, '<html><script>one', 'no-cache'],
    ['/runbooks/redis', 200, '<html>redis', 'no-cache'], ['/runbooks/redis/', 200, '<html>redis', 'no-cache'],
    ['/runbooks/redis?env=practice', 200, '<html>redis', 'no-cache'], ['/login', 200, '<html>login', 'no-cache'],
    ['/nothing', 404, '<html>no such page', 'no-cache'], ['/assets/js/none.js', 404, '<html>no such page', 'no-cache'],
    ['/assets/js/a.1234.js', 200, 'a()', 'public, max-age=31536000, immutable'], ['/robots.txt', 200, 'x', 'no-cache'],
  ];
  for (const [path, status, text, cache] of cases) {
    const answer = await server.ask('GET', path);
    assert.equal(answer.status, status, path);
    assert.ok(answer.text.startsWith(text), path);
    assert.equal(answer.headers.get('cache-control'), cache, path);
  }
  const policy = (await server.ask('GET', '/')).headers.get('content-security-policy') ?? '';
  assert.match(policy, /script-src http:\/\/127\.0\.0\.1:\d+\/assets\/ 'sha256-[^']+';/);
  assert.doesNotMatch(policy.replace("style-src 'self' 'unsafe-inline'", ''), /unsafe/);
  writeFileSync(join(site, 'index.html'), '<html><script>another one()</script>');
  assert.notEqual((await server.ask('GET', '/')).headers.get('content-security-policy'), policy);

  for (const path of ['/../secret', '/%2e%2e/secret', '/..%2fsecret', '/runbooks/..%2f..%2fsecret.html', '/assets/..%5c..%5csecret.html', '/%00', '//etc/passwd', '/%zz', '/.git/config', '/server.jsonl']) {
    const { status } = await send('GET', path, { host: `127.0.0.1:${server.port}` });
    assert.ok([400, 403, 404].includes(status), `${path} ${status}`);
  }
});
