import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExecSession } from '../cluster/kubelet.ts';
import { plan, redisPlan, trialKubelet, type TrialPod } from './trial-kubelet.ts';

/** A terminal session with what it printed so far, and a way to wait for more. */
function terminal(pod: TrialPod, command: string[], container = 'redis') {
  const session: ExecSession = pod.running.exec(container, { command, tty: true, stdin: true });
  let text = '';
  let status: number | null | undefined;
  const waiting = new Set<() => void>();
  const wake = (): void => [...waiting].forEach((check) => check());
  session.onStdout((bytes) => {
    text += Buffer.from(bytes).toString('latin1');
    wake();
  });
  session.onExit((code) => {
    status = code;
    wake();
  });
  const until = (done: () => boolean) => new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`waited in vain; the terminal says: ${JSON.stringify(text)}`)), 5000);
    const check = (): void => {
      if (!done()) return;
      clearTimeout(timer);
      waiting.delete(check);
      resolve();
    };
    waiting.add(check);
    check();
  });
  return {
    session,
    type: (keys: string) => session.write(Buffer.from(keys)),
    shows: (pattern: RegExp) => until(() => pattern.test(text)),
    ends: async () => {
      await until(() => status !== undefined);
      return status;
    },
    text: () => text,
  };
}

async function redisPod(trial: ReturnType<typeof trialKubelet>): Promise<TrialPod> {
  const pod = trial.pod('prompt-redis-0');
  pod.running.start(redisPlan('pvc-1'));
  await pod.until((status) => status.ready);
  return pod;
}

test('a command in a pod sees its processes, files and network, and ends with its own status', async () => {
  await using trial = trialKubelet();
  const pod = await redisPod(trial);
  const { status, out, error } = await pod.run(['sh', '-c', 'hostname; pwd; cat /proc/1/comm; ls appendonlydir | wc -l; redis-cli -h localhost ping; cat; echo bad >&2; exit 7'], 'input');
  assert.equal(out, 'prompt-redis-0\n/data\nredis-server\n3\nPONG\ninput');
  assert.equal(error, 'bad\n');
  assert.equal(status, 7);
  assert.equal((await pod.run(['redis-cli', '--no-raw'], 'XADD s 1-1 a b\nXLEN s\n')).out, '"1-1"\n(integer) 1\n');
  assert.equal((await pod.run(['sh', '-c', 'kill -TERM $$'])).status, 143);
});

test('what cannot be run says why', async () => {
  await using trial = trialKubelet();
  const pod = await redisPod(trial);
  assert.deepEqual(await pod.run(['no-such']), {
    status: null, out: '', error: '', message: 'unable to start container process: exec: "no-such": executable file not found in $PATH',
  });
  assert.match((await pod.run(['/no/such'])).error, /exec: "\/no\/such": No such file or directory/);
  assert.equal((await pod.run([])).message, 'no command was given');
  await pod.running.stop(5);
  assert.equal((await pod.run(['true'])).message, 'container "redis" is not running');
});

test('redis-cli and a shell with job control work on a terminal', async () => {
  await using trial = trialKubelet();
  const pod = await redisPod(trial);
  const cli = terminal(pod, ['redis-cli']);
  await cli.shows(/127\.0\.0\.1:6379> /);
  cli.type('ping\r');
  await cli.shows(/PONG\r\n[^]*> /);
  cli.type('exit\r');
  assert.equal(await cli.ends(), 0);

  const shell = terminal(pod, ['bash', '--norc', '-i']);
  shell.type('echo $TERM; set -o | grep monitor\r');
  await shell.shows(/xterm[^]*monitor\s+on/);
  assert.doesNotMatch(shell.text(), /no job control|cannot set terminal/);
  shell.session.resize(111, 33);
  shell.type('stty size\r');
  await shell.shows(/33 111/);
  shell.type('sleep 100\r');
  await new Promise((resolve) => setTimeout(resolve, 200));
  shell.type('\x03');
  shell.type('echo status=$?\r');
  await shell.shows(/status=130/);
  shell.type('exit 9\r');
  assert.equal(await shell.ends(), 9);
  shell.session.resize(10, 10);
  shell.session.write(Buffer.from('late'));
  shell.session.kill();
});

