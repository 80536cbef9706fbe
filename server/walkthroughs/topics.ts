/**
 * Walkthroughs live: whoever follows one is told how it stands whenever that changes, and counts as present meanwhile; whoever
 * follows the list is told of all that are open. What many follow is looked up once for all of them.
 */
import { createHash } from 'node:crypto';
import { HandrailError } from '../../common/errors.ts';
import type { WalkList } from '../../common/walkthrough.ts';
import type { Principal } from '../auth/principal.ts';
import type { Log } from '../log.ts';
import type { Listener, TopicKinds } from '../ws/topics.ts';
import { listOf, viewOf, type ViewDeps } from './view.ts';
import type { Walkthroughs } from './walkthroughs.ts';

/** Open ones that a list tells of. */
export const mostListed = 100;
/** The list is told this often at most, in milliseconds: with many people something always moves. */
const listEveryMs = 500;
/** How often is looked whether another catalog is deployed, in milliseconds. */
const catalogEveryMs = 2_000;

export interface TopicDeps extends Omit<ViewDeps, 'presence'> {
  walkthroughs: Walkthroughs;
  log: Log;
}

export class WalkTopics {
  readonly #deps: TopicDeps;
  readonly #view: ViewDeps;
  readonly #followers = new Map<string, Set<Listener>>();
  readonly #lists = new Set<{ who: Principal; listener: Listener }>();
  /** walkthroughs that are being looked up; true where something changed again meanwhile */
  readonly #looking = new Map<string, boolean>();
  #listTimer: NodeJS.Timeout | null = null;
  readonly #catalogTimer: NodeJS.Timeout;
  /** digest of the catalog that was told of last */
  #catalog: string | undefined;
  readonly #offs: (() => void)[];

  constructor(deps: TopicDeps) {
    this.#deps = deps;
    this.#view = { ...deps, presence: deps.walkthroughs.presence };
    const changed = (id: string): void => {
      this.#look(id);
      this.#lookAtList();
    };
    this.#catalog = deps.catalog.current()?.digest;
    this.#catalogTimer = setInterval(() => { this.#lookAtCatalog(); }, catalogEveryMs).unref();
    this.#offs = [deps.walkthroughs.onChange(changed), deps.walkthroughs.presence.onChange(changed)];
  }

  /** What can be followed. */
  get kinds(): TopicKinds {
    return {
      walkthrough: (who, id, page, listener) => this.#follow(who, id, page, listener),
      walkthroughs: (who, rest, _page, listener) => this.#followList(who, rest, listener),
    };
  }

  close(): void {
    for (const off of this.#offs) off();
    clearInterval(this.#catalogTimer);
    if (this.#listTimer !== null) clearTimeout(this.#listTimer);
  }

  async #follow(who: Principal, id: string, page: string, listener: Listener): Promise<() => void> {
    const { head } = await this.#deps.walkthroughs.look(who, id);
    const followers = this.#followers.get(head.id) ?? new Set();
    this.#followers.set(head.id, followers);
    followers.add(listener);
    const { person } = who;
    // That somebody came is a change: they are told of how it stands as everybody is.
    const leave = this.#deps.walkthroughs.presence.enter(head.id, { person: person.id, name: person.name, page: createHash('sha256').update(`${head.id} ${page}`).digest('hex').slice(0, 12) });
    return () => {
      followers.delete(listener);
      if (followers.size === 0 && this.#followers.get(head.id) === followers) this.#followers.delete(head.id);
      leave();
    };
  }

  async #followList(who: Principal, rest: string, listener: Listener): Promise<() => void> {
    if (rest !== '') throw new HandrailError('out-of-order', { why: 'the topic is `walkthroughs:`, with nothing after it.' });
    const follower = { who, listener };
    this.#lists.add(follower);
    await this.#tellList([follower]);
    return () => { this.#lists.delete(follower); };
  }

  /** Which steps are others than deployed stands in what is told. */
  #lookAtCatalog(): void {
    const digest = this.#deps.catalog.current()?.digest;
    if (digest === this.#catalog) return;
    this.#catalog = digest;
    for (const id of this.#followers.keys()) this.#look(id);
  }

  #look(id: string): void {
    if (!this.#followers.has(id)) return;
    if (this.#looking.has(id)) {
      this.#looking.set(id, true);
      return;
    }
    this.#looking.set(id, false);
    this.#tell(id).catch((error: unknown) => { this.#deps.log.error({ err: error, walkthrough: id }, 'a walkthrough could not be told'); })
      .finally(() => {
        const again = this.#looking.get(id) === true;
        this.#looking.delete(id);
        if (again) this.#look(id);
      });
  }

  async #tell(id: string): Promise<void> {
    const view = await viewOf(this.#view, await this.#deps.walkthroughs.load(id), 'newest');
    for (const listener of this.#followers.get(id) ?? []) listener.tell(view);
  }

  #lookAtList(): void {
    if (this.#lists.size === 0 || this.#listTimer !== null) return;
    this.#listTimer = setTimeout(() => {
      this.#listTimer = null;
      this.#tellList([...this.#lists]).catch((error: unknown) => { this.#deps.log.error({ err: error }, 'the list of walkthroughs could not be told'); });
    }, listEveryMs).unref();
  }

  async #tellList(followers: readonly { who: Principal; listener: Listener }[]): Promise<void> {
    const lists = new Map<string, WalkList>();
    for (const { who, listener } of followers) {
      const scope = JSON.stringify(who.environments);
      const list = lists.get(scope) ?? await this.#openOnes(who.environments);
      lists.set(scope, list);
      listener.tell(list);
    }
  }

  async #openOnes(environments: readonly string[] | null): Promise<WalkList> {
    return await listOf(this.#view, await this.#deps.walkthroughs.list({ open: true, environments, limit: mostListed }), null);
  }
}
