/** What a step needs and has not, as the walkthrough tells, or as this person's runs do. */
import { useSyncExternalStore } from 'react';
import type { Run } from '../../../common/run.ts';
import { missingOf, ownRuns } from '../../client/needs.ts';
import { type Page, openPage } from '../../client/page.ts';
import { at, keyOf, runs, type StepRun } from '../../client/run-store.ts';
import type { Walking } from '../../client/walking.ts';
import { followClock } from '../Freshness/clock.ts';
import type { StepData } from './step-data.ts';

const none: readonly string[] = [];

/** Takes a step, its page, environment and values, and the walkthrough it is run in; gives the ids of the steps that must come first, none while it is not known. */
export function useMissing(step: StepData, { runbook }: Page, environment: string, values: Readonly<Record<string, string>>, walk: Walking | null): readonly string[] {
  const needs = step.kind === 'runnable' ? step.needs : none;
  // As one text, which is the same while nothing changes: a step is not drawn anew for what it does not show.
  const missing = useSyncExternalStore(needs.length === 0 ? followNothing : followAll, () => (needs.length === 0 ? '' : look({ needs, runbook, environment, values }).join(' ')), () => '');
  if (walk !== null) return walk.missing[step.id] ?? none;
  return missing === '' ? none : missing.split(' ');
}

interface Place {
  needs: readonly string[];
  runbook: string;
  environment: string;
  values: Readonly<Record<string, string>>;
}

function look({ needs, runbook, environment, values }: Place): readonly string[] {
  // Once the page is open, its steps have made themselves known.
  const open = openPage.get();
  const known = ownRuns.get();
  if (open === null || known === null || known.runbook !== runbook || known.environment !== environment || !known.isAll) return none;
  return missingOf({ needs, steps: open.steps, values, runs: [...newest(runs.get(), needs, runbook, environment), ...known.runs] }, Date.now());
}

function newest(value: ReadonlyMap<string, StepRun>, needs: readonly string[], runbook: string, environment: string): Run[] {
  return needs.flatMap((step) => at(value, keyOf({ runbook, step, environment })).latest ?? []);
}

function followAll(listener: () => void): () => void {
  const ends = [openPage.subscribe(listener), ownRuns.subscribe(listener), runs.subscribe(listener), followClock(listener)];
  return () => { for (const end of ends) end(); };
}

function followNothing(): () => void {
  return () => undefined;
}
