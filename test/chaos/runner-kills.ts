/**
 * The runner killed at random moments: its runs are lost and say so, what they printed up to then is kept to the last byte
 * anybody saw, none of their processes is left, and the next run starts as ever, in the workspace as it was.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { isAlive, pause } from '../handrail.ts';
import type { Scene, Stream } from './scene.ts';
import { newRow, type Row } from './tally.ts';
import type { Watcher } from './watcher.ts';

/** Takes a scene and how many kills; gives what came of them. */
export async function killRunners(scene: Scene, kills: number): Promise<Row> {
  const row = newRow('the runner killed (SIGKILL)');
  let longest = 0;
  for (; row.times < kills; row.times += 1) {
    await scene.over(await scene.start('remember', { MARK: row.times }));
    const streams = [await scene.stream({ bytes: 30_000_000, pace: 2_000 }), await scene.stream({ bytes: 30_000_000, pace: 500 }, 'queued-stream')];
    const waiting = await scene.start('hello');
    const watchers = streams.map(({ id }) => scene.watch(id, { wait: () => 30 }));
    // Some die while their first run is still being started.
    if (!scene.chance.oneIn(4)) for (const watcher of watchers) await watcher.until(({ have }) => have > 0);
    await pause(scene.chance.below(400));
    const runner = await scene.handrail.runnerPid();
    if (runner === null) throw new Error('there is no runner to kill');
    process.kill(runner, 'SIGKILL');
    const began = performance.now();
    for (const [at, stream] of streams.entries()) await checkLost(scene, row, stream, watchers[at]);
    if ((await scene.over(waiting)).state !== 'lost') row.failures.push(`a step that waited for the runner that died is not lost`);
    if (isAlive(runner)) row.failures.push(`the runner ${runner} is still there`);
    const left = await processesLeft(streams);
    if (left.length > 0) row.failures.push(`processes of lost runs are left: ${left.join(', ')}`);
    await checkNext(scene, row);
    longest = Math.max(longest, performance.now() - began);
  }
  row.note = `a valid beginning kept, \`lost\` said, no process left; at most ${(longest / 1000).toFixed(1)} s until the next steps had run`;
  return row;
}

/** What is kept is the beginning of what was printed, and no less than anybody saw. */
async function checkLost(scene: Scene, row: Row, { id, expected }: Stream, watcher: Watcher | undefined): Promise<void> {
  const run = await scene.over(id);
  if (run.state !== 'lost' || run.asExpected !== false) row.failures.push(`${id} is ${run.state}, as expected: ${run.asExpected}`);
  await watcher?.until(({ isOver }) => isOver);
  const kept = await scene.download(id);
  const seen = (await watcher?.bytes()) ?? Buffer.alloc(0);
  row.checked += kept.length + seen.length;
  row.doubled += watcher?.doubled ?? 0;
  row.lost += (watcher?.lost ?? 0) + Math.max(0, seen.length - kept.length);
  if (kept.length !== run.end) row.failures.push(`${id} has ${kept.length} bytes, and says ${run.end}`);
  if (!kept.equals(expected.subarray(0, kept.length))) row.failures.push(`what is kept of ${id} is no beginning of what it printed`);
  if (!seen.equals(kept.subarray(0, seen.length))) row.failures.push(`what a viewer saw of ${id} is not what is kept`);
}

/** Steps are told by the seeds on their command lines. */
async function processesLeft(streams: readonly Stream[]): Promise<string[]> {
  const theirs = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && streams.some(({ seed }) => commandOf(name).includes(`\0${seed}\0`)));
  for (const late = Date.now() + 60_000; theirs().length > 0 && Date.now() < late;) await pause(50);
  return theirs();
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

async function checkNext(scene: Scene, row: Row): Promise<void> {
  const recall = await scene.start('recall');
  const run = await scene.over(recall);
  const said = (await scene.download(recall)).toString();
  if (run.state !== 'exited' || said !== `${row.times} in kept\n`) row.failures.push(`the next step ended as ${run.state} and said ${JSON.stringify(said)}: the shell's state of ${row.times} is gone`);
}
