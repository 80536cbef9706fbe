/** From a person's first use of practice to a `kubectl get pods` that has answered: a new world each time. */
import { execFileSync } from 'node:child_process';
import type { Handrail } from '../test/handrail.ts';
import type { Run } from '../common/run.ts';
import type { RunnableStep } from '../common/catalog/step.ts';
import { median } from './statistics.ts';

const rounds = 7;

/** Takes a running Handrail with the step `pods`; gives the median in milliseconds from start to end of the first run. */
export async function benchWorld(handrail: Handrail, pods: RunnableStep): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const invitation = execFileSync('npx', ['handrail', 'invite', `learner-${round}`], { env: handrail.environment, encoding: 'utf8' });
    const client = await handrail.logIn(/https?:\S+/.exec(invitation)?.[0]);
    const began = performance.now();
    const answer = await client.post('/api/runs', {
      runbook: 'fixture', step: pods.id, digest: pods.digest, environment: 'practice', parameters: {}, size: { cols: 100, rows: 30 },
    }, { 'idempotency-key': crypto.randomUUID() });
    const run = await client.ended(((await answer.json()) as { run: Run }).run.id);
    if (run.exitStatus !== 0) throw new Error(await client.output(run.id));
    times.push(performance.now() - began);
  }
  return median(times);
}
