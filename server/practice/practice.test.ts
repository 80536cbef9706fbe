import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { spawn as spawnTerminal } from '@lydell/node-pty';
import { parseStat, treeOf } from './pods/process-tree.ts';
import { TrialPractice, type TrialWorld, wait } from './trial-practice.ts';

const redis = (...command: string[]): string[] => ['exec', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'redis-cli', ...command];
const ready = ['wait', '--for=condition=Ready', 'pod/prompt-redis-0', '-n', 'prompt-redis', '--timeout=20s'];

let practice: TrialPractice;
before(async () => { practice = await TrialPractice.start({ CANARY: 'canary-of-the-practice-process' }); });
after(async () => { await practice[Symbol.asyncDispose](); });

async function fresh(id: string): Promise<TrialWorld> {
  const world = await practice.world(id);
  assert.equal((await world.kubectl(ready)).status, 0);
  return world;
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

test('a new world answers kubectl at once, with both contexts and their streams', async () => {
  const begun = performance.now();
  const world = await practice.world('speedy');
  const pods = await world.kubectl(['get', 'pods', '-n', 'prompt-redis']);
  assert.ok(performance.now() - begun < 1000, `${performance.now() - begun} ms`);
  assert.match(pods.out, /prompt-redis-0/);
  assert.deepEqual(world.contexts, [{ name: 'usdfdev-prompt-processing', namespace: 'default' }, { name: 'usdfprod-prompt-processing', namespace: 'default' }]);
  assert.equal((await world.kubectl(ready)).status, 0);
  const namespaces = (await world.kubectl(['get', 'namespaces', '-o', 'name'])).out;
  for (const name of ['default', 'kube-system', 'prompt-redis']) assert.match(namespaces, new RegExp(`namespace/${name}\n`));
  assert.match((await world.kubectl(['get', 'pvc', '-n', 'prompt-redis'])).out, /prompt-redis-data-prompt-redis-0 +Bound/);
  assert.equal((await world.kubectl(redis('EXISTS', 'instrument:hsc', 'instrument:latiss', 'instrument:lsstcam'))).out, '3\n');
  const production = ['--context', 'usdfprod-prompt-processing'];
  assert.equal((await world.kubectl([...production, ...ready])).status, 0);
  assert.equal((await world.kubectl([...production, ...redis('KEYS', '*')])).out, 'instrument:lsstcam\n');
  const piped = await world.kubectl(['exec', '-i', 'prompt-redis-0', '-n', 'prompt-redis', ...production, '--', 'redis-cli', '--no-raw'], 'XINFO GROUPS instrument:lsstcam\n');
  assert.match(piped.out, /"entries-read"\n +10\) \(integer\) 72\n +11\) "lag"\n +12\) \(integer\) 9\n/);
});

test('a restart keeps the streams; without its volume a pod comes back empty', async () => {
  const world = await fresh('restarter');
  assert.equal((await world.kubectl(redis('XADD', 'mine', '1-1', 'a', 'b'))).out, '1-1\n');
  const uid = async (): Promise<string> => (await world.kubectl(['get', 'pod', 'prompt-redis-0', '-n', 'prompt-redis', '-o', 'jsonpath={.metadata.uid}'])).out;
  const first = await uid();
  assert.match((await world.kubectl(['rollout', 'restart', 'statefulset', 'prompt-redis', '-n', 'prompt-redis'])).out, /restarted/);
  assert.equal((await world.kubectl(['rollout', 'status', 'statefulset', 'prompt-redis', '-n', 'prompt-redis', '--timeout=20s'])).status, 0);
  assert.notEqual(await uid(), first);
  assert.equal((await world.kubectl(redis('XLEN', 'mine'))).out, '1\n');
  assert.match((await world.kubectl(['logs', 'prompt-redis-0', '-n', 'prompt-redis'])).out, /Ready to accept connections/);

  assert.equal((await world.kubectl(['delete', 'pvc', 'prompt-redis-data-prompt-redis-0', '-n', 'prompt-redis', '--wait=false'])).status, 0);
  assert.equal((await world.kubectl(['delete', 'pod', 'prompt-redis-0', '-n', 'prompt-redis'])).status, 0);
  for (let tries = 0; (await world.kubectl(ready)).status !== 0; tries += 1) {
    assert.ok(tries < 20);
    await wait(100);
  }
  assert.equal((await world.kubectl(redis('KEYS', '*'))).out, '\n');
  const volumes = join(practice.paths.worlds, 'restarter/usdfdev-prompt-processing/volumes');
  for (let tries = 0; readdirSync(volumes).length > 1 && tries < 50; tries += 1) await wait(50);
  assert.equal(readdirSync(volumes).length, 1);
});

