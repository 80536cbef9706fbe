/**
 * What somebody did in a walkthrough and the server has not kept yet. It is shown as such, never as done. What got no answer or
 * was refused stays with what was typed, to be sent again; this tab remembers it, too. What got no answer goes out once more by
 * itself when the connection is back: under the same key, so that it is done once.
 */
import type { ActAsked, WalkView } from '../../common/walkthrough.ts';
import { post, type Problem } from './http.ts';
import { newKey } from './run-actions.ts';
import { connection } from './run-store.ts';
import { noteLoggedOut, session } from './session.ts';
import { createStore } from './store.ts';
import { type Asked, take, walk } from './walkthrough.ts';

export interface Keeping {
  readonly walkthrough: string;
  /** id of who did it */
  readonly by: string;
  readonly key: string;
  readonly asked: ActAsked;
  /** null while the server is asked */
  readonly problem: Pick<Problem, 'code' | 'message'> | null;
}

/** Acts that say something, in words or by a tick. The others are a press of a button that is still there. */
export type Kept = Extract<Asked, { act: 'note' | 'tick' | 'untick' | 'skip' | 'unskip' | 'end' | 'reopen' }>;

const stored = 'handrail:keeping';
/** One is told that there is no answer after so many milliseconds. */
const patience = 15_000;
const most = 50;
const unanswered = { code: 'away', message: 'The server has not answered yet.' } as const;

export const keeping = createStore<readonly Keeping[]>(remembered());
keeping.subscribe(remember);
connection.subscribe(resend);
session.subscribe(resend);

function resend(): void {
  if (connection.get() === 'open') for (const { key, problem } of keeping.get()) if (problem?.code === 'away') void sendAgain(key);
}

/** Takes what to do in the walkthrough of this page; has it kept. */
export async function keep(asked: Kept): Promise<void> {
  const now = walk.get();
  const who = session.get();
  if (now === null || now.view === null || who.state !== 'in') return;
  const one: Keeping = { walkthrough: now.id, by: who.person.id, key: newKey(), asked: seenBy(asked, now.view.state.seq), problem: null };
  keeping.set([...keeping.get(), one].slice(-most));
  await send(one);
}

/** Takes the key of one that was not kept; sends it again: the same where nobody knows whether it arrived, else as things stand now. */
export async function sendAgain(key: string): Promise<void> {
  const one = keeping.get().find((other) => other.key === key);
  const who = session.get();
  // Another may have logged in here since: what one person did is not done in another's name.
  if (one === undefined || one.problem === null || who.state !== 'in' || who.person.id !== one.by) return;
  const seq = walk.get()?.view?.state.seq;
  const isNew = one.problem.code !== 'away' && seq !== undefined;
  const next: Keeping = { ...one, problem: null, ...(isNew ? { key: newKey(), asked: seenBy(one.asked, seq) } : {}) };
  keeping.set(keeping.get().map((other) => (other === one ? next : other)));
  await send(next);
}

/** Takes the key of one that was not kept; forgets it. */
export function throwAway(key: string): void {
  keeping.set(keeping.get().filter((one) => one.key !== key));
}

async function send({ walkthrough, key, asked }: Keeping): Promise<void> {
  const late = setTimeout(() => { settle(key, unanswered); }, patience);
  const answer = await post<{ walkthrough: WalkView }>(`/api/walkthroughs/${walkthrough}/acts`, asked, key);
  clearTimeout(late);
  if (!answer.ok) {
    settle(key, answer.problem);
    if (answer.problem.code === 'not-logged-in') noteLoggedOut();
    return;
  }
  take(walkthrough, answer.value.walkthrough);
  throwAway(key);
}

function settle(key: string, problem: Keeping['problem']): void {
  keeping.set(keeping.get().map((one) => (one.key === key ? { ...one, problem } : one)));
}

function seenBy(asked: Kept | ActAsked, seen: number): ActAsked {
  return asked.act === 'note' ? asked : { ...asked, seen } as ActAsked;
}

/** Of a page that was left before there was an answer; what was sent is ours, what is read may be anything. */
function remembered(): Keeping[] {
  try {
    const list: unknown = JSON.parse(sessionStorage.getItem(stored) ?? '[]');
    return Array.isArray(list) ? list.filter(isKeeping).map((one) => ({ ...one, problem: one.problem ?? unanswered })) : [];
  } catch {
    return [];
  }
}

function isKeeping(value: unknown): value is Keeping {
  const one = value as Partial<Keeping> | null;
  return typeof one === 'object' && typeof one?.walkthrough === 'string' && typeof one.by === 'string' && typeof one.key === 'string' && typeof one.asked?.act === 'string';
}

function remember(): void {
  try {
    sessionStorage.setItem(stored, JSON.stringify(keeping.get()));
  } catch {
    // A browser may be told to keep nothing: then it is lost with the page.
  }
}
