/** Turns a plan into what the runner is asked to do. Pure. */
import type { Run } from '../../common/run.ts';
import type { RunRequest } from '../runner/protocol.ts';
import type { MachineStep, Plan } from './plan.ts';

/** A file is written at once; the limit is there for a disk that hangs. Seconds. */
const fileTimeout = 30;

/** Takes a plan, its run, the person's groups, and the digest of the workspace it was approved for (null when none had to); gives the request. */
export function runnerRequest(plan: Plan, { id, person, size }: Run, groups: readonly string[], bound: string | null): RunRequest {
  return {
    run: id, person, size, groups: [...groups], bound,
    environment: plan.environment.name, rules: plan.environment.digest,
    step: { runbook: plan.runbook.id, ...stepOf(plan.step) },
    parameters: { ...plan.parameters },
    redis: plan.runbook.redis,
    context: plan.context,
  };
}

function stepOf(step: MachineStep): Omit<RunRequest['step'], 'runbook'> {
  const { id, digest, title, source } = step;
  if (step.kind === 'file') {
    return {
      id, digest, title, source, language: 'file', path: step.path, interactive: false, background: false,
      timeout: fileTimeout, exit: [0], expect: null, mask: null, effect: 'change',
    };
  }
  const { language, interactive, background, timeout, exit, expect, mask, effect } = step;
  return { id, digest, title, source, language, interactive, background, timeout, exit: [...exit], expect, mask, effect };
}
