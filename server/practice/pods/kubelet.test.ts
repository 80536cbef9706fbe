import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ContainerStatus } from '../cluster/kubelet.ts';
import { plan, redisPlan, trialKubelet } from './trial-kubelet.ts';

const ready = (status: ContainerStatus): boolean => status.ready || 'terminated' in status.state;
const ended = (status: ContainerStatus): boolean => 'terminated' in status.state;

function ending(status: ContainerStatus): Extract<ContainerStatus['state'], { terminated: unknown }>['terminated'] {
  assert.ok('terminated' in status.state);
  return status.state.terminated;
}

test('a redis pod becomes ready, answers, and keeps its data over a restart', async () => {
  await using trial = trialKubelet();
  const pod = trial.pod('r-0');
  pod.running.start(redisPlan('pvc-1'));
  assert.ok((await pod.until(ready)).ready);
  assert.equal((await pod.run(['redis-cli', 'XADD', 's', '1-1', 'a', 'b'])).out, '1-1\n');
  assert.match(await pod.log(), /Ready to accept connections/);
  await pod.running.stop(5);
  assert.equal(ending(await pod.until(ended)).exitCode, 0);
  assert.deepEqual(readdirSync(join(trial.folder, 'pods')), []);

  const again = trial.pod('r-0');
  again.running.start(redisPlan('pvc-1'));
  await again.until(ready);
  assert.equal((await again.run(['redis-cli', 'XLEN', 's'])).out, '1\n');
  await again.running.stop(5);
  await trial.kubelet.forgetVolume('pvc-1');
  assert.equal(existsSync(join(trial.folder, 'volumes/pvc-1')), false);

  const empty = trial.pod('r-0');
  empty.running.start(redisPlan('pvc-1'));
  await empty.until(ready);
  assert.equal((await empty.run(['redis-cli', 'XLEN', 's'])).out, '0\n');
});

test('what a pod closed to everybody can still be removed', async () => {
  await using trial = trialKubelet();
  const pod = trial.pod('p');
  pod.running.start(plan({
    command: ['sh', '-c', 'mkdir -p /s/a/b && touch /s/a/b/c && ln -s / /s/a/root && chmod 0 /s/a/b /s/a'],
    mounts: [{ path: '/s', readOnly: false, subPath: '', source: { kind: 'scratch', name: 's' } }],
  }));
  assert.equal(ending(await pod.until(ended)).exitCode, 0);
  await pod.running.stop(0);
  assert.deepEqual(readdirSync(join(trial.folder, 'pods')), []);
});

test('a volume is forgotten only when its pod has ended', async () => {
  await using trial = trialKubelet();
  const pod = trial.pod('r-0');
  pod.running.start(redisPlan('pvc-1'));
  await pod.until(ready);
  const forgotten = trial.kubelet.forgetVolume('pvc-1');
  assert.equal((await pod.run(['redis-cli', 'SET', 'a', 'b'])).out, 'OK\n');
  assert.ok(existsSync(join(trial.folder, 'volumes/pvc-1')));
  await pod.running.stop(0);
  await forgotten;
  assert.equal(existsSync(join(trial.folder, 'volumes/pvc-1')), false);
});

test('the first volume of a claim takes its seed over, the next one is empty', async () => {
  await using trial = trialKubelet();
  const seed = join(trial.folder, 'seeds/trial/data');
  mkdirSync(seed, { recursive: true });
  writeFileSync(join(seed, 'hello'), 'there');
  const mount = (volume: string) => plan({
    command: ['cat', '/data/hello'],
    mounts: [{ path: '/data', readOnly: false, subPath: '', source: { kind: 'volume', volume, claim: 'data' } }],
  });
  const first = trial.pod('first');
  first.running.start(mount('pvc-1'));
  assert.equal(ending(await first.until(ended)).exitCode, 0);
  assert.equal(await first.log(), 'there');
  const second = trial.pod('second');
  second.running.start(mount('pvc-2'));
  assert.equal(ending(await second.until(ended)).exitCode, 1);
});

test('how a container ends is told with its exit status, signal and reason', async () => {
  await using trial = trialKubelet();
  const table: [string[], Partial<ReturnType<typeof ending>>][] = [
    [['true'], { exitCode: 0, reason: 'Completed' }],
    [['sh', '-c', 'exit 3'], { exitCode: 3, reason: 'Error' }],
    [['no-such-program'], { exitCode: 128, reason: 'StartError', message: 'unable to start container process: exec: "no-such-program": executable file not found in $PATH' }],
    [['/no/such/program'], { exitCode: 128, reason: 'StartError', message: 'execvp /no/such/program: No such file or directory' }],
  ];
  for (const [command, wanted] of table) {
    const pod = trial.pod('p');
    pod.running.start(plan({ command }));
    const { startedAt, finishedAt, ...found } = ending(await pod.until(ended));
    assert.deepEqual(found, wanted);
    assert.ok(startedAt <= finishedAt);
  }
});

test('stop asks first and kills after the grace', async () => {
  await using trial = trialKubelet();
  const deaf = trial.pod('deaf');
  deaf.running.start(plan({ command: ['sh', '-c', 'trap "" TERM; echo up; while :; do sleep 1; done'] }));
  await deaf.until((status) => status.ready);
  const begun = performance.now();
  await deaf.running.stop(0.3);
  assert.ok(performance.now() - begun < 2000);
  const { exitCode, signal, reason } = ending(await deaf.until(ended));
  assert.deepEqual({ exitCode, signal, reason }, { exitCode: 137, signal: 9, reason: 'Error' });

  const polite = trial.pod('polite');
  polite.running.start(plan({ command: ['sh', '-c', 'trap "echo bye; exit 0" TERM; echo up; while :; do sleep 0.05; done'] }));
  await polite.until((status) => status.ready);
  await polite.run(['sleep', '0.2']);
  await polite.running.stop(5);
  assert.equal(ending(await polite.until(ended)).exitCode, 0);
});

