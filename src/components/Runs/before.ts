/**
 * The run of a step before another one: by the same person, in the same environment. A page shows the runs of many steps, so the
 * newest of its runbook are asked for together; only what lies further back is asked for by itself.
 */
import { type HistoryPage, type PastRun, writeCursor } from '../../../common/history.ts';
import type { Run } from '../../../common/run.ts';
import { get } from '../../client/http.ts';

const many = 100;
type Newest = HistoryPage | null;
/** The newest runs of a runbook, by person and environment, as they were when last asked for. */
const newest = new Map<string, Promise<Newest>>();

/** Takes a run; gives the one before it, null when there is none that one may know of. */
export async function findBefore(run: Run): Promise<PastRun | null> {
  const key = `${run.runbook} ${run.environment} ${run.person}`;
  const known = await newest.get(key);
  // One that came since is not among them, and neither is what came between.
  const isKnown = known !== undefined && known !== null && known.runs[0] !== undefined && known.runs[0].queuedAt >= run.queuedAt;
  const asked = isKnown ? Promise.resolve(known) : pending(key, run);
  const found = beforeIn(await asked, run);
  return found === undefined ? (await ask({ step: run.step, after: writeCursor({ at: run.queuedAt, run: run.id }), limit: '1' }, run))?.runs[0] ?? null : found;
}

/** Takes a page of a runbook's runs, the newest first, and one of them; gives the one of its step before it, null when there is none, undefined where it is not in the page. */
export function beforeIn(page: HistoryPage | null, { id, step }: Pick<Run, 'id' | 'step'>): PastRun | null | undefined {
  if (page === null) return undefined;
  const at = page.runs.findIndex((one) => one.id === id);
  const before = at === -1 ? undefined : page.runs.slice(at + 1).find((one) => one.step === step);
  return before ?? (at !== -1 && page.next === null ? null : undefined);
}

/** What several ask for at once is asked once. */
function pending(key: string, run: Run): Promise<Newest> {
  const going = underWay.get(key) ?? ask({ limit: String(many) }, run).finally(() => underWay.delete(key));
  underWay.set(key, going);
  newest.set(key, going);
  return going;
}
const underWay = new Map<string, Promise<Newest>>();

async function ask(more: Readonly<Record<string, string>>, { runbook, environment, person }: Run): Promise<Newest> {
  const answer = await get<HistoryPage>(`/api/history?${new URLSearchParams({ runbook, environment, person, ...more }).toString()}`);
  return answer.ok ? answer.value : null;
}
