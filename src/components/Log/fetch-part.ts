/** Parts of a log from the server: bytes, so not by way of `client/http.ts`, which reads JSON. */
import type { RunId } from '../../../common/ids.ts';
import { decodePart, type Part } from '../../../common/log/part.ts';
import { type Answer, away, type Problem } from '../../client/http.ts';

/** Takes a run, what to ask (`row`, `line`, `rows`, `now`) and what breaks it off; gives the part or the problem. */
export async function fetchPart(run: RunId, ask: Readonly<Record<string, string | number>>, signal?: AbortSignal): Promise<Answer<Part>> {
  const query = new URLSearchParams(Object.entries(ask).map(([name, value]) => [name, String(value)]));
  try {
    const response = await fetch(`/api/runs/${run}/log?${query.toString()}`, { credentials: 'same-origin', cache: 'no-store', ...(signal && { signal }) });
    if (response.ok) return { ok: true, value: decodePart(new Uint8Array(await response.arrayBuffer())) };
    return { ok: false, problem: ((await response.json()) as { error?: Problem }).error ?? away };
  } catch {
    return { ok: false, problem: away };
  }
}
