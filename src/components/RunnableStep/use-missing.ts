/** What a step needs and has not, as the walkthrough tells, or as this person's runs do. */
import type { Run } from '../../../common/run.ts';
import { missingOf, ownRuns } from '../../client/needs.ts';
import { type Page, openPage } from '../../client/page.ts';
import { at, keyOf, runs, type StepRun } from '../../client/run-store.ts';
import { useStore } from '../../client/store.ts';
import type { Walking } from '../../client/walking.ts';
import { useNow } from '../Freshness/clock.ts';
import type { StepData } from './step-data.ts';

const none: readonly string[] = [];

/** Takes a step, its page, environment and values, and the walkthrough it is run in; gives the ids of the steps that must come first, none while it is not known. */
export function useMissing(step: StepData, { runbook }: Page, environment: string, values: Readonly<Record<string, string>>, walk: Walking | null): readonly string[] {
  const needs = step.kind === 'runnable' ? step.needs : none;
  // Once it is open, its steps have made themselves known.
  const open = useStore(openPage, (value) => value);
  const known = useStore(ownRuns, (value) => (value?.runbook === runbook && value.environment === environment ? value : null));
  // Every render looks anew; what makes one is that a run of these begins or ends.
  useStore(runs, (value) => newest(value, needs, runbook, environment).map(({ id, state }) => `${id} ${state}`).join());
  const now = useNow();
  if (walk !== null) return walk.missing[step.id] ?? none;
  if (needs.length === 0 || open === null || known === null || !known.isAll || now === null) return none;
  return missingOf({ needs, steps: open.steps, values, runs: [...newest(runs.get(), needs, runbook, environment), ...known.runs] }, now);
}

function newest(value: ReadonlyMap<string, StepRun>, needs: readonly string[], runbook: string, environment: string): Run[] {
  return needs.flatMap((step) => at(value, keyOf({ runbook, step, environment })).latest ?? []);
}
