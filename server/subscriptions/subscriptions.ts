/**
 * People who asked to be told when a run or a walkthrough ends. What they asked for is kept and on record; it ends when it is told, or
 * is taken back. What they may know is looked at when they ask, when they are told, and whenever it is shown. Nothing that was printed
 * is ever told here.
 */
import { HandrailError } from '../../common/errors.ts';
import { isRunId, type RunId } from '../../common/ids.ts';
import { practice } from '../../common/policy.ts';
import type { Run } from '../../common/run.ts';
import { type Channel, mostWaiting, type Reach, type Subject, type Subscription, type SubscriptionAsked, type SubscriptionList } from '../../common/subscription.ts';
import { inTurn } from '../approvals/in-turn.ts';
import type { Audit } from '../audit/log.ts';
import type { Principal } from '../auth/principal.ts';
import type { CatalogStore } from '../catalog/store.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { RunRegister } from '../runs/register.ts';
import type { Store } from '../store/store.ts';
import type { StoredSubscription } from '../store/subscriptions.ts';
import type { LoadedWalk } from '../walkthroughs/loaded.ts';
import type { Walkthroughs } from '../walkthroughs/walkthroughs.ts';
import type { FollowTopic } from '../ws/topics.ts';
import { type About, aboutRun, aboutWalk, type End, named } from './about.ts';
import { mayKnow } from './may-know.ts';
import { runOutcome, walkOutcome } from './outcome.ts';
import { Tabs } from './tabs.ts';

/** What tells outside. */
export interface Herald {
  /** how a person is reached, as far as that is known soon */
  reach(person: string): Promise<Reach>;
  /** channels by name that the operator lets people have ends told in */
  channels(): readonly Channel[];
  /** Takes what ended, when, who is told, and a channel that is told too (empty for none); keeps that. */
  tell(subject: Subject, at: number, person: string, channel: string): Promise<void>;
}

export interface SubscriptionDeps {
  store: Store;
  audit: Audit;
  clock: Clock;
  log: Log;
  catalog: CatalogStore;
  register: RunRegister;
  walkthroughs: Pick<Walkthroughs, 'look'>;
  /** gives a walkthrough as it stands, or null */
  walkthrough(id: string): Promise<LoadedWalk | null>;
  herald: Herald;
}

/** What may have been missed is looked for this often, in milliseconds. */
const sweepMs = 60_000;

export class Subscriptions {
  readonly #deps: SubscriptionDeps;
  readonly #tabs: Tabs;
  /** one end is heard of from several sides */
  readonly #inTurn = inTurn();
  readonly #timer: NodeJS.Timeout;
  #sweeping: Promise<void> | null = null;
  #isClosed = false;

  /** What ended while nobody was there to tell of it is told now. */
  constructor(deps: SubscriptionDeps) {
    this.#deps = deps;
    this.#tabs = new Tabs((who) => this.list(who), deps.log);
    this.#timer = setInterval(() => { this.#sweep(); }, sweepMs).unref();
    this.#sweep();
  }

