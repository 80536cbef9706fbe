/** Single sign-on where the provider, or somebody in its place, lies: tokens, descriptions of itself, logouts. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readRoleMap } from '../config/oidc.ts';
import { TestServer } from './test-server.ts';
import { challengeOf, type Lie, LyingProvider, TrialBrowser } from './trial-provider.ts';

const secret = 'canary-client-secret-9f31';
let liar: LyingProvider;
let lied: TestServer;

before(async () => {
  liar = await LyingProvider.start();
  lied = await TestServer.start({
    environment: { TRIAL_SECRET: secret },
    web: () => ({
      oidc: {
        issuer: liar.origin, client: 'handrail', secret: { env: 'TRIAL_SECRET' }, name: 'Example', scopes: 'openid profile', claim: 'groups',
        roles: readRoleMap('sre=operator'), sessionMs: 3_600_000,
      },
    }),
  });
});
after(async () => {
  await lied[Symbol.asyncDispose]();
  await liar[Symbol.asyncDispose]();
});

const refused = () => `${lied.origin}/login?refused=sign-on-refused`;

/** Takes claims and the name of one; gives them without it. */
const without = <Claims extends object>(claims: Claims, name: keyof Claims): Partial<Claims> => Object.fromEntries(Object.entries(claims).filter(([each]) => each !== name)) as Partial<Claims>;

const lies: Record<string, Lie> = {
  'another nonce': ({ claims, sign }) => sign({ ...claims, nonce: 'x' }),
  'no nonce': ({ claims, sign }) => sign(without(claims, 'nonce')),
  'another audience': ({ claims, sign }) => sign({ ...claims, aud: 'grafana' }),
  'several audiences, for another one': ({ claims, sign }) => sign({ ...claims, aud: ['handrail', 'grafana'], azp: 'grafana' }),
  'no audience': ({ claims, sign }) => sign(without(claims, 'aud')),
  'another issuer': ({ claims, sign }) => sign({ ...claims, iss: 'https://other.example' }),
  'no issuer': ({ claims, sign }) => sign(without(claims, 'iss')),
  'an end that has passed': ({ claims, sign }) => sign({ ...claims, iat: claims.iat! - 600, exp: claims.iat! - 31 }),
  'no end': ({ claims, sign }) => sign(without(claims, 'exp')),
  'a beginning that is to come': ({ claims, sign }) => sign({ ...claims, nbf: claims.iat! + 120 }),
  'no subject': ({ claims, sign }) => sign(without(claims, 'sub')),
  'a subject without end': ({ claims, sign }) => sign({ ...claims, sub: 'x'.repeat(300) }),
  'no signature (alg none)': ({ claims, unsigned }) => unsigned(claims, { alg: 'none' }),
  'no signature under another name': ({ claims, unsigned }) => unsigned(claims, { alg: 'NONE' }),
  'HS256 with our own secret': ({ claims, unsigned }) => unsigned(claims, { alg: 'HS256', kid: 'k' }, secret),
  'HS256 with its public key': async ({ claims, unsigned }) => unsigned(claims, { alg: 'HS256', kid: 'k' }, await liar.publicKey()),
  'a signature of something else': async ({ claims, sign }) => {
    const [header, , signature] = (await sign(claims)).split('.');
    return [header, Buffer.from(JSON.stringify({ ...claims, sub: 'admin' })).toString('base64url'), signature].join('.');
  },
  'a key nobody knows': ({ claims, sign }) => sign(claims, { kid: 'unknown' }),
  'something critical that nobody knows': ({ claims, sign }) => sign(claims, { crit: ['x'], x: 1 }),
  'no token at all': () => Promise.resolve('no token'),
};

/** Logs in at the lying provider; gives where that ends. */
async function logInAtLiar(): Promise<{ at: string; browser: TrialBrowser }> {
  // Every login counts, and they are limited to one every three seconds in the long run.
  lied.ahead += 6_000;
  const browser = new TrialBrowser();
  const { url } = await (await browser.post(lied.origin, '/api/oidc/begin')).json() as { url: string };
  const answer = await browser.ask(await browser.follow(url, ({ pathname }) => pathname === '/api/oidc/callback'));
  return { at: answer.headers.get('location') ?? '', browser };
}

