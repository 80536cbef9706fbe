/** The runner as a process of its own: started by a client, outliving it, killed without warning. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { newRunId, type RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { HandrailError } from '../../common/errors.ts';
import { systemClock } from '../clock.ts';
import { loadConfig } from '../config/load.ts';
import { createLog } from '../log.ts';
import { connectRunner, lookAtRunners, type RunnerClient } from './client.ts';
import { protocolVersion, type RunnerStep } from './protocol.ts';
import { removeMemory } from './memory.ts';

const data = mkdtempSync('/tmp/handrail-process-');
const config = loadConfig({ HANDRAIL_DATA: data, HANDRAIL_LOG: 'warn' }, '/');
const log = createLog('silent', 'test');
let client: RunnerClient;
before(async () => { client = await connectRunner({ config, log, startIfAway: true }); });
after(async () => {
  client.close();
  // One that was just launched beside the first (of another build, when sources change meanwhile) may be on its way still.
  for (const { hello } of await lookAtRunners(config, 5_000)) {
    process.kill(hello.pid, 'SIGTERM');
    await until(() => !isAlive(hello.pid));
  }
  removeMemory(config.paths.runtime);
  for (const folder of [data, config.paths.runtime]) rmSync(folder, { recursive: true, force: true });
});

function start(step: Partial<RunnerStep>, by: RunnerClient = client): Promise<Run> {
  return by.start({
    run: newRunId(Date.now(), systemClock.random(10)), person: 'alice', environment: 'practice', parameters: {}, redis: null, context: null, groups: [], rules: '', bound: null,
    size: { cols: 80, rows: 24 },
    step: {
      runbook: 'r', id: 's', digest: '', title: 'A step', language: 'bash', source: '', interactive: false, background: false, timeout: 60,
      exit: [0], expect: null, mask: null, effect: 'read', ...step,
    },
  });
}

/** Attaches and reads to the end; gives the bytes from the offset on, each acknowledged. */
async function follow(run: RunId, from: number, by: RunnerClient = client): Promise<{ bytes: Buffer; run: Run }> {
  const { promise, resolve } = Promise.withResolvers<Run>();
  const chunks: Buffer[] = [];
  let at = from;
  const attachment = await by.attach(run, from, {
    output(frame, offset, length) {
      assert.equal(offset, at, 'in order, each byte once');
      at += length;
      chunks.push(Buffer.from(frame.subarray(-length)));
      setImmediate(() => attachment.ack(offset + length));
    },
    gap: () => assert.fail('no gap was expected'),
    run: (record) => { if (record.endedAt !== null) resolve(record); },
  });
  const ended = await promise;
  attachment.detach();
  return { bytes: Buffer.concat(chunks), run: ended };
}

test('what it says of itself', async () => {
  const hello = await client.hello();
  assert.equal(hello.protocol, protocolVersion);
  assert.deepEqual(hello.missing, []);
  assert.notEqual(hello.level, 'none', hello.why);
});

test('viewers at any offset, live and later, assemble the same bytes', async () => {
  const { id } = await start({ source: 'for i in {1..60}; do seq $((i * 1000)) $((i * 1000 + 999)); sleep 0.005; done' });
  const whole = Array.from({ length: 60_000 }, (_, at) => `${at + 1000}\r\n`).join('');
  const other = await connectRunner({ config, log, startIfAway: false });
  const live = await Promise.all([follow(id, 0), follow(id, 0, other)]);
  for (const { bytes, run } of live) {
    assert.equal(bytes.toString(), whole);
    assert.equal(run.end, whole.length);
  }
  for (const from of [0, 1, 7, 65_535, 65_536, 65_537, whole.length - 1, whole.length, ...Array.from({ length: 10 }, () => Math.floor(Math.random() * whole.length))]) {
    assert.equal((await follow(id, from)).bytes.toString(), whole.slice(from), `from ${from}`);
  }
  assert.equal(Buffer.from(await client.output(id, 10, 30)).toString(), whole.slice(10, 30));
  await assert.rejects(follow(id, whole.length + 1), (error) => error instanceof HandrailError && error.code === 'past-the-end');
  other.close();
});

test('a run goes on while nobody is connected', async () => {
  const starter = await connectRunner({ config, log, startIfAway: false });
  const { id } = await start({ source: 'echo one; sleep 0.5; echo two' }, starter);
  starter.close();
  assert.equal((await follow(id, 0)).bytes.toString(), 'one\r\ntwo\r\n');
});

