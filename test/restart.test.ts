/**
 * Server and runner as two systemd units would have them: two process groups, each of which may be killed whole. Runs go on
 * when the server is killed at whatever moment; when the runner is killed, it is known what became of them.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { RunId } from '../common/ids.ts';
import type { Run } from '../common/run.ts';
import { pathsOf } from '../server/config/paths.ts';
import { lookAtRunners } from '../server/runner/client.ts';
import { loadConfig } from '../server/config/load.ts';
import { placeOf } from '../server/runner/generations/generation.ts';
import { fixtureCatalog, fixtureStep, writeCatalog } from './fixture-catalog.ts';
import { type Client, Handrail, isAlive, pause, root } from './handrail.ts';
import { Viewer } from './viewer.ts';

const token = `handrail-left-behind-${process.pid}`;
const steps = [
  fixtureStep({ id: 'ask', source: 'while read -r line; do echo "got $line"; [ "$line" = end ] && break; done', interactive: true }),
  fixtureStep({ id: 'after', source: 'echo after; cat kept; echo "$MARK"; pwd' }),
  fixtureStep({ id: 'beside', source: 'n=0; while :; do n=$((n + 1)); echo "$n"; sleep 0.02; done', background: true }),
  fixtureStep({ id: 'prepare', source: 'mkdir -p sub; cd sub; echo file > kept; export MARK=variable' }),
  fixtureStep({ id: 'daemon', source: `echo begun; (trap "" TERM HUP INT; exec -a ${token} sleep 300) & exec -a ${token} sleep 300` }),
];

let handrail: Handrail;
let client: Client;
let runner: ChildProcess;

function startRunner(): ChildProcess {
  return spawn(process.execPath, ['server/runner/main.ts'], { cwd: root, env: handrail.environment, detached: true, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** What systemd's KillMode does with a unit that is killed. */
async function killGroup(process_: { pid?: number | undefined }): Promise<void> {
  const pid = process_.pid ?? 0;
  assert.ok(pid > 1);
  process.kill(-pid, 'SIGKILL');
  await until(() => !isAlive(pid));
}

async function killServer(): Promise<void> {
  await killGroup({ pid: handrail.serverPid });
}

before(async () => {
  // `setsid` makes the server a process group of its own.
  handrail = await Handrail.start({ HANDRAIL_CATALOG: writeCatalog(fixtureCatalog(steps)), HANDRAIL_RUNNER: 'attach' }, ['setsid']);
  client = await handrail.logIn();
});
after(async () => { await handrail[Symbol.asyncDispose](); });

async function post(id: string, key: string = crypto.randomUUID()): Promise<Response> {
  const step = steps.find((candidate) => candidate.id === id);
  return await client.post('/api/runs', {
    runbook: 'fixture', step: id, digest: step?.digest, environment: 'practice', parameters: {}, size: { cols: 80, rows: 24 },
  }, { 'idempotency-key': key });
}

async function begin(id: string): Promise<RunId> {
  const answer = await post(id);
  assert.equal(answer.status, 201, await answer.clone().text());
  return ((await answer.json()) as { run: Run }).run.id;
}

async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  for (const late = Date.now() + 90_000; !(await so()); await pause(20)) {
    if (Date.now() > late) throw new Error(`it did not come to that: ${so.toString()}`);
  }
}

test('a server that is to attach starts no runner, says so, and takes up the one that comes', { timeout: 200_000 }, async () => {
  assert.equal(await handrail.runnerPid(), null);
  assert.match(handrail.cli('status').stdout, /runner {3}not running; HANDRAIL_RUNNER is “attach”/);
  runner = startRunner();
  assert.equal((await client.ended(await begin('prepare'))).state, 'exited');
  assert.equal(await handrail.runnerPid(), runner.pid);
});

