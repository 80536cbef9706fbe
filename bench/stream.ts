/**
 * How fast output streams, and what it costs: Handrail, the floor and what else does such things, side by side in one run,
 * by turns. Ends with status 1 when a promise is not kept; what has become worse than the baseline is told besides.
 *
 *   node bench/stream.ts [--update] [ROW…]
 *
 * ROW is one of the names below; without any, all are measured. `--update` writes the baseline anew.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtureStep } from '../test/fixture-catalog.ts';
import { benchFirstByte } from './first-byte.ts';
import { readBaseline, updateBaseline, worse } from './stream/baseline.ts';
import { ctrlC, shell } from './stream/ctrl-c.ts';
import { type Finding, mib, ms, type Row, told } from './stream/finding.ts';
import { finishedRuns } from './stream/finished-runs.ts';
import { connectToFirstByte } from './stream/first-byte.ts';
import { floodTasks, makeFloods } from './stream/floods.ts';
import { cat, type EchoFigures, keyEcho } from './stream/key-echo.ts';
import { manyRuns, silentStep, talkingStep } from './stream/many-runs.ts';
import { pageCtrlC } from './stream/page-ctrl-c.ts';
import type { NotThere, Peer } from './stream/peer.ts';
import { openBare } from './stream/peers/bare.ts';
import { openOurs, type Ours } from './stream/peers/ours.ts';
import { openTerminado } from './stream/peers/terminado.ts';
import { openWetty } from './stream/peers/wetty.ts';
import { largeLog, resume } from './stream/resume.ts';
import { type Flow, pour } from './stream/throughput.ts';
import { besideStalled, chatter } from './stream/viewers.ts';
import { median } from './statistics.ts';

/** Everybody who is measured. */
interface Field {
  ours: Ours;
  floor: Peer;
  others: readonly Peer[];
  folder: string;
}

const echo = fixtureStep({ id: 'echo', source: 'echo hello' });

async function firstByte({ ours: { page }, others }: Field): Promise<Finding> {
  const { ours, floor } = await benchFirstByte(page.client, echo);
  const rows: Row[] = [{ what: 'Run to first byte, p50', figure: `${ms(ours)}; floor, in the same sandbox, ${ms(floor)}; ${ratio(ours, floor)}`, promise: '≤ 80 ms and ≤ 1.5 × floor', kept: ours <= 80 && ours <= 1.5 * floor }];
  for (const peer of others) {
    const took = await connectToFirstByte(peer);
    if (took !== null) rows.push(told(`– ${peer.name}, no sandbox`, ms(took)));
  }
  return { rows, measures: [{ name: 'first byte / floor', value: ours / floor, better: 'lower' }] };
}

async function keyEchoes({ ours, floor, others }: Field): Promise<Finding> {
  const figures = await keyEcho([ours, floor, ...others]);
  const of = ({ name }: Peer): EchoFigures => figures.get(name) ?? { p50: NaN, p95: NaN, p99: NaN, cpu: NaN };
  const figure = (peer: Peer) => {
    const { p50, p95, p99, cpu } = of(peer);
    return `${ms(p50)}, ${ms(p95)}, ${ms(p99)}; ${cpu.toFixed(2)} ms of processor`;
  };
  const [mine, bare] = [of(ours), of(floor)];
  return {
    rows: [
      { what: 'key echo, p50, p95, p99', figure: figure(ours), promise: 'p95 ≤ 2 ms and ≤ floor + 0.5 ms', kept: mine.p95 <= 2 && mine.p95 <= bare.p95 + 0.5 },
      ...[floor, ...others].map((peer) => told(`– ${peer.name}`, figure(peer))),
    ],
    measures: [
      { name: 'key echo p50 / floor', value: mine.p50 / bare.p50, better: 'lower' }, { name: 'key echo p95 / floor', value: mine.p95 / bare.p95, better: 'lower' },
      { name: 'key echo processor / floor', value: mine.cpu / bare.cpu, better: 'lower' },
    ],
  };
}

/** Each so often; those we are not held against by a share once only, where it takes long. */
const rounds = 3;
const longBytes = 50e6;

