/**
 * Fuzzes what reads bytes from others: a million inputs each, two readers at a time. Ends with a table, and with status 1
 * when an input breaks what should hold, or hangs.
 *
 *   node bench/fuzz.ts [--inputs 1000000] [--seed 1] [--only 'frame decoder'] [--first 0]
 *
 * A failure names seed and input: give both with `--inputs 1` to have it again.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fuzz, type FuzzResult } from './fuzz-target.ts';
import { targets } from './fuzz-targets.ts';

interface Task {
  name: string;
  seed: number;
  first: number;
  inputs: number;
}

/** Tried without a word from the thread; a thread that is silent for so many milliseconds hangs, however busy the machine is. */
const portion = 500;
const silentMs = 180_000;

if (isMainThread) await main();
else work(workerData as Task);

function work({ name, seed, first, inputs }: Task): void {
  const target = targets.find((one) => one.name === name);
  if (target === undefined) throw new Error(`there is no target ${name}`);
  for (let at = 0; at < inputs; at += portion) {
    parentPort?.postMessage(fuzz(target, seed, first + at, Math.min(portion, inputs - at)));
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 0x7fffffff)) },
      only: { type: 'string' }, first: { type: 'string', default: '0' },
    },
  });
  const given = { seed: Number(values.seed), first: Number(values.first), inputs: Number(values.inputs) };
  const tasks = targets.filter(({ name }) => values.only === undefined || name === values.only).map(({ name }) => ({ name, ...given }));
  console.log(`seed ${given.seed}`);
  const rows: string[] = [];
  const failures: string[] = [];
  const began = performance.now();
  const next = async () => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      const result = await inThread(task).catch((error: unknown) => String((error as Error).stack));
      if (typeof result === 'string') failures.push(result);
      else rows.push(`| ${task.name} | ${result.inputs.toLocaleString('en')} | ${Math.round(result.inputs / result.ms).toLocaleString('en')} a ms | ${(result.ms / 1000).toFixed(0)} s | ${result.slowestMs.toFixed(0)} ms |`);
      console.log(typeof result === 'string' ? `✖ ${result}` : `✔ ${task.name}, ${(result.ms / 1000).toFixed(0)} s`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, next));
  console.log(`\n| what reads | inputs | rate | time | slowest input |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}`);
  console.log(`\n${((performance.now() - began) / 1000).toFixed(0)} s together; ${failures.length === 0 ? 'nothing broke' : `${failures.length} broke`}`);
  for (const failure of failures) console.log(`✖ ${failure}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

/** Takes a task; gives its result. Throws what breaks, or that it hangs. */
async function inThread(task: Task): Promise<FuzzResult> {
  const total: FuzzResult = { inputs: 0, ms: 0, slowestMs: 0 };
  const worker = new Worker(new URL(import.meta.url), { workerData: task });
  let silent: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const wait = () => {
        clearTimeout(silent);
        silent = setTimeout(() => reject(new Error(`${task.name} hangs after input ${task.first + total.inputs} of seed ${task.seed}`)), silentMs);
      };
      wait();
      worker.on('message', ({ inputs, ms, slowestMs }: FuzzResult) => {
        total.inputs += inputs;
        total.ms += ms;
        total.slowestMs = Math.max(total.slowestMs, slowestMs);
        wait();
      });
      worker.on('error', reject);
      worker.on('exit', () => resolve());
    });
  } finally {
    clearTimeout(silent);
    await worker.terminate();
  }
  return total;
}
