/**
 * Which of the steps that another one needs were not run yet, as far as the page knows: from this person's runs, by the rule
 * the server goes by (`server/runs/needs.ts`). The server decides; this says it before anybody presses.
 */
import { showsDigest } from '../../common/catalog/shown-digest.ts';
import type { Run } from '../../common/run.ts';
import type { StepEntry } from './page.ts';
import { countsMs } from './step-mark.ts';
import { createStore } from './store.ts';

/** A person's runs of a runbook in an environment, as the server lists them, newest first. */
export interface Known {
  runbook: string;
  environment: string;
  runs: readonly Run[];
  /** whether all that count are among them */
  isAll: boolean;
}

export const ownRuns = createStore<Known | null>(null);

export interface Asked {
  /** ids of the steps it needs */
  needs: readonly string[];
  /** the steps of the page */
  steps: ReadonlyMap<string, StepEntry>;
  /** what is filled in for the step, and its target */
  values: Readonly<Record<string, string>>;
  /** runs of this person there, in any order */
  runs: readonly Run[];
}

/** Takes what a step needs and what is known, and the time (Unix ms); gives the ids of those that no run meets. Steps by hand leave no run. */
export function missingOf({ needs, steps, values, runs }: Asked, now: number): string[] {
  return needs.filter((id) => {
    const step = steps.get(id);
    if (step === undefined || step.digest === '') return false;
    const names = ['TARGET', ...step.parameters.map(({ name }) => name)].filter((name) => Object.hasOwn(values, name));
    return !runs.some((run) => run.step === id && run.asExpected === true && showsDigest(step.digest, run.digest)
      && now - (run.endedAt ?? now) < countsMs && names.every((name) => !Object.hasOwn(run.parameters, name) || run.parameters[name] === values[name]));
  });
}

/** Takes what is listed and the most that a list holds; tells whether it holds all that can count at a time (Unix ms). */
export function holdsAll(listed: readonly Run[], most: number, now: number): boolean {
  const oldest = listed.at(-1);
  return listed.length < most || (oldest !== undefined && now - oldest.queuedAt > countsMs + 86_400_000);
}
