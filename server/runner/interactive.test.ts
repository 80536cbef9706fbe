/** Interactive steps: keys, job control, resizing, and who may hold the process back. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import { isOver } from '../../common/run-state.ts';
import { openTrial } from './trial.ts';

const trial = openTrial();
after(() => trial.close());

const begin = (source: string, more: object = {}) => trial.host.start(trial.request({ source, interactive: true, ...more })).id;
const code = (expected: string) => (error: unknown) => error instanceof HandrailError && error.code === expected;

test('keys reach the step, and it ends as it says', async () => {
  const id = begin('read -rp "name? " name; echo "hello $name"; exit 4', { exit: [4] });
  await trial.until(id, (output) => output.includes('name?'));
  trial.host.input(id, 'world\r');
  const run = await trial.end(id);
  assert.match(Buffer.from(trial.host.output(id, 0, 1e6)).toString(), /hello world/);
  assert.deepEqual([run.exitStatus, run.asExpected], [4, true]);
});

test('Ctrl-C reaches the foreground job only: a shell lives on', async () => {
  const id = trial.host.start(trial.request({ language: 'argv', argv: [], interactive: true })).id;
  await trial.until(id, (output) => output.includes('$ '));
  // What it prints is not what was typed: it is in the foreground then.
  trial.host.input(id, 'bash -c \'echo in""side; exec sleep 100\'\r');
  await trial.until(id, (output) => output.includes('inside'));
  trial.host.input(id, '\u0003');
  trial.host.input(id, 'echo al""ive; exit 0\r');
  await trial.until(id, (output) => output.includes('alive'));
  const output = await trial.until(id, (_, { state }) => isOver(state));
  assert.doesNotMatch(output, /no job control|cannot set terminal/);
});

test('Ctrl-C ends the command of a script, and what it left carries', async () => {
  const id = begin('export LEFT=behind; bash -c "echo ready; exec sleep 100"; echo not reached');
  await trial.until(id, (output) => output.includes('ready'));
  trial.host.input(id, '\u0003');
  const run = await trial.end(id);
  assert.equal(run.state, 'exited');
  assert.equal(run.exitStatus, 130);
  assert.equal((await trial.run({ source: 'echo $LEFT' })).output, 'behind\n');
});

test('a resize reaches the step; nonsense is refused and changes nothing', async () => {
  const id = begin('echo ready; for i in {1..200}; do stty size; sleep 0.05; done');
  await trial.until(id, (output) => output.includes('ready'));
  for (const [cols, rows] of [[0, 0], [-1, 24], [65_536, 65_536], [1e9, 1], [NaN, 24], [80.5, 24], ['80', 24]] as [number, number][]) {
    assert.throws(() => trial.host.resize(id, { cols, rows }), code('bad-size'));
  }
  trial.host.resize(id, { cols: 133, rows: 44 });
  await trial.until(id, (output) => output.includes('44 133'));
  assert.deepEqual(trial.host.get(id)?.size, { cols: 133, rows: 44 });
  await trial.host.stop(id);
  await trial.end(id);
  trial.host.resize(id, { cols: 80, rows: 24 });
});

test('a batch step takes no keys, an ended one neither, an unknown one is unknown', async () => {
  const { run } = await trial.run({ source: 'true' });
  assert.throws(() => trial.host.input(run.id, 'x'), (error) => code('run-over')(error) || code('not-interactive')(error));
  const id = trial.host.start(trial.request({ source: 'sleep 1' })).id;
  assert.throws(() => trial.host.input(id, 'x'), code('not-interactive'));
  assert.throws(() => trial.host.input(trial.request({}).run, 'x'), code('unknown-run'));
  await trial.host.stop(id);
  await trial.end(id);
});

/** Takes a run; gives how long it printed nothing at the longest, until it had printed more than so many bytes or ended, and after how many. */
async function standstill(id: RunId, bytes: number): Promise<{ ms: number; at: number }> {
  let longest = { ms: 0, at: 0 };
  let [printed, since] = [-1, performance.now()];
  for (const late = since + 150_000; ; await new Promise((resolve) => setTimeout(resolve, 10))) {
    const { end = 0, state = 'lost' } = trial.host.get(id) ?? {};
    const now = performance.now();
    // What stands still before it prints has not begun.
    if (printed > 0 && now - since > longest.ms) longest = { ms: now - since, at: printed };
    if (end > bytes || isOver(state)) return longest;
    assert.ok(now < late, `${end} bytes`);
    if (end !== printed) [printed, since] = [end, now];
  }
}

const flood = 'echo ready; yes handrail | head -c 3000000';
const ignored = { output: () => undefined, gap: () => undefined, run: () => undefined };

test('the one who types holds the process back, and loses that after two seconds', async () => {
  const id = begin(flood);
  trial.host.view(id, 0, true, ignored);
  const { ms, at } = await standstill(id, 1_500_000);
  assert.ok(ms > 1_800, `${ms} ms`);
  assert.ok(at > 10_000 && at < 500_000, `${at} bytes while held back`);
  await trial.host.stop(id);
  await trial.end(id);
});

test('a viewer who does not type holds nothing back', async () => {
  // Who holds it back does so every time; a machine that is busy does not.
  let shortest = Infinity;
  for (let tries = 0; tries < 5 && shortest > 1_500; tries += 1) {
    const id = begin(flood);
    trial.host.view(id, 0, false, ignored);
    shortest = Math.min(shortest, (await standstill(id, Infinity)).ms);
    await trial.end(id);
  }
  assert.ok(shortest < 1_500, `${shortest} ms`);
});

test('a prompt shows although a pattern masks, and is masked', async () => {
  const id = begin('printf "token=hunter2 and then? "; read -r; echo done', { mask: 'token=\\w+' });
  const output = await trial.until(id, (text) => text.includes('then?'));
  assert.match(output, /\[hidden\] and then\?/);
  trial.host.input(id, '\r');
  await trial.end(id);
});
