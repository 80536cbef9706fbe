import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { readProxies } from '../config/proxies.ts';
import { addressOf, rateKey } from './proxy.ts';

const from = (remoteAddress: string | undefined, forwarded?: string, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers: { ...headers, ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }) } }) as unknown as IncomingMessage;

const proxies = readProxies('10.0.0.7, 192.168.0.0/16, 2001:db8::/32');
const cases: readonly [string, IncomingMessage, string][] = [
  ['nobody forwards', from('203.0.113.9'), '203.0.113.9'],
  ['a stranger who says they forward is the one who asks', from('203.0.113.9', '127.0.0.1'), '203.0.113.9'],
  ['our proxy tells whom it heard from', from('10.0.0.7', '203.0.113.9'), '203.0.113.9'],
  ['what somebody wrote before our proxy did does not count', from('10.0.0.7', '127.0.0.1, 10.0.0.1, 203.0.113.9'), '203.0.113.9'],
  ['two of our proxies', from('10.0.0.7', '198.51.100.1, 203.0.113.9, 192.168.3.4'), '203.0.113.9'],
  ['all of them are our proxies', from('10.0.0.7', '192.168.1.1, 192.168.3.4'), '192.168.1.1'],
  ['our proxy says nothing', from('10.0.0.7'), '10.0.0.7'],
  ['our proxy says what is no address', from('10.0.0.7', 'evil.example'), '10.0.0.7'],
  ['an octal or shortened address is none', from('10.0.0.7', '0177.1'), '10.0.0.7'],
  ['IPv4 in IPv6 is IPv4', from('::ffff:10.0.0.7', '::ffff:203.0.113.9'), '203.0.113.9'],
  ['IPv6', from('2001:db8::1', '2001:0DB9:0::0:5'), '2001:db9::5'],
  ['no other header is read', from('10.0.0.7', undefined, { forwarded: 'for=1.2.3.4', 'x-real-ip': '1.2.3.4', 'x-client-ip': '1.2.3.4' }), '10.0.0.7'],
  ['an address of the next network is not ours', from('10.0.0.8', '203.0.113.9'), '10.0.0.8'],
  ['a socket that is gone', from(undefined, '203.0.113.9'), ''],
];
for (const [what, request, expected] of cases) test(what, () => { assert.equal(addressOf(proxies, request), expected); });

test('a chain without end is cut, and costs nothing', () => {
  assert.equal(addressOf(proxies, from('10.0.0.7', `${'203.0.113.9, '.repeat(5_000)}${'192.168.0.1, '.repeat(50)}192.168.0.2`)), '192.168.0.1');
});

test('one machine cannot count as many by the addresses of its own IPv6 network', () => {
  assert.equal(rateKey([], from('2001:db9:1:2::1')), rateKey([], from('2001:db9:1:2:ffff::9')));
  assert.notEqual(rateKey([], from('2001:db9:1:2::1')), rateKey([], from('2001:db9:1:3::1')));
  assert.equal(rateKey([], from('203.0.113.9')), '203.0.113.9');
});
