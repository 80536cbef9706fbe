/**
 * Generations: the runners of one data folder that live at the same time, the newest of which takes new runs while older
 * ones run out. Each has a small number, and under it a socket, folders, a group for its limits and an audit record of its
 * own, so that none touches what is another's. Number 1 has the plain names.
 *
 * Who lives is told by names in the kernel (`man 7 unix`, abstract sockets), held until a process ends, however it ends.
 */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { basename, join } from 'node:path';
import type { Paths } from '../../config/paths.ts';
import { memoryFolder } from '../memory.ts';

/** As many as may live at once: each upgrade while a run without an end goes on adds one. */
export const mostGenerations = 32;

export interface Place {
  readonly generation: number;
  readonly socket: string;
  /** what each run is given; it may hold secrets that an earlier step exported, so it is in memory where there is one for us */
  readonly runs: string;
  readonly stage: string;
  /** what whoever comes after must know to clear up */
  readonly note: string;
  /** name of the group of its limits */
  readonly group: string;
  readonly audit: string;
}

/** Takes where things are kept and a generation's number; gives what is its own. */
export function placeOf(paths: Paths, generation: number): Place {
  const mark = generation === 1 ? '' : `-${generation}`;
  return Object.freeze({
    generation,
    socket: join(paths.runtime, `runner${mark}.sock`),
    runs: join(memoryFolder(paths.runtime) ?? paths.runtime, `runs${mark}`),
    stage: join(paths.runtime, `stage${mark}`),
    note: join(paths.runtime, `runner${mark}.json`),
    group: `${basename(paths.runtime)}${mark}`,
    audit: join(paths.audit, `runner${mark}.jsonl`),
  });
}

/** Takes the runtime folder; gives the sockets of runners in it, of those that have died too. */
export function runnerSockets(runtime: string): string[] {
  try {
    return readdirSync(runtime).filter((name) => /^runner(-\d+)?\.sock$/.test(name)).map((name) => join(runtime, name));
  } catch {
    return [];
  }
}

/** A name held in the kernel. */
export interface Lock {
  release(): void;
}

/** Takes a generation's place; holds it for us, or gives null when its runner lives. */
export async function holdPlace({ socket }: Place): Promise<Lock | null> {
  return await hold(socket);
}

/** Takes where things are kept; makes us the one who takes new runs, or gives null while another is. */
export async function holdCurrent({ runtime }: Paths): Promise<Lock | null> {
  return await hold(join(runtime, 'current'));
}

/** Takes where things are kept; gives the lowest free generation, held for us. Throws when there is none. */
export async function takePlace(paths: Paths): Promise<Place> {
  for (let generation = 1; generation <= mostGenerations; generation += 1) {
    const place = placeOf(paths, generation);
    if (await holdPlace(place)) return place;
  }
  throw new Error(`${mostGenerations} runners live already for ${paths.data}: end some of their runs. \`npx handrail status\` lists them.`);
}

/** Takes where things are kept; tells whether a runner takes new runs, or is about to. */
export async function isCurrentHeld({ runtime }: Paths): Promise<boolean> {
  const trial = connect(`\0${join(runtime, 'current')}`);
  try {
    await once(trial, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    trial.destroy();
  }
}

async function hold(name: string): Promise<Lock | null> {
  // Those who connect wait for our end.
  const lock = createServer((socket) => { socket.unref().on('error', () => undefined); });
  lock.unref();
  lock.listen(`\0${name}`);
  try {
    await once(lock, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
  return { release: () => { lock.close(); } };
}
