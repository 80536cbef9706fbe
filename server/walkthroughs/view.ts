/** Walkthroughs as pages are told of them. */
import type { Catalog } from '../../common/catalog/runbook.ts';
import { type Present, shownEntries, type WalkGlance, type WalkList, type WalkView } from '../../common/walkthrough.ts';
import { withoutSecrets } from '../../common/secret-text.ts';
import type { Store } from '../store/store.ts';
import { aheadOf } from '../../common/walkthrough-ahead.ts';
import { type LoadedWalk, namedIn } from './loaded.ts';
import type { Presence } from './presence.ts';
import { changedSteps } from './steps.ts';

export interface ViewDeps {
  store: Store;
  catalog: { current(): Catalog | null };
  clock: { now(): number };
  presence: Presence;
}

/** Characters of a value in a list. */
const longestGlanced = 200;

/** Takes how one stands; gives it as a page is told, with its newest entries, or all of them and the texts. */
export async function viewOf({ store, catalog, clock, presence }: ViewDeps, walk: LoadedWalk, how: 'newest' | 'whole'): Promise<WalkView> {
  const { head, state, runs, entries } = walk;
  const present = presence.of(head.id);
  const names = await store.walkthroughs.names(namedIn(walk));
  return {
    ...head, state, runs, present, entries: how === 'whole' ? entries : entries.slice(-shownEntries),
    names: { ...names, ...namesOf(present) }, changed: state.ended === null ? changedSteps(head, catalog.current()) : [], now: clock.now(),
    ...(how === 'whole' ? { texts: await store.walkthroughs.texts(head.id) } : {}),
  };
}

/** Takes how some stand, in order, and where the next ones begin; gives them as a list. */
export async function listOf({ store, clock, presence }: ViewDeps, walks: readonly LoadedWalk[], more: string | null): Promise<WalkList> {
  const present = walks.map(({ head }) => presence.of(head.id));
  const named = walks.flatMap(({ head, state }) => [head.begunBy, state.lead, ...state.people]);
  const names = { ...await store.walkthroughs.names([...new Set(named)]), ...namesOf(present.flat()) };
  return { walkthroughs: walks.map((walk) => glanceOf(walk, presence)), names, more, now: clock.now() };
}

function glanceOf({ head, state, entries }: LoadedWalk, presence: Presence): WalkGlance {
  const { id, title, runbook, runbookTitle, procedure, procedureTitle, environment, environmentTitle, begunBy, begunAt, steps } = head;
  const { lead, people, parameters, held, counts, ended, going } = state;
  const ahead = aheadOf(head, state);
  const titled = (step: string | null) => steps.find((one) => one.id === step)?.title ?? '';
  return {
    id, title, runbook, runbookTitle, procedure, procedureTitle, environment, environmentTitle, begunBy, begunAt, lead, people, held, counts,
    parameters: Object.fromEntries(Object.entries(withoutSecrets(parameters)).map(([name, value]) => [name, value.length > longestGlanced ? `${value.slice(0, longestGlanced)}…` : value])),
    lastAt: entries.at(-1)?.at ?? begunAt, endedAt: ended?.at ?? null, isGoing: going !== null,
    next: titled(ahead.next), running: titled(ahead.running), present: [...new Set(presence.of(id).map(({ person }) => person))],
  };
}

function namesOf(present: readonly Present[]): Record<string, string> {
  return Object.fromEntries(present.map(({ person, name }) => [person, name]));
}
