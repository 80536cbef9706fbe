/** The run of a step before another one: by the same person, in the same environment. */
import { type HistoryPage, type PastRun, writeCursor } from '../../../common/history.ts';
import type { Run } from '../../../common/run.ts';
import { get } from '../../client/http.ts';

/** Takes a run; gives the one before it, or a sentence on why there is none. */
export async function runBefore({ id, runbook, step, environment, person, queuedAt }: Run): Promise<PastRun | { said: string }> {
  const query = new URLSearchParams({ runbook, step, environment, person, after: writeCursor({ at: queuedAt, run: id }), limit: '1' });
  const answer = await get<HistoryPage>(`/api/history?${query.toString()}`);
  if (!answer.ok) return { said: answer.problem.message };
  return answer.value.runs[0] ?? { said: 'There is none before it.' };
}