test('the server’s group is killed: interactive, queued and background runs go on, and viewers miss nothing', { timeout: 200_000 }, async () => {
  const typed = new Viewer(client, await begin('ask'));
  const waiting = await begin('after');
  const beside = new Viewer(client, await begin('beside'));
  await typed.attach();
  await beside.attach();
  await typed.until(({ run }) => run?.state === 'running');
  typed.type('one\r');
  await typed.until((viewer) => viewer.text().includes('got one'));
  await beside.until(({ offset }) => offset > 20);
  await killServer();
  const during = beside.offset;
  await handrail.startServer();
  await typed.attach();
  await beside.attach();
  await beside.until(({ offset }) => offset > during + 20);
  assert.equal((await client.run(waiting)).state, 'queued');
  typed.type('end\r');
  await typed.until((viewer) => viewer.isOver());
  assert.equal((await client.ended(waiting)).state, 'exited');
  assert.equal(await client.output(waiting), 'after\r\nfile\r\nvariable\r\n/workspace/sub\r\n');
  assert.equal((await client.run(beside.id)).state, 'running');
  const lines = beside.text().split('\r\n').slice(0, -1);
  assert.deepEqual(lines, Array.from({ length: lines.length }, (_, at) => String(at + 1)));
  assert.equal(typed.wrong + beside.wrong, 0);
});

test('the server is killed while the runner has not answered to a start: it begins once or never, and the repeat tells which', { timeout: 200_000 }, async () => {
  const key = crypto.randomUUID();
  runner.kill('SIGSTOP');
  const unanswered = post('after', key).catch(() => null);
  const record = join(handrail.data, 'audit/server.jsonl');
  await until(() => readFileSync(record, 'utf8').trimEnd().split('\n').at(-1)?.includes('"run-allowed"') === true);
  await pause(300);
  await killServer();
  assert.equal(await unanswered, null);
  runner.kill('SIGCONT');
  await handrail.startServer();
  const again = await post('after', key);
  assert.ok(again.ok, await again.clone().text());
  const { id } = ((await again.json()) as { run: Run }).run;
  const { state, note } = await client.ended(id);
  // Whether the request was on its way already is chance.
  if (state === 'exited') assert.equal(await client.output(id), 'after\r\nfile\r\nvariable\r\n/workspace/sub\r\n');
  else {
    assert.deepEqual([state, note], ['lost', 'It was never started: the server ended before it could be.']);
    assert.equal(existsSync(join(handrail.data, 'journals', id)), false);
  }
});

test('the runner’s group is killed: its runs are lost, none of their processes is left, and workspaces are as they were', { timeout: 200_000 }, async () => {
  const server = handrail.serverPid;
  const beside = (await lookAtRunners(loadConfig(handrail.environment, root))).flatMap(({ runs }) => runs)[0]?.id ?? '' as RunId;
  const daemon = new Viewer(client, await begin('daemon'));
  await daemon.attach();
  await daemon.until((viewer) => viewer.text().includes('begun'));
  await until(() => processesNamed(token) === 2);
  await killGroup(runner);
  runner = startRunner();
  assert.equal((await client.ended(daemon.id)).state, 'lost');
  assert.equal((await client.ended(beside)).state, 'lost');
  assert.equal(await client.output(daemon.id), 'begun\r\n');
  await until(() => processesNamed(token) === 0);
  const next = await begin('after');
  assert.equal((await client.ended(next)).state, 'exited');
  assert.equal(await client.output(next), 'after\r\nfile\r\nvariable\r\n/workspace/sub\r\n');
  assert.equal(handrail.serverPid, server);
  assert.ok(isAlive(server));
  const { note } = placeOf(pathsOf(handrail.data), 1);
  const { limits } = JSON.parse(readFileSync(note, 'utf8')) as { limits: { roots: string[] } | null };
  for (const folder of limits?.roots ?? []) await until(() => groupsIn(folder).every((name) => name.startsWith(`standby-${runner.pid}-`)));
});

test('stop ends the server and leaves the runner to its runs; with --force nothing is left', { timeout: 200_000 }, async () => {
  const id = await begin('beside');
  await until(async () => (await client.run(id)).state === 'running');
  const gentle = handrail.cli('stop');
  assert.match(gentle.stdout, /^server {3}process \d+ has ended$/m);
  assert.match(gentle.stdout, /^runner {3}process \d+, takes no new run, and ends when its last one has; 1 run is going$/m);
  assert.match(gentle.stdout, /fixture#beside: operator in practice, running for \d+ (?:s|min), in the background/);
  assert.ok(isAlive(runner.pid ?? 0));
  const forced = handrail.cli('stop', '--force');
  assert.equal(forced.status, 0, forced.stderr);
  assert.match(forced.stdout, /^server {3}not running\nruns {5}1 was stopped\nrunner {3}none is running$/m);
  await until(() => !isAlive(runner.pid ?? 0) && !existsSync(placeOf(pathsOf(handrail.data), 1).socket));
  assert.equal(handrail.cli('audit', 'verify').status, 0);
});

function groupsIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name) : [];
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
