import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { spawn as spawnTerminal } from '@lydell/node-pty';
import { parseStat, treeOf } from './pods/process-tree.ts';
import { TrialPractice, type TrialWorld, wait } from './trial-practice.ts';

const redis = (...command: string[]): string[] => ['exec', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'redis-cli', ...command];
const awaitRedis = ['wait', '--for=condition=Ready', 'pod/prompt-redis-0', '-n', 'prompt-redis', '--timeout=100s'];

let practice: TrialPractice;
before(async () => { practice = await TrialPractice.start({ CANARY: 'canary-of-the-practice-process' }); });
after(async () => { await practice[Symbol.asyncDispose](); });

/** Opens a world, or goes on in it: tests share one where none takes what those after it need. */
async function ready(id: string): Promise<TrialWorld> {
  const world = await practice.world(id);
  assert.equal((await world.kubectl(awaitRedis)).status, 0);
  return world;
}

/** Waits until it is so: as long as a busy machine may take. */
async function until(so: () => boolean | Promise<boolean>, told: () => string = () => ''): Promise<void> {
  for (const late = Date.now() + 100_000; !(await so()); await wait(20)) assert.ok(Date.now() < late, told());
}

/** What the process was started with; empty when it has ended. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

/** Numbers of the process and of everything it started. */
function descendants(pid: number): number[] {
  const entries = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      return [parseStat(readFileSync(`/proc/${name}/stat`, 'latin1'))];
    } catch {
      return [];
    }
  });
  return [...treeOf(entries, pid)];
}

test('a new world answers kubectl at once, with its contexts and their streams', async () => {
  const world = await practice.world('operator');
  // How fast is measured in bench/worlds.ts. Nobody waits for pods here: there are some, ready or not.
  assert.match((await world.kubectl(['get', 'pods', '-n', 'prompt-redis'])).out, /prompt-redis-0/);
  assert.deepEqual(world.contexts.map(({ name }) => name), [
    'usdfdev-prompt-processing', 'usdfprod-prompt-processing', 'usdf-consdb-dev', 'usdf-consdb', 'usdf-rsp-dev', 'usdf-rsp',
  ]);
  assert.equal((await world.kubectl(awaitRedis)).status, 0);
  const namespaces = (await world.kubectl(['get', 'namespaces', '-o', 'name'])).out;
  for (const name of ['default', 'kube-system', 'prompt-redis']) assert.match(namespaces, new RegExp(`namespace/${name}\n`));
  assert.match((await world.kubectl(['get', 'pvc', '-n', 'prompt-redis'])).out, /prompt-redis-data-prompt-redis-0 +Bound/);
  assert.equal((await world.kubectl(redis('EXISTS', 'instrument:hsc', 'instrument:latiss', 'instrument:lsstcam'))).out, '3\n');
  const production = ['--context', 'usdfprod-prompt-processing'];
  assert.equal((await world.kubectl([...production, ...awaitRedis])).status, 0);
  assert.equal((await world.kubectl([...production, ...redis('KEYS', '*')])).out, 'instrument:lsstcam\n');
  const piped = await world.kubectl(['exec', '-i', 'prompt-redis-0', '-n', 'prompt-redis', ...production, '--', 'redis-cli', '--no-raw'], 'XINFO GROUPS instrument:lsstcam\n');
  assert.match(piped.out, /"entries-read"\n +10\) \(integer\) 72\n +11\) "lag"\n +12\) \(integer\) 9\n/);
});

test('exec gives its status; logs can be followed', async () => {
  const world = await ready('operator');
  const inPod = (...command: string[]) => world.kubectl(['exec', 'prompt-redis-0', '-n', 'prompt-redis', '--', ...command]);
  assert.equal((await inPod('sh', '-c', 'exit 7')).status, 7);
  assert.match((await inPod('no-such-program')).error, /"no-such-program": executable file not found in \$PATH/);

  const following = world.begin(['logs', '-f', '--tail=1', 'prompt-redis-0', '-n', 'prompt-redis']);
  let followed = '';
  following.stdout?.on('data', (chunk: Buffer) => { followed += chunk.toString(); });
  const end = new Promise((resolve) => following.once('close', resolve));
  await until(() => /ready to accept/i.test(followed), () => followed);
  await world.kubectl(redis('BGREWRITEAOF'));
  await until(() => followed.includes('Background append only file rewriting'), () => followed);
  assert.match(followed, /[Rr]eady to accept connections[^]*Background append only file rewriting/);
  await world.kubectl(['delete', 'pod', 'prompt-redis-0', '-n', 'prompt-redis']);
  await end;
  assert.match(followed, /ready to exit, bye bye/);
});