async function throughput({ ours, floor, others, folder }: Field): Promise<Finding> {
  const finding: Finding = { rows: [], measures: [] };
  for (const flood of makeFloods(folder)) {
    const flows = new Map<string, Flow[]>();
    ours.bring(folder);
    for (let round = 0; round < rounds; round += 1) {
      for (const peer of [ours, floor, ...(round === 0 || flood.bytes < longBytes ? others : [])]) flows.set(peer.name, [...flows.get(peer.name) ?? [], await pour(peer, flood)]);
    }
    const of = ({ name }: Peer) => ({ speed: median((flows.get(name) ?? []).map(({ speed }) => speed)), cpu: median((flows.get(name) ?? []).map(({ cpu }) => cpu)) });
    const figure = (peer: Peer) => `${of(peer).speed.toFixed(1)} MB/s; ${of(peer).cpu.toFixed(1)} ms of processor each MB`;
    const [mine, bare] = [of(ours), of(floor)];
    const wetty = others.find(({ name }) => name.startsWith('wetty'));
    const { name } = flood.task;
    finding.rows.push(
      { what: `${(flood.bytes / 1e6).toFixed(0)} MB of ${name}, journal on`, figure: figure(ours), promise: '≥ 80 % of the floor and ≥ wetty', kept: mine.speed >= 0.8 * bare.speed && (wetty === undefined || mine.speed >= of(wetty).speed) },
      ...[floor, ...others].map((peer) => told(`– ${peer.name}`, figure(peer))),
    );
    finding.measures.push({ name: `throughput of ${name} / floor`, value: mine.speed / bare.speed, better: 'higher' }, { name: `processor for each MB of ${name} / floor`, value: mine.cpu / bare.cpu, better: 'lower' });
  }
  return finding;
}

async function interrupts({ ours, floor, others }: Field): Promise<Finding> {
  const figures = await ctrlC([ours, floor, ...others]);
  const figure = (peer: Peer) => `${ms(figures.get(peer.name)?.p50 ?? NaN)}, ${ms(figures.get(peer.name)?.most ?? NaN)}`;
  const [mine = NaN, bare = NaN] = [ours, floor].map(({ name }) => figures.get(name)?.p50);
  return {
    rows: [{ what: 'Ctrl-C under `yes` to the prompt, p50 and most', figure: figure(ours), promise: '≤ 100 ms', kept: mine <= 100 }, ...[floor, ...others].map((peer) => told(`– ${peer.name}`, figure(peer)))],
    measures: [{ name: 'Ctrl-C / floor', value: mine / bare, better: 'lower' }],
  };
}

async function interruptsInPage({ folder }: Field): Promise<Finding> {
  const figures = await pageCtrlC(folder);
  if ('why' in figures) return { rows: [told('the same in Chromium, to the screen', `not measured: ${figures.why}`)], measures: [] };
  return {
    rows: [{ what: 'the same in Chromium, to the screen, p50 and most', figure: `${ms(figures.p50)}, ${ms(figures.most)}`, promise: '≤ 100 ms', kept: figures.p50 <= 100 }],
    measures: [{ name: 'Ctrl-C in the page, ms', value: figures.p50, better: 'lower' }],
  };
}

async function resumes({ ours, folder }: Field): Promise<Finding> {
  makeFloods(folder);
  ours.bring(folder);
  const { small, large } = await resume(ours);
  return {
    rows: [
      { what: 'resume of 1 MB, from opening the socket', figure: ms(small), promise: '≤ 100 ms', kept: small <= 100 },
      told('resume of 50 MB', `${ms(large)}; ${(50_000 / large).toFixed(0)} MB/s. The floor, wetty and terminado have kept nothing`),
    ],
    measures: [{ name: 'resume of 1 MB, ms', value: small, better: 'lower' }, { name: 'resume of 50 MB, ms', value: large, better: 'lower' }],
  };
}

async function viewers({ ours }: Field): Promise<Finding> {
  const { alone, beside, marks } = await besideStalled(ours);
  return {
    rows: [{ what: '20 viewers, one stalled: a line to the others, p95', figure: `${ms(beside)}; ${ms(alone)} when nobody stalls (${marks} lines)`, promise: 'within 10 %', kept: beside <= 1.1 * alone }],
    measures: [{ name: 'beside a stalled viewer / without one', value: beside / alone, better: 'lower' }],
  };
}

