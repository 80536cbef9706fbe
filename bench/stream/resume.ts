/**
 * A viewer that lost its connection and comes back: from opening the new socket to the last byte it missed. Nobody else
 * has kept a byte, so there is nothing to compare with: the others' terminals end with the socket.
 */
import { createHash } from 'node:crypto';
import type { RunId } from '../../common/ids.ts';
import { median } from '../statistics.ts';
import { Page } from './page.ts';
import type { Task } from './peer.ts';
import type { Ours } from './peers/ours.ts';

/** Prints the same file as the flood of log text, its first 50 MB. */
const largeBytes = 50_000_000;
const smallBytes = 1_000_000;
export const largeLog: Task = { name: 'large-log', source: `head -c ${largeBytes} log.txt`, interactive: false };

export interface ResumeFigures {
  /** milliseconds, medians */
  small: number;
  large: number;
}

/** Takes Handrail with the flood of log text in its workspace; gives the times. Throws when other bytes come than were printed. */
export async function resume(ours: Ours): Promise<ResumeFigures> {
  const run = await ours.page.start(ours.step(largeLog.name));
  const { end } = await ours.page.client.ended(run, 120);
  const whole = Buffer.from(await (await ours.page.client.get(`/api/runs/${run}/output`)).arrayBuffer());
  if (whole.length !== end) throw new Error(`${whole.length} bytes were kept of ${end}`);
  const back = (from: number) => cameBack(ours, run, from, whole);
  const small: number[] = [];
  for (let round = 0; round < 9; round += 1) small.push(await back(end - smallBytes));
  const large: number[] = [];
  for (let round = 0; round < 3; round += 1) large.push(await back(0));
  return { small: median(small), large: median(large) };
}

async function cameBack(ours: Ours, run: RunId, from: number, whole: Buffer): Promise<number> {
  const parts: Buffer[] = [];
  let have = from;
  const began = performance.now();
  const page = await Page.open(ours.page.client);
  await new Promise<void>((complete) => {
    page.watch(run, {
      output(bytes) {
        parts.push(bytes);
        have += bytes.length;
        if (have === whole.length) complete();
      },
    }, from);
  });
  const took = performance.now() - began;
  page.close();
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  if (digest(Buffer.concat(parts)) !== digest(whole.subarray(from))) throw new Error('other bytes came back than were printed');
  return took;
}

