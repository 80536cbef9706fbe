/** Stop and time limits, over real process trees. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import type { Run } from '../../common/run.ts';
import { openTrial } from './trial.ts';

const trial = openTrial();
after(() => trial.close());

/** Says `met TERM` when a step meets it: two seconds after INT, so that who has not needed it was stopped at once. */
const onTerm = 'trap "echo met TERM; exit" TERM;';
/** As much of the end of an output as is looked at, in bytes. */
const tail = 2_000;

/** Starts a step, stops it once it has printed `ready`; gives how it ended, how long that took, and the end of its output. */
async function stopped(source: string, more: object = {}): Promise<{ run: Run; took: number; output: string }> {
  const { id } = trial.host.start(trial.request({ source, ...more }));
  await trial.until(id, (output) => output.includes('ready'));
  const from = Date.now();
  await trial.host.stop(id);
  const run = await trial.end(id);
  return { run, took: Date.now() - from, output: Buffer.from(trial.host.output(id, Math.max(0, run.end - tail), tail)).toString() };
}

test('Stop interrupts a plain step at once, and what it left carries', async () => {
  const { run, output } = await stopped(`${onTerm} export BEFORE=stop; echo ready; sleep 100`);
  assert.deepEqual([run.state, run.exitStatus, run.asExpected], ['stopped', null, false]);
  assert.doesNotMatch(output, /met TERM/);
  assert.equal((await trial.run({ source: 'echo $BEFORE' })).output, 'stop\n');
});

test('a step may clean up on INT', async () => {
  const { output } = await stopped('trap "echo cleaned; exit 0" INT; echo ready; while :; do sleep 0.1; done');
  assert.match(output, /cleaned/);
});

test('what ignores INT meets TERM', async () => {
  const { run, took, output } = await stopped(`trap "" INT; ${onTerm} echo ready; sleep 100`);
  assert.equal(run.state, 'stopped');
  assert.match(output, /met TERM/);
  assert.ok(took > 1_500, `${took} ms`);
});

test('what ignores everything, in a session of its own, is killed', async () => {
  const { run, took } = await stopped('trap "" INT TERM HUP; setsid bash -c \'trap "" INT TERM HUP; while :; do sleep 1; done\' & echo ready; while :; do sleep 1; done');
  assert.equal(run.state, 'stopped');
  assert.ok(took > 3_000, `${took} ms`);
});

test('what was stopped goes on for as long as it takes to end, and may clean up', async () => {
  const { output } = await stopped(`trap "echo cleaned; exit 0" INT; ${onTerm} sleep 300 & kill -STOP $!; echo ready; kill -STOP $BASHPID`);
  assert.match(output, /cleaned/);
});

test('nothing of a stopped step is left: no daemon, no job, nothing that was stopped itself', async () => {
  const daemon = 'setsid nohup bash -c \'trap "" INT TERM HUP; (setsid sleep 300 &); kill -STOP $$\' >/dev/null 2>&1 &';
  const { run } = await stopped(`${daemon} ${daemon} sleep 300 & disown -a; sleep 0.2; echo ready; wait; sleep 300`);
  assert.equal(run.state, 'stopped');
  await until(() => processesIn(run.id) === 0);
});

test('a background step runs beside the queue until it is stopped, and the queue goes on', async () => {
  const forward = trial.host.start(trial.request({ source: 'echo ready; sleep 300', background: true }));
  await trial.until(forward.id, (output) => output.includes('ready'));
  assert.equal((await trial.run({ source: 'echo beside' })).output, 'beside\n');
  assert.equal(trial.host.get(forward.id)?.state, 'running');
  await trial.host.stop(forward.id);
  assert.equal((await trial.end(forward.id)).state, 'stopped');
});

test('an interactive shell that waits for a person is stopped', async () => {
  // It ends on HUP, and what started it goes on for a moment: it was not killed.
  const { run, output } = await stopped('trap : INT TERM HUP; PS1="ready " bash --norc -i; echo "status $?"', { interactive: true });
  assert.equal(run.state, 'stopped');
  assert.match(output, /status \d/);
});

test('a flood of output does not delay Stop', async () => {
  const { run, output } = await stopped(`${onTerm} echo ready; yes`);
  assert.equal(run.state, 'stopped');
  assert.doesNotMatch(output, /met TERM/);
});

test('a step has a time limit', async () => {
  const { run } = await trial.run({ source: 'echo begun; sleep 100', timeout: 0.5 });
  assert.equal(run.state, 'timed-out');
  assert.match(run.note, /time limit of 0\.5 s/);
});

test('a step that waits is stopped before it begins', async () => {
  const first = trial.host.start(trial.request({ source: 'sleep 0.5' }));
  const second = trial.host.start(trial.request({ source: 'echo never' }));
  assert.equal((await trial.host.stop(second.id)).state, 'stopped');
  await trial.end(first.id);
  await trial.run({ source: 'true' });
  assert.equal(trial.host.get(second.id)?.end, 0);
  assert.equal((await trial.host.stop(second.id)).state, 'stopped');
});

test('after a stopped `kubectl exec` the record says that the remote process may still run', async () => {
  const { run } = await stopped('kubectl() { echo ready; sleep 100; }; kubectl exec pod -- sleep 100');
  assert.match(run.note, /may still run/);
});

test('a reset stops the workspace’s runs first', async () => {
  const { id } = trial.host.start(trial.request({ source: 'echo ready; sleep 100' }));
  await trial.until(id, (output) => output.includes('ready'));
  await trial.host.resetWorkspace('alice', 'practice');
  assert.equal(trial.host.get(id)?.state, 'stopped');
});

/** Processes that see the run's own folder mounted: all of a sandbox do, whatever became of their parents. */
function processesIn(id: string): number {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/mountinfo`, 'utf8').includes(id.replaceAll('-', '').slice(-16));
    } catch {
      return false;
    }
  }).length;
}

async function until(so: () => boolean): Promise<void> {
  for (const late = Date.now() + 60_000; !so();) {
    assert.ok(Date.now() < late, 'it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
