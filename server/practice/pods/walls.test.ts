import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { redisPlan, type Trial, trialKubelet, type TrialPod } from './trial-kubelet.ts';

let trial: Trial;
let pod: TrialPod;
let outside: string;

before(async () => {
  process.env['HANDRAIL_CANARY'] = 'canary-of-the-practice-process';
  outside = mkdtempSync(join(tmpdir(), 'handrail-outside-'));
  writeFileSync(join(outside, 'secret'), 'outside');
  trial = trialKubelet();
  pod = trial.pod('prompt-redis-0');
  pod.running.start(redisPlan('pvc-1'));
  await pod.until((status) => status.ready);
});

after(async () => {
  await trial[Symbol.asyncDispose]();
  rmSync(outside, { recursive: true });
});

async function sh(script: string): Promise<string> {
  const { out, error } = await pod.run(['sh', '-c', script]);
  return out + error;
}

test('files of the machine do not exist in a pod', async () => {
  for (const path of ['/root', '/home', '/etc/shadow', '/etc/ssh', '/var', '/sys', '/boot', '/proc/1/root/root', '/proc/1/root/home', outside, trial.folder, import.meta.dirname]) {
    assert.match(await sh(`ls -d '${path}'`), /No such file|cannot access/, path);
  }
  const root = await sh('ls /; ls /proc/1/cwd/.. /proc/self/cwd/../..');
  assert.doesNotMatch(root, /root|home|var|boot/);
});

test('processes of the machine are not seen, nor the environment of the practice process', async () => {
  const processes = (await sh('ps ax -o pid,comm')).trim().split('\n').slice(1);
  assert.ok(processes.length <= 4, processes.join('\n'));
  assert.match(processes[0] ?? '', /1 redis-server/);
  assert.doesNotMatch(await sh('cat /proc/*/environ | tr "\\0" "\\n"; env'), /canary/);
  assert.doesNotMatch(await sh('cat /proc/*/cmdline | tr "\\0" "\\n"'), /bwrap|perl/);
});

test('no file of the outside is open in a pod', async () => {
  for (const process of ['self', '1']) {
    const open = await sh(`ls -l /proc/${process}/fd`);
    assert.doesNotMatch(open, /handrail|seccomp|\/proc\/\d+\/ns|ns:/, open);
  }
});

test('the network of the machine cannot be reached', async () => {
  const server = createServer((socket) => socket.end('outside')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const connect = (host: string, to: number) => `perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(PeerAddr => "${host}:${to}", Timeout => 2); print $s ? "reached" : "refused: $@"'`;
  assert.match(await sh(connect('127.0.0.1', port ?? 0)), /refused/);
  assert.match(await sh(connect('169.254.169.254', 80)), /unreachable/);
  assert.match(await sh(connect('1.1.1.1', 53)), /unreachable/);
  assert.equal((await sh('tail -n +3 /proc/net/dev')).trim().split('\n').length, 1);
  server.close();
});

test('there is no capability and no way to one', async () => {
  for (const process of ['self', '1']) {
    const status = await sh(`cat /proc/${process}/status`);
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) assert.match(status, new RegExp(`${set}:\\s0+\n`), process);
    assert.match(status, /NoNewPrivs:\s1\n/);
    assert.match(status, /Seccomp:\s2\n/);
  }
  const attempts = ['unshare -Ur true', 'unshare -m true', 'mount -t tmpfs x /tmp', 'mount -o remount,rw /', 'umount /proc', 'chroot /tmp true', 'nsenter -t 1 -m true', 'hostname other'];
  for (const attempt of attempts) {
    const { status, error } = await pod.run(['sh', '-c', attempt]);
    assert.notEqual(status, 0, attempt);
    assert.match(error, /not permitted|denied|must be superuser|No space left|umount failed|must be root/, attempt);
  }
});

test('settings of the machine cannot be changed', async () => {
  const writable = await sh('find / -writable -not -type l -not -path "/proc/[0-9]*" -not -path "/proc/self/*" -not -path "/proc/thread-self/*" 2>/dev/null');
  const surprising = writable.trim().split('\n').filter((path) => !/^\/(data|tmp|dev\/(pts|shm|null|zero|full|random|urandom|tty)|run\/practice\/self)(\/|$)|^\/run\/practice\/pods\/.*\.sock$/.test(path));
  assert.deepEqual(surprising, []);
  assert.match(await sh('echo x >/proc/sys/kernel/core_pattern'), /Read-only|denied/);
  assert.match(await sh('chmod 600 /proc/meminfo'), /Read-only|not permitted/);
  await sh('chmod 600 /dev/null');
  writeFileSync('/dev/null', 'still for everybody');
});

test('a terminal command cannot type into the terminal', async () => {
  const { error } = await pod.run(['perl', '-e', 'my $x = "x"; ioctl(STDIN, 0x5412, $x) or die "refused: $!\\n"'], '');
  assert.match(error, /refused: Operation not permitted/);
});
