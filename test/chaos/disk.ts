/** Disks that refuse: one that is full, on a small memory filesystem, and journals that cannot be written. Needs root. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Scene } from './scene.ts';
import type { Chance } from './seed.ts';
import { compare, newRow, type Row } from './tally.ts';

const ballast = (data: string) => join(data, 'ballast');

/** Takes a source of chance and how often to fill the disk; gives what came of it, or why it cannot be tried here. */
export async function fillDisk(chance: Chance, times: number): Promise<Row> {
  const row = newRow('the disk full while a run prints');
  await onMount(row, ['-t', 'tmpfs', '-o', 'size=128m', 'handrail-chaos'], async (data) => {
    await using scene = await Scene.open(chance, { HANDRAIL_DATA: data, HANDRAIL_MIN_FREE: '16' });
    const before = await scene.stream({ bytes: 200_000, pace: 0 });
    await scene.over(before.id);
    for (; row.times < times; row.times += 1) await fillOnce(scene, row, data);
    compare(row, before.expected, await scene.download(before.id), 'the journal of a run from before');
    row.note = 'what was printed before is kept and shown to the byte, the run says why it ended, older runs are served; with space again the next run starts';
  });
  return row;
}

/** Takes a source of chance; makes the journals' folder read-only for a while. */
export async function lockJournals(chance: Chance): Promise<Row> {
  const row = newRow('journals on a filesystem that is read-only');
  await onMount(row, ['-t', 'tmpfs', '-o', 'size=128m', 'handrail-chaos'], async (data) => {
    await using scene = await Scene.open(chance, { HANDRAIL_DATA: data, HANDRAIL_MIN_FREE: '16' });
    const before = await scene.stream({ bytes: 200_000, pace: 0 });
    await scene.over(before.id);
    const journals = join(data, 'journals');
    execFileSync('mount', ['--bind', journals, journals]);
    try {
      execFileSync('mount', ['-o', 'remount,bind,ro', journals]);
      const refused = await scene.ask('hello', {}, () => true);
      const why = (await refused.text()).slice(0, 300);
      if (refused.ok) row.failures.push(`a run was started that cannot be kept: ${why}`);
      compare(row, before.expected, await scene.download(before.id), 'a journal while it is read-only');
      row.note = `a start is refused with ${refused.status}, older runs are served`;
      execFileSync('mount', ['-o', 'remount,bind,rw', journals]);
      const next = await scene.over(await scene.start('hello'));
      if (next.state !== 'exited') row.failures.push(`once it can be written again, a run ends as ${next.state}: ${next.note}`);
      row.times += 1;
    } finally {
      execFileSync('umount', ['--lazy', journals]);
    }
  });
  return row;
}

async function fillOnce(scene: Scene, row: Row, data: string): Promise<void> {
  const stream = await scene.stream({ bytes: 60_000_000, pace: 200 });
  const watcher = scene.watch(stream.id, { wait: () => 20 });
  await watcher.until(({ have }) => have > 50_000);
  const { bavail, bsize } = statfsSync(data);
  // What is left is used up by the run itself, somewhere within a write.
  const room = Math.max(0, bavail * bsize - 300_000 - scene.chance.below(2_000_000));
  try {
    writeFileSync(ballast(data), Buffer.alloc(room));
  } catch {
    // The run was quicker: then the disk is full already.
  }
  await watcher.until(({ isOver }) => isOver, 90);
  const refused = await scene.ask('hello', {}, () => true);
  if (refused.ok) row.failures.push(`a run was started on a full disk: ${await refused.text()}`);
  rmSync(ballast(data));
  const run = await scene.over(stream.id);
  if (run.asExpected !== false || run.note === '') row.failures.push(`a run that could not be kept is ${run.state}, as expected: ${run.asExpected}, and says “${run.note}”`);
  const kept = await scene.download(stream.id);
  compare(row, kept, await watcher.bytes(), 'what a viewer has of a run that could not be kept');
  // Its last line is ours, and says why.
  const said = kept.lastIndexOf(`handrail: ${run.note}`);
  const printed = kept.subarray(0, said < 0 ? kept.length : said);
  const whole = stream.expected.subarray(0, printed.length);
  if (!printed.equals(whole) && !printed.subarray(0, -2).equals(whole.subarray(0, -2))) row.failures.push('what is kept is no beginning of what was printed');
  row.checked += kept.length;
  row.lost += watcher.lost;
  row.doubled += watcher.doubled;
  const next = await scene.over(await scene.start('hello'));
  if (next.state !== 'exited') row.failures.push(`with space again, a run ends as ${next.state}: ${next.note}`);
  const after = await scene.record(stream.id);
  if (after?.state !== run.state) row.failures.push(`the run is now listed as ${after?.state}, it was ${run.state}`);
}

/** Takes a row and what `mount` is to do; acts on a folder where that is done. Without the right to, it says so. */
async function onMount(row: Row, words: readonly string[], act: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync('/tmp/handrail-disk-');
  const data = join(folder, 'data');
  mkdirSync(data);
  try {
    execFileSync('mount', [...words, data], { stdio: 'pipe' });
  } catch (error) {
    row.note = `left out: nothing can be mounted here (${(error as Error).message.split('\n').at(-2) ?? ''})`;
    rmSync(folder, { recursive: true });
    return;
  }
  try {
    await act(data);
  } finally {
    execFileSync('umount', ['--lazy', data]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
