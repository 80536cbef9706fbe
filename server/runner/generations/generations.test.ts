/** Runners of several builds and versions side by side: an upgrade while runs go on, and what cannot be understood. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { connect as connectTo } from 'node:net';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { HandrailError } from '../../../common/errors.ts';
import { newRunId, type RunId } from '../../../common/ids.ts';
import { isOver } from '../../../common/run-state.ts';
import type { Run } from '../../../common/run.ts';
import { systemClock } from '../../clock.ts';
import { loadConfig } from '../../config/load.ts';
import { createLog } from '../../log.ts';
import { connectRunner, lookAtRunners, type RunnerClient } from '../client.ts';
import { placeOf } from './generation.ts';
import { Link } from '../wire/link.ts';
import { removeMemory } from '../memory.ts';
import type { Method, Params, RunnerStep } from '../protocol.ts';

const root = resolve(import.meta.dirname, '../../..');
const folders: string[] = [];
const runners: ChildProcess[] = [];
const clients: RunnerClient[] = [];
const newFolder = (name: string) => {
  const folder = mkdtempSync(`/tmp/${name}-`);
  folders.push(folder);
  return folder;
};
const log = createLog('silent', 'test');

/** A copy of the tree, as an earlier or later release would stand beside this one. Takes what to put into a file in the place of what. */
function release(path: string, ...changes: [string, string][]): string {
  const folder = newFolder('hr-release');
  for (const part of ['common', 'server', 'package.json', 'package-lock.json']) cpSync(join(root, part), join(folder, part), { recursive: true, filter: (from) => !from.endsWith('.test.ts') });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  let text = readFileSync(join(folder, path), 'utf8');
  for (const [from, to] of changes) {
    assert.ok(text.includes(from), from);
    text = text.replace(from, to);
  }
  writeFileSync(join(folder, path), text);
  return folder;
}

const newConfig = () => loadConfig({ HANDRAIL_DATA: newFolder('handrail-generations'), HANDRAIL_LOG: 'warn' }, '/');
type Config = ReturnType<typeof newConfig>;

async function startRunner(folder: string, { paths }: Config): Promise<ChildProcess> {
  const runner = spawn(process.execPath, [join(folder, 'server/runner/main.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'], detached: true,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], HANDRAIL_DATA: paths.data, HANDRAIL_LOG: 'warn' },
  });
  runners.push(runner);
  await until(() => answers(paths.runnerSocket));
  return runner;
}

/** A socket has its name a moment before anybody listens there. */
function answers(path: string): Promise<boolean> {
  return new Promise((told) => {
    const socket = connectTo(path);
    socket.once('connect', () => { told(true); }).once('error', () => { told(false); });
    socket.once('connect', () => { socket.destroy(); });
  });
}

async function connect(options: Omit<Parameters<typeof connectRunner>[0], 'log'>): Promise<RunnerClient> {
  const client = await connectRunner({ ...options, log });
  clients.push(client);
  return client;
}

