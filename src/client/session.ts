/** Who is at the page and what they may do here: asked once a page, by the first step that wants to know. */
import type { Right } from '../../common/rights.ts';
import { awaitedName, keepKnown } from './awaited.ts';
import { get, post } from './http.ts';
import { createStore } from './store.ts';

/** An environment as the server offers it to this person. */
export interface Environment {
  name: string;
  title: string;
  /** targets it offers; null means all */
  targets: readonly string[] | null;
  /** whether steps run there now; `why` says why not, or what is the matter for the moment */
  on: boolean;
  why: string;
  /** whether it is in use now, such as while observing: rules may ask for more then */
  inUse: boolean;
  /** what the sandbox there was proved to give */
  level: string;
}

interface Told {
  person: { id: string; name: string };
  environments: readonly Environment[];
  /** what they may do (common/rights.ts) */
  rights: readonly Right[];
  /** what is wrong with the files of environments and of chat; told to those who can mend it */
  problems: readonly string[];
  /** how many runs of theirs go on */
  going: number;
  catalog: { digest: string; problems: readonly string[] };
}

export type Session = ({ state: 'in' } & Told) | { state: 'unknown' | 'out' | 'away' };

export const session = createStore<Session>({ state: 'unknown' });

let asked: Promise<Session> | null = null;

/** Gives the session, asking the server when nobody has, or when it did not answer the last time. */
export function loadSession(): Promise<Session> {
  asked ??= ask();
  return asked;
}

async function ask(): Promise<Session> {
  const answer = await get<Told & { awaited?: number }>('/api/session');
  const next: Session = answer.ok ? { state: 'in', ...answer.value }
    : { state: answer.problem.code === 'not-logged-in' ? 'out' : 'away' };
  if (next.state === 'away') asked = null;
  else keepKnown(next.state === 'in');
  // Ends that they wait for, or were told of while no page was open.
  if (answer.ok && (answer.value.awaited ?? 0) > 0) dispatchEvent(new Event(awaitedName));
  session.setInTurn(next);
  return next;
}

/** The server said so, in answer to something else. */
export function noteLoggedOut(): void {
  keepKnown(false);
  session.set({ state: 'out' });
  asked = null;
}

/** Ends the session on the server and here. */
export async function logOut(): Promise<void> {
  const answer = await post<{ next?: string }>('/api/logout', {});
  if (!answer.ok) return;
  noteLoggedOut();
  // Who came from an identity provider logs out there too.
  if (/^https?:\/\//.test(answer.value.next ?? '')) location.assign(answer.value.next ?? '/');
}
