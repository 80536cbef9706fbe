/**
 * Twenty viewers of one run, and one of them stops reading: how late a marked line comes to the others, beside how late it
 * comes when nobody has stopped. Rounds alternate. A line carries the time it was printed at.
 */
import { pause } from '../../test/handrail.ts';
import { percentile } from '../statistics.ts';
import { createMarkReader } from './marks.ts';
import { Page } from './page.ts';
import type { Task } from './peer.ts';
import type { Ours } from './peers/ours.ts';

/** About 1 MB/s, so that who does not read has no room left within the first second; a mark in each fiftieth. */
export const chatter: Task = {
  name: 'chatter', interactive: false,
  source: `exec 3<> <(:)\nwhile :; do printf 'mark %s\\n%20000s\\n' "$EPOCHREALTIME" ''; read -rt 0.02 -u 3; done`,
};

export interface ViewersFigures {
  /** 95th percentiles in milliseconds */
  alone: number;
  beside: number;
  marks: number;
}

const viewers = 19;
const rounds = 3;
const roundMs = 4_000;
/** Not counted at the beginning of each round: who stalls still has room, who comes is still catching up. */
const settleMs = 1_500;

/** Takes Handrail; gives how late marks come without and with a viewer that has stalled. */
export async function besideStalled(ours: Ours): Promise<ViewersFigures> {
  const lags = { alone: [] as number[], beside: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    lags.alone.push(...await watch(ours, false));
    lags.beside.push(...await watch(ours, true));
  }
  return { alone: percentile(lags.alone, 0.95), beside: percentile(lags.beside, 0.95), marks: lags.beside.length };
}

async function watch(ours: Ours, isStalling: boolean): Promise<number[]> {
  const lags: number[] = [];
  let counts = false;
  const run = await ours.page.start(ours.step(chatter.name));
  const pages = await Promise.all(Array.from({ length: viewers + 1 }, () => Page.open(ours.page.client)));
  const [last, ...others] = pages;
  for (const page of others) {
    const read = createMarkReader((lag) => { if (counts) lags.push(lag); });
    page.watch(run, { output: read });
  }
  last?.watch(run, { output: () => undefined });
  await pause(500);
  if (isStalling) last?.stall();
  await pause(settleMs);
  counts = true;
  await pause(roundMs);
  counts = false;
  for (const page of pages) page.close();
  await ours.page.client.post(`/api/runs/${run}/stop`, {});
  await ours.page.client.ended(run);
  return lags;
}
