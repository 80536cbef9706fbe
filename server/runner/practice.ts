/**
 * The runner's side of the practice process: starts it at first use, starts it again when it has died, and asks it for
 * worlds. The process ends when its standard input closes, so it never outlives the runner.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import { HandrailError, isErrorBody } from '../../common/errors.ts';
import { kafdropHosts, type PracticeAsk } from '../../common/practice.ts';
import type { Config } from '../config/load.ts';
import type { Log } from '../log.ts';
import { fetchPage } from './site-page.ts';

const world = z.object({
  /** unix socket of the world's Kubernetes API */
  socket: z.string().min(1),
  contexts: z.array(z.object({ name: z.string().min(1), namespace: z.string().optional() })),
  /** the front door: unix socket of its proxy, and the certificate (PEM) of the authority to trust */
  front: z.object({ socket: z.string().min(1), certificate: z.string().min(1) }),
  /** folder of programs for sandboxes */
  tools: z.string().min(1).optional(),
});
export type World = z.infer<typeof world>;

const startMs = 10_000;
const retryMs = 20;

export class Practice {
  readonly #config: Config;
  readonly #log: Log;
  readonly #main: string;
  #child: ChildProcess | null = null;
  #ready: Promise<void> | null = null;
  /** worlds the process has answered for; it keeps them as long as it lives */
  readonly #worlds = new Map<string, World>();

  /** Takes the configuration, the log, and the process's entry point, so that a test can bring its own. */
  constructor(config: Config, log: Log, main = join(import.meta.dirname, '../practice/main.ts')) {
    this.#config = config;
    this.#log = log;
    this.#main = main;
  }

  /** Starts the process ahead of its first use. */
  warm(): void {
    this.#start().catch((error: unknown) => { this.#log.error({ err: error }, 'the practice process does not start'); });
  }

  /** Takes a person; gives that person's world, made at first use. Throws with what the practice process says. */
  async world(person: string): Promise<World> {
    const known = this.#worlds.get(person);
    if (known !== undefined) return known;
    await this.#start();
    const made = world.parse(await this.#ask('PUT', `/worlds/${person}`));
    this.#worlds.set(person, made);
    return made;
  }

  /** Takes a person; forgets everything in that person's world. */
  async reset(person: string): Promise<void> {
    this.#worlds.delete(person);
    await this.#start();
    await this.#ask('DELETE', `/worlds/${person}`);
  }

  /** Takes a person and what they ask of their world; gives the answer. Throws what the practice process says no with. */
  async ask(person: string, ask: PracticeAsk): Promise<unknown> {
    if (ask.act === 'kafdrop') {
      const { front } = await this.world(person);
      return await fetchPage(front.socket, `http://${kafdropHosts[ask.context]}/kafdrop/${ask.path}`);
    }
    await this.#start();
    const [method, path, body] = requestOf(ask);
    return await this.#ask(method, `/worlds/${person}${path}`, body);
  }

  close(): void {
    this.#child?.stdin?.end();
  }

  async #start(): Promise<void> {
    this.#ready ??= this.#launch().catch((error: unknown) => {
      this.#ready = null;
      throw error;
    });
    await this.#ready;
  }

  async #launch(): Promise<void> {
    const { paths, log } = this.#config;
    const child = spawn(process.execPath, [this.#main], {
      cwd: '/',
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, HANDRAIL_DATA: paths.data, HANDRAIL_LOG: log },
    });
    this.#child = child;
    child.stdin.on('error', () => undefined);
    child.on('error', () => undefined);
    child.once('exit', (status, signal) => {
      this.#log.warn({ status, signal }, 'the practice process ended');
      this.#child = null;
      this.#ready = null;
      this.#worlds.clear();
    });
    for (const until = Date.now() + startMs; ; ) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error('The practice process ended at its start; the log says why.');
      // Another process may hold the socket for a moment after an earlier runner's death: only ours counts.
      const health = (await this.#ask('GET', '/health').catch(() => null)) as { pid?: number } | null;
      if (health?.pid === child.pid) return;
      if (Date.now() > until) {
        child.kill('SIGKILL');
        throw new Error('The practice process does not answer; the log says why.');
      }
      await new Promise((waited) => setTimeout(waited, retryMs));
    }
  }

  #ask(method: string, path: string, body?: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const sent = request({ socketPath: this.#config.paths.practiceSocket, method, path, agent: false }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => { text += chunk; });
        answer.on('error', reject);
        answer.on('end', () => {
          if ((answer.statusCode ?? 500) < 300) resolve(text === '' ? null : JSON.parse(text));
          else reject(complaint(text));
        });
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

/** Takes what is asked of a world; gives how the practice process is asked it, below the world. */
function requestOf(ask: Exclude<PracticeAsk, { act: 'kafdrop' }>): [method: string, path: string, body?: object] {
  const name = 'name' in ask ? `/${encodeURIComponent(ask.name)}` : '';
  const scenario = 'scenario' in ask ? `/${encodeURIComponent(ask.scenario)}` : '';
  switch (ask.act) {
    case 'glance': return ['GET', '/glance'];
    case 'pass': return ['POST', '/clock', { ms: ask.ms, inMs: ask.inMs }];
    case 'snapshots': return ['GET', '/snapshots'];
    case 'snapshot-save': return ['PUT', `/snapshots${name}`];
    case 'snapshot-restore': return ['POST', `/snapshots${name}/restore`];
    case 'snapshot-delete': return ['DELETE', `/snapshots${name}`];
    case 'scenarios': return ['GET', '/scenarios'];
    case 'scenario-start': return ['POST', `/scenarios${scenario}/start`, {}];
    case 'scenario-check': return ['POST', `/scenarios${scenario}/check`, {}];
    case 'scenario-hint': return ['POST', `/scenarios${scenario}/hint`, {}];
  }
}

/** Takes the body of a refusal; gives the error it tells of. */
function complaint(text: string): Error {
  try {
    const body = JSON.parse(text) as { error?: unknown; message?: string };
    if (isErrorBody(body.error)) return new HandrailError(body.error.code, body.error.details);
    return new Error(typeof body.error === 'string' ? body.error : body.message ?? text);
  } catch {
    return new Error(text);
  }
}