test('a restarted container has its earlier log as the previous one', async () => {
  await using trial = trialKubelet();
  const pod = trial.pod('p');
  pod.running.start(plan({ command: ['sh', '-c', 'echo first; echo oops >&2'] }));
  await pod.until(ended);
  pod.running.start(plan({ command: ['sh', '-c', 'echo second; sleep 30'] }));
  await pod.until((status) => status.ready);
  await pod.run(['sleep', '0.1']);
  assert.equal(await pod.log(), 'second\n');
  assert.match(await pod.log({ previous: true }), /first\n/);
  assert.match(await pod.log({ previous: true }), /oops\n/);
  assert.match(await pod.log({ timestamps: true }), /^\d{4}-\d\d-\d\dT[\d:.]+Z second\n$/);
});

test('containers are refused with a reason: unknown image, mounts in one another, paths that lead out', async () => {
  await using trial = trialKubelet();
  const scratch = { kind: 'scratch', name: 'a' } as const;
  const table: [Parameters<typeof plan>[0], RegExp][] = [
    [{ image: 'nothing:1' }, /no practice image is called nothing:1/],
    [{ mounts: [{ path: '/a', readOnly: false, subPath: '', source: scratch }, { path: '/a/b', readOnly: false, subPath: '', source: scratch }] }, /stand in one another/],
    [{ mounts: [{ path: '/a', readOnly: false, subPath: '../..', source: scratch }] }, /leads out/],
    [{ mounts: [{ path: '/a', readOnly: false, subPath: '', source: { kind: 'files', files: { '../x': Buffer.from('') } } }] }, /leads out/],
    [{ mounts: [{ path: '/', readOnly: false, subPath: '', source: scratch }] }, /cannot mount at `\/`/],
    [{ mounts: [{ path: '/a', readOnly: false, subPath: '', source: { kind: 'volume', volume: '../x', claim: 'c' } }] }, /is no name/],
    [{ command: ['a\0b'] }, /null bytes|not found/],
  ];
  for (const [change, message] of table) {
    const pod = trial.pod('p');
    pod.running.start(plan(change));
    const { reason, message: said } = ending(await pod.until(ended));
    assert.equal(reason, 'StartError');
    assert.match(said ?? '', message);
  }
});

test('files, scratch folders and sub-paths are mounted; a link in a volume leads nowhere on this machine', async () => {
  await using trial = trialKubelet();
  const pod = trial.pod('p');
  const files = { 'redis.conf': Buffer.from('conf'), 'deep/er': Buffer.from('down') };
  pod.running.start(plan({
    command: ['sh', '-c', 'cat /etc/app/redis.conf /etc/app/deep/er /etc/one; echo; ln -s /etc /v/link; echo x >/sub/file; ls /v/some/where; echo no >/etc/app/redis.conf; sleep 30'],
    mounts: [
      { path: '/etc/app', readOnly: true, subPath: '', source: { kind: 'files', files } },
      { path: '/etc/one', readOnly: true, subPath: 'redis.conf', source: { kind: 'files', files } },
      { path: '/sub', readOnly: false, subPath: 'some/where', source: { kind: 'scratch', name: 's' } },
      { path: '/v', readOnly: false, subPath: '', source: { kind: 'scratch', name: 's' } },
    ],
  }));
  await pod.until((status) => status.ready);
  await pod.run(['sleep', '0.1']);
  const log = await pod.log();
  assert.match(log, /confdownconf\n/);
  assert.match(log, /Read-only file system/);
  pod.running.start(plan({
    name: 'second', command: ['ls', '/l/'], mounts: [{ path: '/l', readOnly: false, subPath: 'link', source: { kind: 'scratch', name: 's' } }],
  }));
  const other = pod.running;
  await new Promise((resolve) => setTimeout(resolve, 200));
  let listing = '';
  const stream = other.logs('second', { follow: true, tailLines: null, since: null, timestamps: false, previous: false });
  await new Promise<void>((resolve) => {
    stream.onData((bytes) => { listing += Buffer.from(bytes).toString(); });
    stream.onEnd(resolve);
  });
  assert.match(listing, /hostname/);
  assert.doesNotMatch(listing, /shadow/);
});

test('a container that takes more memory than it may is OOMKilled, one that forks too much is held', async (context) => {
  await using trial = trialKubelet();
  if (trial.limits === null) {
    context.diagnostic('this machine gives no cgroups');
    return;
  }
  const pod = trial.pod('hog');
  pod.running.start(plan({ command: ['perl', '-e', 'my $x = "a" x (200 * 1024 * 1024); sleep 30'], memory: 32 * 1024 * 1024 }));
  const { exitCode, reason } = ending(await pod.until(ended));
  assert.deepEqual({ exitCode, reason }, { exitCode: 137, reason: 'OOMKilled' });

  const bomb = trial.pod('bomb');
  bomb.running.start(plan({ command: ['perl', '-e', '$|=1; my $n = 0; while (1) { my $p = fork; if (!defined $p) { print "held at $n\n"; last } if (!$p) { sleep 30; exit } $n++ } sleep 30'] }));
  await bomb.until((status) => status.ready);
  for (let tries = 0; tries < 50 && (await bomb.log()) === ''; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.match(await bomb.log(), /held at 1[0-2]\d\n/);
});
