/** How long steps usually take: asked once a page for each, when one is first run. */
import type { Run } from '../../common/run.ts';
import type { Usual } from '../../common/usual.ts';
import { get } from './http.ts';
import { keyOf } from './run-store.ts';

const asked = new Map<string, Promise<number | null>>();

/** Takes a run; gives how long its step usually takes there, in milliseconds, or null when that is not known. */
export function usualFor(run: Run): Promise<number | null> {
  const key = keyOf(run);
  const known = asked.get(key) ?? ask(run);
  asked.set(key, known);
  return known;
}

async function ask({ runbook, step, environment }: Run): Promise<number | null> {
  const answer = await get<{ usual: Usual }>(`/api/steps/${encodeURIComponent(runbook)}/${encodeURIComponent(step)}/usual?environment=${encodeURIComponent(environment)}`);
  return answer.ok ? answer.value.usual.ms : null;
}
