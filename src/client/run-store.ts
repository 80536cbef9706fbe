/**
 * The runs this page knows: the latest of each step in each environment. The server's records are the truth; this keeps
 * the newest of them and what the person is being told about starting one.
 */
import type { RunnableStep } from '../../common/catalog/step.ts';
import { runStates } from '../../common/run-state.ts';
import type { Run, TerminalSize } from '../../common/run.ts';
import { get, post, type Problem } from './http.ts';
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

const nothing: StepRun = { latest: null, here: false, asking: false, problem: null };
export const runs = createStore<ReadonlyMap<string, StepRun>>(new Map());
/** Whether output arrives; the socket keeps it current. */
export const connection = createStore<'idle' | 'open' | 'waiting'>('idle');

/** Takes a place; gives the key its latest run is kept under. */
export function keyOf(place: { runbook: string; step: string; environment: string }): string {
  return `${place.environment}/${place.runbook}/${place.step}`;
}

/** Takes the store's value and a key; gives what is known there. */
export function at(known: ReadonlyMap<string, StepRun>, key: string): StepRun {
  return known.get(key) ?? nothing;
}

function change(key: string, part: Partial<StepRun>): void {
  runs.set(new Map(runs.get()).set(key, { ...at(runs.get(), key), ...part }));
}

/** Takes a record from the server; keeps it when it is news about the latest run of its step, or a later one. */
export function record(run: Run): void {
  const key = keyOf(run);
  const { latest } = at(runs.get(), key);
  if (latest !== null && isOlder(run, latest)) return;
  change(key, latest?.id === run.id ? { latest: run } : { latest: run, here: false, problem: null });
}

/** Ids sort by time, states by the life of a run. A record that was overtaken on its way must undo nothing. */
function isOlder(run: Run, latest: Run): boolean {
  if (run.id !== latest.id) return run.id < latest.id;
  return runStates.indexOf(run.state) < runStates.indexOf(latest.state);
}

/** Takes a runbook and an environment; finds this person's latest run of each of its steps. */
export async function restore(runbook: string, environment: string): Promise<void> {
  const query = new URLSearchParams({ runbook, environment, limit: '200' });
  const answer = await get<{ runs: Run[] }>(`/api/runs?${query.toString()}`);
  if (answer.ok) answer.value.runs.forEach(record);
}

export interface StartRequest {
  runbook: string;
  step: string;
  digest: RunnableStep['digest'];
  environment: string;
  parameters: Readonly<Record<string, string>>;
  size: TerminalSize;
  confirm?: string;
  reason?: string;
}

/** Takes what to run; asks the server to. A lost answer is asked for again under the same key, so it runs at most once. */
export async function start(request: StartRequest): Promise<void> {
  const key = keyOf(request);
  if (at(runs.get(), key).asking) return;
  change(key, { asking: true, problem: null });
  const idempotency = newKey();
  let answer = await post<{ run: Run }>('/api/runs', request, idempotency);
  for (let attempt = 0; attempt < 2 && !answer.ok && answer.problem.code === 'away'; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 700));
    answer = await post<{ run: Run }>('/api/runs', request, idempotency);
  }
  if (answer.ok) {
    record(answer.value.run);
    change(key, { here: true });
  }
  settle(key, answer.ok ? null : answer.problem);
}

/** Takes a run; asks the server to stop it. */
export async function stop(run: Run): Promise<void> {
  const answer = await post<{ run: Run }>(`/api/runs/${run.id}/stop`, {});
  if (answer.ok) record(answer.value.run);
  else settle(keyOf(run), answer.problem);
}

/** Takes a step's key; forgets what went wrong there. */
export function dismiss(key: string): void {
  change(key, { problem: null });
}

function settle(key: string, problem: Problem | null): void {
  change(key, { asking: false, problem });
  if (problem?.code === 'not-logged-in') noteLoggedOut();
}

/** A random UUID. `crypto.randomUUID` is there only in secure contexts, and an intranet address may not be one. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