async function hundredRuns({ ours }: Field): Promise<Finding> {
  const { idle, loaded, usualLag, slowestLag, leastShare, printedShare, cpu } = await manyRuns(ours);
  const memory = (of: typeof idle) => `server ${mib(of.server)}, runner ${mib(of.runner)}, its processes ${mib(of.sandbox)}`;
  const starved = leastShare < 0.8;
  return {
    rows: [
      { what: '100 runs at 10 KB/s: memory for each', figure: memory(loaded), promise: 'server < 1 MiB', kept: loaded.server < 1024 ** 2 },
      told('– for each run that prints nothing', memory(idle)),
      { what: '100 runs at 10 KB/s: the slowest', figure: `lines ${ms(slowestLag)} late at p95, ${ms(usualLag)} in the usual run; the least printed ${(leastShare * 100).toFixed(0)} % of the usual; ${(printedShare * 100).toFixed(0)} % of 1 MB/s in all; ${(cpu / 10).toFixed(0)} % of a processor`, promise: 'none starved', kept: !starved },
    ],
    measures: [{ name: 'server memory for each of 100 runs, KiB', value: Math.max(1, loaded.server / 1024), better: 'lower' }, { name: 'runner memory for each of 100 runs, KiB', value: Math.max(1, loaded.runner / 1024), better: 'lower' }],
  };
}

/** So little is nothing: a buffer or two that happened to be held, bytes for each of a thousand runs. */
const nothing = 64;

function afterRuns(): Promise<Finding> {
  const { left, resident, heap } = finishedRuns();
  return Promise.resolve({
    rows: [{ what: '1,000 finished runs: what each leaves in the runner’s heap', figure: `${left.toFixed(0)} bytes; process ${resident.toFixed(0)} bytes, code and garbage included; heap ${mib(heap)} at the end`, promise: '0', kept: left < nothing }],
    measures: [{ name: 'left of each finished run, bytes', value: Math.max(nothing, left), better: 'lower' }],
  });
}

const table: Readonly<Record<string, (field: Field) => Promise<Finding>>> = {
  'first-byte': firstByte, 'key-echo': keyEchoes, throughput, 'ctrl-c': interrupts, 'page-ctrl-c': interruptsInPage,
  resume: resumes, viewers, 'many-runs': hundredRuns, 'finished-runs': afterRuns,
};

/** Takes names of rows, all when there are none; gives what was found. Throws on a name that is none. */
export async function benchStream(names: readonly string[] = []): Promise<Finding> {
  const unknown = names.find((name) => !Object.hasOwn(table, name));
  if (unknown !== undefined) throw new Error(`There is no row “${unknown}”. There are: ${Object.keys(table).join(', ')}.`);
  const folder = mkdtempSync(join(tmpdir(), 'handrail-bench-'));
  const peers: (Peer | NotThere)[] = [];
  const close = async () => {
    for (const peer of peers) if ('close' in peer) await peer.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const ours = await openOurs([cat, shell, largeLog, chatter, ...Object.values(floodTasks)], folder, [echo, talkingStep, silentStep]);
    peers.push(ours);
    for (const open of [openBare, openWetty, openTerminado]) peers.push(await open(folder));
    const [, floor, ...others] = peers.filter((peer): peer is Peer => 'open' in peer);
    if (floor === undefined) throw new Error('the floor does not start');
    const finding: Finding = { rows: peers.flatMap((peer) => ('why' in peer ? [told(peer.name, `not there: ${peer.why}`)] : [])), measures: [] };
    for (const name of names.length > 0 ? names : Object.keys(table)) {
      const began = performance.now();
      const { rows = [], measures = [] } = await table[name]?.({ ours, floor, others, folder }) ?? {};
      finding.rows.push(...rows);
      finding.measures.push(...measures);
      process.stderr.write(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
    }
    return finding;
  } finally {
    await close();
  }
}

function ratio(one: number, other: number): string {
  return `${(one / other).toFixed(2)} ×`;
}

/** Prints a finding beside the baseline; tells whether every promise is kept. */
export function report({ rows, measures }: Finding): boolean {
  for (const { what, figure, promise, kept } of rows) console.log(promise === '' ? `  ${what}: ${figure}` : `${kept ? '✔' : '✖'} ${what}: ${figure}  (promised ${promise})`);
  for (const sentence of worse(readBaseline(), measures)) console.log(`! worse than the baseline: ${sentence}`);
  return rows.every(({ kept }) => kept);
}

if (import.meta.main) {
  const words = process.argv.slice(2);
  const finding = await benchStream(words.filter((word) => !word.startsWith('--')));
  const kept = report(finding);
  if (words.includes('--update')) updateBaseline(finding.measures);
  process.exitCode = kept ? 0 : 1;
}