test('exec gives its status; logs can be followed', async () => {
  const world = await fresh('watcher');
  const inPod = (...command: string[]) => world.kubectl(['exec', 'prompt-redis-0', '-n', 'prompt-redis', '--', ...command]);
  assert.equal((await inPod('sh', '-c', 'exit 7')).status, 7);
  assert.match((await inPod('no-such-program')).error, /"no-such-program": executable file not found in \$PATH/);

  const following = world.begin(['logs', '-f', '--tail=1', 'prompt-redis-0', '-n', 'prompt-redis']);
  let followed = '';
  following.stdout?.on('data', (chunk: Buffer) => { followed += chunk.toString(); });
  const end = new Promise((resolve) => following.once('close', resolve));
  for (let tries = 0; !followed.includes('Ready to accept') && tries < 100; tries += 1) await wait(20);
  await world.kubectl(redis('BGREWRITEAOF'));
  for (let tries = 0; !followed.includes('Background append only file rewriting') && tries < 250; tries += 1) await wait(20);
  assert.match(followed, /Ready to accept connections[^]*Background append only file rewriting/);
  await world.kubectl(['delete', 'pod', 'prompt-redis-0', '-n', 'prompt-redis']);
  await end;
  assert.match(followed, /ready to exit, bye bye/);
});

test('the Redis command line works on a terminal', async () => {
  const world = await fresh('typist');
  const config = await world.kubectl(['config', 'view', '--raw', '-o', 'json']);
  const file = join(practice.folder, 'typist.kubeconfig');
  writeFileSync(file, config.out);
  const terminal = spawnTerminal('kubectl', ['exec', '-it', ...redis().slice(1)], { cols: 100, rows: 30, env: { PATH: process.env['PATH'], KUBECONFIG: file, HOME: practice.folder } });
  let text = '';
  terminal.onData((data) => { text += data; });
  const ended = new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));
  const shows = async (pattern: RegExp): Promise<void> => {
    for (let tries = 0; !pattern.test(text); tries += 1) {
      assert.ok(tries < 250, JSON.stringify(text));
      await wait(20);
    }
  };
  await shows(/127\.0\.0\.1:6379> $/);
  terminal.write('ping\r');
  await shows(/PONG\r\n[^]*6379> $/);
  terminal.resize(60, 20);
  terminal.write('XLEN instrument:hsc\r');
  await shows(/\(integer\) 12\r\n[^]*6379> $/);
  terminal.write('quit\r');
  assert.equal(await ended, 0);
});

test('a kubectl that is killed takes its command in the pod along', async () => {
  const world = await fresh('killer');
  const running = world.begin(['exec', '-i', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'sh', '-c', 'sleep 4321 & echo up; wait']);
  await new Promise((resolve) => running.stdout?.once('data', resolve));
  running.kill('SIGKILL');
  const processes = async (): Promise<string> => (await world.kubectl(['exec', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'ps', 'ax'])).out;
  for (let tries = 0; (await processes()).includes('sleep 4321'); tries += 1) {
    assert.ok(tries < 30);
    await wait(50);
  }
});

test('a pod cannot read the practice process’s environment, another world or the data folder', async () => {
  const world = await fresh('curious');
  await fresh('neighbour');
  const look = await world.kubectl(['exec', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'sh', '-c',
    `cat /proc/*/environ | tr "\\0" "\\n"; ls -d ${practice.folder} ${practice.paths.runtime} /root /etc/shadow; ps ax | grep -c redis-server; cat /proc/self/mountinfo`]);
  assert.doesNotMatch(look.out + look.error, /canary/);
  for (const path of [practice.folder, practice.paths.runtime, '/root', '/etc/shadow']) assert.match(look.error, new RegExp(`cannot access '${path}'`));
  assert.doesNotMatch(look.out, /neighbour/);
});

