/** The systemd units: systemd can read them, and they hold what the promise rests on. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { root } from './handrail.ts';

const folder = mkdtempSync('/tmp/handrail-units-');
after(() => { rmSync(folder, { recursive: true }); });
const names = readdirSync(join(root, 'deploy')).filter((name) => name.endsWith('.service'));
const units = new Map(names.map((name) => [name, readFileSync(join(root, 'deploy', name), 'utf8')]));
const has = spawnSync('systemd-analyze', ['--version']).status === 0;

/** Takes what to change; gives what systemd says of the units, with the code where it stands here. */
function verify(change: (text: string) => string = (text) => text): { status: number | null; said: string } {
  for (const [name, text] of units) writeFileSync(join(folder, name), change(text.replaceAll('/srv/handrail', root)));
  const files = names.map((name) => join(folder, name.replace('@.', '@a.')));
  copyFileSync(join(folder, 'handrail-runner@.service'), join(folder, 'handrail-runner@a.service'));
  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['--man=no', '--generators=no', 'verify', ...files], { encoding: 'utf8', env: { ...process.env, SYSTEMD_UNIT_PATH: `${folder}:` } });
  return { status, said: stdout + stderr };
}

test('systemd reads the units without a complaint, and would complain', { skip: has ? false : 'systemd-analyze is not installed' }, () => {
  const { status, said } = verify();
  assert.deepEqual(said.split('\n').filter((line) => line.includes('handrail')), []);
  assert.equal(status, 0, said);
  assert.match(verify((text) => text.replace('KillMode=mixed', 'KillMode=sometimes')).said, /KillMode|sometimes/);
});

test('a server’s restart takes no runner with it, and all units agree where things are', () => {
  const setting = (name: string, key: string) => [...(units.get(name) ?? '').matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value);
  const server = units.get('handrail.service') ?? '';
  assert.doesNotMatch(server, /^(BindsTo|Requires|Requisite|PartOf|Upholds|PropagatesStopTo)=/m);
  assert.match(server, /^Environment=.*HANDRAIL_RUNNER=attach/m);
  for (const name of names) {
    assert.match(setting(name, 'Environment').join(' '), /HANDRAIL_DATA=\/var\/lib\/handrail TMPDIR=\/run\/handrail/, name);
    assert.deepEqual(setting(name, 'RuntimeDirectoryPreserve'), ['yes'], name);
    assert.deepEqual(setting(name, 'User'), ['handrail'], name);
  }
  for (const name of ['handrail-runner@.service', 'handrail-practice.service']) {
    assert.deepEqual([setting(name, 'Delegate'), setting(name, 'OOMPolicy'), setting(name, 'KillMode')], [['yes'], ['continue'], ['mixed']], name);
    // With these no sandbox starts, or not on every kernel: they cover parts of /proc or forbid namespaces and what is done in them.
    assert.doesNotMatch(units.get(name) ?? '', /^(RestrictNamespaces|ProtectKernelTunables|ProtectKernelLogs|ProtectProc|ProcSubset|ProtectHostname|ProtectControlGroups|PrivateDevices|MemoryDenyWriteExecute|SystemCallFilter)=/m, name);
  }
});

test('the credentials of environments are the runner’s alone', () => {
  const [server = '', runner = ''] = ['handrail.service', 'handrail-runner@.service'].map((name) => units.get(name) ?? '');
  assert.match(server, /^InaccessiblePaths=-\/etc\/handrail\/credentials -\/etc\/handrail\/runner\.environment$/m);
  assert.doesNotMatch(server, /^EnvironmentFile=.*runner\.environment/m);
  assert.match(runner, /^EnvironmentFile=-\/etc\/handrail\/runner\.environment$/m);
  assert.doesNotMatch(runner, /^InaccessiblePaths=/m);
});

test('an upgrade starts a runner that is not running yet, then the server', () => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const log = join(folder, 'log');
  writeFileSync(join(bin, 'systemctl'), `#!/bin/sh\necho "$*" >> ${log}\n[ "$1" != --quiet ] || [ "$3" = handrail-runner@a ] || [ "$3" = handrail-runner@b ]\n`, { mode: 0o755 });
  const { status } = spawnSync(join(root, 'deploy/upgrade'), { env: { PATH: `${bin}:/bin:/usr/bin` } });
  assert.equal(status, 0);
  assert.deepEqual(readFileSync(log, 'utf8').trim().split('\n').slice(-2), ['start handrail-runner@c', 'restart handrail']);
});