after(async () => {
  for (const client of clients) client.close();
  for (const folder of folders.filter((each) => basename(each).startsWith('handrail-generations'))) {
    const config = loadConfig({ HANDRAIL_DATA: folder }, '/');
    for (const { hello } of await lookAtRunners(config)) process.kill(hello.pid, 'SIGTERM');
    await until(async () => (await lookAtRunners(config)).length === 0 && !existsSync(config.paths.practiceSocket));
    removeMemory(config.paths.runtime);
    rmSync(config.paths.runtime, { recursive: true, force: true });
  }
  for (const runner of runners) runner.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function begin(by: RunnerClient, person: string, source: string, step: Partial<RunnerStep> = {}): Promise<Run> {
  return by.start({
    run: newRunId(Date.now(), systemClock.random(10)), person, environment: 'practice', parameters: {}, redis: null, context: null, groups: [], rules: '', bound: null, size: { cols: 80, rows: 24 },
    step: {
      runbook: 'r', id: 's', digest: '', title: 'A step', language: 'bash', source, interactive: false, background: false, timeout: 60,
      exit: [0], expect: null, mask: null, effect: 'read', ...step,
    },
  });
}

/** What a viewer gets of a run, from its first byte on. */
async function watch(by: RunnerClient, id: RunId): Promise<{ text(): string; state(): string }> {
  let text = '';
  let state = '';
  const attachment = await by.attach(id, 0, {
    output(frame, offset, length) {
      assert.equal(offset, Buffer.byteLength(text), 'in order, each byte once');
      text += Buffer.from(frame.subarray(-length)).toString();
      setImmediate(() => { attachment.ack(offset + length); });
    },
    gap: () => assert.fail('no gap was expected'),
    run: (run) => { state = run.state; },
  });
  return { text: () => text, state: () => state };
}

const ended = async (by: RunnerClient, id: RunId): Promise<Run> => {
  let run: Run | null = null;
  await until(async () => (run = await by.get(id)) !== null && isOver(run.state));
  return run as unknown as Run;
};
const gate = (config: Config, name: string) => join(config.paths.workspaces, 'practice', name);

test('a newer build takes the new runs while the older one ends what it has, and then itself', { timeout: 200_000 }, async () => {
  const config = newConfig();
  const older = await startRunner(release('server/log.ts', ['', '// an earlier release\n']), config);
  const before = await connect({ config, startIfAway: false });
  // Each goes on until its file is there.
  const waits = 'n=0; until [ -e go ]; do n=$((n + 1)); echo $n; sleep 0.05; done';
  const going = await begin(before, 'alice', waits);
  const queued = await begin(before, 'alice', 'echo queued');
  const beside = await begin(before, 'bob', waits, { background: true });
  const typed = await begin(before, 'carol', 'read -r line; echo "got $line"; sleep 60', { interactive: true });
  const seen = await watch(before, going.id);
  await until(() => seen.text().length > 10);

  const server = await connect({ config, startIfAway: true, isServer: true });
  await until(async () => (await server.hello()).generation === 2);
  const hello = await server.hello();
  assert.notEqual(hello.pid, older.pid);
  const [first, second] = await lookAtRunners(config);
  assert.deepEqual([first?.hello.draining, first?.runs.length, second?.hello.draining, second?.runs.length], [true, 4, false, 0]);

  const fresh = await begin(server, 'dave', 'echo new');
  assert.equal((await ended(server, fresh.id)).state, 'exited');
  // Who came before the upgrade and who came after it see and reach the same runs.
  const late = await watch(server, going.id);
  await until(() => late.text().length > seen.text().length - 10 && late.text().length > 10);
  for (const client of [before, server]) {
    assert.equal((await client.get(going.id))?.state, 'running');
    assert.deepEqual((await client.list(0)).map(({ id, state }) => [id, state]), [[going.id, 'running'], [queued.id, 'queued'], [beside.id, 'running'], [typed.id, 'running'], [fresh.id, 'exited']]);
  }
  const handed = await begin(before, 'dave', 'echo handed on');
  assert.ok((await lookAtRunners(config))[0]?.runs.every(({ id }) => id !== handed.id));
  await server.input(typed.id, 'hello\r');
  await until(async () => Buffer.from(await server.output(typed.id, 0, 1000)).includes('got hello'));
  // A reset reaches the runs of both.
  await server.resetWorkspace('carol', 'practice');
  assert.equal((await server.get(typed.id))?.state, 'stopped');

  writeFileSync(join(gate(config, 'alice'), 'files/go'), '');
  assert.equal((await ended(server, going.id)).state, 'exited');
  assert.equal((await ended(server, queued.id)).state, 'exited');
  assert.equal(Buffer.from(await server.output(queued.id, 0, 1000)).toString(), 'queued\r\n');
  assert.equal(older.exitCode, null, 'a run without an end keeps its runner');
  await server.stop(beside.id);
  await until(() => older.exitCode !== null || older.signalCode !== null);
  assert.equal(older.exitCode, 0);
  await until(() => late.state() === 'exited' && seen.state() === 'exited');
  assert.equal(late.text(), Buffer.from(await server.output(going.id, 0, 1_000_000)).toString());
  assert.equal(seen.text(), late.text());
  assert.equal((await server.get(beside.id))?.state, 'stopped');
  const { socket, runs, stage, note } = placeOf(config.paths, 1);
  for (const path of [socket, runs, stage, note]) assert.equal(existsSync(path), false, path);
  assert.deepEqual(readdirSync(join(config.paths.journals, 'live')), []);
  assert.equal((await server.hello()).pid, hello.pid);
});

test('one that drains and is killed loses its own runs only, and leaves no process', { timeout: 200_000 }, async () => {
  const config = newConfig();
  const older = await startRunner(release('server/log.ts', ['', '// an earlier release\n']), config);
  const name = basename(config.paths.data);
  const lost = await begin(await connect({ config, startIfAway: false }), 'alice', `exec -a ${name} sleep 60`);
  const server = await connect({ config, startIfAway: true, isServer: true });
  await until(async () => (await server.hello()).generation === 2);
  const kept = await begin(server, 'bob', 'sleep 60');
  await until(async () => (await server.get(kept.id))?.state === 'running');
  const seen = await watch(server, lost.id);
  await until(() => processesNamed(name) > 0);
  older.kill('SIGKILL');
  await until(() => seen.state() === 'lost');
  assert.equal((await server.get(lost.id))?.state, 'lost');
  await until(() => processesNamed(name) === 0);
  assert.equal((await server.get(kept.id))?.state, 'running');
  await server.stop(kept.id);
});

test('a runner of a version that nobody here speaks is left alone, and what it did is shown once it has ended', { timeout: 200_000 }, async () => {
  const config = newConfig();
  const foreign = release('server/runner/protocol.ts', ['protocolVersion = ', 'protocolVersion = 10'], ['oldestProtocol = ', 'oldestProtocol = 10']);
  const other = await startRunner(foreign, config);
  const link = await Link.open(config.paths.runnerSocket, { event: () => undefined, output: () => undefined, gone: () => undefined });
  assert.equal(link.speaks, false);
  const request = { run: newRunId(Date.now(), systemClock.random(10)), person: 'alice', environment: 'practice', parameters: {}, redis: null, context: null, groups: [], rules: '', bound: null, size: { cols: 80, rows: 24 },
    step: { runbook: 'r', id: 's', digest: '', title: 'A step', language: 'bash' as const, source: 'echo theirs; until [ -e go ]; do sleep 0.05; done', interactive: false, background: false, timeout: 60, exit: [0], expect: null, mask: null, effect: 'read' as const } };
  await link.request('start', request);
  const server = await connect({ config, startIfAway: true, isServer: true });
  assert.equal((await server.hello()).generation, 2);
  assert.equal((await ended(server, (await begin(server, 'bob', 'echo ours')).id)).state, 'exited');
  await assert.rejects(server.stop(request.run), isError('run-elsewhere'));
  assert.equal(other.exitCode, null);
  assert.equal(((await link.request('get', { run: request.run })) as Run).state, 'running');
  const heard: string[] = [];
  server.onRun(({ id, state }) => { if (id === request.run) heard.push(state); });
  writeFileSync(join(gate(config, 'alice'), 'files/go'), '');
  await until(() => other.exitCode !== null);
  assert.equal((await ended(server, request.run)).state, 'exited');
  assert.equal(Buffer.from(await server.output(request.run, 0, 100)).toString(), 'theirs\r\n');
  await until(() => heard.includes('exited'));

  const place = placeOf(config.paths, (await server.hello()).generation);
  const asking = await Link.open(place.socket, { event: () => undefined, output: () => undefined, gone: () => undefined });
  await assert.rejects(asking.request('juggle' as Method, {} as Params<Method>), isError('runner-older'));
  await assert.rejects(asking.request('get', { run: 'nothing' as RunId }), isError('bad-message'));
  assert.equal(asking.isGone, false);
  asking.close();
});

function isError(code: string): (error: unknown) => boolean {
  return (error) => error instanceof HandrailError && error.code === code;
}

function processesNamed(name: string): number {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').startsWith(`${name}\0`);
    } catch {
      return false;
    }
  }).length;
}

async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  for (const late = Date.now() + 60_000; !(await so()); await pause(20)) {
    if (Date.now() > late) throw new Error(`it did not come to that: ${so.toString()}`);
  }
}
