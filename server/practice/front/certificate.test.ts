import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sitesOf } from './sites.ts';
import { certificateNames, openCertificate } from './certificate.ts';
import type { WorldParts } from '../parts.ts';

const folder = mkdtempSync('/tmp/hr-certificate-');
after(() => { rmSync(folder, { recursive: true }); });
const day = 24 * 3_600_000;

test('it is made once, kept to ourselves, and made anew when it ends, is for other names or cannot be read', async () => {
  const now = Date.now();
  const first = await openCertificate(folder, ['a.test'], now);
  const file = join(folder, readdirSync(folder)[0] ?? '');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal((await openCertificate(folder, ['a.test'], now + 4 * 365 * day)).key, first.key);
  const later = await openCertificate(folder, ['a.test'], now + 5 * 365 * day - 10 * day);
  assert.notEqual(later.key, first.key);
  const other = await openCertificate(folder, ['a.test', 'b.test'], now);
  assert.match(new X509Certificate(other.chain).subjectAltName ?? '', /DNS:a\.test, DNS:b\.test/);
  for (const broken of ['', '{}', '{"names":["a.test","b.test"],"key":"","chain":"","authority":""}']) {
    writeFileSync(file, broken);
    assert.match((await openCertificate(folder, ['a.test', 'b.test'], now)).key, /PRIVATE KEY/);
  }
});

test('the authority signed it, may sign nothing below itself, and its key is nowhere', async () => {
  const { key, chain, authority } = await openCertificate(folder);
  const [server, above] = [new X509Certificate(chain), new X509Certificate(authority)];
  assert.ok(server.verify(above.publicKey) && server.checkIssued(above) && above.ca && !server.ca);
  assert.equal(key.match(/PRIVATE KEY/g)?.length, 2);
  assert.equal(server.checkPrivateKey((await import('node:crypto')).createPrivateKey(key)), true);
});

test('every host of every site is among its names', () => {
  const parts = { folder, ground: { filterFile: '' }, clock: { now: () => 0 } } as unknown as WorldParts;
  const fits = (host: string) => certificateNames.some((name) => name === host || (name.startsWith('*.') && host.replace(/^[^.]+/, '*') === name));
  for (const host of sitesOf(parts).flatMap(({ hosts }) => hosts)) assert.ok(fits(host), host);
});