  /** Takes who asks and for what; keeps it until it has ended. Gives all of theirs. Throws what says that they may not, `subscription-refused` and `too-many-subscriptions`. */
  async subscribe(principal: Principal, { of, id, channel = '' }: SubscriptionAsked): Promise<SubscriptionList> {
    const { store, audit, clock, herald } = this.#deps;
    const subject = { of, id };
    const about = await this.#seenBy(principal, subject);
    if (about.end !== null) throw refuse('It has ended already: look at how.');
    const { person } = principal;
    const { runbook, title, environment } = about;
    if (channel !== '' && !this.#channelsFor(about).some((one) => one.id === channel)) throw refuse('Ends of this are not told in that channel. Whoever runs Handrail says in which they may be.');
    const reach = await herald.reach(person.id);
    audit.write({ kind: 'subscribed', by: person.id, ...named(subject), environment, channel });
    if (!await store.subscriptions.add({ person: person.id, of, id, runbook, title, environment, channel, reach, at: clock.now() })) throw new HandrailError('too-many-subscriptions', { count: mostWaiting });
    // It may have ended just before it was kept that somebody waits.
    const { end } = await this.#about(subject) ?? about;
    if (end !== null) await this.#ended(subject, end);
    this.#tabs.tell(person.id);
    return await this.list(principal);
  }

  /** Takes who and what; they are told no more of it, or have seen what they were told. Gives all that is left of theirs. */
  async takeBack(principal: Principal, subject: Subject): Promise<SubscriptionList> {
    const { store, audit } = this.#deps;
    const by = principal.person.id;
    const known = await store.subscriptions.find(by, subject);
    if (known !== null) {
      if (known.end === null) audit.write({ kind: 'unsubscribed', by, ...named(subject), environment: known.environment });
      await store.subscriptions.remove(by, subject);
      this.#tabs.tell(by);
    }
    return await this.list(principal);
  }

  /** Takes who asks; gives theirs, without those that they may not know of any more, or not by what they showed. */
  async list({ person, environments }: Principal): Promise<SubscriptionList> {
    const { store } = this.#deps;
    const known: Subscription[] = [];
    for (const stored of await store.subscriptions.of(person.id)) {
      if ((environments === null || environments.includes(stored.environment)) && await mayKnow(store, person.id, stored)) known.push(this.#shown(stored));
    }
    return { subscriptions: known };
  }

  /** Takes a person; gives how many of theirs there are. */
  async count(person: string): Promise<number> {
    return await this.#deps.store.subscriptions.count(person);
  }

  /** Lets a page follow its person's own. */
  get follow(): FollowTopic {
    return this.#tabs.follow;
  }

  /** Takes a run that has ended; tells whoever waits for it. */
  async runEnded(run: Run): Promise<void> {
    await this.#ended({ of: 'run', id: run.id }, { outcome: runOutcome(run), at: run.endedAt ?? run.queuedAt });
  }

  /** Takes a walkthrough that has ended; tells whoever waits for it. */
  async walkEnded({ head, state }: LoadedWalk): Promise<void> {
    if (state.ended !== null) await this.#ended({ of: 'walkthrough', id: head.id }, { outcome: walkOutcome(state), at: state.ended.at });
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#isClosed = true;
    await this.#sweeping;
  }

  #sweep(): void {
    this.#sweeping ??= this.#lookForMissed()
      .catch((error: unknown) => { this.#deps.log.error({ err: error }, 'ends that somebody waits for could not be looked for'); })
      .finally(() => { this.#sweeping = null; });
  }

  /** Looks for ends that were missed, as when the server ended in the middle, and forgets what was told long ago. */
  async #lookForMissed(): Promise<void> {
    const { store, clock } = this.#deps;
    await store.subscriptions.sweep(clock.now());
    for (const subject of await store.subscriptions.awaited()) {
      if (this.#isClosed) return;
      const end = (await this.#about(subject))?.end ?? null;
      if (end !== null) await this.#ended(subject, end);
    }
  }

  async #ended(subject: Subject, end: End): Promise<void> {
    await this.#inTurn(`${subject.of} ${subject.id}`, () => this.#tellOf(subject, end));
  }

  async #tellOf(subject: Subject, end: End): Promise<void> {
    const { store, audit, clock, herald } = this.#deps;
    for (const { person, environment, channel, runbook } of await store.subscriptions.waitingFor(subject)) {
      if (!await mayKnow(store, person, subject)) {
        audit.write({ kind: 'subscription-dropped', person, ...named(subject), environment });
        await store.subscriptions.remove(person, subject);
        continue;
      }
      const isChannelOpen = this.#channelsFor({ runbook, environment }).some(({ id }) => id === channel);
      audit.write({ kind: 'subscription-told', person, ...named(subject), environment });
      // Kept where it is sent from before it counts as told: a crash in between does it again, and the keys make that nothing.
      await herald.tell(subject, end.at, person, isChannelOpen ? channel : '');
      if (await store.subscriptions.told(person, subject, { outcome: end.outcome, at: clock.now() })) this.#tabs.tell(person);
    }
  }

  /** Takes who asks and about what; gives how it stands. Throws what says that they may not know. */
  async #seenBy(principal: Principal, { of, id }: Subject): Promise<About> {
    if (of === 'walkthrough') return aboutWalk(await this.#deps.walkthroughs.look(principal, id));
    if (!isRunId(id)) throw new HandrailError('not-yours', { run: id.replace(/[^\w-]/g, '?').slice(0, 60) });
    return aboutRun(await this.#deps.register.watchable(principal, id));
  }

  async #about({ of, id }: Subject): Promise<About | null> {
    if (of === 'run') return await this.#deps.register.latest(id as RunId).then(aboutRun, () => null);
    const walk = await this.#deps.walkthrough(id);
    return walk === null ? null : aboutWalk(walk);
  }

  #shown({ of, id, runbook, title, environment, channel, reach, end }: StoredSubscription): Subscription {
    const mayChannels = end === null ? this.#channelsFor({ runbook, environment }) : [];
    return { of, id, title, environment, channel: mayChannels.find((one) => one.id === channel) ?? null, mayChannels, reach, end };
  }

  /** Channels that the runbook names and the operator lets people have ends told in. What happens in practice concerns nobody else. */
  #channelsFor({ runbook, environment }: Pick<About, 'runbook' | 'environment'>): Channel[] {
    if (environment === practice) return [];
    const named = this.#deps.catalog.current()?.runbooks.find(({ id }) => id === runbook)?.slack ?? [];
    return this.#deps.herald.channels().filter(({ name }) => named.includes(name));
  }
}

function refuse(why: string): HandrailError {
  return new HandrailError('subscription-refused', { why });
}
