/** A real run and its recording: what it printed, in order, in its own time, on the terminal it had. */
import assert from 'node:assert/strict';
import { existsSync, rmSync, truncateSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type CastEvent, parseCast } from '../../../common/recording/asciicast.ts';
import type { Run } from '../../../common/run.ts';
import { castOf } from '../../recordings/cast.ts';
import { openTrial } from '../trial.ts';

const trial = openTrial();
after(() => trial.close());

async function recorded(run: Run): Promise<{ text: string; events: CastEvent[]; size: Run['size'] }> {
  let text = '';
  for await (const part of castOf({
    run,
    output: (from, to) => Promise.resolve(trial.host.output(run.id, from, to)),
    timing: (from, to) => Promise.resolve(trial.host.timing(run.id, from, to)),
  })) text += part;
  const { events, header } = parseCast(text);
  return { text, events, size: header.size };
}

const printed = (events: readonly CastEvent[]) => events.filter(({ code }) => code === 'o').map(({ data }) => data).join('');

test('pieces come one after the other, pauses between them, and all times together are the run’s', async () => {
  const before = performance.now();
  const words = ['one', 'two', 'three', 'grün'];
  const { id } = trial.host.start(trial.request({ source: `stty -echo; for word in ${words.join(' ')}; do echo $word; read -r; done; exit 3`, interactive: true }));
  for (const word of words) {
    await trial.until(id, (output) => output.includes(word));
    await new Promise((waited) => setTimeout(waited, 200));
    trial.host.input(id, '\n');
  }
  const run = await trial.end(id);
  const bytes = trial.host.output(id, 0, 1_000);
  const elapsed = (performance.now() - before) * 1000;
  const { events } = await recorded(run);
  assert.equal(printed(events), new TextDecoder().decode(bytes));
  const at = words.map((word) => events.find(({ data }) => data.includes(word))?.at ?? -1);
  for (const [index, time] of at.entries()) assert.ok(time > (at[index - 1] ?? 0), at.join(' '));
  const last = events.at(-1);
  assert.deepEqual([last?.code, last?.data], ['x', '3']);
  // It waited for 0.8 s; how long a busy machine took to hear of it is not for a test to say.
  const whole = last?.at ?? 0;
  assert.ok(whole > (at[3] ?? 0) && whole >= 600_000 && whole <= elapsed, `${whole} of ${elapsed}`);
});

test('a terminal’s sizes stand where it got them, and a run that goes on is recorded so far', async () => {
  const { id } = trial.host.start(trial.request({ source: 'echo ready; read line; stty size; read line; stty size; read line', interactive: true }));
  await trial.until(id, (output) => /ready/.test(output));
  trial.host.resize(id, { cols: 101, rows: 31 });
  trial.host.input(id, '\n');
  await trial.until(id, (output) => /31 101/.test(output));
  trial.host.resize(id, { cols: 77, rows: 22 });
  trial.host.input(id, '\n');
  await trial.until(id, (output) => /22 77/.test(output));
  const run = trial.host.get(id);
  assert.ok(run !== null);
  const { events, size } = await recorded(run);
  assert.deepEqual(size, { cols: 80, rows: 24 });
  const order = events.flatMap(({ code, data }) => (code === 'r' ? [data] : [...data.matchAll(/ready|31 101|22 77/g)].map(([found]) => found)));
  assert.deepEqual(order.filter((one) => one !== ''), ['ready', '101x31', '31 101', '77x22', '22 77']);
  assert.deepEqual([events.at(-1)?.code, events.at(-1)?.data], ['m', 'It is still running.']);
  await trial.host.stop(id);
  await trial.end(id);
});

test('a run whose times were cut off or never kept is recorded whole', async () => {
  const { run, bytes } = await trial.run({ source: 'for i in 1 2 3 4 5; do echo line $i; sleep 0.02; done' });
  const path = join(trial.paths.journals, run.id, 'timing');
  truncateSync(path, Math.floor(statSync(path).size / 2) + 5);
  assert.equal(printed((await recorded(run)).events), bytes.toString());
  rmSync(path);
  const { events } = await recorded(run);
  assert.equal(printed(events), bytes.toString());
  assert.deepEqual([events[0]?.at, events.at(-1)?.code], [0, 'x']);
  assert.equal(existsSync(path), false);
});