test('what the lying provider says is believed while it is true', async () => {
  const { at, browser } = await logInAtLiar();
  assert.equal(at, `${lied.origin}/`);
  assert.equal((await browser.ask(`${lied.origin}/api/session`)).status, 200);
  assert.equal(liar.asked.get('redirect_uri'), `${lied.origin}/api/oidc/callback`);
  assert.equal(challengeOf(liar.asked.get('code_verifier') ?? '').length, 43);
});

for (const [what, lie] of Object.entries(lies)) {
  test(`a token with ${what} is refused`, async () => {
    liar.lie = lie;
    const { at, browser } = await logInAtLiar();
    liar.lie = ({ claims, sign }) => sign(claims);
    assert.equal(at, refused());
    assert.equal((await browser.ask(`${lied.origin}/api/session`)).status, 401);
  });
}

test('clocks that differ by less than half a minute are no reason to refuse', async () => {
  liar.lie = ({ claims, sign }) => sign({ ...claims, iat: claims.iat! - 600, exp: claims.iat! - 20 });
  assert.equal((await logInAtLiar()).at, `${lied.origin}/`);
  liar.lie = ({ claims, sign }) => sign(claims);
});

test('a provider that names another issuer than the configured one, or is more than anybody has to say, is not used', async () => {
  for (const metadata of [{ issuer: 'https://other.example' }, { padding: 'x'.repeat(2 * 1024 * 1024) }, { authorization_endpoint: 7 }, { authorization_endpoint: 'javascript:alert(1)' }, { end_session_endpoint: 'x' }]) {
    liar.metadata = metadata;
    lied.ahead += 11 * 60_000;
    assert.equal((await lied.ask('POST', '/api/oidc/begin')).body.error?.code, 'sign-on-away', JSON.stringify(metadata).slice(0, 80));
  }
  liar.metadata = {};
  lied.ahead += 11 * 60_000;
});

test('a logout token counts once, and only when it is one', async () => {
  const { browser } = await logInAtLiar();
  const now = Math.floor(Date.now() / 1000);
  const right = { iss: liar.origin, aud: 'handrail', sub: 'mallory', iat: now, exp: now + 60, jti: 'j1', events: { 'http://schemas.openid.net/event/backchannel-logout': {} } };
  const send = async (token: string, headers: Record<string, string> = {}) =>
    (await lied.ask('POST', '/api/oidc/logged-out', { body: new URLSearchParams({ logout_token: token }).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', origin: '', 'x-handrail': '', ...headers } })).status;
  const wrong: Record<string, string> = {
    'another audience': await liar.sign({ ...right, aud: 'grafana' }), 'another issuer': await liar.sign({ ...right, iss: 'https://other.example' }), 'no id': await liar.sign(without(right, 'jti')),
    'no event': await liar.sign(without(right, 'events')), 'another event': await liar.sign({ ...right, events: { x: {} } }), 'a nonce, as ID tokens have': await liar.sign({ ...right, nonce: 'n' }),
    'nobody': await liar.sign(without(right, 'sub')), 'too old': await liar.sign({ ...right, iat: now - 600 }), 'over': await liar.sign({ ...right, exp: now - 31 }),
    'unsigned': `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(right)).toString('base64url')}.`, 'nothing': '', 'rubbish': 'a.b.c',
  };
  for (const [what, token] of Object.entries(wrong)) assert.equal(await send(token), 400, what);
  assert.equal((await browser.ask(`${lied.origin}/api/session`)).status, 200);
  assert.equal(await send(await liar.sign(right)), 200);
  assert.equal((await browser.ask(`${lied.origin}/api/session`)).status, 401);
  assert.equal(await send(await liar.sign(right)), 400, 'again');
});

test('no secret and no token stands in the record', () => {
  for (const word of [secret, 'access_token', 'id_token', 'eyJ']) assert.ok(!lied.audit().includes(word), word);
});
