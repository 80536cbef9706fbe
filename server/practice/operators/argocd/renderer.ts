/**
 * Renders charts that persons have written, on a thread of its own. Reading 64 KiB of YAML can take two seconds before
 * anybody could ask how long it has taken, and all worlds share this process: a thread can be ended from outside.
 */
import { Worker } from 'node:worker_threads';
import type { Manifest } from '../../cluster/object.ts';
import { Turnstile } from '../../pods/turnstile.ts';
import type { Source } from './application.ts';

export interface Rendering {
  /** path in the repository → text */
  files: ReadonlyMap<string, string>;
  source: Source;
  application: string;
  namespace: string;
}

export type Rendered = { targets: readonly Manifest[] } | { why: string };

/** Milliseconds a rendering may take, the thread's own beginning included: that takes some 400. */
const patience = 5_000;
/** … where the machine is busy with others: until this process has had so much of a processor, and at most so long. */
const longest = 15_000;
/** Of what a thread may keep in memory, in MiB. The charts of the world need some 20. */
const memory = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32 };
/** Renderings of all worlds at a time. */
const atOnce = new Turnstile(2);
const refused = 'the practice world does not render this:';

/** Where Node keeps what it compiled: a thread that finds it begins with half the work. It is told nothing else. */
const kept = process.env['NODE_COMPILE_CACHE'] === undefined ? {} : { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] };

/** Takes what to do when a rendering that begins now has had its time; gives the interval that waits for that. A thread's share of a processor is no more than its process's. */
function afterPatience(act: () => void): NodeJS.Timeout {
  const [began, before] = [performance.now(), process.cpuUsage()];
  return setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    const waited = performance.now() - began;
    if (waited >= longest || (waited >= patience && (user + system) / 1000 >= patience)) act();
  }, 250);
}

/** Takes what to render; gives the manifests. Rejects with what is wrong with it, as Argo CD tells it, also when it takes too long or too much memory. */
export function renderApart(rendering: Rendering): Promise<readonly Manifest[]> {
  return new Promise((resolve, reject) => {
    atOnce.enter((leave) => {
      let said: Rendered = { why: `${refused} it takes more than ${memory.maxOldGenerationSizeMb} MiB, or its thread failed. Make the chart smaller.` };
      const thread = new Worker(new URL('./render-thread.ts', import.meta.url), { workerData: rendering, env: kept, argv: [], execArgv: [], resourceLimits: memory });
      const timer = afterPatience(() => {
        said = { why: `${refused} it takes longer than ${patience / 1000} s. Make the chart or its values smaller.` };
        void thread.terminate();
      });
      thread.on('message', (message: Rendered) => { said = message; });
      thread.on('error', () => undefined);
      thread.once('exit', () => {
        clearInterval(timer);
        leave();
        if ('targets' in said) resolve(said.targets);
        else reject(new Error(said.why));
      });
    });
  });
}
