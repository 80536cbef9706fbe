/** Everything that is told outside: cards of links, announcements, ends of runs and walkthroughs. Put together here, and let go of. */
import type { Run } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import type { Audit } from '../audit/log.ts';
import type { CatalogStore } from '../catalog/store.ts';
import type { Clock } from '../clock.ts';
import type { Environments } from '../config/environments/environments.ts';
import type { ChatConfig } from '../config/slack.ts';
import type { ResultsStore } from '../freshness/results.ts';
import type { Log } from '../log.ts';
import { Outbox } from '../outbox/outbox.ts';
import type { RunnerClient } from '../runner/client.ts';
import type { RunRegister } from '../runs/register.ts';
import type { Store } from '../store/store.ts';
import { loadWalks, type LoadedWalk } from '../walkthroughs/loaded.ts';
import { Announcing } from './announcing.ts';
import { openSlackApi } from './api.ts';
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
  walkthroughs: { onChange(listener: (walkthrough: string) => void): () => void };
  origin: string;
}

export interface Chat {
  /** what Slack signs with; null where there is no app */
  readonly signingSecret: string | null;
  readonly unfurling: Unfurling | null;
  readonly announcing: Announcing;
  /** Sends nothing more; what waits is sent by the next server. */
  close(): Promise<void>;
}

/** A walkthrough whose end was kept just before a crash is told after it, when that was not longer ago than this, in milliseconds. */
const lookBackMs = 10 * 60_000;
const sweepMs = 3_600_000;

/** Takes what is said of chat and what is needed; gives it, sending. */
export async function openChat(config: ChatConfig, deps: ChatDeps): Promise<Chat> {
  const { store, clock, log, register, origin } = deps;
  const outbox = new Outbox({ outbox: store.outbox, clock, log });
  const api = config.app === null ? null : await openSlackApi(config.app);
  const shownIn = (channel: string) => (Object.hasOwn(config.channels, channel) ? config.channels[channel]?.shows ?? 'page' : 'page');
  const walkthrough = async (id: string) => await loaded(deps, id);
  const common = { ...deps, outbox, shownIn, origin, latest: (id: Run['id']) => register.latest(id), walkthrough };
  const unfurling = api === null ? null : new Unfurling({ ...common, api });
  const telling = new Telling({ ...common, api, config });
  const failed = (error: unknown) => { log.error({ err: error }, 'an end could not be put into the outbox'); };
  const walkChanged = async (id: string, since: number) => {
    // Most of what is done in one does not end it, and need not be folded to see that.
    const last = (await store.walkthroughs.find(id))?.entries.findLast(({ kind }) => kind === 'ended' || kind === 'reopened');
    if (last?.kind !== 'ended' || last.at < since) return;
    const walk = await walkthrough(id);
    if (walk !== null) await telling.walkEnded(walk);
    await unfurling?.ended(`walkthrough:${id}`, last.at);
  };
  const isQuiet = api === null && config.subscriptions.length === 0;
  const offs = [
    register.onEnding(async (run) => {
      await telling.runEnded(run);
      await unfurling?.ended(`run:${run.id}`, run.endedAt ?? 0);
    }),
    register.onKept((run) => { if (isOver(run.state)) outbox.look(); }),
    deps.walkthroughs.onChange((id) => { if (!isQuiet) walkChanged(id, 0).catch(failed); }),
  ];
  const since = clock.now() - lookBackMs;
  const recent = isQuiet ? [] : await store.walkthroughs.list({ open: false, limit: 50, environments: null });
  for (const { head } of recent) await walkChanged(head.id, since).catch(failed);
  const sweep = () => { store.unfurls.sweep(clock.now()).catch((error: unknown) => { log.warn({ err: error }, 'old cards could not be forgotten'); }); };
  const timer = setInterval(sweep, sweepMs).unref();
  sweep();
  outbox.look();
  return {
    signingSecret: config.app?.signingSecret ?? null, unfurling, announcing: new Announcing({ ...deps, api, channels: config.channels }),
    close: async () => {
      clearInterval(timer);
      for (const off of offs) off();
      await outbox.close();
    },
  };
}

async function loaded({ store, register }: ChatDeps, id: string): Promise<LoadedWalk | null> {
  const walk = await store.walkthroughs.find(id);
  if (walk === null) return null;
  const [first = null] = await loadWalks(store, [walk], async (run) => await register.latest(run.id));
  return first;
}
