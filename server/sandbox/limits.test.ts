import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { clearLimits, findLimits, limitsProcessors, makeGroup, sharedGroup } from './limits.ts';

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

const plain = mkdtempSync('/tmp/handrail-groups-');
after(() => { rmSync(plain, { recursive: true }); });

test('a group is told its limits in the words of its version, and what it says of itself is understood', () => {
  const at = (...parts: string[]) => join(plain, ...parts);
  const read = (...parts: string[]) => readFileSync(at(...parts), 'utf8');
  for (const folder of ['two', 'pids', 'memory', 'cpu']) mkdirSync(at(folder));
  writeFileSync(at('two', 'cgroup.subtree_control'), 'cpu memory pids\n');
  const most = { processes: 9, memoryBytes: 4096, cpus: 1.5 };

  const two = { kind: 'cgroup2', roots: [at('two')] } as const;
  const group = makeGroup(two, 'run', most);
  assert.equal(limitsProcessors(two), true);
  assert.deepEqual(group.processFiles, [at('two', 'run', 'cgroup.procs')]);
  assert.deepEqual(['pids.max', 'memory.max', 'memory.swap.max', 'memory.oom.group', 'cpu.max'].map((file) => read('two', 'run', file)), ['9', '4096', '0', '1', '75000 50000']);
  writeFileSync(at('two', 'run', 'memory.events'), 'low 0\noom 3\noom_kill 0\n');
  writeFileSync(at('two', 'run', 'cpu.stat'), 'nr_periods 8\nnr_throttled 0\n');
  assert.deepEqual([group.ranOutOfMemory(), group.wasHeldBack()], [false, false]);
  writeFileSync(at('two', 'run', 'memory.events'), 'oom_kill 1\n');
  writeFileSync(at('two', 'run', 'cpu.stat'), 'nr_throttled 12\n');
  assert.deepEqual([group.ranOutOfMemory(), group.wasHeldBack()], [true, true]);

  const one = { kind: 'cgroup1', roots: [at('pids'), at('memory'), at('cpu')] } as const;
  assert.deepEqual(makeGroup(one, 'run', most).processFiles, ['pids', 'memory', 'cpu'].map((controller) => at(controller, 'run', 'cgroup.procs')));
  assert.deepEqual([read('pids/run/pids.max'), read('memory/run/memory.limit_in_bytes'), read('memory/run/memory.memsw.limit_in_bytes'), read('cpu/run/cpu.cfs_quota_us'), read('cpu/run/cpu.cfs_period_us')], ['9', '4096', '4096', '75000', '50000']);
  assert.equal(makeGroup(one, 'pod', { processes: 9, memoryBytes: 4096 }).processFiles.length, 2);
});

test('without the controller of processors a group is made all the same, and it is known that they are not limited', () => {
  const root = join(plain, 'without');
  mkdirSync(root);
  writeFileSync(join(root, 'cgroup.subtree_control'), 'memory pids\n');
  for (const means of [{ kind: 'cgroup2', roots: [root] }, { kind: 'cgroup1', roots: [root, root] }] as const) {
    assert.equal(limitsProcessors(means), false);
    makeGroup(means, 'run', { processes: 9, memoryBytes: 4096, cpus: 1 });
    assert.deepEqual(['cpu.max', 'cpu.cfs_quota_us'].map((file) => existsSync(join(root, 'run', file))), [false, false]);
  }
});
