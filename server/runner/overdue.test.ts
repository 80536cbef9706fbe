import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { signalAll, stepProcesses, treeOf } from '../sandbox/processes.ts';
import { watchOverdue } from './overdue.ts';
import { openTrial } from './trial.ts';

const trial = openTrial();
after(() => trial.close());

/** What a step waits with, until `letGo`. */
const wait = 'until [ -e go ]; do sleep 0.05; done';
const gate = () => join(trial.paths.workspaces, 'practice/alice/files/go');
const letGo = () => { writeFileSync(gate(), ''); };

/** The first processes of a run's sandbox: the stages carry the run's folder on their command lines. */
function stagesOf(id: string): number[] {
  const folder = id.replaceAll('-', '').slice(-16);
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(folder);
    } catch {
      return false;
    }
  }).map(Number);
}

/** The one from which the others come; numbers begin anew when they have run out, so that theirs may be less. */
function outermostOf(id: string): number {
  const stages = stagesOf(id);
  const outermost = stages.find((pid) => stages.every((other) => treeOf(pid).includes(other)));
  assert.ok(outermost !== undefined, stages.join(' '));
  return outermost;
}

test('a sandbox that does not see its step end is ended, and the run ends as its step did', async () => {
  const { id } = trial.host.start(trial.request({ source: `echo ready; ${wait}; echo last; exit 3`, exit: [3] }));
  await trial.until(id, (output) => output.includes('ready'));
  process.kill(outermostOf(id), 'SIGSTOP');
  letGo();
  const run = await trial.end(id);
  assert.deepEqual([run.state, run.exitStatus, run.asExpected], ['exited', 3, true]);
  assert.match(run.note, /its sandbox had not/);
  assert.match(Buffer.from(trial.host.output(id, 0, 1e6)).toString(), /last\r\n$/);
  assert.deepEqual(stagesOf(id), []);
  assert.equal((await trial.run({ source: 'echo next' })).output, 'next\n');
});

test('with both stages stuck nobody knows how the step ended, and the run says so', async () => {
  rmSync(gate());
  const { id } = trial.host.start(trial.request({ source: `echo ready; ${wait}` }));
  await trial.until(id, (output) => output.includes('ready'));
  // Long enough for a look to see the step.
  await new Promise((resolve) => setTimeout(resolve, 600));
  const outermost = outermostOf(id);
  // In this order: what the step starts between the two looks is in neither.
  const all = treeOf(outermost);
  const step = stepProcesses(outermost);
  assert.ok(step.length > 0);
  signalAll(all.filter((pid) => !step.includes(pid)), 'SIGSTOP');
  letGo();
  const run = await trial.end(id);
  assert.equal(run.asExpected, false);
  assert.match(run.note, /not known/);
  assert.deepEqual(stagesOf(id), []);
});

test('a step that prints, or has not begun, is not overdue', (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  let printed = 0;
  let overdue = false;
  const stop = watchOverdue({ pid: 2 ** 30, record: null, printed: () => printed, lookMs: 100, onOverdue: () => { overdue = true; } });
  for (let look = 0; look < 10; look += 1) {
    printed += look % 2;
    context.mock.timers.tick(100);
  }
  stop();
  assert.equal(overdue, false);
});

test('a step that has printed and of which nothing is left is overdue, though nobody saw it', (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const told: (number | null)[] = [];
  const stop = watchOverdue({ pid: 2 ** 30, record: null, printed: () => 20, lookMs: 100, onOverdue: (status) => { told.push(status); } });
  context.mock.timers.tick(200);
  assert.deepEqual(told, []);
  context.mock.timers.tick(1_000);
  assert.deepEqual(told, [null]);
  stop();
});
