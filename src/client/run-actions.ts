/** Starting and stopping runs. Fetched at the first Run: a page that is only read needs none of it. */
import type { Run, TerminalSize } from '../../common/run.ts';
import { post } from './http.ts';
import { keyOf, ofWalkthrough, record, settle } from './run-store.ts';

export interface StartRequest {
  runbook: string;
  step: string;
  digest: string;
  environment: string;
  parameters: Readonly<Record<string, string>>;
  size: TerminalSize;
  confirm?: string;
  reason?: string;
  /** id of a request that others approved */
  approval?: string;
  /** id of the walkthrough it is a part of */
  walkthrough?: string;
}

/** How often a lost answer is asked for again, and how long to wait before, in milliseconds. */
const again = { times: 2, after: 700 } as const;

/** Takes what to run; asks the server to. A lost answer is asked for again under the same key, so it runs at most once. */
export async function start(request: StartRequest): Promise<void> {
  const idempotency = newKey();
  let answer = await post<{ run: Run }>('/api/runs', request, idempotency);
  for (let attempt = 0; attempt < again.times && !answer.ok && answer.problem.code === 'away'; attempt += 1) {
    await new Promise((resolve) => { setTimeout(resolve, again.after); });
    answer = await post<{ run: Run }>('/api/runs', request, idempotency);
  }
  if (answer.ok && request.walkthrough !== undefined) ofWalkthrough.set(answer.value.run.id, request.walkthrough);
  if (answer.ok) record(answer.value.run, true);
  settle(keyOf(request), answer.ok ? null : answer.problem);
}

/** Takes a run; asks the server to stop it. */
export async function stop(run: Run): Promise<void> {
  const answer = await post<{ run: Run }>(`/api/runs/${run.id}/stop`, {});
  if (answer.ok) record(answer.value.run);
  else settle(keyOf(run), answer.problem);
}

/** A random UUID. `crypto.randomUUID` is there only in secure contexts, and an intranet address may not be one. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
