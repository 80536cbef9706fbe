/** The runners of a data folder as somebody sees them who only looks, or asks all of them to run out. */
import { setTimeout as pause } from 'node:timers/promises';
import type { RunId } from '../../../common/ids.ts';
import type { Run } from '../../../common/run.ts';
import type { Config } from '../../config/load.ts';
import type { Paths } from '../../config/paths.ts';
import type { Hello } from '../protocol.ts';
import { Link } from '../wire/link.ts';
import { isCurrentHeld, runnerSockets } from './generation.ts';

/** How often it is looked whether one that is starting answers, in milliseconds. */
const lookMs = 50;

export interface RunnerSeen {
  hello: Hello;
  /** whether we speak a version it speaks */
  speaks: boolean;
  /** what it has going or waiting, as far as it can be asked */
  runs: Run[];
}

/** Takes the configuration and how long to wait for a runner that is starting (milliseconds); gives every runner of the data folder that answers, by generation. Starts none. */
export async function lookAtRunners({ paths }: Config, waitMs = 0): Promise<RunnerSeen[]> {
  for (const until = Date.now() + waitMs; ; await pause(lookMs)) {
    const seen = await look(paths);
    if (Date.now() >= until || seen.some(({ hello }) => !hello.draining) || !(await isCurrentHeld(paths))) return seen;
  }
}

async function look(paths: Paths): Promise<RunnerSeen[]> {
  const seen = await Promise.all(runnerSockets(paths.runtime).map(async (socket): Promise<RunnerSeen | null> => {
    const link = await Link.open(socket, { event: () => undefined, output: () => undefined, gone: () => undefined }).catch(() => null);
    if (link === null) return null;
    try {
      const { hello, speaks } = link;
      if (!speaks) return { hello, speaks, runs: [] };
      const going = new Set(await link.request('going', {}) as RunId[]);
      const listed = await link.request('list', { since: Date.now() }) as Run[];
      return { hello, speaks, runs: listed.filter(({ id }) => going.has(id)) };
    } catch {
      return null;
    } finally {
      link.close();
    }
  }));
  return seen.filter((one) => one !== null).sort((one, other) => one.hello.generation - other.hello.generation);
}

/** Takes the configuration; tells every runner of the data folder to take no new run, and to end when its last one has. */
export async function drainRunners({ paths }: Config): Promise<void> {
  await Promise.all(runnerSockets(paths.runtime).map(async (socket) => {
    const link = await Link.open(socket, { event: () => undefined, output: () => undefined, gone: () => undefined }).catch(() => null);
    // One from before generations does not know how: it is left as it is.
    await link?.request('drain', {}).catch(() => undefined);
    link?.close();
  }));
}
