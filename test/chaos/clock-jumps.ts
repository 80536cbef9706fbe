/**
 * A clock that jumps: server and runner see a time of their own (libfaketime, https://github.com/wolfcw/libfaketime), which
 * goes forwards and backwards by hours while runs print, wait and are watched, and passes the hours at which summer time
 * begins and ends. What waits is measured on a clock that never jumps, or comes to no harm.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../server/config/load.ts';
import { lookAtRunners } from '../../server/runner/client.ts';
import { pause, root } from '../handrail.ts';
import { Scene } from './scene.ts';
import type { Chance } from './seed.ts';
import { newRow, type Row } from './tally.ts';

/** Where Debian's package `libfaketime` puts it. */
const library = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketime.so.1`;

/** Minutes from the hour at which summer time begins or ends, one after the other. The first holds from the beginning. */
const jumps: readonly (readonly [minutes: number, what: string])[] = [
  [-90, ''],
  [60, 'on, past the hour that is left out or comes twice'],
  [-420, '8 hours back'],
  [-0.05, 'to 3 seconds before the hour'],
  [2160, '36 hours on'],
  [-1440, '60 hours back'],
  [180, '27 hours on'],
];
/** In Europe, of the time zone that server and runner are given. */
const hours = { spring: '2027-03-28T01:00:00Z', autumn: '2026-10-25T01:00:00Z' } as const;

/** Takes a source of chance, how often to jump, and about which hour; gives what came of it, or why it cannot be tried here. */
export async function jumpClock(chance: Chance, times: number, season: keyof typeof hours): Promise<Row> {
  const row = newRow(`the clock set forwards and back, about the hour at which summer time ${season === 'spring' ? 'begins' : 'ends'}`);
  if (!existsSync(library)) {
    row.note = 'left out: the package libfaketime is not there';
    return row;
  }
  const folder = mkdtempSync('/tmp/handrail-clock-');
  const file = join(folder, 'time');
  const set = (minutes: number) => {
    const seconds = Math.round((Date.parse(hours[season]) - Date.now()) / 1000 + minutes * 60);
    writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}\n`);
  };
  set(jumps[0]?.[0] ?? 0);
  const faked = { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', TZ: 'Europe/Berlin' };
  const data = join(folder, 'data');
  const runner = startRunner(data, faked);
  try {
    await answers(data);
    await using scene = await Scene.open(chance, { HANDRAIL_DATA: data, ...faked });
    for (const [minutes, what] of jumps.slice(1, 1 + times)) {
      await jump(scene, row, what, Date.parse(hours[season]) + minutes * 60_000, () => set(minutes));
      row.times += 1;
    }
    row.note = 'for server and runner both; who watches goes on, who comes is let in, the next step runs';
  } finally {
    runner.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return row;
}

/** A runner that a server starts is given no variables of this kind: it is started here, and found there. */
function startRunner(data: string, faked: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, ['server/runner/main.ts'], {
    cwd: root, stdio: 'ignore', env: { PATH: process.env.PATH, HOME: process.env.HOME, HANDRAIL_DATA: data, HANDRAIL_LOG: 'warn', ...faked },
  });
}

/** Waits until a runner answers: a server that finds none starts one of its own, which has the machine's time. */
async function answers(data: string): Promise<void> {
  const config = loadConfig({ HOME: process.env.HOME, HANDRAIL_DATA: data }, root);
  for (const end = performance.now() + 60_000; (await lookAtRunners(config)).length === 0; await pause(50)) {
    if (performance.now() > end) throw new Error('The runner with a time of its own does not answer.');
  }
}

async function jump(scene: Scene, row: Row, what: string, to: number, act: () => void): Promise<void> {
  const stream = await scene.stream({ bytes: 600_000, pace: 2_000 });
  const early = scene.watch(stream.id, { wait: () => 20 });
  await early.until(({ have }) => have > 0);
  act();
  // Whoever was watching goes on, whoever comes is let in, and a step is started and ends.
  const late = scene.watch(stream.id, { wait: () => 20 });
  const next = await scene.over(await scene.start('hello'));
  if (next.state !== 'exited') row.failures.push(`${what}: the next step ended as ${next.state}: ${next.note}`);
  // Both must have seen it: the runner dates a run, the server its answers, by a date it looks at once a second.
  const seen = (at: number) => Math.abs(at - to) < 600_000;
  let said = await serverTime(scene);
  for (const end = performance.now() + 60_000; !seen(said) && performance.now() < end;) {
    await pause(100);
    said = await serverTime(scene);
  }
  for (const [who, at] of [['runner', next.queuedAt], ['server', said]] as const) {
    if (!seen(at)) row.failures.push(`${what}: the ${who} did not see the clock set: it has ${new Date(at).toISOString()}`);
  }
  await pause(scene.chance.below(200));
  early.cut();
  await scene.settle(row, stream, [early, late]);
  const listed = await scene.record(stream.id);
  if (listed?.state !== 'exited') row.failures.push(`${what}: the run is listed as ${listed?.state}`);
}

async function serverTime(scene: Scene): Promise<number> {
  return Date.parse((await scene.client.get('/api/status')).headers.get('date') ?? '');
}