test('the Redis command line works on a terminal', async () => {
  const world = await ready('operator');
  const config = await world.kubectl(['config', 'view', '--raw', '-o', 'json']);
  const file = join(practice.folder, 'operator.kubeconfig');
  writeFileSync(file, config.out);
  const terminal = spawnTerminal('kubectl', ['exec', '-it', ...redis().slice(1)], { cols: 100, rows: 30, env: { PATH: process.env['PATH'], KUBECONFIG: file, HOME: practice.folder } });
  let text = '';
  terminal.onData((data) => { text += data; });
  const ended = new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));
  const shows = (pattern: RegExp): Promise<void> => until(() => pattern.test(text), () => JSON.stringify(text));
  await shows(/127\.0\.0\.1:6379> $/);
  terminal.write('ping\r');
  await shows(/PONG\r\n[^]*6379> $/);
  terminal.resize(60, 20);
  terminal.write('XLEN instrument:hsc\r');
  // There were twelve; visits come in as time goes by.
  await shows(/\(integer\) \d\d\r\n[^]*6379> $/);
  terminal.write('quit\r');
  assert.equal(await ended, 0);
});

test('a kubectl that is killed takes its command in the pod along', async () => {
  const world = await ready('operator');
  const running = world.begin(['exec', '-i', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'sh', '-c', 'sleep 4321 & echo up; wait']);
  await new Promise((resolve) => running.stdout?.once('data', resolve));
  running.kill('SIGKILL');
  const processes = async (): Promise<string> => (await world.kubectl(['exec', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'ps', 'ax'])).out;
  await until(async () => !(await processes()).includes('sleep 4321'));
});

test('a restart keeps the streams; without its volume a pod comes back empty', async () => {
  const world = await ready('operator');
  assert.equal((await world.kubectl(redis('XADD', 'mine', '1-1', 'a', 'b'))).out, '1-1\n');
  const uid = async (): Promise<string> => (await world.kubectl(['get', 'pod', 'prompt-redis-0', '-n', 'prompt-redis', '-o', 'jsonpath={.metadata.uid}'])).out;
  const first = await uid();
  assert.match((await world.kubectl(['rollout', 'restart', 'statefulset', 'prompt-redis', '-n', 'prompt-redis'])).out, /restarted/);
  assert.equal((await world.kubectl(['rollout', 'status', 'statefulset', 'prompt-redis', '-n', 'prompt-redis', '--timeout=20s'])).status, 0);
  assert.notEqual(await uid(), first);
  assert.equal((await world.kubectl(redis('XLEN', 'mine'))).out, '1\n');
  assert.match((await world.kubectl(['logs', 'prompt-redis-0', '-n', 'prompt-redis'])).out, /Ready to accept connections/);

  const volume = (await world.kubectl(['get', 'pvc', 'prompt-redis-data-prompt-redis-0', '-n', 'prompt-redis', '-o', 'jsonpath={.spec.volumeName}'])).out;
  const volumes = join(practice.paths.worlds, 'operator/clusters/usdfdev-prompt-processing/volumes');
  assert.ok(existsSync(join(volumes, volume)));
  assert.equal((await world.kubectl(['delete', 'pvc', 'prompt-redis-data-prompt-redis-0', '-n', 'prompt-redis', '--wait=false'])).status, 0);
  assert.equal((await world.kubectl(['delete', 'pod', 'prompt-redis-0', '-n', 'prompt-redis'])).status, 0);
  await until(async () => (await world.kubectl(awaitRedis)).status === 0);
  assert.equal((await world.kubectl(redis('KEYS', '*'))).out, '\n');
  await until(() => !existsSync(join(volumes, volume)));
});

