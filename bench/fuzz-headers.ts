/** What is read out of headers: whose page a request comes from, which host it means, who shows a cookie, and from where. */
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import { HandrailError } from '../common/errors.ts';
import { readCookie } from '../server/auth/cookie.ts';
import { safeReturn } from '../server/auth/oidc-return.ts';
import { isOurHost, originRule, refuseForeignOrigin, requireOwnOrigin } from '../server/auth/origin.ts';
import { readProxies } from '../server/config/proxies.ts';
import { addressOf, rateKey } from '../server/http/proxy.ts';
import type { Chance } from '../test/chaos/seed.ts';
import { damaged, type FuzzTarget } from './fuzz-target.ts';

const rule = originRule({ origin: 'https://handrail.example.org', host: '127.0.0.1', port: 3180 });
const cookie = { name: '__Host-handrail_3180', secure: true };
const secret = 'a'.repeat(43);
const proxies = readProxies('10.0.0.0/8, fd00::1');
const origins = ['https://handrail.example.org', 'http://handrail.example.org', 'https://handrail.example.org:443', 'null', 'https://evil.example', 'https://handrail.example.org.evil.example'];
const addresses = ['10.0.0.1', '192.0.2.7', '::ffff:10.0.0.2', 'fd00::1', '2001:db8::1', 'unknown', '127.0.0.1', '[fd00::1]:1', ''];
const pieces = ['/', '\\', '//', 'evil.example', '@', ':', '..', '.', '%2f', '%5c', '\t', '\n', ' ', '?to=', '#', 'https:', 'javascript:', 'runbooks', 'api', 'login', '%00', 'é', ';'];

export const headersTarget: FuzzTarget = {
  name: 'headers',
  invariant: 'only our own origin, host and cookie pass, no address is believed of whom we do not know, and no way back leads elsewhere',
  open: () => ({ tryOne }),
};

function tryOne(chance: Chance): void {
  const near = (text: string) => (chance.oneIn(2) ? damaged(Buffer.from(text), chance).toString('latin1') : text);
  const origin = chance.oneIn(8) ? undefined : near(chance.pick(origins));
  const site = chance.pick([undefined, undefined, 'same-origin', 'same-site', 'none', near('same-origin')]);
  const isOwn = origin === 'https://handrail.example.org' && (site === undefined || site === 'same-origin');
  assert.equal(passes(() => { requireOwnOrigin(rule, { origin, 'sec-fetch-site': site }); }), isOwn);
  assert.equal(passes(() => { refuseForeignOrigin(rule, { origin, 'sec-fetch-site': site }); }), isOwn || (origin === undefined && site === undefined));

  const host = near(chance.pick(['handrail.example.org', '127.0.0.1:3180', 'localhost:3180', 'handrail.example.org:3180']));
  assert.equal(isOurHost(rule, host), host === 'handrail.example.org' || host === '127.0.0.1:3180');

  const header = Array.from({ length: chance.below(4) }, () => near(chance.pick([`${cookie.name}=${secret}`, `handrail_3180=${secret}`, 'a=b', `${cookie.name}=`]))).join(chance.pick(['; ', ';', ', ', ' ;  ']));
  const value = readCookie(header, cookie);
  // No prefix of a name, no other case of it, and no second one beside it.
  if (value !== null) assert.deepEqual(header.split(';').map((pair) => pair.trim()).filter((pair) => pair.startsWith(`${cookie.name}=`)), [`${cookie.name}=${value}`]);
  if (value !== null) assert.match(value, /^[\w-]{1,100}$/);

  cameFrom(chance, near);
  const to = Array.from({ length: chance.below(8) }, () => near(chance.pick(pieces))).join('');
  const back = new URL(safeReturn(to, rule.origin), `${rule.origin}/login`);
  assert.equal(back.origin, rule.origin, `${JSON.stringify(to)} leads to ${back.href}`);
  assert.doesNotMatch(back.pathname, /^\/(api|login)(\/|$)|^\/\//);
}

/** Whoever is no proxy of ours is where they are, whatever they write; and nobody left of such a one is believed. */
function cameFrom(chance: Chance, near: (text: string) => string): void {
  const remoteAddress = chance.pick(['10.0.0.1', '::ffff:10.9.9.9', '192.0.2.9', '2001:db8::9', 'fd00::1']);
  const chain = Array.from({ length: chance.below(chance.pick([4, 4, 4, 30])) }, () => near(chance.pick(addresses)));
  const request = { socket: { remoteAddress }, headers: { 'x-forwarded-for': chain.join(chance.pick([',', ', ', ' , '])) } } as unknown as IncomingMessage;
  const address = addressOf(proxies, request);
  if (remoteAddress === '192.0.2.9' || remoteAddress === '2001:db8::9') assert.equal(address, remoteAddress);
  assert.ok(ipaddr.isValid(address), address);
  assert.ok(rateKey(proxies, request).length <= 45);
}

function passes(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    assert.ok(error instanceof HandrailError && error.code === 'origin-refused', String(error));
    assert.match(String(error.details.origin), /^[\x20-\x7e]{0,100}$/);
    return false;
  }
}
