/**
 * The walkthrough that a runbook's page takes part in: followed over the socket, kept whole, and acted on. Fetched when there
 * is one.
 */
import type { ActAsked, WalkView } from '../../common/walkthrough.ts';
import { get, post, type Problem } from './http.ts';
import { newKey } from './run-actions.ts';
import { noteLoggedOut } from './session.ts';
import { createStore } from './store.ts';
import { follow } from './topics.ts';
import { together } from './walk-entries.ts';

export interface WalkNow {
  id: string;
  /** null until the server has told of it */
  view: WalkView | null;
  /** why it cannot be shown, or why the last act was not done; null when all is well */
  problem: Pick<Problem, 'code' | 'message'> | null;
  /** newest entry when this page came to it: what comes after happens while one looks on; null until it is known */
  since: number | null;
}

export const walk = createStore<WalkNow | null>(null);

function change(id: string, part: Partial<WalkNow>): void {
  const now = walk.get();
  if (now?.id === id) walk.set({ ...now, ...part });
}

/** Takes a walkthrough's id; keeps `walk` current until what it gives is called, and its watchers are there for others to see. */
export function attend(id: string): () => void {
  walk.set({ id, view: null, problem: null, since: null });
  const stop = follow(`walkthrough:${id}`, {
    told: (body) => { take(id, body as WalkView); },
    ended: (problem) => { change(id, { problem }); },
  });
  return () => {
    stop();
    if (walk.get()?.id === id) walk.set(null);
  };
}

/** Takes a walkthrough's id and what the server tells; puts it to the entries that are known. A topic tells the newest only: the rest is asked for. */
export function take(id: string, told: WalkView): void {
  const now = walk.get();
  if (now?.id !== id || (now.view !== null && told.state.seq < now.view.state.seq)) return;
  const entries = together(now.view?.entries ?? [], told.entries);
  change(id, { view: { ...told, entries }, since: now.since ?? told.state.seq, problem: now.view === null ? null : now.problem });
  if (entries[0]?.seq !== 1) void fetchWhole(id);
}

async function fetchWhole(id: string): Promise<void> {
  const answer = await get<{ walkthrough: WalkView }>(`/api/walkthroughs/${id}`);
  if (answer.ok) take(id, answer.value.walkthrough);
}

/** What is asked, without what was seen: that is known here. */
export type Asked = ActAsked extends infer One ? One extends ActAsked ? Omit<One, 'seen'> : never : never;

/** Takes what to do in the walkthrough of this page; gives whether it was done. Why not is kept for the person to read. */
export async function act(asked: Asked): Promise<boolean> {
  const now = walk.get();
  if (now === null || now.view === null) return false;
  const body = asked.act === 'note' ? asked : { ...asked, seen: now.view.state.seq };
  const answer = await post<{ walkthrough: WalkView }>(`/api/walkthroughs/${now.id}/acts`, body, newKey());
  if (answer.ok) take(now.id, answer.value.walkthrough);
  else if (answer.problem.code === 'not-logged-in') noteLoggedOut();
  change(now.id, { problem: answer.ok ? null : answer.problem });
  return answer.ok;
}

/** Forgets why the last act was not done. */
export function dismiss(): void {
  const now = walk.get();
  if (now !== null) walk.set({ ...now, problem: null });
}
