/**
 * A Handrail of its own for a test: real server, real runner, real practice worlds, in a temporary data folder and on a
 * free port. `await using` ends all of it, runner included.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import type { RunId } from '../common/ids.ts';
import { isOver } from '../common/run-state.ts';
import type { Run } from '../common/run.ts';
import type { Catalog, Runbook } from '../common/catalog/runbook.ts';
import type { Step } from '../common/catalog/step.ts';
import { loadConfig } from '../server/config/load.ts';
import { createLog } from '../server/log.ts';
import { connectRunner } from '../server/runner/client.ts';
import { removeMemory } from '../server/runner/memory.ts';

export const root = resolve(import.meta.dirname, '..');
export const catalog = JSON.parse(readFileSync(join(root, 'build/catalog.json'), 'utf8')) as Catalog;

/** Takes `runbook#step`; gives the runbook and the step of the compiled catalog. Throws when there is none. */
export function stepOf(reference: string): { runbook: Runbook; step: Exclude<Step, { kind: 'manual' }> } {
  const [runbookId, stepId] = reference.split('#');
  const runbook = catalog.runbooks.find(({ id }) => id === runbookId);
  const step = runbook?.steps.find((candidate) => 'id' in candidate && candidate.id === stepId);
  if (!runbook || !step || step.kind === 'manual') throw new Error(`no step ${reference} in the catalog`);
  return { runbook, step };
}

/** Ports below those that the system gives out by itself (ip_local_port_range in ip(7)), a few for each test that runs just now. */
const ports = { first: 20_000, count: 12_000, each: 8 };
let portsGiven = 0;

