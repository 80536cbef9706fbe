/**
 * The runner's side of the practice process, of which a data folder has one: starts it at first use when there is none,
 * starts it again when it has died, and asks it for worlds. We hold a lease on it, and its standard input when it is ours to
 * start: it ends with the last runner that does.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import { setTimeout as pause } from 'node:timers/promises';
import { HandrailError, isErrorBody } from '../../common/errors.ts';
import { kafdropHosts, type PracticeAsk } from '../../common/practice.ts';
import { buildOf } from '../config/build.ts';
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
  /** file that says how the world's time goes */
  time: z.string().min(1).optional(),
});
export type World = z.infer<typeof world>;

/** what the process says of itself; one from before leases says neither build nor how many there are */
const health = z.object({ protocol: z.number(), pid: z.number(), build: z.string().optional(), leases: z.number().optional() });

/** The version of its control API that is spoken here (server/practice/control.ts). */
const spoken = 1;
/** One that is still ending has the worlds, and its successor waits for them. Milliseconds. */
const startMs = 30_000;
const retryMs = 20;

export interface PracticeOptions {
  /** the process's entry point, so that a test can bring its own */
  main?: string;
  /** whether no run of ours is going, so that the process may be changed for one of our build */
  isIdle?(): boolean;
  /** how often one of another build is looked at, in milliseconds */
  renewMs?: number;
}

export class Practice {
  readonly #config: Config;
  readonly #log: Log;
  readonly #main: string;
  readonly #isIdle: () => boolean;
  readonly #renewMs: number;
  /** ours when we started it */
  #child: ChildProcess | null = null;
  #lease: ClientRequest | null = null;
  /** one from before leases: that it is gone shows when it does not answer */
  #isLeaseless = false;
  #ready: Promise<void> | null = null;
  #isClosed = false;
  /** worlds the process has answered for; it keeps them as long as it lives */
  readonly #worlds = new Map<string, World>();

  constructor(config: Config, log: Log, { main = join(import.meta.dirname, '../practice/main.ts'), isIdle = () => true, renewMs = 2_000 }: PracticeOptions = {}) {
    this.#config = config;
    this.#log = log;
    this.#main = main;
    this.#isIdle = isIdle;
    this.#renewMs = renewMs;
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
    this.#isClosed = true;
    this.#lease?.destroy();
    this.#child?.stdin?.end();
  }

  async #start(): Promise<void> {
    this.#ready ??= this.#launch().catch((error: unknown) => {
      this.#ready = null;
      throw error;
    });
    await this.#ready;
  }

  /** Finds the process or starts it, and takes a lease on it. */
  async #launch(): Promise<void> {
    let started: ChildProcess | null = null;
    for (const until = Date.now() + startMs; !this.#isClosed; await pause(retryMs)) {
      const found = health.safeParse(await this.#ask('GET', '/health').catch(() => null)).data;
      if (found !== undefined) {
        if (found.protocol !== spoken) throw new HandrailError('practice-refused', { why: 'Practice is still served by the process of an older runner, in a version that this one does not speak. It changes once that runner has ended: wait for its runs, or stop them.' });
        this.#isLeaseless = found.leases === undefined;
        if (!this.#isLeaseless) await this.#takeLease();
        if (found.build !== undefined && found.build !== buildOf()) this.#renewLater(found.pid);
        return;
      }
      if (started !== null && (started.exitCode !== null || started.signalCode !== null)) throw new Error('The practice process ended at its start; the log says why.');
      if (Date.now() > until) {
        started?.kill('SIGKILL');
        throw new Error('The practice process does not answer; the log says why.');
      }
      started ??= this.#spawn();
    }
    throw new Error('The runner is ending.');
  }

  #spawn(): ChildProcess {
    const { paths, log } = this.#config;
    const child = spawn(process.execPath, [this.#main], {
      cwd: '/',
      // Other runners need it too: what is typed at our terminal is not meant for it.
      detached: true,
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, HANDRAIL_DATA: paths.data, HANDRAIL_LOG: log },
    });
    this.#child = child;
    child.stdin.on('error', () => undefined);
    child.on('error', () => undefined);
    child.once('exit', (status, signal) => {
      this.#log.warn({ status, signal }, 'the practice process ended');
      if (this.#child === child) this.#child = null;
    });
    return child;
  }

  /** The lease is a request that stays unanswered to the end: ours, or the process's. */
  async #takeLease(): Promise<void> {
    const lease = request({ socketPath: this.#config.paths.practiceSocket, path: '/lease', agent: false });
    lease.on('error', () => { this.#loseLease(lease); });
    lease.once('close', () => { this.#loseLease(lease); });
    lease.end();
    this.#lease = lease;
    const [answer] = await once(lease, 'response') as [IncomingMessage];
    answer.on('error', () => undefined).resume();
  }

  #loseLease(lease: ClientRequest): void {
    if (this.#lease !== lease) return;
    this.#lease = null;
    this.#forget();
  }

  /** The process is gone: the next who needs it finds or starts another. */
  #forget(): void {
    this.#isLeaseless = false;
    this.#ready = null;
    this.#worlds.clear();
  }

  /** One of another build is let go of as soon as only we hold it and nothing of ours is going: its successor is of our build. */
  #renewLater(pid: number): void {
    this.#log.info({ pid }, 'the practice process is of another build: it serves on until the runners before this one have ended');
    const lease = this.#lease;
    const look = setInterval(() => void (async () => {
      if (this.#isClosed || this.#lease !== lease) return clearInterval(look);
      const found = health.safeParse(await this.#ask('GET', '/health').catch(() => null)).data;
      if (found?.leases !== 1 || !this.#isIdle() || this.#lease !== lease) return;
      clearInterval(look);
      this.#lease = null;
      this.#forget();
      lease?.destroy();
      this.warm();
    })(), this.#renewMs).unref();
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
      sent.on('error', (error) => {
        if (this.#isLeaseless) this.#forget();
        reject(error);
      });
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
