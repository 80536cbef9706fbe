/** Every step of every runbook, in page order, in a fresh practice world: each must end as its runbook says. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Runbook } from '../../common/catalog/runbook.ts';
import type { Step } from '../../common/catalog/step.ts';
import type { Run } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import { catalog, type Client, Handrail, pause } from '../handrail.ts';
import { Viewer } from '../viewer.ts';
import { typing, values } from './answers.ts';

type Runnable = Exclude<Step, { kind: 'manual' }>;

let handrail: Handrail;
let client: Client;
before(async () => {
  handrail = await Handrail.start();
  client = await handrail.logIn();
});
after(async () => { await handrail[Symbol.asyncDispose](); });

for (const runbook of catalog.runbooks) {
  for (const target of Object.keys(runbook.targets).length > 0 ? Object.keys(runbook.targets) : ['']) {
    const outputs = new Map<string, string>();
    for (const step of runbook.steps) {
      if (step.kind === 'manual' || (step.kind === 'runnable' && step.only.length > 0 && !step.only.includes(target))) continue;
      test(`${runbook.id}#${step.id}${target && ` on ${target}`}`, { timeout: 120_000 }, async () => {
        outputs.set(step.id, await runInPractice(runbook, step, target, outputs));
      });
    }
  }
}

async function runInPractice(runbook: Runbook, step: Runnable, target: string, outputs: ReadonlyMap<string, string>): Promise<string> {
  const parameters = Object.fromEntries(step.parameters.map(({ name, default: value }) => [name, name === 'TARGET' ? target : broughtTo(runbook, name, outputs) ?? value]));
  const confirm = step.kind === 'runnable' && step.confirm !== null ? { confirm: step.confirm } : {};
  const answer = await client.start(`${runbook.id}#${step.id}`, parameters, confirm);
  assert.equal(answer.status, 201, await answer.clone().text());
  const { run } = (await answer.json()) as { run: Run };
  const viewer = new Viewer(client, run.id);
  await viewer.attach();
  const isStopped = step.kind === 'runnable' && step.background;
  if (isStopped) {
    await viewer.until(({ offset }) => offset > 0);
    await pause(1_000);
    await client.post(`/api/runs/${run.id}/stop`, {});
  } else if (step.kind === 'runnable' && step.interactive) await type(viewer, `${runbook.id}#${step.id}`);
  await viewer.until((one) => one.run !== null && isOver(one.run.state), 90);
  hold(viewer, isStopped);
  viewer.cut();
  return viewer.text();
}

/** Holds a run that is over to what its step says. */
function hold(viewer: Viewer, isStopped: boolean): void {
  // What a step followed may end before anybody presses Stop.
  assert.ok(viewer.run?.state === 'exited' || (isStopped && viewer.run?.state === 'stopped'), `${viewer.run?.state ?? ''}: ${viewer.text()}`);
  if (viewer.run?.state === 'exited') assert.equal(viewer.run?.asExpected, true, `exit status ${viewer.run?.exitStatus}:\n${viewer.text()}`);
}

function broughtTo(runbook: Runbook, name: string, outputs: ReadonlyMap<string, string>): string | undefined {
  const brought = values[runbook.id]?.[name];
  return typeof brought === 'function' ? brought(outputs) : brought;
}

/** Types what the step is to be told, each time once it has asked: programs that edit a line drop what comes before their prompt. */
async function type(viewer: Viewer, step: string): Promise<void> {
  const keys = typing[step];
  assert.ok(keys !== undefined, `nobody says what to type into ${step}: see answers.ts`);
  let seen = 0;
  for (const { after: awaited, keys: pressed } of keys) {
    await viewer.until((one) => one.text().includes(awaited, seen), 30);
    seen = viewer.text().length;
    await pause(500);
    viewer.type(pressed);
  }
}
