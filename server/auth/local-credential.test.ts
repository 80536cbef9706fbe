import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { systemClock } from '../clock.ts';
import { readLocalCredential, writeLocalCredential } from './local-credential.ts';
import { isSecret } from './secret.ts';

const folder = mkdtempSync(join(tmpdir(), 'credential-'));
after(() => { rmSync(folder, { recursive: true }); });

test('only its owner can read it, it is new each time, and the hash fits', () => {
  const path = join(folder, 'credential');
  const first = writeLocalCredential(path, systemClock);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.ok(isSecret(readLocalCredential(path) ?? '', first));
  const second = writeLocalCredential(path, systemClock);
  assert.ok(!isSecret(readLocalCredential(path) ?? '', first));
  assert.ok(isSecret(readLocalCredential(path) ?? '', second));
});

test('a link planted beside it is not followed', () => {
  writeFileSync(join(folder, 'victim'), 'mine');
  symlinkSync(join(folder, 'victim'), join(folder, 'planted.next'));
  writeLocalCredential(join(folder, 'planted'), systemClock);
  assert.equal(readFileSync(join(folder, 'victim'), 'utf8'), 'mine');
});

test('without a server there is none', () => {
  assert.equal(readLocalCredential(join(folder, 'missing')), null);
});
