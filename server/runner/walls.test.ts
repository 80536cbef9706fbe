/** What a step tries against its walls, from inside a real sandbox. */
import assert from 'node:assert/strict';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { openTrial } from './trial.ts';

process.env['CANARY'] = 'hunter2-in-the-environment';
const trial = openTrial();
after(() => trial.close());

const inside = async (source: string, more: object = {}) => (await trial.run({ source, ...more })).output;

test('no environment, command line or descriptor of ours can be found', async () => {
  const open = openSync(new URL(import.meta.url).pathname, 'r');
  const output = await inside(`cat /proc/[0-9]*/environ | tr '\\0' '\\n'; cat /proc/[0-9]*/cmdline | tr '\\0' ' '; env
    for pid in /proc/[0-9]*; do ls -l $pid/fd 2>/dev/null; done; ls /proc/self/fd | xargs`);
  closeSync(open);
  assert.doesNotMatch(output, /hunter2|walls\.test|journals/);
  assert.match(output, /^0 1 2 3\s*$/m);
});

test('nothing secret is on a command line: parameters are not on any', async () => {
  const run = trial.host.start(trial.request({ source: 'sleep 50' }, { parameters: { SECRET: 'canary-parameter' } }));
  await trial.until(run.id, (_, { state }) => state === 'running');
  await new Promise((resolve) => setTimeout(resolve, 150));
  const lines = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => commandLine(pid));
  assert.ok(lines.some((line) => line.includes(inFolder(run.id))), 'the sandbox is among them');
  assert.equal(lines.some((line) => line.includes('canary-parameter')), false);
  await trial.host.stop(run.id);
  await trial.end(run.id);
});

const refusals: [what: string, source: string, expected: RegExp][] = [
  ['typing into the terminal', `python3 -c 'import fcntl,termios; fcntl.ioctl(1, termios.TIOCSTI, b"x")'`, /PermissionError.*Operation not permitted/],
  ['a unix socket', `python3 -c 'import socket; socket.socket(socket.AF_UNIX)'`, /PermissionError/],
  ['a user namespace', 'unshare -Ur true', /Operation not permitted/],
  ['a clone with a namespace', `python3 -c 'import ctypes; l=ctypes.CDLL(None, use_errno=True); print("result", l.syscall(56, 0x10000011, 0, 0, 0, 0), ctypes.get_errno())'`, /result -1 1$/m],
  ['io_uring', `python3 -c 'import ctypes; l=ctypes.CDLL(None, use_errno=True); print("result", l.syscall(425, 8, 0), ctypes.get_errno())'`, /result -1 1$/m],
  ['a mount', 'mount -t tmpfs none /tmp', /denied|not permitted|must be superuser/],
  ['chroot', 'chroot / true', /not permitted/],
  ['watching another process', 'strace -p 1', /not permitted/],
  ['the network', 'exec 3<>/dev/tcp/192.0.2.1/80', /Network is unreachable/],
  ['the metadata address', 'exec 3<>/dev/tcp/169.254.169.254/80', /Network is unreachable/],
  ['the kernel’s settings', 'echo x >/proc/sys/kernel/core_pattern', /denied|Read-only/],
  ['the program folders', 'touch /usr/bin/x /etc/x', /Read-only file system|Permission denied/],
  ['what the run was given', 'echo x >>/run/handrail/main', /Permission denied|Read-only/],
  ['the machine’s own processes', 'kill -0 1; ls -d /proc/[0-9]* | wc -l', /Operation not permitted|^[1-6]$/m],
  ['the gateway’s folder', 'ls -A /run/gateway /run/stage; ls /root /home /var', /No such file/],
];
for (const [what, source, expected] of refusals) {
  test(`refused: ${what}`, async () => assert.match(await inside(`(${source}) 2>&1`), expected));
}

test('a port of this machine cannot be reached', async () => {
  const server = createServer((socket) => socket.end('reached')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const output = await inside(`(cat </dev/tcp/127.0.0.1/${(server.address() as AddressInfo).port}) 2>&1`);
  server.close();
  assert.match(output, /Connection refused/);
});

test('an interactive step cannot type into its terminal either', async () => {
  const output = await inside(`python3 -c 'import fcntl,termios; fcntl.ioctl(0, termios.TIOCSTI, b"x")' 2>&1`, { interactive: true });
  assert.match(output, /PermissionError/);
});

test('a fork bomb is held, and ends with its step', async () => {
  // Where nothing would hold a real one, a small one shows at least that it ends.
  const source = trial.isLimited ? 'bomb() { bomb | bomb & }; bomb; sleep 30' : 'for i in {1..100}; do sleep 30 & done; sleep 30';
  const bomb = trial.host.start(trial.request({ source, timeout: 2 }, { person: 'mallory' }));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const beside = await trial.run({ source: 'echo still here' });
  assert.equal(beside.output, 'still here\n');
  assert.equal((await trial.end(bomb.id)).state, 'timed-out');
  await gone(bomb.id);
});

test('a step that takes too much memory is ended, and told why, where memory is limited', async () => {
  const { run } = await trial.run({ source: `python3 -c 'x = bytearray(${trial.isLimited ? 3 * 1024 ** 3 : 1024})'` });
  assert.equal(run.exitStatus === 0, !trial.isLimited);
  assert.equal(/out of memory/.test(run.note), trial.isLimited);
});

test('a process left behind does not outlive its step, and the step does not wait for it', async () => {
  const { run } = await trial.run({ source: '(trap "" HUP TERM INT; setsid sleep 300 &) ; echo left' });
  assert.equal(run.state, 'exited');
  assert.ok((run.endedAt ?? 0) - (run.startedAt ?? 0) < 100_000, 'nobody waited for what would take five minutes');
  await gone(run.id);
});

test('no descriptor of ours is left open by runs', async () => {
  const count = () => readdirSync('/proc/self/fd').length;
  await inside('true');
  const before = count();
  for (let round = 0; round < 10; round += 1) await inside('echo x');
  assert.ok(count() <= before + 1, `${before} before, ${count()} after`);
});

/** Every process of a run has the run's folder on some command line above it; this counts those. */
async function gone(id: string): Promise<void> {
  for (const late = Date.now() + 30_000; processesOf(id) > 0; await new Promise((resolve) => setTimeout(resolve, 20))) assert.ok(Date.now() < late, 'processes are left');
}

function processesOf(id: string): number {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => commandLine(pid).includes(inFolder(id))).length;
}

function inFolder(id: string): string {
  return id.replaceAll('-', '').slice(-16);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}
