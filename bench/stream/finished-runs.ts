/**
 * What is left in memory of runs that are over: a runner of its own, in a process of its own, runs a thousand steps to their
 * ends. What its heap holds is counted before and after, object by object. Compiled code is left out: the engine compiles,
 * optimises and throws away as it likes, by hundreds of KiB, whether anything is kept or not. Started by itself, this file
 * prints the figures.
 */
import { execFileSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { getHeapSnapshot } from 'node:v8';
import { openTrial } from '../../server/runner/trial.ts';

const runs = 1_000;
/** Not counted: until then pools and caches fill. */
const warmUp = 200;
const atOnce = 6;

export interface FinishedFigures {
  /** bytes of objects, arrays, strings and buffers, for each run that is over */
  left: number;
  /** bytes of the process's memory for each, garbage and code included */
  resident: number;
  /** bytes of heap at the end */
  heap: number;
}

/** Gives the figures. Takes a minute or more. */
export function finishedRuns(): FinishedFigures {
  return JSON.parse(execFileSync(process.execPath, [import.meta.filename], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })) as FinishedFigures;
}

async function measure(): Promise<FinishedFigures> {
  const trial = openTrial();
  const several = async (count: number) => {
    await Promise.all(Array.from({ length: atOnce }, async (_, at) => {
      for (let run = at; run < count; run += atOnce) await trial.run({ source: 'seq 100' }, { person: `person-${at}` });
    }));
  };
  try {
    await several(warmUp);
    const [before, resident] = [await heldBytes(), process.memoryUsage().rss];
    await several(runs);
    const after = await heldBytes();
    return { left: (after - before) / runs, resident: (process.memoryUsage().rss - resident) / runs, heap: process.memoryUsage().heapUsed };
  } finally {
    await trial.close();
  }
}

/** What a snapshot of the heap says: https://nodejs.org/api/v8.html#v8getheapsnapshotoptions, made after a full collection. */
interface Snapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[], ...unknown[]] } };
  nodes: number[];
}

const engine = new Set(['code', 'hidden', 'object shape', 'synthetic']);

/** Twice, for the first leaves things of its own. */
async function heldBytes(): Promise<number> {
  await countBytes();
  return await countBytes();
}

async function countBytes(): Promise<number> {
  const { snapshot: { meta }, nodes } = JSON.parse(await text(getHeapSnapshot())) as Snapshot;
  const [types] = meta.node_types;
  const [type, size] = [meta.node_fields.indexOf('type'), meta.node_fields.indexOf('self_size')];
  let bytes = 0;
  for (let at = 0; at < nodes.length; at += meta.node_fields.length) {
    if (!engine.has(types[nodes[at + type] ?? 0] ?? '')) bytes += nodes[at + size] ?? 0;
  }
  return bytes;
}

if (import.meta.main) process.stdout.write(JSON.stringify(await measure()));
