/**
 * Files as a crash, a bad disk or a careless hand leaves them, among good ones: cut short, empty, garbage, gone, a folder in
 * their place; and things that are none of ours. The good ones are served to the byte; of a bad one only what is still its
 * own is shown, and whoever looks is told, soon.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOver } from '../../common/run-state.ts';
import { isAlive, pause } from '../handrail.ts';
import type { Scene, Stream } from './scene.ts';
import type { Chance } from './seed.ts';
import { newRow, type Row } from './tally.ts';
import type { Watcher } from './watcher.ts';

const ways = {
  'cut short': (file: string, chance: Chance) => { truncateSync(file, chance.below(Math.max(1, readFileSync(file).length))); },
  empty: (file: string) => { truncateSync(file, 0); },
  garbage: (file: string, chance: Chance) => { writeFileSync(file, chance.bytes(1 + chance.below(2_000))); },
  gone: (file: string) => { rmSync(file, { recursive: true }); },
  'a folder': (file: string) => {
    rmSync(file);
    mkdirSync(file);
  },
} as const;
type Way = keyof typeof ways;

/** What can be told from the bytes themselves: output has no checksum, so garbage in it is output. */
const cases: readonly (readonly [file: string, way: Way])[] = [
  ...(['run.json', 'end.json', 'timing'] as const).flatMap((file) => (Object.keys(ways) as Way[]).map((way) => [file, way] as const)),
  ['output', 'cut short'], ['output', 'empty'], ['output', 'gone'], ['output', 'a folder'],
];

/** A person may have eight runs going, and others begin meanwhile. */
const mostGoing = 6;

/** Takes a scene and how many runs to damage; gives what came of it. The scene's runner is killed for it. */
export async function mangleFiles(scene: Scene, times: number): Promise<Row> {
  const row = newRow('files of runs damaged, between good ones');
  const { chance } = scene;
  const chosen = Array.from({ length: times }, (_, at) => cases[(at + chance.below(2)) % cases.length] as (typeof cases)[number]);
  const good = [await finished(scene), await finished(scene)];
  const bad: Stream[] = [];
  // Some are over, some go on when the runner dies.
  while (bad.length < chosen.length) bad.push(bad.length % 4 === 3 && bad.length < 4 * mostGoing ? await going(scene) : await finished(scene));
  const journals = join(scene.handrail.environment.HANDRAIL_DATA ?? '', 'journals');
  await scene.killServer(async () => {
    const runner = await scene.handrail.runnerPid();
    if (runner !== null) process.kill(runner, 'SIGKILL');
    while (runner !== null && isAlive(runner)) await pause(20);
    for (const [at, [name, way]] of chosen.entries()) {
      const file = join(journals, bad[at]?.id ?? '', name);
      if (existsSync(file)) ways[way](file, chance);
    }
    foreign(scene, journals);
  });
  for (const stream of good) await scene.settle(row, stream, [scene.watch(stream.id, { wait: () => 50 })]);
  for (const [at, [name, way]] of chosen.entries()) await checkBad(scene, row, bad[at] as Stream, `${name} ${way}`);
  const next = await scene.over(await scene.start('recall'));
  if (next.state !== 'exited') row.failures.push(`the next step ends as ${next.state}: ${next.note}`);
  row.times = times;
  row.note = `${cases.length} kinds; the good ones served to the byte; of the bad ones nothing false, each told`;
  return row;
}

async function finished(scene: Scene): Promise<Stream> {
  const stream = await scene.stream({ bytes: 40_000 + scene.chance.below(40_000), pace: 0 });
  await scene.over(stream.id);
  return stream;
}

async function going(scene: Scene): Promise<Stream> {
  const stream = await scene.stream({ bytes: 4_000_000, pace: 3_000 });
  const watcher = scene.watch(stream.id, { wait: () => 50 });
  await watcher.until(({ have }) => have > 10_000);
  watcher.close();
  return stream;
}

/** What is nobody's: beside the journals, and where the shell's state of a workspace was. */
function foreign(scene: Scene, journals: string): void {
  writeFileSync(join(journals, 'README'), 'not a run');
  mkdirSync(join(journals, 'not-a-run'), { recursive: true });
  mkdirSync(join(journals, '01a1fedc-c292-7c81-8c74-9ea97454f153'), { recursive: true });
  writeFileSync(join(journals, 'live', 'not-a-run'), scene.chance.bytes(10));
  writeFileSync(join(journals, 'live', '01a1fedc-c292-7c81-8c74-9ea97454f154'), scene.chance.bytes(10));
  const state = join(journals, '../workspaces/practice/operator/state.json');
  if (existsSync(state)) writeFileSync(state, scene.chance.bytes(100));
}

async function checkBad(scene: Scene, row: Row, { id, expected }: Stream, what: string): Promise<void> {
  const watcher = scene.watch(id, { wait: () => 100 });
  const told = ({ isOver: over, refusals }: Watcher) => over || refusals.length > 0;
  await watcher.until(told, 60).catch(() => { row.failures.push(`${what}: whoever looks at ${id} waits for ever, with ${watcher.have} of ${watcher.run?.end} bytes`); });
  watcher.close();
  // A download that breaks off, and does not look complete, tells too.
  const found = await scene.client.get(`/api/runs/${id}/output`)
    .then(async (answer) => (answer.ok ? Buffer.from(await answer.arrayBuffer()) : null), () => null).catch(() => null);
  const record = await scene.record(id);
  if (record === null || !isOver(record.state)) row.failures.push(`${what}: ${id} is ${record?.state ?? 'not known'}`);
  if (found === null) return;
  row.checked += found.length;
  if (!found.equals(expected.subarray(0, found.length))) row.failures.push(`${what}: what is shown of ${id} is not what it printed`);
  const short = record?.state === 'exited' && found.length < expected.length;
  if (short && watcher.skipped === 0 && watcher.refusals.length === 0) row.failures.push(`${what}: ${expected.length - found.length} bytes of ${id} are missing, and nobody is told`);
}
