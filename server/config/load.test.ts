import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import { loadConfig } from './load.ts';
import { makeFolders, pathsOf } from './paths.ts';

test('nothing set gives loopback and the documented port', () => {
  const config = loadConfig({ PATH: '/bin' }, '/srv/handrail');
  assert.equal(config.origin, 'http://127.0.0.1:3180');
  assert.equal(config.paths.database, '/srv/handrail/data/handrail.db');
  assert.ok(Object.isFrozen(config) && Object.isFrozen(config.paths));
});

test('the origin loses a path and a default port', () => {
  assert.equal(loadConfig({ HANDRAIL_ORIGIN: 'https://run.example.org:443/x' }, '/').origin, 'https://run.example.org');
});

test('every problem is listed at once, each with what the setting means', () => {
  assert.throws(() => loadConfig({ HANDRAIL_PORT: 'many', HANDRAIL_ORIGIN: 'ftp://x', HANDRAIL_PROT: '1' }, '/'), (error) => {
    assert.ok(error instanceof HandrailError);
    assert.match(error.message, /HANDRAIL_PORT: .*TCP port/);
    assert.match(error.message, /HANDRAIL_ORIGIN: .*Origin that browsers open/);
    assert.match(error.message, /HANDRAIL_PROT: there is no such setting/);
    return true;
  });
});

test('sockets stay under the 107 bytes a unix socket may have', () => {
  const paths = pathsOf(`/${'long/'.repeat(60)}`);
  assert.ok(Buffer.byteLength(join(paths.runtime, 'r', '01923456-789a-7000-8000-000000000000', 'kubernetes.sock')) <= 107);
});

test('folders are for their owner only', () => {
  const data = mkdtempSync(join(tmpdir(), 'handrail-test-'));
  const paths = pathsOf(join(data, 'kept'));
  makeFolders(paths);
  assert.equal(statSync(paths.journals).mode & 0o077, 0);
  assert.equal(statSync(paths.runtime).mode & 0o077, 0);
  rmSync(paths.runtime, { recursive: true });
  symlinkSync(data, paths.runtime);
  assert.throws(() => makeFolders(paths), /belongs to somebody else/);
  rmSync(paths.runtime);
  rmSync(data, { recursive: true });
});
