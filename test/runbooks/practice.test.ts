/** Every step of every runbook, in page order, in a fresh practice world: each must end as its runbook says. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Run } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import { catalog, type Client, Handrail, pause } from '../handrail.ts';
import { Viewer } from '../viewer.ts';

let handrail: Handrail;
let client: Client;
before(async () => {
  handrail = await Handrail.start();
  client = await handrail.logIn();
});
after(async () => { await handrail[Symbol.asyncDispose](); });

/** What is typed into interactive steps, line by line, to leave them well. */
const goodbye: Record<string, string[]> = { 'redis-cli': ['PING\r', 'exit\r'], 'edit-announcement': ['\u0018'] };

for (const runbook of catalog.runbooks) {
  for (const target of Object.keys(runbook.targets).length > 0 ? Object.keys(runbook.targets) : ['']) {
    for (const step of runbook.steps) {
      if (step.kind === 'manual' || (step.kind === 'runnable' && step.only.length > 0 && !step.only.includes(target))) continue;
      test(`${runbook.id}#${step.id}${target && ` on ${target}`}`, { timeout: 120_000 }, async () => {
        const parameters = Object.fromEntries(step.parameters.map(({ name, default: value }) => [name, name === 'TARGET' ? target : value]));
        const confirm = step.kind === 'runnable' && step.confirm !== null ? { confirm: step.confirm } : {};
        const answer = await client.start(`${runbook.id}#${step.id}`, parameters, confirm);
        assert.equal(answer.status, 201, await answer.clone().text());
        const { run } = (await answer.json()) as { run: Run };
        const viewer = new Viewer(client, run.id);
        await viewer.attach();
        if (step.kind === 'runnable' && (step.interactive || step.background)) {
          await viewer.until(({ offset }) => offset > 0);
          await pause(1_000);
          if (step.interactive) {
            const keys = goodbye[step.id];
            assert.ok(keys !== undefined, `nobody says how to leave ${step.id}`);
            // Programs that edit a line drop what was typed ahead of the prompt, so each line waits for it.
            for (const line of keys) {
              viewer.type(line);
              await pause(500);
            }
          } else await client.post(`/api/runs/${run.id}/stop`, {});
        }
        await viewer.until((one) => one.run !== null && isOver(one.run.state), 90);
        const isStopped = step.kind === 'runnable' && step.background;
        assert.equal(viewer.run?.state, isStopped ? 'stopped' : 'exited', viewer.text());
        if (!isStopped) assert.equal(viewer.run?.asExpected, true, `exit status ${viewer.run?.exitStatus}:\n${viewer.text()}`);
        viewer.cut();
      });
    }
  }
}
