/** Single sign-on against a real provider on loopback, over real HTTP. One that lies is in oidc-liar.test.ts. */
import assert from 'node:assert/strict';
import { after, before, mock, test } from 'node:test';
import type { OidcSettings } from '../config/oidc.ts';
import { readRoleMap } from '../config/oidc.ts';
import { TestServer } from './test-server.ts';
import { TrialBrowser, TrialProvider } from './trial-provider.ts';

const secret = 'canary-client-secret-9f31';
const roleMap = 'sre=operator,approver; leads=admin; everyone=viewer';

let provider: TrialProvider;
let server: TestServer;

const settings = (issuer: string, change: Partial<OidcSettings> = {}): OidcSettings => ({
  issuer, client: 'handrail', secret: { env: 'TRIAL_SECRET' }, name: 'Example', scopes: 'openid profile', claim: 'groups',
  roles: readRoleMap(roleMap), sessionMs: 8 * 3_600_000, ...change,
});
const environment = { TRIAL_SECRET: secret };

before(async () => {
  provider = await TrialProvider.start();
  server = await TestServer.start({ environment, web: () => ({ oidc: settings(provider.origin) }) });
  await provider.know('handrail', secret, server.origin);
  provider.accounts.set('u-1', { name: 'Ada Lovelace', groups: ['sre', 'everyone', 'system:masters', 'a\nb'] });
  provider.accounts.set('u-2', { name: 'Ada Lovelace', groups: ['leads'] });
  provider.accounts.set('u-3', { name: 'Stranger', groups: ['sales'] });
});
after(async () => {
  mock.timers.reset();
  await server[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

const isCallback = ({ pathname }: URL) => pathname === '/api/oidc/callback';

/** Begins as the login page does; gives where the browser is sent. */
async function begin(browser: TrialBrowser, to = '/', at = server): Promise<string> {
  // Every login counts, and they are limited to one every three seconds in the long run.
  at.ahead += 6_000;
  const answer = await browser.post(at.origin, '/api/oidc/begin', { to });
  const { url } = await answer.json() as { url: string };
  assert.equal(answer.status, 200);
  return url;
}

/** Goes to the provider and back, up to the address that finishes the login. */
async function toCallback(browser: TrialBrowser, person: string, to = '/', at = server): Promise<string> {
  provider.person = person;
  return await browser.follow(await begin(browser, to, at), isCallback);
}

/** Logs in; gives where it ends and who one is then. */
async function logIn(browser: TrialBrowser, person: string, to = '/'): Promise<{ at: string; who: { id: string; name: string } | null; status: number }> {
  const answer = await browser.ask(await toCallback(browser, person, to));
  const session = await browser.ask(`${server.origin}/api/session`);
  const body = await session.json() as { person?: { id: string; name: string } };
  return { at: answer.headers.get('location') ?? '', who: body.person ?? null, status: session.status };
}

const refusedAs = (code: string, at = server) => `${at.origin}/login?refused=${code}`;

test('the page is told what the provider is called, and nothing where there is none', async () => {
  assert.deepEqual((await server.ask('GET', '/api/oidc')).body, { provider: 'Example' });
  await using plain = await TestServer.start();
  assert.deepEqual((await plain.ask('GET', '/api/oidc')).body, { provider: null });
  for (const path of ['/api/oidc/begin', '/api/oidc/logged-out']) {
    const form = { body: 'logout_token=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    assert.equal((await plain.ask('POST', path, path.endsWith('out') ? form : {})).body.error?.code, 'sign-on-off', path);
  }
  assert.equal((await plain.ask('GET', '/api/oidc/callback?code=x&state=y')).headers.get('location'), refusedAs('sign-on-off', plain));
});

test('a login asks for a code with PKCE, state and nonce, at the exact address, and its cookie is guarded', async () => {
  const browser = new TrialBrowser();
  const answer = await browser.post(server.origin, '/api/oidc/begin', {});
  const asked = new URL((await answer.json() as { url: string }).url).searchParams;
  assert.deepEqual([asked.get('response_type'), asked.get('code_challenge_method'), asked.get('redirect_uri'), asked.get('scope')],
    ['code', 'S256', `${server.origin}/api/oidc/callback`, 'openid profile']);
  for (const name of ['state', 'nonce', 'code_challenge']) assert.match(asked.get(name) ?? '', /^[\w-]{43}$/, name);
  assert.ok(![...asked.values()].some((value) => value.includes(secret)));
  assert.match(answer.headers.getSetCookie().join(), new RegExp(`^handrail_${server.port}_sign_on=[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=600$`));
});

test('whoever the provider names is let in with the roles and groups of now, under an id of their own', async () => {
  const [first, second] = [new TrialBrowser(), new TrialBrowser()];
  await server.logIn('Ada Lovelace');
  const one = await logIn(first, 'u-1', '/runbooks/prompt-redis?env=practice#ping');
  const id = one.who?.id ?? '';
  assert.equal(one.at, `${server.origin}/runbooks/prompt-redis?env=practice#ping`);
  assert.equal(one.who?.name, 'Ada Lovelace');
  assert.match(id, /^ada-lovelace-[0-9a-f]{8}$/);
  const other = await logIn(second, 'u-2');
  assert.notEqual(other.who?.id, id, 'two people of one name are two people');
  assert.notEqual(id, 'ada-lovelace', 'a local account of the same name is another person');
  const again = await logIn(new TrialBrowser(), 'u-1');
  assert.equal(again.who?.id, id, 'the same subject is the same person');
  const standing = await server.store.sessions.list(id, Date.now() + server.ahead);
  assert.deepEqual(standing.map(({ begunBy }) => begunBy), ['provider', 'provider']);
  const invited = await server.askLocally('POST', '/api/invites', { name: id });
  assert.match(invited.body.error?.message ?? '', /logs in with Example, and no other way/);
  const kept = (await server.store.persons.list(Date.now())).find((each) => each.id === id);
  assert.deepEqual([kept?.roles, kept?.groups], [['viewer', 'operator', 'approver'], ['sre', 'everyone']], 'no group that Kubernetes keeps for itself, none that is no header');
  assert.match(server.audit(), new RegExp(`"kind":"signed-on","person":"${id}","issuer":"${provider.origin}","isNew":true,"roles":\\["viewer","operator","approver"\\],"groups":2`));
});

test('a name that a local account took on purpose stays that account’s', async () => {
  provider.accounts.set('u-9', { name: 'Eve', groups: ['everyone'] });
  const browser = new TrialBrowser();
  const guess = (await logIn(browser, 'u-9')).who?.id ?? '';
  await using squatted = await TestServer.start({ environment, web: () => ({ oidc: settings(provider.origin) }) });
  await squatted.logIn(guess);
  await provider.know('handrail', secret, squatted.origin);
  const other = new TrialBrowser();
  await (await other.ask(await toCallback(other, 'u-9', '/', squatted))).body?.cancel();
  const { person } = await (await other.ask(`${squatted.origin}/api/session`)).json() as { person: { id: string } };
  assert.match(person.id, new RegExp(`^${guess}[0-9a-f]{8}$`));
  await provider.know('handrail', secret, server.origin);
});

test('a session is new at each login, and the one that the browser had ends', async () => {
  const browser = new TrialBrowser();
  await logIn(browser, 'u-1');
  const before = browser.cookies.get(server.origin)?.get(`handrail_${server.port}`) ?? '';
  await logIn(browser, 'u-2');
  const now = browser.cookies.get(server.origin)?.get(`handrail_${server.port}`) ?? '';
  assert.notEqual(now, before);
  assert.equal((await server.ask('GET', '/api/session', { headers: { cookie: `handrail_${server.port}=${before}` } })).status, 401);
});

test('groups are read at each login: other roles hold at once, everywhere, and without any the sessions end', async () => {
  provider.accounts.set('u-4', { name: 'Grace', groups: ['leads'] });
  const [first, second] = [new TrialBrowser(), new TrialBrowser()];
  const { who } = await logIn(first, 'u-4');
  assert.equal((await first.ask(`${server.origin}/api/metrics`)).status, 200);
  provider.accounts.set('u-4', { name: 'Grace Hopper', groups: 'everyone' });
  assert.deepEqual((await logIn(second, 'u-4')).who, { id: who?.id, name: 'Grace Hopper' });
  assert.equal((await first.ask(`${server.origin}/api/metrics`)).status, 403, 'an earlier session has lost the role too');
  provider.accounts.set('u-4', { name: 'Grace Hopper', groups: [] });
  const third = new TrialBrowser();
  assert.equal((await logIn(third, 'u-4')).at, refusedAs('sign-on-no-role'));
  for (const browser of [first, second, third]) assert.equal((await browser.ask(`${server.origin}/api/session`)).status, 401);
  assert.match(server.audit(), new RegExp(`"kind":"sign-on-withdrawn","person":"${who?.id}"`));
});

test('somebody whom no group gives a role is not let in, and leaves no account', async () => {
  const { at, status } = await logIn(new TrialBrowser(), 'u-3');
  assert.deepEqual([at, status], [refusedAs('sign-on-no-role'), 401]);
  assert.ok(!(await server.store.persons.list(0)).some(({ name }) => name === 'Stranger'));
});

test('somebody who is disabled here stays out, whatever the provider says', async () => {
  provider.accounts.set('u-5', { name: 'Mallory', groups: ['leads'] });
  const browser = new TrialBrowser();
  const { who } = await logIn(browser, 'u-5');
  await server.store.persons.setDisabled(who?.id ?? '', Date.now());
  assert.equal((await browser.ask(`${server.origin}/api/session`)).status, 401);
  const { at, status } = await logIn(browser, 'u-5');
  assert.deepEqual([at, status], [refusedAs('account-disabled'), 401]);
});

test('a session of the provider’s ends after its hours', async () => {
  const browser = new TrialBrowser();
  await logIn(browser, 'u-1');
  server.ahead += 8 * 3_600_000 + 1;
  assert.equal((await browser.ask(`${server.origin}/api/session`)).status, 401);
});

for (const to of ['//evil.example', '/\\evil.example', 'https://evil.example', '/..//evil.example', '/api/session']) {
  test(`coming back to ${to} leads to the front page`, async () => {
    const browser = new TrialBrowser();
    assert.equal((await browser.ask(await toCallback(browser, 'u-1', to))).headers.get('location'), `${server.origin}/`);
  });
}

/** What somebody does to a login under way; gives the answer that must be a refusal. */
const attacks: Record<string, [(browser: TrialBrowser) => Promise<Response>, string]> = {
  'a login that another browser began (its code and state, without its cookie)': [async (browser) => await new TrialBrowser().ask(await toCallback(browser, 'u-1')), 'sign-on-stale'],
  'another person’s login, put into a browser that has begun its own': [async (browser) => {
    await begin(browser);
    return await browser.ask(await toCallback(new TrialBrowser(), 'u-2'));
  }, 'sign-on-refused'],
  'another state': [async (browser) => {
    const url = new URL(await toCallback(browser, 'u-1'));
    url.searchParams.set('state', 'x'.repeat(43));
    return await browser.ask(url.href);
  }, 'sign-on-refused'],
  'no state': [async (browser) => {
    const url = new URL(await toCallback(browser, 'u-1'));
    url.searchParams.delete('state');
    return await browser.ask(url.href);
  }, 'sign-on-refused'],
  'two states': [async (browser) => await browser.ask(`${await toCallback(browser, 'u-1')}&state=${'x'.repeat(43)}`), 'sign-on-refused'],
  'the answer of another issuer': [async (browser) => {
    const url = new URL(await toCallback(browser, 'u-1'));
    url.searchParams.set('iss', 'https://other.example');
    return await browser.ask(url.href);
  }, 'sign-on-refused'],
  'the same answer again': [async (browser) => {
    const url = await toCallback(browser, 'u-1');
    const kept = new Map(browser.cookies.get(server.origin));
    await (await browser.ask(url)).body?.cancel();
    browser.cookies.set(server.origin, kept);
    return await browser.ask(url);
  }, 'sign-on-stale'],
  'a code that was used, in a login of one’s own': [async (browser) => {
    const used = new URL(await toCallback(browser, 'u-1'));
    await (await browser.ask(used.href)).body?.cancel();
    const mine = new URL(await toCallback(browser, 'u-1'));
    mine.searchParams.set('code', used.searchParams.get('code') ?? '');
    return await browser.ask(mine.href);
  }, 'sign-on-refused'],
  'somebody’s unused code, in a login of one’s own: PKCE': [async (browser) => {
    const stolen = new URL(await toCallback(new TrialBrowser(), 'u-2')).searchParams.get('code') ?? '';
    const mine = new URL(await toCallback(browser, 'u-1'));
    mine.searchParams.set('code', stolen);
    return await browser.ask(mine.href);
  }, 'sign-on-refused'],
  'a refusal of the provider’s': [async (browser) => {
    const { searchParams } = new URL(await begin(browser));
    return await browser.ask(`${server.origin}/api/oidc/callback?error=access_denied&state=${searchParams.get('state')}&iss=${encodeURIComponent(provider.origin)}`);
  }, 'sign-on-refused'],
  'more than ten minutes': [async (browser) => {
    const url = await toCallback(browser, 'u-1');
    server.ahead += 10 * 60_000;
    return await browser.ask(url);
  }, 'sign-on-stale'],
  'a query without end': [async (browser) => await browser.ask(`${await toCallback(browser, 'u-1')}&x=${'y'.repeat(9_000)}`), 'sign-on-stale'],
  'the callback inside a frame': [async (browser) => await browser.ask(await toCallback(browser, 'u-1'), { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' } }), 'origin-refused'],
};
for (const [what, [attack, code]] of Object.entries(attacks)) {
  test(`${what} is refused`, async () => {
    const browser = new TrialBrowser();
    const answer = await attack(browser);
    if (code === 'origin-refused') assert.equal(answer.status, 403);
    else assert.equal(answer.headers.get('location'), refusedAs(code));
    assert.ok(!answer.headers.getSetCookie().some((line) => line.startsWith(`handrail_${server.port}=`)), 'no session');
  });
}

test('a code without its verifier is worth nothing to whoever knows even the client’s secret', async () => {
  const browser = new TrialBrowser();
  const url = new URL(await toCallback(browser, 'u-1'));
  const ask = async (more: Record<string, string>) => await fetch(`${provider.origin}/token`, {
    method: 'POST', headers: { authorization: `Basic ${Buffer.from(`handrail:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code: url.searchParams.get('code') ?? '', redirect_uri: `${server.origin}/api/oidc/callback`, ...more }),
  });
  assert.equal((await ask({})).status, 400);
  assert.equal((await ask({ code_verifier: 'x'.repeat(43) })).status, 400);
});

test('what another site sends to begin a login is refused', async () => {
  const foreign: Record<string, string>[] = [{ origin: 'https://evil.example' }, { 'x-handrail': '' }, { 'content-type': 'text/plain' }, { origin: '' }, { 'sec-fetch-site': 'cross-site' }];
  for (const headers of foreign) {
    assert.equal((await server.ask('POST', '/api/oidc/begin', { headers })).status, 403, JSON.stringify(headers));
  }
});

test('a key that was changed is fetched once it is needed, and not for every unknown one', async () => {
  server.ahead += 11 * 60_000;
  assert.equal((await logIn(new TrialBrowser(), 'u-1')).at, `${server.origin}/`);
  await provider.rotate('second');
  const soon = await logIn(new TrialBrowser(), 'u-1');
  assert.equal(soon.at, refusedAs('sign-on-refused'), 'the keys were read less than a minute ago');
  mock.timers.enable({ apis: ['Date'], now: Date.now() + 61_000 });
  assert.equal((await logIn(new TrialBrowser(), 'u-1')).at, `${server.origin}/`);
  mock.timers.reset();
});

test('a provider that is away is said to be, asked again only after a moment, and other logins work', async () => {
  provider.isDown = true;
  server.ahead += 11 * 60_000;
  const refused = await server.ask('POST', '/api/oidc/begin');
  assert.equal(refused.status, 503);
  assert.match(refused.body.error?.message ?? '', /^The identity provider Example does not answer.*another way/);
  provider.isDown = false;
  assert.equal((await server.ask('POST', '/api/oidc/begin')).status, 503, 'not asked again yet');
  assert.match(await server.logIn('Cleo'), /^handrail_/);
  server.ahead += 3_001;
  assert.equal((await server.ask('POST', '/api/oidc/begin')).status, 200);
});

test('a provider that goes away while somebody is there is told, and a wrong secret is a refusal', async () => {
  const browser = new TrialBrowser();
  const url = await toCallback(browser, 'u-1');
  provider.isDown = true;
  assert.equal((await browser.ask(url)).headers.get('location'), refusedAs('sign-on-away'));
  provider.isDown = false;
  await provider.know('handrail', 'another secret', server.origin);
  assert.equal((await logIn(new TrialBrowser(), 'u-1')).at, refusedAs('sign-on-refused'));
  await provider.know('handrail', secret, server.origin);
});

test('logging out leads to the provider’s own logout, which comes back to the login page', async () => {
  const browser = new TrialBrowser();
  await logIn(browser, 'u-1');
  const { next } = await (await browser.post(server.origin, '/api/logout')).json() as { next: string };
  const asked = new URL(next);
  assert.deepEqual([asked.origin, asked.searchParams.get('client_id'), asked.searchParams.get('post_logout_redirect_uri'), asked.searchParams.has('id_token_hint')],
    [provider.origin, 'handrail', `${server.origin}/login`, false]);
  const form = await (await browser.ask(next)).text();
  const confirmed = await browser.ask(/action="([^"]+)"/.exec(form)?.[1] ?? '', {
    method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ xsrf: /value="([^"]+)"/.exec(form)?.[1] ?? '', logout: 'yes' }).toString(),
  });
  assert.equal(confirmed.headers.get('location'), `${server.origin}/login`);
  assert.equal((await server.ask('POST', '/api/logout', { as: 'ada' })).body.next, undefined, 'a local login has nothing to do there');
  server.cookies.ada = await server.logIn('ada');
});

test('a logout at the provider ends that login’s sessions here, and no other', async () => {
  const [here, elsewhere] = [new TrialBrowser(), new TrialBrowser()];
  const { who } = await logIn(here, 'u-1');
  await logIn(elsewhere, 'u-1');
  const form = await (await here.ask(`${provider.origin}/session/end`)).text();
  await (await here.ask(/action="([^"]+)"/.exec(form)?.[1] ?? '', {
    method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ xsrf: /value="([^"]+)"/.exec(form)?.[1] ?? '', logout: 'yes' }).toString(),
  })).body?.cancel();
  assert.equal((await here.ask(`${server.origin}/api/session`)).status, 401);
  assert.equal((await elsewhere.ask(`${server.origin}/api/session`)).status, 200);
  assert.match(server.audit(), new RegExp(`"kind":"signed-off","person":"${who?.id}"`));
});

test('nothing that came from the provider, and no secret of ours, stands in the record', async () => {
  assert.ok(!server.audit().includes(secret));
  for (const word of ['access_token', 'id_token', 'eyJ', 'code=']) assert.ok(!server.audit().includes(word), word);
});

test('where nothing can be recorded, nobody signs on', async () => {
  const browser = new TrialBrowser();
  const url = await toCallback(browser, 'u-1');
  server.auditWorks = false;
  const answer = await browser.ask(url);
  server.auditWorks = true;
  assert.equal(answer.headers.get('location'), refusedAs('audit-failed'));
  assert.equal((await browser.ask(`${server.origin}/api/session`)).status, 401);
});
