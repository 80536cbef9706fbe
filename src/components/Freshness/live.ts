/** What the server knows of the freshness of the runbook on the page; null until it has answered. */
import type { Ran, StepFreshness } from '../../../common/freshness.ts';
import { get } from '../../client/http.ts';
import { createStore } from '../../client/store.ts';

export interface Live {
  runbook: string;
  steps: Readonly<Record<string, StepFreshness>>;
}

export const live = createStore<Live | null>(null);

/** Runs that ended while the page was open, by `runbook#step`: known here before anybody has to ask. */
export const here = createStore<ReadonlyMap<string, Ran>>(new Map());

/** Takes a runbook and a run of one of its steps; keeps it unless a newer one of the step is kept. */
export function noteRan(runbook: string, ran: Ran): void {
  const key = `${runbook}#${ran.step}`;
  if ((here.get().get(key)?.at ?? 0) < ran.at) here.set(new Map(here.get()).set(key, ran));
}

/** Takes a runbook; asks the server. Without an answer the page goes on saying what it was built with. */
export async function askFreshness(runbook: string): Promise<void> {
  const answer = await get<Omit<Live, 'runbook'>>(`/api/freshness/${runbook}`);
  if (answer.ok) live.set({ ...answer.value, runbook });
}