test('the end of input ends a reader on a terminal; nonsense sizes change nothing', async () => {
  await using trial = trialKubelet();
  const pod = await redisPod(trial);
  const cat = terminal(pod, ['cat']);
  cat.type('hello\r');
  await cat.shows(/hello/);
  for (const [cols, rows] of [[0, 0], [-1, 5], [Number.NaN, 5], [1e9, 5], [1.5, 2]] as const) cat.session.resize(cols, rows);
  cat.session.endInput();
  assert.equal(await cat.ends(), 0);
});

test('killing a command takes its whole tree, also what changed its session', async () => {
  await using trial = trialKubelet();
  const pod = await redisPod(trial);
  for (const tty of [false, true]) {
    const session = pod.running.exec('redis', { command: ['sh', '-c', 'sleep 1001 & setsid sleep 1002 & (sleep 1003 & sleep 1004) & echo up; wait'], tty, stdin: false });
    const status = new Promise((resolve) => session.onExit(resolve));
    await new Promise<void>((resolve) => session.onStdout(() => resolve()));
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.match((await pod.run(['ps', 'ax'])).out, /sleep 1004/);
    session.kill();
    assert.equal(await status, 137);
    assert.doesNotMatch((await pod.run(['ps', 'ax'])).out, /sleep 10/);
  }
});

test('stopping the pod ends its commands', async () => {
  await using trial = trialKubelet();
  const pod = await redisPod(trial);
  const shell = terminal(pod, ['sh']);
  const pipe = pod.run(['sleep', '100']);
  await shell.shows(/\$/);
  await pod.running.stop(5);
  assert.equal(await shell.ends(), 137);
  assert.equal((await pipe).status, 137);
});

test('a slow reader of a terminal gets every byte, also after the end', async () => {
  await using trial = trialKubelet();
  const pod = await redisPod(trial);
  const session = pod.running.exec('redis', { command: ['sh', '-c', 'seq 1 20000'], tty: true, stdin: false });
  let text = '';
  let ended = false;
  session.onStdout((bytes) => {
    text += Buffer.from(bytes).toString();
    session.pause();
    setTimeout(() => session.resume(), 2);
  });
  await new Promise<void>((resolve) => session.onExit(() => {
    ended = true;
    resolve();
  }));
  assert.ok(ended);
  assert.equal(text.replaceAll('\r', ''), Array.from({ length: 20000 }, (_, index) => `${index + 1}\n`).join(''));

  const late = pod.running.exec('redis', { command: ['sh', '-c', 'seq 1 500'], tty: true, stdin: false });
  let lateText = '';
  late.onStdout((bytes) => { lateText += Buffer.from(bytes).toString(); });
  const lateEnd = new Promise((resolve) => late.onExit(resolve));
  late.pause();
  await new Promise((resolve) => setTimeout(resolve, 800));
  assert.equal(lateText, '');
  late.resume();
  assert.equal(await lateEnd, 0);
  assert.match(lateText, /^1\r\n[^]*\n500\r\n$/);
});

test('a pod variable that would change programs outside takes hold inside only', async () => {
  await using trial = trialKubelet();
  const pod = trial.pod('p');
  pod.running.start(plan({ command: ['sleep', '100'], env: { PERL5OPT: '-Mno_such_module', LD_PRELOAD: '/no/such.so', SECRET: 's3cret' } }));
  await pod.until((status) => status.ready);
  const { status, out } = await pod.run(['sh', '-c', 'echo $PERL5OPT $SECRET']);
  assert.deepEqual({ status, out }, { status: 0, out: '-Mno_such_module s3cret\n' });
});