test('a snapshot brings objects, streams and time back, and survives a reset', async () => {
  const world = await ready('operator');
  const at = (path: string): string => `/worlds/operator${path}`;
  await world.kubectl(redis('SET', 'note', 'before'));
  await world.kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'before' } }));
  const shell = world.begin(['exec', '-i', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'sh', '-c', 'echo up; sleep 100']);
  await new Promise((resolve) => shell.stdout?.once('data', resolve));
  const ended = new Promise((resolve) => shell.once('close', resolve));
  assert.equal((await practice.ask('PUT', at('/snapshots/first'))).status, 200);
  await ended;
  assert.equal((await world.kubectl(awaitRedis)).status, 0);
  await until(async () => (await world.kubectl(redis('GET', 'note'))).out === 'before\n');

  await world.kubectl(redis('SET', 'note', 'after'));
  await world.kubectl(['delete', 'configmap', 'before']);
  assert.equal((await practice.ask('POST', at('/clock'), { ms: 60_000, inMs: 50 })).status, 200);
  await until(async () => ((await practice.ask('GET', at('/glance'))).body as { clock: { left: number } }).clock.left === 0);
  assert.equal((await practice.ask('DELETE', at(''))).status, 204);
  assert.equal((await practice.ask('POST', at('/snapshots/first/restore'))).status, 204);
  const back = await ready('operator');
  await until(async () => (await back.kubectl(redis('GET', 'note'))).out === 'before\n');
  assert.equal((await back.kubectl(['get', 'configmap', 'before', '-o', 'name'])).out, 'configmap/before\n');
  const { body } = await practice.ask('GET', at('/glance'));
  assert.ok(Math.abs((body as { clock: { ahead: number } }).clock.ahead) < 1000);
  assert.equal((await practice.ask('DELETE', at('/snapshots/first'))).status, 204);
});

test('when time passes fast, cron jobs fire by it, and pods know it', async () => {
  const world = await ready('operator');
  const job = { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'cat /run/practice/clock'] }] } } };
  const cron = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'hourly' }, spec: { schedule: '0 * * * *', jobTemplate: { spec: job } } };
  assert.equal((await world.kubectl(['create', '-f', '-'], JSON.stringify(cron))).status, 0);
  assert.equal((await practice.ask('POST', '/worlds/operator/clock', { ms: 12 * 3_600_000, inMs: 24_000 })).status, 200);
  let log = '';
  await until(async () => {
    const pods = (await world.kubectl(['get', 'pods', '--no-headers', '--field-selector=status.phase=Succeeded'])).out;
    // The oldest of them began while it passed fast.
    log = (await world.kubectl(['logs', pods.split(' ')[0] ?? ''])).out;
    return pods.trim().split('\n').length >= 2 && log !== '';
  });
  const [real = 0, at = 0, rate = 0] = log.trim().split(' ').map(Number);
  assert.equal(rate, 1800);
  assert.ok(at >= real);
  // Nobody needs it any more, and its pods would go on.
  await practice.forget();
});

test('a pod cannot read the practice process’s environment, another world or the data folder', async () => {
  const world = await ready('mine');
  await ready('neighbour');
  const look = await world.kubectl(['exec', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'sh', '-c',
    `cat /proc/*/environ | tr "\\0" "\\n"; ls -d ${practice.folder} ${practice.paths.runtime} /root /etc/shadow; ps ax | grep -c redis-server; cat /proc/self/mountinfo`]);
  assert.doesNotMatch(look.out + look.error, /canary/);
  for (const path of [practice.folder, practice.paths.runtime, '/root', '/etc/shadow']) assert.match(look.error, new RegExp(`cannot access '${path}'`));
  assert.doesNotMatch(look.out, /neighbour/);
});

