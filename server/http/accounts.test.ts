/** Passwords, sessions, tokens, roles and people over HTTP: what each is for. What somebody hostile tries is in test/hostile/accounts.test.ts. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Account, PersonTold } from '../../common/account.ts';
import { type Role, roles } from '../../common/rights.ts';
import { TestServer } from './test-server.ts';

let server: TestServer;
before(async () => { server = await TestServer.start(); });
after(async () => { await server[Symbol.asyncDispose](); });

const password = 'the heron waits in the reeds';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const linkOf = async (name: string, given?: readonly Role[]) => String((await server.askLocally('POST', '/api/invites', { name, ...(given ? { roles: given } : {}) })).body.link).split('#')[1] ?? '';

/** Lets a person in by a link; gives their cookie. */
async function come(name: string, given?: readonly Role[]): Promise<string> {
  const answer = await server.ask('POST', '/api/login', { body: { secret: await linkOf(name, given) }, headers: { 'user-agent': firefox } });
  return cookieOf(answer.headers);
}

const cookieOf = (headers: Headers) => (headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
const post = (cookie: string, path: string, body: unknown = {}) => server.ask('POST', path, { body, headers: { cookie } });
const accountOf = async (cookie: string) => (await server.ask('GET', '/api/account', { headers: { cookie } })).body as unknown as Account;
const logIn = (name: string, text: string) => server.ask('POST', '/api/login/password', { body: { name, password: text } });

test('after a link one chooses a password, and logs in with it the next time', async () => {
  const cookie = await come('Ida Nord');
  assert.deepEqual((await accountOf(cookie)).password, { changedAt: null, needsOld: false, shortest: 15 });
  assert.deepEqual((await post(cookie, '/api/account/password', { password })).body, { ended: 0 });
  const answer = await logIn('Ida Nord', password);
  assert.deepEqual([answer.status, answer.body.person], [200, { id: 'ida-nord', name: 'Ida Nord' }]);
  assert.match(answer.headers.getSetCookie().join(), /HttpOnly; SameSite=Strict; Max-Age=604800/);
  assert.equal((await logIn('ida-nord', password)).status, 200, 'the id is a name too');
  assert.match(server.audit(), /"kind":"password-set","person":"ida-nord","by":"link"/);
});

test('a quarter of an hour after the link the old password is needed; changing it ends every other session', async () => {
  const cookie = await come('Jo');
  await post(cookie, '/api/account/password', { password });
  const other = cookieOf((await logIn('jo', password)).headers);
  server.ahead += 15 * 60_000;
  assert.equal((await post(cookie, '/api/account/password', { password: `${password}!` })).body.error?.code, 'password-proof');
  assert.equal((await post(other, '/api/account/password', { old: 'wrong', password: `${password}!` })).body.error?.code, 'old-password-wrong');
  assert.deepEqual((await post(other, '/api/account/password', { old: password, password: `${password}!` })).body, { ended: 1 });
  assert.equal((await server.ask('GET', '/api/session', { headers: { cookie } })).status, 401);
  assert.equal((await server.ask('GET', '/api/session', { headers: { cookie: other } })).status, 200);
  assert.deepEqual([(await logIn('jo', password)).status, (await logIn('jo', `${password}!`)).status], [401, 200]);
});

test('sessions are listed with browser and age, and ended one by one or all others', async () => {
  const cookie = await come('Kim');
  const [second, third] = [await come('Kim'), await come('Kim')];
  const { sessions } = await accountOf(cookie);
  assert.equal(sessions.length, 3);
  assert.deepEqual(sessions.filter(({ isThis }) => isThis).map(({ agent, begunBy }) => [agent, begunBy]), [['Firefox 140 on Linux', 'link']]);
  const { sessions: seenBySecond } = await accountOf(second);
  await post(cookie, `/api/account/sessions/${seenBySecond.find(({ isThis }) => isThis)?.id ?? ''}/end`);
  const holds = async (one: string) => (await server.ask('GET', '/api/session', { headers: { cookie: one } })).status === 200;
  assert.deepEqual([await holds(cookie), await holds(second), await holds(third)], [true, false, true]);
  assert.deepEqual((await post(cookie, '/api/account/sessions/end-others')).body, { ended: 1 });
  assert.deepEqual([await holds(cookie), await holds(third)], [true, false]);
});

test('when a session was last used is noted, once a minute', async () => {
  const cookie = await come('Kay');
  const used = async () => (await accountOf(cookie)).sessions[0]?.usedAt ?? 0;
  const first = await used();
  server.ahead += 30_000;
  assert.equal(await used(), first);
  server.ahead += 31_000;
  await used();
  assert.ok(await used() - first >= 60_000);
});

test('a token does what it is for, is seen once, and is kept as a hash', async () => {
  const made = await server.ask('POST', '/api/account/tokens', { as: 'ada', body: { name: 'laptop', rights: ['view', 'practise'] } });
  const token = String(made.body.token);
  assert.equal(made.status, 201);
  assert.match(token, /^hr_[\w-]{43}$/);
  const asToken = (path: string) => server.ask('GET', path, { headers: { authorization: `Bearer ${token}` } });
  assert.deepEqual((await asToken('/api/session')).body.person, { id: 'ada', name: 'ada' });
  assert.deepEqual((await asToken('/api/session')).body.rights, ['view', 'practise']);
  const { tokens } = (await server.ask('GET', '/api/account/tokens', { as: 'ada' })).body as unknown as { tokens: Account['tokens'] };
  assert.ok(tokens.every(({ usedAt }) => usedAt !== null));
  assert.deepEqual(tokens.map(({ expiresAt, createdAt }) => (expiresAt - createdAt) / 86_400_000), [30]);
  assert.ok(!JSON.stringify(tokens).includes(token.slice(3)) && !server.audit().includes(token.slice(3)));
  const id = tokens[0]?.id ?? '';
  assert.equal((await server.ask('POST', `/api/account/tokens/${id}/revoke`, { as: 'bob' })).body.error?.code, 'no-longer-there');
  assert.equal((await server.ask('POST', `/api/account/tokens/${id}/revoke`, { as: 'ada' })).status, 200);
  assert.equal((await asToken('/api/session')).status, 401);
});

test('one is told what one may do in each environment, as the rules decide on every step', async () => {
  const { environments, roles: held, rights } = await accountOf(server.cookies.bob);
  assert.deepEqual([held, rights], [['operator'], ['view', 'practise', 'operate']]);
  const dev = environments.find(({ name }) => name === 'dev')?.effects;
  assert.equal(dev?.read.forbidden, 0);
  assert.ok((dev?.destroy.steps ?? 0) > 0);
  assert.equal(dev?.destroy.confirm, dev?.destroy.steps);
  const practice = environments.find(({ name }) => name === 'practice')?.effects;
  assert.equal(practice?.destroy.forbidden, practice?.destroy.steps);
  assert.equal(practice?.destroy.why, 'Bob does not destroy.');
});

test('a trainee is told that nothing runs outside practice, and who could change that', async () => {
  const trainee = (await accountOf(await come('Lou'))).environments.find(({ name }) => name === 'dev')?.effects.read;
  assert.equal(trainee?.forbidden, trainee?.steps);
  assert.match(trainee?.why ?? '', /make you an operator/);
});

test('an admin invites with roles, changes them, disables and enables', async () => {
  const admin = await come('Mia', ['admin']);
  const invited = await post(admin, '/api/invites', { name: 'Ned', roles: ['viewer'] });
  const ned = cookieOf((await server.ask('POST', '/api/login', { body: { secret: String(invited.body.link).split('#')[1] } })).headers);
  const may = async () => (await accountOf(ned)).roles;
  assert.deepEqual(await may(), ['viewer']);
  assert.deepEqual((await post(admin, '/api/people/ned/roles', { roles: ['operator', 'trainee'] })).body.roles, ['trainee', 'operator']);
  assert.deepEqual(await may(), ['trainee', 'operator']);
  const { people } = (await server.ask('GET', '/api/people', { headers: { cookie: admin } })).body as unknown as { people: PersonTold[] };
  const told = people.find(({ id }) => id === 'ned');
  assert.deepEqual([told?.roles, told?.hasPassword, told?.disabledAt, typeof told?.usedAt], [['trainee', 'operator'], false, null, 'number']);
  await post(admin, '/api/people/ned/disable');
  assert.equal((await server.ask('GET', '/api/session', { headers: { cookie: ned } })).status, 401);
  assert.equal((await post(admin, '/api/invites', { name: 'Ned' })).body.error?.code, 'account-disabled');
  await post(admin, '/api/people/ned/enable');
  assert.equal((await post(admin, '/api/invites', { name: 'Ned' })).status, 200);
  assert.match(server.audit(), /"kind":"roles-changed","by":"mia","person":"ned","before":\["viewer"\],"roles":\["trainee","operator"\]/);
  assert.match(server.audit(), /"kind":"person-disabled","by":"mia","person":"ned"/);
});

test('who would take the right to administer from themselves is asked first; the last admin stays', async () => {
  await using house = await TestServer.start();
  const answer = await house.ask('POST', '/api/login', { body: { secret: String((await house.askLocally('POST', '/api/invites', { name: 'Ola', roles: ['admin'] })).body.link).split('#')[1] } });
  const cookie = cookieOf(answer.headers);
  const ask = (path: string, body: object) => house.ask('POST', path, { body, headers: { cookie } });
  assert.equal((await ask('/api/people/ola/roles', { roles: [] })).body.error?.code, 'self-demotion');
  assert.equal((await ask('/api/people/ola/disable', {})).body.error?.code, 'self-demotion');
  for (const [path, body] of [['roles', { roles: roles.filter((role) => role !== 'admin'), sure: true }], ['disable', { sure: true }]] as const) {
    assert.equal((await ask(`/api/people/ola/${path}`, body)).body.error?.code, 'last-admin', path);
  }
  assert.equal((await ask('/api/people/ada/roles', { roles: ['admin'] })).status, 200);
  assert.deepEqual((await ask('/api/people/ola/roles', { roles: ['viewer'], sure: true })).body.roles, ['viewer']);
  assert.equal((await ask('/api/people/ola/roles', { roles: ['admin'] })).body.error?.code, 'not-allowed', 'it holds at once');
});
