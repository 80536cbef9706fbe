import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PreparedMount } from './mounts.ts';
import { etcFiles, limited, sandboxArguments } from './sandbox.ts';

function argumentsWith(mounts: PreparedMount[], workingDir = '/data'): string {
  return sandboxArguments({
    hostname: 'r-0', user: 999, etc: '/e', devices: {}, mounts, home: '/data', env: { A: 'b' }, workingDir, command: ['redis-server', '--x'], statusFd: 3, filterFd: 4,
  }).join(' ');
}

test('the walls are always asked for', () => {
  const text = argumentsWith([]);
  for (const wall of ['--unshare-all', '--disable-userns', '--die-with-parent', '--cap-drop ALL', '--proc /proc --remount-ro /proc', '--remount-ro / ', '--clearenv', '--seccomp 4', '--json-status-fd 3']) {
    assert.ok(text.includes(wall), wall);
  }
  assert.match(text, / -- redis-server --x$/);
  assert.doesNotMatch(text, /(--bind|--ro-bind) \/ |\/root|\/home/);
});

test('an image without a mount at its folder gets one in memory; a working folder is made unless a mount holds it', () => {
  assert.match(argumentsWith([]), /--tmpfs \/data /);
  const mounted = argumentsWith([{ kind: 'bind', path: '/data', source: '/v', readOnly: false }], '/data/deep');
  assert.match(mounted, /--bind \/v \/data /);
  assert.doesNotMatch(mounted, /--tmpfs \/data |--dir \/data\/deep/);
  assert.match(argumentsWith([], '/work'), /--dir \/work /);
});

test('mounts are bound read-only when asked, and sub-paths are links inside', () => {
  const text = argumentsWith([{ kind: 'bind', path: '/c', source: '/s', readOnly: true }, { kind: 'link', path: '/l', target: '/run/volumes/0/x' }]);
  assert.match(text, /--ro-bind \/s \/c --symlink \/run\/volumes\/0\/x \/l/);
});

test('limits stand before the command, groups before the limits', () => {
  assert.deepEqual(limited(['a'], []).slice(-2), ['--', 'a']);
  const grouped = limited(['a'], ['/g/cgroup.procs']);
  assert.equal(grouped[0], 'sh');
  assert.deepEqual(grouped.slice(4, 7), ['/g/cgroup.procs', '--', 'prlimit']);
});

test('a pod knows its own name', () => {
  assert.match(etcFiles('prompt-redis-0')['hosts'] ?? '', /127\.0\.0\.1 localhost prompt-redis-0\n/);
});
