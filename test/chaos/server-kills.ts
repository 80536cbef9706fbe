/**
 * The server killed at random moments, some of them while a run is being started or viewers come back. Streams go on beside
 * the queue, somebody types, steps wait behind: nothing is lost, nothing happens twice, and what waited runs in its order.
 */
import type { RunId } from '../../common/ids.ts';
import { backoff } from '../../common/backoff.ts';
import { pause } from '../handrail.ts';
import type { Scene, Stream } from './scene.ts';
import { newRow, type Row } from './tally.ts';
import type { Watcher } from './watcher.ts';

/** Kills between two times that everything is brought to its end and compared. */
const killsInRound = 10;

interface Round {
  streams: Stream[];
  watchers: Watcher[][];
  typed: { run: RunId; watcher: Watcher; sent: string[] };
  marks: number[];
  queued: Promise<RunId>[];
}

/** Takes a scene and how many kills; gives what came of them. */
export async function killServers(scene: Scene, kills: number): Promise<Row> {
  const row = newRow('the server killed (SIGKILL)');
  const seen = { starts: 0, typed: 0, arrived: 0, marks: 0, outage: 0 };
  let mark = 0;
  while (row.times < kills) {
    const round = await begin(scene, row, () => (mark += 1));
    const inRound = Math.min(killsInRound, kills - row.times);
    for (let kill = 0; kill < inRound; kill += 1) {
      const outage = await killOnce(scene, round, kill, () => (mark += 1));
      seen.outage = Math.max(seen.outage, outage);
      row.times += 1;
    }
    await finish(scene, row, round, seen);
    seen.starts += round.queued.length;
  }
  await checkMarks(scene, row, mark);
  row.note = `${seen.starts} starts asked for at the moment of a kill, each run once; ${mark} queued steps in order, once; ${seen.typed} keys typed, ${seen.arrived} arrived, none twice; longest without a server ${(seen.outage / 1000).toFixed(2)} s`;
  return row;
}

async function begin(scene: Scene, row: Row, nextMark: () => number): Promise<Round> {
  const { chance } = scene;
  const attached = (_: Watcher, brokenMs: number) => {
    // Since the server serves again, or since the break where that was later.
    row.reattachMs = Math.max(row.reattachMs, Math.min(brokenMs, performance.now() - scene.servingSince));
  };
  // They wait as a page does, so that the time to re-attach is a page's.
  const options = () => ({ attached, wait: (failed: number) => backoff(Math.max(1, failed), chance.below(1_000) / 1_000) });
  const typedRun = await scene.start('typed');
  const typed = { run: typedRun, watcher: scene.watch(typedRun, options()), sent: [] };
  const streams: Stream[] = [];
  for (const pace of [3_000, 5_000]) streams.push(await scene.stream({ bytes: 1_200_000 + chance.below(800_000), pace }));
  const watchers = streams.map(({ id }) => [scene.watch(id, options()), scene.watch(id, options())]);
  const marks = [nextMark(), nextMark()];
  const queued: Promise<RunId>[] = [];
  for (const number of marks) queued.push(Promise.resolve(await scene.start('mark', { MARK: number })));
  // Before, the terminal itself would echo what is typed.
  await typed.watcher.until(({ have }) => have > 0);
  return { streams, watchers, typed, marks, queued };
}

/** Gives how long there was no server, in milliseconds. */
async function killOnce(scene: Scene, round: Round, kill: number, nextMark: () => number): Promise<number> {
  const { chance } = scene;
  const type = () => {
    const keys = `<${round.typed.sent.length}>`;
    if (round.typed.watcher.type(keys)) round.typed.sent.push(keys);
  };
  // At once while the viewers come back, or some time after.
  const most = chance.oneIn(4) ? 10 : 250;
  for (let part = 0; part < 3; part += 1) {
    await pause(chance.below(most));
    type();
  }
  // Two starts a round are asked for just now; each must come to one run, and no more than a person may have.
  if (kill % 5 === 2) {
    const number = nextMark();
    round.marks.push(number);
    const started = scene.start('mark', { MARK: number });
    // It is waited for at the end of the round; a trial that breaks off before does not.
    started.catch(() => undefined);
    round.queued.push(started);
    await pause(chance.below(25));
  }
  type();
  const began = performance.now();
  await scene.killServer();
  return performance.now() - began;
}

async function finish(scene: Scene, row: Row, round: Round, seen: { typed: number; arrived: number }): Promise<void> {
  const { typed } = round;
  await typed.watcher.until(({ connected }) => connected);
  while (!typed.watcher.isOver) {
    typed.watcher.type('q');
    await pause(100);
  }
  for (const [at, stream] of round.streams.entries()) await scene.settle(row, stream, [...round.watchers[at] ?? [], scene.watch(stream.id, { wait: () => 50 })]);
  const said = await typed.watcher.bytes();
  row.checked += said.length;
  row.lost += typed.watcher.lost;
  row.doubled += typed.watcher.doubled;
  if (!said.equals(await scene.download(typed.run))) row.failures.push(`what a viewer has of ${typed.run} is not what its journal has`);
  const arrived = said.toString().match(/<\d+>/g) ?? [];
  const inOrder = arrived.every((keys, at) => at === 0 || Number(keys.slice(1, -1)) > Number(arrived[at - 1]?.slice(1, -1)));
  if (!inOrder || said.toString().replace(/<\d+>|q/g, '') !== 'R') row.failures.push(`typed ${typed.sent.join('')}, and this arrived: ${said.toString()}`);
  seen.typed += typed.sent.length;
  seen.arrived += arrived.length;
  const runs = await Promise.all(round.queued);
  for (const id of runs) {
    const run = await scene.over(id, 120);
    if (run.state !== 'exited' || run.exitStatus !== 0) row.failures.push(`a queued step ended as ${run.state} (${run.exitStatus}): ${run.note}`);
  }
  if (new Set(runs).size !== runs.length) row.failures.push('two starts gave one run');
}

/** What the queued steps wrote down: each begins and ends before the next one begins, and each is there once. */
async function checkMarks(scene: Scene, row: Row, last: number): Promise<void> {
  const marks = await scene.start('marks');
  await scene.over(marks);
  const lines = (await scene.download(marks)).toString().trimEnd().split('\n');
  const expected = Array.from({ length: last }, (_, at) => [`begin ${at + 1}`, `end ${at + 1}`]).flat();
  if (lines.join() !== expected.join()) row.failures.push(`the queued steps wrote ${lines.join(', ')}`);
}
