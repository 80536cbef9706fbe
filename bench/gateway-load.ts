/** Mixed work of many people at the Kubernetes gateway: the real kubectl, several at a time, each with what it must end as. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Effect } from '../common/catalog/effect.ts';
import type { Manifest } from '../server/practice/cluster/object.ts';

export const benchToken = 'bench-token';

const pod = (name: string): Manifest => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { containers: [{ name, image: 'busybox', command: ['sh', '-c', 'seq 500; sleep 100000'] }] },
} as Manifest);

/** What the load is put on. */
export const seed: readonly Manifest[] = [
  ...Array.from({ length: 20 }, (_, at) => pod(`web-${at}`)), pod('flood'),
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys', namespace: 'default' }, data: { password: 'aHVudGVyMg==' } } as Manifest,
];

interface Work {
  args: readonly string[];
  input?: string;
  effect: Effect;
  /** null for one that is broken off: it ends as it likes */
  status: number | null;
  /** what it prints, on either stream */
  prints: RegExp;
  /** milliseconds after which it is broken off, as a person does who has seen enough */
  brokenOff?: number;
}

const works: readonly ((at: number) => Work)[] = [
  () => ({ args: ['get', 'pods'], effect: 'read', status: 0, prints: /web-7/ }),
  () => ({ args: ['get', 'pods', '-o', 'json'], effect: 'read', status: 0, prints: /"PodList"|"List"/ }),
  (at) => ({ args: ['describe', 'pod', `web-${at % 20}`], effect: 'read', status: 0, prints: /Status:/ }),
  (at) => ({ args: ['logs', `web-${at % 20}`], effect: 'read', status: 0, prints: /500/ }),
  (at) => ({ args: ['logs', '-f', `web-${at % 20}`], effect: 'read', status: null, prints: /500/, brokenOff: 200 }),
  (at) => ({ args: ['exec', `web-${at % 20}`, '--', 'echo', `said-${at}`], effect: 'read', status: 0, prints: /said-/ }),
  (at) => ({ args: ['exec', '-i', `web-${at % 20}`, '--', 'cat'], input: `given-${at}`, effect: 'destroy', status: 0, prints: /given-/ }),
  (at) => ({ args: ['apply', '-f', '-'], input: JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `map-${at % 50}` }, data: { at: String(at) } }), effect: 'change', status: 0, prints: /configmap/ }),
  () => ({ args: ['get', 'secret', 'keys', '-o', 'yaml'], effect: 'read', status: 0, prints: /KioqKioqKg==/ }),
  (at) => ({ args: ['delete', 'pod', `web-${at % 20}`], effect: 'change', status: 1, prints: /declared “change”/ }),
  () => ({ args: ['get', 'pods', '-w'], effect: 'read', status: null, prints: /web-7/, brokenOff: 200 }),
];

/** Starts kubectl as a step of that effect has it. */
export type Begin = (effect: Effect, args: readonly string[]) => ChildProcess;

export interface Load {
  done: number;
  /** what ended otherwise than it must */
  failures: string[];
}

/** Takes how to start kubectl, how many at a time, and until when (a count, or unix milliseconds); gives what came of it. */
export async function load(begin: Begin, atOnce: number, until: { count: number } | { time: number }): Promise<Load> {
  const result: Load = { done: 0, failures: [] };
  let next = 0;
  const isOver = () => ('count' in until ? next >= until.count : Date.now() >= until.time);
  const worker = async () => {
    while (!isOver()) {
      const at = next++;
      const work = works[at % works.length]?.(at);
      if (work === undefined) return;
      const { status, printed } = await carryOut(begin(work.effect, work.args), work);
      result.done += 1;
      if (work.status !== null && status !== work.status || !work.prints.test(printed)) result.failures.push(`kubectl ${work.args.join(' ')}: ${status} ${printed.slice(-500)}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return result;
}

async function carryOut(child: ChildProcess, { input, brokenOff, prints }: Work): Promise<{ status: number; printed: string }> {
  let printed = '';
  const ended = new Promise<number>((resolve) => { child.once('close', (status) => { resolve(status ?? -1); }); });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => { printed += chunk.toString(); });
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input ?? '');
  if (brokenOff !== undefined) {
    for (const late = Date.now() + 20_000; !prints.test(printed) && Date.now() < late;) await pause(20);
    await pause(brokenOff);
    child.kill('SIGTERM');
  }
  return { status: await ended, printed };
}
