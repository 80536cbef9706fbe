/** The Handrail behind a site under development: a real server with a real runner, in a data folder of its own or a given one. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loadConfig } from '../config/load.ts';
import { lookAtRunners } from '../runner/client.ts';
import { memoryFolder, removeMemory } from '../runner/memory.ts';
import { Child } from './child.ts';

export interface DevHandrail {
  server: Child;
  /** folders of its own */
  folders: readonly string[];
  /** logs the operator in, once */
  loginLink: string;
  /** ends server and runner; a folder of its own goes with them */
  end(): Promise<void>;
}

export interface DevHandrailOptions {
  root: string;
  port: number;
  /** what browsers open: the site under development, the only origin the server then takes changes from */
  origin: string;
  catalog: string;
  data: string;
  /** the data folder is removed at the end */
  isOwn: boolean;
  onLine(line: string): void;
  /** told of the server, and of a runner that begins with it and is to end with it, as soon as each is there */
  onProcess(pid: number): void;
}

const patienceMs = 8_000;

/** Takes where everything is; gives the Handrail once it serves. Throws when it does not come up. */
export async function startHandrail({ root, port, origin, catalog, data, isOwn, onLine, onProcess }: DevHandrailOptions): Promise<DevHandrail> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('HANDRAIL_'));
  const env = { ...Object.fromEntries(others), HANDRAIL_HOST: '127.0.0.1', HANDRAIL_PORT: String(port), HANDRAIL_ORIGIN: origin, HANDRAIL_CATALOG: catalog, HANDRAIL_DATA: data, HANDRAIL_LOG: 'warn' };
  const found = await runnersOf(env, root);
  const { promise: link, resolve: onLink } = Promise.withResolvers<string>();
  const server = new Child('The server', [process.execPath, join(root, 'server/main.ts'), '--login-link'], { cwd: root, env }, (line) => {
    const said = /https?:\/\/\S+\/login#\S+/.exec(line)?.[0];
    if (said) onLink(said);
    else if (isTrouble(line)) onLine(line);
  });
  if (server.pid !== undefined) onProcess(server.pid);
  let isEnding = false;
  const end = async (): Promise<void> => {
    isEnding = true;
    await server.end(patienceMs);
    // A runner that was there before keeps its runs; ours would outlive its server for nothing.
    if (found.length === 0) for (const pid of await runnersOf(env, root)) await endRunner(pid);
    if (!isOwn) return;
    const { runtime } = loadConfig(env, root).paths;
    for (const folder of [data, runtime]) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    removeMemory(runtime);
  };
  try {
    const loginLink = await Promise.race([link, server.failed]);
    if (found.length === 0) void tellOfRunner(env, root, onProcess, () => isEnding);
    const { runtime } = loadConfig(env, root).paths;
    return { server, loginLink, folders: isOwn ? [data, runtime, memoryFolder(runtime) ?? []].flat() : [], end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** What the server says of itself when it cannot go on, or logs as an error. */
function isTrouble(line: string): boolean {
  return line.startsWith('handrail:') || /^\{"level":[56]0,/.test(line);
}

/** The process ids of the runners that belong to the data folder: more than one while an older one runs out. */
async function runnersOf(env: NodeJS.ProcessEnv, root: string): Promise<number[]> {
  return (await lookAtRunners(loadConfig(env, root))).map(({ hello }) => hello.pid);
}

/** The runner comes up a moment after its server. */
async function tellOfRunner(env: NodeJS.ProcessEnv, root: string, tell: (pid: number) => void, isOver: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !isOver(); tries += 1) {
    const [pid] = await runnersOf(env, root);
    if (pid !== undefined) return tell(pid);
    await pause(100);
  }
}

async function endRunner(pid: number): Promise<void> {
  for (const [signal, waitMs] of [['SIGTERM', patienceMs], ['SIGKILL', 1_000]] as const) {
    if (!send(pid, signal)) return;
    for (let waited = 0; waited < waitMs && send(pid, 0); waited += 50) await pause(50);
  }
}

/** Whether there was a process to send it to. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