test('the real kubectl reaches the person’s practice world, named, and each request is recorded', async () => {
  const { id } = await start({ source: 'kubectl get pods -n prompt-redis --no-headers; kubectl get --raw /healthz --as root; cat $KUBECONFIG 2>/dev/null | grep -c token' });
  const { bytes } = await follow(id, 0);
  assert.match(bytes.toString(), /^prompt-redis-0/);
  const lines = readFileSync(join(config.paths.audit, 'runner.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { seq: number; hash: string; event: Record<string, unknown> });
  assert.ok(lines.some(({ event }) => event['run'] === id && event['person'] === 'alice' && String(event['path']).includes('/namespaces/prompt-redis/pods')));
  // The end of a run is bound to what was asked during it, and to every byte of its recording.
  const { chain, recording } = await client.get(id) ?? {};
  const last = lines.at(-1);
  assert.deepEqual(chain, { generation: 1, seq: last?.seq, hash: last?.hash });
  assert.deepEqual(await client.chains(), [{ ...chain, draining: false }]);
  assert.equal(recording?.output, createHash('sha256').update(bytes).digest('hex'));
  assert.equal(recording.timing, createHash('sha256').update((await client.timing(id, 0, 1e9)).bytes).digest('hex'));
});

test('a Redis step is a transcript, and an error of Redis is an exit status', async () => {
  const redis = { pod: 'prompt-redis-0', namespace: 'prompt-redis' };
  const ask = async (source: string) => {
    const run = await client.start({
      run: newRunId(Date.now(), systemClock.random(10)), person: 'alice', environment: 'practice', parameters: { KEY: 'a b"c' }, redis, context: null, groups: [], rules: '', bound: null,
      size: { cols: 80, rows: 24 },
      step: { runbook: 'r', id: 's', digest: '', title: '', language: 'redis', source, interactive: false, background: false, timeout: 60, exit: [0], expect: null, mask: null, effect: 'destroy' },
    });
    return follow(run.id, 0);
  };
  const good = await ask('SET ${KEY} $\nGET ${KEY}');
  assert.equal(good.bytes.toString(), '127.0.0.1:6379> SET "a b\\"c" $\r\nOK\r\n127.0.0.1:6379> GET "a b\\"c"\r\n"$"\r\n');
  const bad = await ask('NOSUCH\nPING');
  assert.match(bad.bytes.toString(), /\(error\) ERR unknown command[^]*PONG/);
  assert.equal(bad.run.exitStatus, 1);
});

test('a runner that is killed takes its processes with it; its runs are lost with what they printed; the next one starts', async () => {
  const { pid } = await client.hello();
  const first = await start({ source: 'export NEVER=kept; for i in {1..10000}; do echo $i; sleep 0.01; done' });
  const waiting = await start({ source: 'echo never' });
  const seen: Run[] = [];
  client.onRun((run) => seen.push(run));
  const following = follow(first.id, 0);
  await until(async () => ((await client.get(first.id))?.end ?? 0) > 100);
  process.kill(pid, 'SIGKILL');
  const { bytes, run } = await following;
  assert.equal(run.state, 'lost');
  assert.equal(run.exitStatus, null);
  assert.ok(Array.from({ length: 1000 }, (_, at) => `${at + 1}\r\n`).join('').startsWith(bytes.toString()), 'a valid prefix');
  assert.equal(bytes.length, run.end);
  assert.equal((await client.get(waiting.id))?.state, 'lost');
  await until(() => processesWith(first.id.replaceAll('-', '').slice(-16)) === 0);
  assert.notEqual((await client.hello()).pid, pid);
  const next = await start({ source: 'echo ${NEVER-fine}' });
  assert.equal((await follow(next.id, 0)).bytes.toString(), 'fine\r\n');
  assert.ok(seen.some(({ id, state }) => id === first.id && state === 'lost'));
});

test('a second runner on the same data sees the first and ends', async () => {
  const { pid } = await client.hello();
  const { launchRunner } = await import('./launch.ts');
  // Of another build, when sources change meanwhile, it would take the place of the first.
  const runners = () => processesWith('runner/main.ts', data);
  assert.equal(runners(), 1);
  launchRunner(config);
  assert.equal(runners(), 2);
  await until(() => runners() === 1);
  assert.equal((await client.hello()).pid, pid);
  assert.equal((await follow((await start({ source: 'echo here' })).id, 0)).bytes.toString(), 'here\r\n');
});

async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  for (const late = Date.now() + 60_000; !(await so());) {
    if (Date.now() > late) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Takes what is on a command line, and in the environment; gives how many processes have both. */
function processesWith(text: string, variable = ''): number {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(text) && (variable === '' || readFileSync(`/proc/${pid}/environ`, 'latin1').includes(variable));
    } catch {
      return false;
    }
  }).length;
}
