/** Everything that is told outside: cards of links, announcements, ends of runs and walkthroughs. Put together here, and let go of. */
import type { Run } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import type { Audit } from '../audit/log.ts';
import type { CatalogStore } from '../catalog/store.ts';
import type { Clock } from '../clock.ts';
import type { Environments } from '../config/environments/environments.ts';
import type { OpenChat } from '../config/open-slack.ts';
import type { ResultsStore } from '../freshness/results.ts';
import type { Log } from '../log.ts';
import { Outbox } from '../outbox/outbox.ts';
import type { RunnerClient } from '../runner/client.ts';
import type { RunRegister } from '../runs/register.ts';
import type { Store } from '../store/store.ts';
import { mayKnow } from '../subscriptions/may-know.ts';
import { type Herald, Subscriptions } from '../subscriptions/subscriptions.ts';
import { loadWalks, type LoadedWalk } from '../walkthroughs/loaded.ts';
import type { Walkthroughs } from '../walkthroughs/walkthroughs.ts';
import { Announcing } from './announcing.ts';
import { openSlackApi } from './api.ts';
import { SlackPeople } from './people.ts';
import { Telling } from './telling.ts';
import { Unfurling } from './unfurling.ts';

export interface ChatDeps {
  store: Store;
  audit: Audit;
  clock: Clock;
  log: Log;
  catalog: CatalogStore;
  results: ResultsStore;
  register: RunRegister;
  runner: RunnerClient;
  environments(): Environments;
  walkthroughs: Pick<Walkthroughs, 'onChange' | 'look'>;
  origin: string;
}

export interface Chat {
  /** what Slack signs with; null where there is no app */
  readonly signingSecret: string | null;
  readonly unfurling: Unfurling | null;
  readonly announcing: Announcing;
  /** people who asked to be told of an end */
  readonly subscriptions: Subscriptions;
  /** Sends nothing more; what waits is sent by the next server. */
  close(): Promise<void>;
}

/** A walkthrough whose end was kept just before a crash is told after it, when that was not longer ago than this, in milliseconds. */
const lookBackMs = 10 * 60_000;
const sweepMs = 3_600_000;

/** Takes what is said of chat and what is needed; gives it, sending. */
export async function openChat(said: Pick<OpenChat, 'current'>, deps: ChatDeps): Promise<Chat> {
  const { store, clock, log, register, origin } = deps;
  const { app } = said.current();
  const outbox = new Outbox({ outbox: store.outbox, clock, log });
  const api = app === null ? null : await openSlackApi(app);
  const channels = () => said.current().channels;
  const shownIn = (channel: string) => (Object.hasOwn(channels(), channel) ? channels()[channel]?.shows ?? 'page' : 'page');
  const walkthrough = async (id: string) => await loaded(deps, id);
  const people = new SlackPeople({ clock, signOns: store.signOns, api, people: () => said.current().people });
  const common = { ...deps, outbox, shownIn, origin, latest: (id: Run['id']) => register.latest(id), walkthrough };
  const unfurling = api === null ? null : new Unfurling({ ...common, api });
  const telling = new Telling({ ...common, api, people, config: said.current, mayKnow: (person, subject) => mayKnow(store, person, subject) });
  const herald: Herald = {
    reach: (person) => people.reach(person),
    channels: () => (api === null ? [] : Object.entries(channels()).flatMap(([id, { name, ends }]) => (ends ? [{ id, name }] : []))),
    tell: async (subject, at, person, channel) => {
      if (api !== null && await people.isKnown(person)) await telling.tell(subject, at, { person });
      if (channel !== '') await telling.tell(subject, at, { slack: channel });
    },
  };
  const subscriptions = new Subscriptions({ ...deps, walkthrough, herald });
  const isHeard = async (id: string) => api !== null || said.current().subscriptions.length > 0 || (await store.subscriptions.waitingFor({ of: 'walkthrough', id })).length > 0;
  const walkChanged = walkTeller(deps, isHeard, async (walk) => {
    await subscriptions.walkEnded(walk);
    await telling.walkEnded(walk);
    await unfurling?.ended(`walkthrough:${walk.head.id}`, walk.state.ended?.at ?? 0);
  });
  const offs = [
    register.onEnding((run) => subscriptions.runEnded(run)),
    register.onEnding(async (run) => {
      await telling.runEnded(run);
      await unfurling?.ended(`run:${run.id}`, run.endedAt ?? 0);
    }),
    register.onKept((run) => { if (isOver(run.state)) outbox.look(); }),
    deps.walkthroughs.onChange((id) => { void walkChanged(id, 0); }),
  ];
  const since = clock.now() - lookBackMs;
  for (const { head } of await store.walkthroughs.list({ open: false, limit: 50, environments: null })) await walkChanged(head.id, since);
  const sweep = () => { store.unfurls.sweep(clock.now()).catch((error: unknown) => { log.warn({ err: error }, 'old cards could not be forgotten'); }); };
  const timer = setInterval(sweep, sweepMs).unref();
  sweep();
  outbox.look();
  return {
    signingSecret: app?.signingSecret ?? null, unfurling, announcing: new Announcing({ ...deps, api, channels }), subscriptions,
    close: async () => {
      clearInterval(timer);
      for (const off of offs) off();
      await subscriptions.close();
      await outbox.close();
    },
  };
}

/**
 * Takes whether anybody is to hear of one, and what to do about a walkthrough that has ended; gives what takes one that changed, and since
 * when (Unix milliseconds) an end counts.
 */
function walkTeller(deps: ChatDeps, isHeard: (id: string) => Promise<boolean>, ended: (walk: LoadedWalk) => Promise<void>): (id: string, since: number) => Promise<void> {
  const look = async (id: string, since: number) => {
    if (!await isHeard(id)) return;
    // Most of what is done in one does not end it, and need not be folded to see that.
    const last = (await deps.store.walkthroughs.find(id))?.entries.findLast(({ kind }) => kind === 'ended' || kind === 'reopened');
    if (last?.kind !== 'ended' || last.at < since) return;
    const walk = await loaded(deps, id);
    if (walk !== null) await ended(walk);
  };
  return (id, since) => look(id, since).catch((error: unknown) => { deps.log.error({ err: error }, 'the end of a walkthrough could not be told'); });
}

async function loaded({ store, register }: ChatDeps, id: string): Promise<LoadedWalk | null> {
  const walk = await store.walkthroughs.find(id);
  if (walk === null) return null;
  const [first = null] = await loadWalks(store, [walk], async (run) => await register.latest(run.id));
  return first;
}