test('worlds are private, and reset forgets everything of one', async () => {
  const world = await fresh('mine');
  const other = await fresh('theirs');
  assert.equal((await world.kubectl(redis('SET', 'note', 'mine'))).out, 'OK\n');
  assert.equal((await world.kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine' } }))).status, 0);
  assert.equal((await other.kubectl(redis('GET', 'note'))).out, '\n');
  assert.notEqual((await other.kubectl(['get', 'configmap', 'mine'])).status, 0);
  assert.equal((await other.kubectl(redis('SET', 'note', 'theirs'))).out, 'OK\n');

  const begun = performance.now();
  assert.equal((await practice.ask('DELETE', '/worlds/mine')).status, 204);
  assert.ok(performance.now() - begun < 500, `${performance.now() - begun} ms`);
  assert.equal(existsSync(join(practice.paths.worlds, 'mine')), false);
  assert.equal(existsSync(world.socket), false);
  const anew = await fresh('mine');
  assert.equal((await anew.kubectl(redis('GET', 'note'))).out, '\n');
  assert.notEqual((await anew.kubectl(['get', 'configmap', 'mine'])).status, 0);
  assert.equal((await other.kubectl(redis('GET', 'note'))).out, 'theirs\n');
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
  for (const how of ['standard input', 'SIGTERM', 'SIGKILL'] as const) {
    await context.test(how, async () => {
      await using own = await TrialPractice.start();
      const world = await own.world('operator');
      assert.equal((await world.kubectl(ready)).status, 0);
      await world.kubectl(redis('SET', 'note', how));
      await world.kubectl(['label', 'pod', 'prompt-redis-0', '-n', 'prompt-redis', 'seen=yes']);
      const exec = world.begin(['exec', '-i', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'sh', '-c', 'trap "" TERM HUP INT; sleep 100']);
      await wait(400);
      const before = descendants(own.process.pid ?? 0);
      const commands = before.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
      assert.equal(commands.filter((command) => command.startsWith('redis-server')).length, 2, commands.join('\n'));
      if (how === 'standard input') own.process.stdin?.end();
      else own.process.kill(how);
      await own.ended();
      await wait(how === 'SIGKILL' ? 300 : 0);
      assert.deepEqual(before.filter((pid) => existsSync(`/proc/${pid}/exe`)), []);
      exec.kill('SIGKILL');
      assert.equal(existsSync(own.paths.practiceSocket), how === 'SIGKILL');

      await own.again();
      const back = await own.world('operator');
      assert.equal((await back.kubectl(ready)).status, 0);
      for (let tries = 0; (await back.kubectl(redis('PING'))).out !== 'PONG\n' && tries < 50; tries += 1) await wait(50);
      assert.equal((await back.kubectl(redis('GET', 'note'))).out, `${how}\n`);
      assert.match((await back.kubectl(['get', 'pod', 'prompt-redis-0', '-n', 'prompt-redis', '--show-labels'])).out, /seen=yes/);
      assert.equal((await back.kubectl(redis('EXISTS', 'instrument:hsc'))).out, '1\n');
    });
  }
});

test('a second practice process for the same folder ends; one that died leaves no obstacle', async () => {
  await using own = await TrialPractice.start();
  const first = own.process;
  await assert.rejects(own.again(), /another practice process is running/);
  own.process = first;
  first.kill('SIGKILL');
  await own.ended();
  await own.again();
});

test('a state that cannot be read is put aside and the context begins anew', async () => {
  await using own = await TrialPractice.start();
  const world = await own.world('operator');
  assert.equal((await world.kubectl(ready)).status, 0);
  own.process.stdin?.end();
  await own.ended();
  const folder = join(own.paths.worlds, 'operator');
  writeFileSync(join(folder, 'usdfdev-prompt-processing/state.json'), '{"broken');
  await own.again();
  const back = await own.world('operator');
  assert.equal((await back.kubectl(ready)).status, 0);
  assert.ok(readdirSync(folder).some((name) => /^usdfdev-prompt-processing\.unreadable-\d+$/.test(name)));
  assert.match(own.log, /cannot be read/);
});
