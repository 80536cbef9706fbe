import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { courseAt, faster, WorldClock, worldTime } from './clock.ts';

const hour = 3_600_000;
const plain = { real: 1000, world: 1000, rate: 1, until: 1000 };

test('world time is the machine’s until it is let pass, and keeps what it gained', () => {
  const fast = faster(plain, 2000, hour, 10_000);
  const table: [at: number, world: number][] = [
    [2000, 2000], [3000, 2000 + hour / 10], [11_999, 2000 + 9999 * 360], [12_000, 2000 + hour], [12_500, 2500 + hour], [1_000_000, 990_000 + hour],
  ];
  for (const [at, world] of table) assert.equal(worldTime(fast, at), world, String(at));
  assert.deepEqual(courseAt(fast, 12_500), { real: 12_500, world: 2500 + hour, rate: 1, until: 2500 + hour });
  assert.equal(courseAt(fast, 7000).rate, 360);
});

test('what is still to pass is added to what is asked for', () => {
  const fast = faster(plain, 1000, hour, 10_000);
  const more = faster(fast, 6000, hour, 10_000);
  assert.equal(worldTime(more, 6000), 1000 + hour / 2);
  assert.equal(worldTime(more, 16_000), 1000 + 2 * hour);
});

test('time never goes back, whatever is asked for and whenever one looks', () => {
  let course = plain;
  let at = 1000;
  let last = 0;
  for (let step = 1; step < 500; step += 1) {
    at += (step * 7919) % 400;
    if (step % 5 === 0) course = faster(course, at, (step * 104_729) % hour + 1000, 1000);
    if (step % 7 === 0) course = courseAt(course, at);
    const now = worldTime(course, at);
    assert.ok(now >= last, `${step}: ${now} < ${last}`);
    last = now;
  }
  assert.equal(worldTime(course, at - 10_000) <= last, true);
});

function trial(): { folder: string; clock: WorldClock } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-clock-'));
  const clock = new WorldClock(folder);
  return { folder, clock, [Symbol.dispose]: () => { clock.close(); rmSync(folder, { recursive: true }); } };
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(so: () => boolean): Promise<void> {
  for (const late = Date.now() + 30_000; !so(); await wait(20)) assert.ok(Date.now() < late, 'half a minute has gone by');
}

test('timers set before time is let pass come when they are due, in order; a cancelled one does not', async () => {
  using place = trial();
  const { clock } = place;
  const heard: string[] = [];
  const begun = clock.now();
  const note = (name: string) => () => heard.push(`${name} ${Math.floor((clock.now() - begun) / 60_000)}`);
  clock.after(40 * 60_000, note('forty minutes'));
  clock.after(10 * 60_000, note('ten minutes'));
  clock.after(20 * 60_000, note('cancelled'))();
  clock.after(2 * hour, note('two hours'));
  await wait(20);
  assert.deepEqual(heard, []);
  clock.pass(hour, 1000);
  await until(() => clock.rate === 1 && heard.length === 2);
  const [, ten, forty] = (/^ten minutes (\d+),forty minutes (\d+)$/.exec(heard.join()) ?? []).map(Number);
  // Never before they are due; how long after is the machine's affair: a tenth of a second is six minutes here.
  assert.ok(ten !== undefined && forty !== undefined && ten >= 10 && forty >= 40, heard.join());
  assert.ok(Math.abs(clock.ahead - hour) < 2000, String(clock.ahead));
  clock.pass(2 * hour, 2000);
  await until(() => heard.length === 3);
});

test('a clock goes on as it was left, and tells the pods', async () => {
  using place = trial();
  place.clock.pass(hour, 1000);
  await wait(200);
  const [, , rate] = readFileSync(join(place.folder, 'time/clock'), 'utf8').split(/\s+/);
  assert.equal(Number(rate), 3600);
  const then = place.clock.now();
  place.clock.close();
  const again = new WorldClock(place.folder);
  assert.ok(again.now() >= then);
  assert.ok(again.left > 0);
  await wait(1000);
  const line = readFileSync(join(place.folder, 'time/clock'), 'utf8');
  const [real = 0, world = 0, pace = 0] = line.trim().split(' ').map(Number);
  assert.equal(pace, 1);
  assert.ok(Math.abs(world + (Date.now() - real) - again.now()) < 100);
  assert.ok(Math.abs(again.ahead - hour) < 2000);
  again.close();
});

test('too much, too fast and backwards are refused with what is allowed', () => {
  using place = trial();
  const table: [number, number, RegExp][] = [
    [0, 1000, /more than nothing/], [-5, 1000, /more than nothing/], [Number.NaN, 1000, /more than nothing/], [8 * 24 * hour, 1e9, /at most 7 days/],
    [hour, 0, /faster/], [hour, 2 * hour, /faster/], [2 * hour, 1000, /give 2 s or more/],
  ];
  for (const [ms, inMs, why] of table) assert.throws(() => { place.clock.pass(ms, inMs); }, why);
  assert.equal(place.clock.rate, 1);
});