test('no world sees objects, files, processes, sockets, snapshots or time of another', async () => {
  const mine = await ready('mine');
  const theirs = await ready('neighbour');
  await mine.kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one-only' } }));
  assert.equal((await practice.ask('PUT', '/worlds/mine/snapshots/one-only')).status, 200);
  assert.equal((await mine.kubectl(redis('PING'))).out, 'PONG\n');
  await practice.ask('POST', '/worlds/mine/clock', { ms: 3_600_000, inMs: 1000 });
  assert.notEqual(mine.socket, theirs.socket);
  assert.notEqual(mine.front.socket, theirs.front.socket);
  assert.deepEqual(((await practice.ask('GET', '/worlds/neighbour/snapshots')).body as { snapshots: unknown[] }).snapshots, []);
  assert.equal((await practice.ask('POST', '/worlds/neighbour/snapshots/one-only/restore')).status, 404);
  assert.equal((await practice.ask('DELETE', '/worlds/neighbour/snapshots/one-only')).status, 404);
  assert.notEqual((await theirs.kubectl(['get', 'configmap', 'one-only'])).status, 0);
  assert.equal(((await practice.ask('GET', '/worlds/neighbour/glance')).body as { clock: { ahead: number } }).clock.ahead, 0);
  const marker = mine.begin(['exec', '-i', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'sh', '-c', 'echo up; sleep 98765']);
  await new Promise((resolve) => marker.stdout?.once('data', resolve));
  const look = await theirs.kubectl(['exec', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'sh', '-c',
    `ps axww | grep -v "sh -c"; ls -lR /run /tmp /data; ls -d ${join(practice.paths.worlds, 'mine')} ${mine.socket} ${mine.front.socket} ${theirs.front.socket}; cat /proc/net/unix /proc/self/mountinfo`]);
  assert.equal(/98765|one-only|worlds\/mine/.exec(look.out)?.[0], undefined);
  assert.equal(look.out.match(/redis-server/g)?.length, 1);
  for (const path of [join(practice.paths.worlds, 'mine'), mine.socket, mine.front.socket, theirs.front.socket]) assert.match(look.error, new RegExp(`cannot access '${path}'`));
  marker.kill('SIGKILL');
});

test('worlds are private, and reset forgets everything of one', async () => {
  const world = await ready('mine');
  const other = await ready('neighbour');
  assert.equal((await world.kubectl(redis('SET', 'note', 'mine'))).out, 'OK\n');
  assert.equal((await world.kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine' } }))).status, 0);
  assert.equal((await other.kubectl(redis('GET', 'note'))).out, '\n');
  assert.notEqual((await other.kubectl(['get', 'configmap', 'mine'])).status, 0);
  assert.equal((await other.kubectl(redis('SET', 'note', 'theirs'))).out, 'OK\n');

  assert.equal((await practice.ask('DELETE', '/worlds/mine')).status, 204);
  assert.equal(existsSync(join(practice.paths.worlds, 'mine')), false);
  for (const socket of [world.socket, world.front.socket]) assert.equal(existsSync(socket), false);
  const anew = await ready('mine');
  assert.equal((await anew.kubectl(redis('GET', 'note'))).out, '\n');
  assert.notEqual((await anew.kubectl(['get', 'configmap', 'mine'])).status, 0);
  assert.equal((await other.kubectl(redis('GET', 'note'))).out, 'theirs\n');
});

test('a scenario is broken, checked and hinted at in one world only, and goes with a reset', async () => {
  await ready('mine');
  const bystander = await ready('neighbour');
  const on = async (id: string): Promise<string | undefined> => ((await practice.ask('GET', `/worlds/${id}/scenarios`)).body as { current: { id: string } | null }).current?.id;
  assert.equal((await practice.ask('POST', '/worlds/mine/scenarios/stream-cleared/start', {})).status, 200);
  assert.deepEqual([await on('mine'), await on('neighbour')], ['stream-cleared', undefined]);
  const check = (await practice.ask('POST', '/worlds/mine/scenarios/stream-cleared/check')).body as { lastCheck: { repaired: boolean } };
  assert.equal(check.lastCheck.repaired, false);
  const production = ['--context', 'usdfprod-prompt-processing'];
  assert.equal((await bystander.kubectl([...production, ...awaitRedis])).status, 0);
  assert.equal((await bystander.kubectl([...production, ...redis('EXISTS', 'instrument:lsstcam')])).out, '1\n');
  assert.equal((await practice.ask('POST', '/worlds/neighbour/scenarios/stream-cleared/hint')).status, 409);
  assert.equal((await practice.ask('POST', '/worlds/mine/scenarios/stream-cleared/reset')).status, 204);
  assert.equal(await on('mine'), undefined);
  assert.equal((await practice.ask('POST', '/worlds/mine/scenarios/stream-cleared/start', { fresh: true })).status, 200);
  await practice.forget();
});

test('asking for one world many times at once gives the same one', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => practice.ask('PUT', '/worlds/once')));
  assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1);
  assert.equal(answers[0]?.status, 200);
});

