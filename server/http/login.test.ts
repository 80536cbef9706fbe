/** Logging in, out, and being told apart, over HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import { readProxies } from '../config/proxies.ts';
import { TestServer } from './test-server.ts';

let server: TestServer;
before(async () => { server = await TestServer.start(); });
after(async () => { await server[Symbol.asyncDispose](); });

const link = async (name: string) => String((await server.askLocally('POST', '/api/invites', { name })).body.link);
const logIn = async (secret: string, headers: Record<string, string> = {}) => await server.ask('POST', '/api/login', { body: { secret }, headers });

test('a link has its secret in the fragment, logs in once, and its cookie is guarded', async () => {
  const given = await link('Cleo');
  assert.match(given, new RegExp(`^${server.origin}/login#[\\w-]{43}$`));
  await server.ask('GET', new URL(given).pathname);
  const answer = await logIn(given.split('#')[1] ?? '');
  assert.deepEqual(answer.body, { person: { id: 'cleo', name: 'Cleo' } });
  assert.match(answer.headers.getSetCookie().join(), new RegExp(`^handrail_${server.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800$`));
  const again = await logIn(given.split('#')[1] ?? '');
  assert.equal(again.status, 401);
  assert.equal(again.body.error?.code, 'link-used');
});

test('an expired link and a made-up one say so', async () => {
  const given = (await link('Cleo')).split('#')[1] ?? '';
  server.ahead += 15 * 60_000;
  assert.equal((await logIn(given)).body.error?.code, 'link-expired');
  server.ahead += 60_000;
  assert.equal((await logIn('made-up')).body.error?.code, 'link-unknown');
});

test('a session planted before logging in is not the one after, and the one before ends', async () => {
  const first = await server.logIn('Dora');
  const given = (await link('Dora')).split('#')[1] ?? '';
  const answer = await logIn(given, { cookie: first });
  const second = (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  assert.notEqual(second, first);
  assert.equal((await server.ask('GET', '/api/session', { headers: { cookie: first } })).status, 401);
  assert.equal((await server.ask('GET', '/api/session', { headers: { cookie: second } })).status, 200);
  const planted = await logIn((await link('Dora')).split('#')[1] ?? '', { cookie: `handrail_${server.port}=planted` });
  assert.doesNotMatch(planted.headers.getSetCookie().join(), /planted/);
});

test('logging out ends the session everywhere it is used', async () => {
  const cookie = await server.logIn('Eve');
  const answer = await server.ask('POST', '/api/logout', { headers: { cookie } });
  assert.match(answer.headers.getSetCookie().join(), /=; .*Max-Age=0/);
  assert.equal((await server.ask('GET', '/api/session', { headers: { cookie } })).status, 401);
});

test('two cookies of our name are none: somebody tosses them', async () => {
  const answer = await server.ask('GET', '/api/session', { headers: { cookie: `${server.cookies.ada}; ${server.cookies.bob}` } });
  assert.equal(answer.status, 401);
});

test('guessing links is slowed down', async () => {
  server.ahead += 3_600_000;
  const codes: (string | undefined)[] = [];
  await server.inNoTime(async () => { for (let tried = 0; tried < 25; tried += 1) codes.push((await logIn(`guess-${tried}`)).body.error?.code); });
  assert.equal(codes.filter((code) => code === 'link-unknown').length, 20);
  assert.equal(codes.at(-1), 'too-fast');
  server.ahead += 3_600_000;
});

test('attempts are counted by the address that a named proxy tells, and by no address that anybody else does', async () => {
  const guess = async (at: TestServer, address: (tried: number) => string) => {
    at.ahead += 3_600_000;
    const codes: (string | undefined)[] = [];
    await at.inNoTime(async () => {
      for (let tried = 0; tried < 22; tried += 1) codes.push((await at.ask('POST', '/api/login', { body: { secret: 'x' }, headers: { 'x-forwarded-for': address(tried) } })).body.error?.code);
    });
    at.ahead += 3_600_000;
    return codes.filter((code) => code === 'too-fast').length;
  };
  await using behind = await TestServer.start({ web: () => ({ proxies: readProxies('127.0.0.1') }) });
  assert.equal(await guess(behind, (tried) => `203.0.113.${tried}`), 0, 'each from elsewhere');
  assert.equal(await guess(behind, (tried) => `198.51.100.${tried}, 203.0.113.9`), 2, 'what stood there before the proxy is nobody’s word');
  assert.equal(await guess(server, (tried) => `203.0.113.${tried}`), 2, 'no proxy is named here');
});

test('a session says who one is, where one may run, and how the catalog stands', async () => {
  const { body } = await server.ask('GET', '/api/session', { as: 'ada' });
  assert.deepEqual(body, {
    person: { id: 'ada', name: 'ada' }, rights: ['view', 'practise', 'operate'], problems: [],
    environments: [
      { name: 'practice', title: 'Practice', targets: null, inUse: false, on: true, why: '', level: 'limited' },
      { name: 'dev', title: 'Development', targets: ['dev'], inUse: false, on: true, why: '', level: 'limited' },
    ],
    catalog: { digest: 'c1', problems: [] },
    going: 0, awaited: 0,
  });
});

test('where steps cannot run, the session says why, and still answers', async () => {
  const cases: readonly [spoil: () => void, dev: RegExp, practice: RegExp | '', on?: boolean][] = [
    [() => { server.runner.greeting = { ...server.runner.greeting, level: 'contained', why: 'No cgroup.' }; }, /needs a sandbox of level limited.*No cgroup/, ''],
    [() => { server.runner.greeting = { ...server.runner.greeting, level: 'none', why: 'No namespaces.' }; }, /No namespaces/, /No namespaces/],
    [() => { server.runner.greeting = { ...server.runner.greeting, missing: ['bubblewrap', 'kubectl'] }; }, /apt-get install bubblewrap and https:.*kubectl/, /bubblewrap, kubectl missing/],
    // It is being started again: a Run waits for it.
    [() => { server.runner.failure = new HandrailError('runner-away'); }, /does not answer/, /does not answer/, true],
  ];
  const greeting = server.runner.greeting;
  for (const [spoil, dev, practice, on = false] of cases) {
    spoil();
    const { status, body } = await server.ask('GET', '/api/session', { as: 'ada' });
    const [first, second] = body.environments as { on: boolean; why: string }[];
    assert.equal(status, 200);
    assert.match(second?.why ?? '', dev);
    assert.equal(second?.on, on);
    if (practice === '') assert.equal(first?.on, true);
    else assert.match(first?.why ?? '', practice);
    server.runner.failure = null;
    server.runner.greeting = greeting;
  }
});

test('an invitation needs a name that an id can be made of, and cannot be the operator’s', async () => {
  for (const name of ['Operator', ' operator ']) {
    const { status, body } = await server.askLocally('POST', '/api/invites', { name });
    assert.deepEqual([status, body.error?.code], [403, 'denied']);
    assert.match(body.error?.message ?? '', /exists already.*`npx handrail login-link`/);
  }
  for (const name of ['', '   ', '…', '日本', 'x'.repeat(101), 7, null]) {
    assert.equal((await server.askLocally('POST', '/api/invites', { name })).status, 400, String(name));
  }
  const first = await server.askLocally('POST', '/api/invites', { name: 'José Müller' });
  const second = await server.askLocally('POST', '/api/invites', { name: 'Jose Muller' });
  assert.deepEqual([first.body.person, first.body.isNew, second.body.person, second.body.isNew], ['jose-muller', true, 'jose-muller', false]);
});

test('the operator’s own link logs in as operator', async () => {
  const { body } = await server.askLocally('POST', '/api/login-links');
  assert.deepEqual((await logIn(String(body.link).split('#')[1] ?? '')).body.person, { id: 'operator', name: 'Operator' });
});

test('who logs in and who is refused is recorded, without a secret', async () => {
  const given = (await link('Fay')).split('#')[1] ?? '';
  await logIn(given);
  await logIn(given);
  const record = server.audit();
  assert.match(record, /"kind":"invited","by":"operator","person":"fay"/);
  assert.match(record, /"kind":"logged-in","person":"fay"/);
  assert.match(record, /"kind":"login-refused","code":"link-used"/);
  assert.ok(!record.includes(given));
});

test('where nothing can be recorded, nobody logs in', async () => {
  const given = (await link('Gil')).split('#')[1] ?? '';
  server.auditWorks = false;
  const answer = await logIn(given);
  server.auditWorks = true;
  assert.equal(answer.body.error?.code, 'audit-failed');
  assert.deepEqual(answer.headers.getSetCookie(), []);
});
