/**
 * The runs this page knows: the latest of each step in each environment. The server's records are the truth; this keeps
 * the newest of them and what the person is being told about starting one.
 */
import { runStates } from '../../common/run-state.ts';
import type { RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { get, type Problem } from './http.ts';
import { holdsAll, ownRuns } from './needs.ts';
import { noteLoggedOut } from './session.ts';
import { createStore } from './store.ts';

/** What the page knows of a step's running. */
export interface StepRun {
  latest: Run | null;
  /** whether the latest was started on this page */
  here: boolean;
  /** Run was pressed and the server has not answered yet */
  asking: boolean;
  /** why the server did not do as asked */
  problem: Problem | null;
}

/** Runs of a runbook that are asked for at once. */
const most = 200;

const nothing: StepRun = { latest: null, here: false, asking: false, problem: null };
export const runs = createStore<ReadonlyMap<string, StepRun>>(new Map());
/** Whether output arrives; the socket keeps it current. */
export const connection = createStore<'idle' | 'open' | 'waiting'>('idle');

/** Runs of walkthroughs, each with its walkthrough: they stand apart from one's other runs of the same steps. */
export const ofWalkthrough = new Map<RunId, string>();

/** Takes a place or a run; gives the key its latest run is kept under. */
export function keyOf(place: { runbook: string; step: string; environment: string; id?: RunId; walkthrough?: string | undefined }): string {
  const walkthrough = place.walkthrough ?? (place.id && ofWalkthrough.get(place.id)) ?? '';
  return `${place.environment}/${place.runbook}/${place.step}/${walkthrough}`;
}

/** Takes the store's value and a key; gives what is known there. */
export function at(known: ReadonlyMap<string, StepRun>, key: string): StepRun {
  return known.get(key) ?? nothing;
}

function change(key: string, part: Partial<StepRun>): void {
  runs.set(new Map(runs.get()).set(key, { ...at(runs.get(), key), ...part }));
}

/** Takes a record from the server, and whether this page just started the run; keeps it when it is news of its step. */
export function record(run: Run, here = false): void {
  const key = keyOf(run);
  const { latest } = at(runs.get(), key);
  if (latest !== null && (isOlder(run, latest) || isSame(run, latest))) return;
  change(key, latest?.id === run.id ? { latest: run } : { latest: run, here, problem: null });
}

/** Ids sort by time, states by the life of a run. A record that was overtaken on its way must undo nothing. */
function isOlder(run: Run, latest: Run): boolean {
  if (run.id !== latest.id) return run.id < latest.id;
  return runStates.indexOf(run.state) < runStates.indexOf(latest.state);
}

/** While a run prints, its record comes with every piece of output; nothing that is shown here is new in most of them. */
function isSame(run: Run, latest: Run): boolean {
  return run.id === latest.id && run.state === latest.state && run.note === latest.note && run.startedAt === latest.startedAt;
}

/** Takes a runbook and an environment; finds this person's latest run of each of its steps. */
export async function restore(runbook: string, environment: string): Promise<void> {
  const query = new URLSearchParams({ runbook, environment, limit: String(most) });
  const answer = await get<{ runs: Run[] }>(`/api/runs?${query.toString()}`);
  if (!answer.ok) return;
  const listed = answer.value.runs;
  listed.forEach((run) => { record(run); });
  ownRuns.setInTurn({ runbook, environment, runs: listed, isAll: holdsAll(listed, most, Date.now()) });
}

/** Takes a step's key; forgets what went wrong there. */
export function dismiss(key: string): void {
  change(key, { problem: null });
}

/** Takes a step's key; notes that the server is being asked. Gives false when it is already. */
export function ask(key: string): boolean {
  if (at(runs.get(), key).asking) return false;
  change(key, { asking: true, problem: null });
  return true;
}

/** Takes a step's key and what the server had against it, null for nothing; the asking is over. */
export function settle(key: string, problem: Problem | null): void {
  change(key, { asking: false, problem });
  if (problem?.code === 'not-logged-in') noteLoggedOut();
}
