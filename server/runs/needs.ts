/**
 * Which steps must have been run before. A need is met by a run of that step as it stands now, with the same values of the
 * parameters both take, in the same environment, ended as expected, by the same person within eight hours and since they last
 * began anew there. Pure.
 */
import type { Run } from '../../common/run.ts';
import type { Plan } from './plan.ts';

export const needHoldsMs = 8 * 3_600_000;

export interface Need {
  step: string;
  title: string;
  digest: string;
  /** values its run must have had */
  parameters: Readonly<Record<string, string>>;
}

/** Takes a plan; gives what its step needs. Steps done by hand leave no run and are not asked for. */
export function needsOf({ runbook, step, parameters }: Plan): Need[] {
  if (step.kind !== 'runnable') return [];
  return step.needs.flatMap((id) => {
    const needed = runbook.steps.find((one) => one.id === id);
    if (needed === undefined || needed.kind === 'manual') return [];
    const names = needed.parameters.map(({ name }) => name);
    const shared = Object.entries(parameters).filter(([name]) => names.includes(name));
    return [{ step: id, title: needed.title, digest: needed.digest, parameters: Object.fromEntries(shared) }];
  });
}

/** Takes a need and a run of its step; tells whether the run meets it. */
export function meets(need: Need, run: Run): boolean {
  return run.asExpected === true && run.digest === need.digest
    && Object.entries(need.parameters).every(([name, value]) => run.parameters[name] === value);
}
