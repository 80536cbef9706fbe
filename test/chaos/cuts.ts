/** Sockets that are cut, stall and trickle, at any byte and in both directions, while runs print and several watch each. */
import type { RunId } from '../../common/ids.ts';
import { type Fault, Proxy } from './proxy.ts';
import type { Scene } from './scene.ts';
import type { Chance } from './seed.ts';
import { newRow, type Row } from './tally.ts';
import type { Watcher } from './watcher.ts';

/** Takes a scene and how many cuts; gives what came of them. */
export async function cutSockets(scene: Scene, cuts: number): Promise<Row> {
  const row = newRow('a viewer’s socket cut, at any byte');
  const { chance } = scene;
  const faults = chance.fork();
  const proxy = await Proxy.open(scene.handrail.port, () => (proxy.cuts < cuts ? faultOf(faults) : null));
  const began = performance.now();
  let skipped = 0;
  try {
    while (proxy.cuts < cuts) {
      const streams = await Promise.all([1, 2].map((share) => scene.stream({ bytes: share * 1_500_000, pace: chance.below(1_500) })));
      const watchers = streams.map(({ id }) => watchersOf(scene, id, proxy.port));
      await latecomers(scene, streams.map(({ id }) => id), watchers, proxy.port);
      for (const [at, stream] of streams.entries()) await scene.settle(row, stream, watchers[at] ?? []);
      skipped += watchers.flat().reduce((sum, watcher) => sum + watcher.skipped, 0);
      if (performance.now() - began > 600_000) throw new Error(`only ${proxy.cuts} cuts in 600 s`);
    }
  } finally {
    proxy.close();
  }
  const { counts } = proxy;
  row.times = proxy.cuts;
  row.note = `${counts['cut to the server']} on the way to the server; besides ${counts.stall} stalls and ${counts.trickle} trickles; ${(skipped / 1e6).toFixed(1)} MB skipped by viewers far behind, told, and read from the journal`;
  return row;
}

/** Three through the broken network, one of them from the middle, and one that sleeps now and then. */
function watchersOf(scene: Scene, run: RunId, port: number): Watcher[] {
  const wait = () => 5 + scene.chance.below(20);
  const all = [1, 2, 3].map(() => scene.watch(run, { port, wait }));
  const [sleeper] = all;
  setTimeout(() => sleeper?.stall(1_500), 200);
  return all;
}

/** One more for each run comes when some of it has been printed, and begins in the middle. */
async function latecomers(scene: Scene, runs: readonly RunId[], watchers: Watcher[][], port: number): Promise<void> {
  for (const [at, run] of runs.entries()) {
    const early = watchers[at]?.[1];
    await early?.until((one) => one.have > 100_000 || one.isOver);
    watchers[at]?.push(scene.watch(run, { port, wait: () => 10, from: scene.chance.below(early?.have ?? 1) }));
  }
}

/** Cuts mostly; near the beginning too, where there is only the handshake to cut. */
function faultOf(chance: Chance): Fault {
  const direction = chance.oneIn(3) ? 'to the server' : 'to the viewer';
  const most = direction === 'to the server' ? 1_500 : chance.pick([600, 5_000, 200_000]);
  const after = chance.below(most);
  if (chance.oneIn(12)) return { kind: 'stall', direction, after, ms: 200 + chance.below(800) };
  if (chance.oneIn(12)) return { kind: 'trickle', direction, after, bytes: 1 + chance.below(7), ms: 1, pieces: 100 };
  return { kind: 'cut', direction, after, reset: chance.oneIn(2) };
}
