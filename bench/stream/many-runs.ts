/**
 * A hundred runs at once, each printing 10 KB/s: what each costs in memory, and whether any is kept waiting. A person may
 * have eight runs going, so there are thirteen persons. Before that, runs that print nothing.
 */
import type { RunId } from '../../common/ids.ts';
import type { RunnableStep } from '../../common/catalog/step.ts';
import { Api } from '../../server/cli/api.ts';
import { loadConfig } from '../../server/config/load.ts';
import { pause, root } from '../../test/handrail.ts';
import { fixtureStep } from '../../test/fixture-catalog.ts';
import { cpuOf } from '../process-cpu.ts';
import { memoryOf, ownMemory } from '../process-memory.ts';
import { median, percentile } from '../statistics.ts';
import { createMarkReader } from './marks.ts';
import { Page } from './page.ts';
import type { Ours } from './peers/ours.ts';

const runs = 100;
const idleRuns = 40;
/** `usualQuotas` of server/runs/quotas.ts */
const perPerson = 8;
const watchMs = 10_000;
/** Ten lines of 1,000 bytes a second. */
const bytesPerSecond = 10_000;

export const talkingStep: RunnableStep = fixtureStep({
  id: 'talking', background: true,
  source: `exec 3<> <(:)\nwhile :; do printf 'mark %s\\n%974s\\n' "$EPOCHREALTIME" ''; read -rt 0.1 -u 3; done`,
});
export const silentStep: RunnableStep = fixtureStep({ id: 'silent', background: true, source: 'exec sleep 600' });

/** Bytes for each run. */
export interface RunMemory {
  server: number;
  runner: number;
  /** its processes: sandbox, shell */
  sandbox: number;
}

export interface ManyRunsFigures {
  idle: RunMemory;
  loaded: RunMemory;
  /** of each run's marks the 95th percentile of how late they come, milliseconds: of the median run, and of the slowest */
  usualLag: number;
  slowestLag: number;
  /** what the run that printed least printed, as a share of what the median run did */
  leastShare: number;
  /** how much of what was to be printed in all was */
  printedShare: number;
  /** milliseconds of processor in each second, server and runner */
  cpu: number;
}

interface Going {
  page: Page;
  run: RunId;
  lags: number[];
  bytes: number;
}

/** Takes Handrail with both steps; gives the figures. */
export async function manyRuns(ours: Ours): Promise<ManyRunsFigures> {
  const pages = await persons(ours, Math.ceil(runs / perPerson));
  const before = look(ours);
  const silent = await startAll(pages, ours.step(silentStep.id), idleRuns);
  await pause(2_000);
  const idle = each(before, look(ours), idleRuns);
  await stopAll(silent);
  const again = look(ours);
  const talking = await startAll(pages, ours.step(talkingStep.id), runs);
  await pause(2_000);
  for (const going of talking) Object.assign(going, { lags: [], bytes: 0 });
  const [cpu, began] = [cpuOf(ours.pids), performance.now()];
  await pause(watchMs);
  const seconds = (performance.now() - began) / 1000;
  const used = (cpuOf(ours.pids) - cpu) / seconds;
  const printed = talking.map(({ bytes }) => bytes);
  const lags = talking.map((going) => percentile(going.lags.length > 0 ? going.lags : [Number.POSITIVE_INFINITY], 0.95));
  const loaded = each(again, look(ours), runs);
  await stopAll(talking);
  for (const page of pages) page.close();
  return {
    idle, loaded, cpu: used, usualLag: median(lags), slowestLag: Math.max(...lags), leastShare: Math.min(...printed) / median(printed),
    printedShare: printed.reduce((sum, bytes) => sum + bytes, 0) / (runs * bytesPerSecond * seconds),
  };
}

async function persons(ours: Ours, count: number): Promise<Page[]> {
  const api = new Api(loadConfig(ours.handrail.environment, root));
  const pages: Page[] = [];
  for (let at = 0; at < count; at += 1) {
    const { link } = await api.post('/api/invites', { name: `learner ${at}` }) as { link: string };
    pages.push(await Page.open(await ours.handrail.logIn(link)));
  }
  return pages;
}

async function startAll(pages: readonly Page[], step: RunnableStep, count: number): Promise<Going[]> {
  const all: Going[] = [];
  for (let at = 0; at < count; at += 1) {
    const page = pages[at % pages.length];
    if (page === undefined) throw new RangeError('nobody is there');
    const going: Going = { page, run: await page.start(step), lags: [], bytes: 0 };
    const read = createMarkReader((lag) => { going.lags.push(lag); });
    page.watch(going.run, {
      output(bytes) {
        going.bytes += bytes.length;
        read(bytes);
      },
    });
    all.push(going);
  }
  return all;
}

async function stopAll(all: readonly Going[]): Promise<void> {
  await Promise.all(all.map(async ({ page, run }) => {
    await page.client.post(`/api/runs/${run}/stop`, {});
    await page.client.ended(run);
    page.unwatch(run);
  }));
}

function look({ pids: [server = 0, runner = 0] }: Ours): RunMemory {
  const own = ownMemory(runner);
  return { server: ownMemory(server), runner: own, sandbox: memoryOf(runner).total - own };
}

function each(before: RunMemory, now: RunMemory, count: number): RunMemory {
  return { server: (now.server - before.server) / count, runner: (now.runner - before.runner) / count, sandbox: (now.sandbox - before.sandbox) / count };
}
