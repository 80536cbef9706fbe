/**
 * The runner's side of the practice process: starts it at first use, starts it again when it has died, and asks it for
 * worlds. The process ends when its standard input closes, so it never outlives the runner.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config/load.ts';
import type { Log } from '../log.ts';

const world = z.object({
  /** unix socket of the world's Kubernetes API */
  socket: z.string().min(1),
  contexts: z.array(z.object({ name: z.string().min(1), namespace: z.string().optional() })),
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
      env: { PATH: process.env.PATH, HOME: process.env.HOME, HANDRAIL_DATA: paths.data, HANDRAIL_LOG: log },
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

  #ask(method: string, path: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const sent = request({ socketPath: this.#config.paths.practiceSocket, method, path, agent: false }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => { text += chunk; });
        answer.on('error', reject);
        answer.on('end', () => {
          if ((answer.statusCode ?? 500) < 300) resolve(text === '' ? null : JSON.parse(text));
          else reject(new Error(complaint(text)));
        });
      });
      sent.on('error', reject);
      sent.end();
    });
  }
}

/** Takes the body of a refusal; gives its sentence. */
function complaint(text: string): string {
  try {
    const body = JSON.parse(text) as { error?: { message?: string } | string; message?: string };
    const error = typeof body.error === 'string' ? body.error : body.error?.message;
    return error ?? body.message ?? text;
  } catch {
    return text;
  }
}