/** Gives a TCP port on loopback that is free, and stays so: nobody is given it by chance, as would be one that the system chose a moment ago. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = ports.first + (process.pid * ports.each + portsGiven) % ports.count;
    portsGiven += 1;
    if (await isFree(port)) return port;
  }
  throw new Error('no port');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((told) => {
    const probe = createServer().once('error', () => { told(false); });
    probe.listen(port, '127.0.0.1', () => { probe.close(() => { told(true); }); });
  });
}

export class Handrail {
  readonly port: number;
  readonly data: string;
  readonly environment: NodeJS.ProcessEnv;
  loginLink = '';
  readonly #wrapper: readonly string[];
  #server: ChildProcess | null = null;
  #said = '';

  private constructor(port: number, data: string, extra: NodeJS.ProcessEnv, wrapper: readonly string[]) {
    this.#wrapper = wrapper;
    this.port = port;
    this.data = data;
    this.environment = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, HANDRAIL_PORT: String(port), HANDRAIL_DATA: data, HANDRAIL_LOG: 'warn', ...extra };
  }

  /**
   * Starts one and waits until it has printed its login link. Takes variables to set besides, and a command to run the
   * server under, which may make the machine look other than it is.
   */
  static async start(extra: NodeJS.ProcessEnv = {}, wrapper: readonly string[] = []): Promise<Handrail> {
    const handrail = new Handrail(await freePort(), mkdtempSync('/tmp/handrail-test-'), extra, wrapper);
    await handrail.startServer();
    return handrail;
  }

  /** all that the server has printed since it was started last */
  get said(): string {
    return this.#said;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts the server; the runner may be there already. */
  async startServer(): Promise<void> {
    const [file = '', ...words] = [...this.#wrapper, process.execPath, 'server/main.ts', '--login-link'];
    const server = spawn(file, words, { cwd: root, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#server = server;
    this.#said = '';
    this.loginLink = await new Promise((found, failed) => {
      const take = (chunk: Buffer) => {
        this.#said += chunk.toString();
        const link = /https?:\/\/\S+\/login#\S+/.exec(this.#said);
        if (link) found(link[0]);
      };
      server.stdout.on('data', take);
      server.stderr.on('data', take);
      server.once('exit', (code) => failed(new Error(`the server ended with ${code}:\n${this.#said}`)));
    });
  }

  /** Ends the server with a signal and waits until it is gone. The runner stays. */
  async endServer(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const server = this.#server;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((done) => server.once('exit', done));
    server.kill(signal);
    await gone;
  }

  /** The process id of the server, 0 when none was started. */
  get serverPid(): number {
    return this.#server?.pid ?? 0;
  }

  /** The process id of the runner that belongs to this data folder, or null when none answers. */
  async runnerPid(): Promise<number | null> {
    const config = loadConfig(this.environment, root);
    const client = await connectRunner({ config, log: createLog('silent', 'test'), startIfAway: false }).catch(() => null);
    if (!client) return null;
    const { pid } = await client.hello();
    client.close();
    return pid;
  }

  /** Runs `npx handrail …` beside this server, without npx, which takes longer than most commands; gives what it printed and its exit status. */
  cli(...words: string[]): { stdout: string; status: number; stderr: string } {
    try {
      const stdout = execFileSync(join(root, 'node_modules/.bin/handrail'), words, { cwd: root, env: this.environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 });
      return { stdout, status: 0, stderr: '' };
    } catch (error) {
      const failure = error as { stdout?: string; stderr?: string; status?: number };
      return { stdout: failure.stdout ?? '', stderr: failure.stderr ?? '', status: failure.status ?? -1 };
    }
  }

  /** Uses a login link (its own when none is given); gives a client that is logged in. */
  async logIn(link = this.loginLink): Promise<Client> {
    const secret = link.slice(link.indexOf('#') + 1);
    const answer = await fetch(`${this.origin}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-handrail': '1', origin: this.origin },
      body: JSON.stringify({ secret }),
    });
    if (!answer.ok) throw new Error(`login: ${answer.status} ${await answer.text()}`);
    return new Client(this.origin, (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.endServer();
    await endRunners(this.environment.HANDRAIL_DATA ?? this.data);
    // Its practice process ends after it, and writes until then.
    rmSync(this.data, { recursive: true, force: true, maxRetries: 12 });
    const { runtime } = loadConfig(this.environment, root).paths;
    rmSync(runtime, { recursive: true, force: true, maxRetries: 12 });
    removeMemory(runtime);
  }
}

/** Takes a data folder; ends the runners on it and waits until they are gone: also one that is still starting, or too busy to answer, and an older one that runs out. */
export async function endRunners(data: string): Promise<void> {
  const runners = processes().filter((pid) => {
    const [words, variables] = [partOf(pid, 'cmdline'), partOf(pid, 'environ')];
    return words.includes('server/runner/main.ts') && `\0${variables}`.includes(`\0HANDRAIL_DATA=${data}\0`);
  });
  for (const runner of runners) signal(runner, 'SIGTERM');
  for (const runner of runners) {
    for (const late = Date.now() + 20_000; isAlive(runner) && Date.now() < late;) await pause(20);
    if (isAlive(runner)) signal(runner, 'SIGKILL');
    while (isAlive(runner)) await pause(20);
  }
}

function processes(): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
}

function partOf(pid: number, part: string): string {
  try {
    return readFileSync(`/proc/${pid}/${part}`, 'latin1');
  } catch {
    return '';
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone.
  }
}

/** A person's browser, as far as HTTP goes. */
export class Client {
  readonly origin: string;
  readonly cookie: string;

  constructor(origin: string, cookie: string) {
    this.origin = origin;
    this.cookie = cookie;
  }

  async get(path: string): Promise<Response> {
    await caughtUp();
    return fetch(this.origin + path, { headers: { cookie: this.cookie } });
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    await caughtUp();
    return fetch(this.origin + path, {
      method: 'POST',
      headers: { cookie: this.cookie, origin: this.origin, 'content-type': 'application/json', 'x-handrail': '1', ...headers },
      body: JSON.stringify(body),
    });
  }

  /** Starts a step of the catalog in practice; gives the server's answer. */
  async start(reference: string, parameters: Record<string, string> = {}, extra: Record<string, unknown> = {}): Promise<Response> {
    const { runbook, step } = stepOf(reference);
    return this.post('/api/runs', {
      runbook: runbook.id, step: step.id, digest: step.digest, environment: 'practice', parameters, size: { cols: 100, rows: 30 }, ...extra,
    }, { 'idempotency-key': crypto.randomUUID() });
  }

  async run(id: RunId): Promise<Run> {
    return ((await (await this.get(`/api/runs/${id}`)).json()) as { run: Run }).run;
  }

  /** Waits until a run has ended; gives its record. Throws after the seconds given. */
  async ended(id: RunId, seconds = 150): Promise<Run> {
    for (const until = Date.now() + seconds * 1000; Date.now() < until; ) {
      const run = await this.run(id);
      if (isOver(run.state)) return run;
      await pause(50);
    }
    throw new Error(`run ${id} has not ended after ${seconds} s`);
  }

  async output(id: RunId): Promise<string> {
    return (await this.get(`/api/runs/${id}/output`)).text();
  }

  /** Starts a step, waits for its end; gives its record and all it printed. Throws when it was refused. */
  async finish(reference: string, parameters: Record<string, string> = {}, extra: Record<string, unknown> = {}): Promise<{ run: Run; output: string }> {
    const answer = await this.start(reference, parameters, extra);
    if (!answer.ok) throw new Error(`${reference}: ${answer.status} ${await answer.text()}`);
    const run = await this.ended(((await answer.json()) as { run: Run }).run.id);
    return { run, output: await this.output(run.id) };
  }
}

/** `cli` stands still until its command has ended: connections that the server closed meanwhile are heard of first, not used once more. */
function caughtUp(): Promise<void> {
  return new Promise((done) => { setImmediate(() => setImmediate(done)); });
}

/** Waits some milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Tells whether a process is there and running: one that has ended and was not waited for does not count. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
