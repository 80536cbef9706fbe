import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { clearLimits, findLimits, makeGroup, sharedGroup } from './limits.ts';

test('what moved into a leaf, and what that started, shares out the group above it', () => {
  for (const [own, shared] of [
    ['/sys/fs/cgroup/system.slice/handrail-runner@a.service', '/sys/fs/cgroup/system.slice/handrail-runner@a.service'],
    ['/sys/fs/cgroup/u/handrail-runner@a.service/handrail-0-1a2b3c4d-runner', '/sys/fs/cgroup/u/handrail-runner@a.service'],
    ['/sys/fs/cgroup/u/handrail-runner@b.service/handrail-0-1a2b3c4d-2-runner', '/sys/fs/cgroup/u/handrail-runner@b.service'],
    ['/sys/fs/cgroup/somebody-runner', '/sys/fs/cgroup/somebody-runner'],
  ] as const) assert.equal(sharedGroup(own), shared);
});

const limits = findLimits(`handrail-limits-${process.pid}`);

test('what a runner left is ended and removed, whoever clears it', { skip: 'roots' in limits ? false : limits.why }, async () => {
  if (!('roots' in limits)) return;
  const sleeper = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
  const ended = once(sleeper, 'exit');
  for (const file of makeGroup(limits, 'left').processFiles) writeFileSync(file, String(sleeper.pid));
  await clearLimits(limits);
  assert.deepEqual(await ended, [null, 'SIGKILL']);
  for (const root of limits.roots) assert.equal(existsSync(root), false, root);
  await clearLimits(limits);
});