test('bad requests get a named error', async () => {
  const table: [string, string, number, string][] = [
    ['PUT', '/worlds/Not_A_Name', 400, 'bad-message'],
    ['PUT', '/worlds/..', 404, 'not-found'],
    ['PUT', '/worlds/%2e%2e%2f', 400, 'bad-message'],
    ['PUT', `/worlds/${'a'.repeat(200)}`, 400, 'bad-message'],
    ['GET', '/worlds/mine', 404, 'not-found'],
    ['POST', '/worlds/mine/scenarios/nothing/start', 404, 'unknown-scenario'],
    ['PUT', '/worlds/mine/snapshots/%2e%2e%2fother', 400, 'bad-message'],
    ['POST', '/worlds/mine/snapshots/nothing/restore', 404, 'unknown-snapshot'],
    ['GET', '/nothing', 404, 'not-found'],
  ];
  for (const [method, path, status, code] of table) {
    const answer = await practice.ask(method, path);
    assert.equal(answer.status, status, path);
    assert.equal((answer.body as { error: { code: string } }).error.code, code, path);
  }
  const world = await practice.world('mine');
  const elsewhere = await world.kubectl(['get', '--raw', '/contexts/nothing/api']);
  assert.notEqual(elsewhere.status, 0);
});

test('a practice process that ends takes its pods along and brings its worlds back as they were', async (context) => {
  await using own = await TrialPractice.start();
  const folder = join(own.paths.worlds, 'operator');
  const state = join(folder, 'clusters/usdfdev-prompt-processing/state.json');
  for (const how of ['standard input', 'SIGTERM', 'SIGKILL'] as const) {
    await context.test(how, async () => {
      const mark = `by-${how.replace(' ', '-')}`;
      const world = await own.world('operator');
      assert.equal((await world.kubectl(awaitRedis)).status, 0);
      assert.equal((await world.kubectl(['--context', 'usdfprod-prompt-processing', ...awaitRedis])).status, 0);
      await until(async () => (await world.kubectl(redis('SET', 'note', how))).out === 'OK\n');
      await world.kubectl(['label', 'pod', 'prompt-redis-0', '-n', 'prompt-redis', '--overwrite', `seen=${mark}`]);
      const exec = world.begin(['exec', '-i', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'sh', '-c', 'trap "" TERM HUP INT; echo up; sleep 100']);
      await new Promise((resolve) => exec.stdout?.once('data', resolve));
      // A world is kept a moment after it changed; what a killed process had not kept yet is lost, and may be.
      await until(() => readFileSync(state, 'utf8').includes(`"${mark}"`));
      const before = descendants(own.process.pid ?? 0);
      const commands = before.map(commandOf);
      assert.equal(commands.filter((command) => command.startsWith('redis-server')).length, 2, commands.join('\n'));
      if (how === 'standard input') own.process.stdin?.end();
      else own.process.kill(how);
      await own.ended();
      const left = () => before.filter((pid) => existsSync(`/proc/${pid}/exe`));
      if (how === 'SIGKILL') await until(() => left().length === 0);
      assert.deepEqual(left(), []);
      exec.kill('SIGKILL');
      // One that died leaves its socket, and that is no obstacle to the next.
      assert.equal(existsSync(own.paths.practiceSocket), how === 'SIGKILL');

      await own.again();
      const back = await own.world('operator');
      assert.equal((await back.kubectl(awaitRedis)).status, 0);
      await until(async () => (await back.kubectl(redis('PING'))).out === 'PONG\n');
      assert.equal((await back.kubectl(redis('GET', 'note'))).out, `${how}\n`);
      assert.match((await back.kubectl(['get', 'pod', 'prompt-redis-0', '-n', 'prompt-redis', '--show-labels'])).out, new RegExp(`seen=${mark}`));
      assert.equal((await back.kubectl(redis('EXISTS', 'instrument:hsc'))).out, '1\n');
    });
  }

  await context.test('a second one for the same folder ends', async () => {
    const first = own.process;
    await assert.rejects(own.again(), /another practice process is running/);
    own.process = first;
    assert.equal((await own.ask('GET', '/health')).status, 200);
  });

  await context.test('a state that cannot be read is put aside and the context begins anew', async () => {
    own.process.stdin?.end();
    await own.ended();
    writeFileSync(state, '{"broken');
    await own.again();
    const back = await own.world('operator');
    assert.equal((await back.kubectl(awaitRedis)).status, 0);
    assert.ok(readdirSync(join(folder, 'clusters')).some((name) => /^usdfdev-prompt-processing\.unreadable-\d+$/.test(name)));
    assert.match(own.log, /cannot be read/);
  });
});
