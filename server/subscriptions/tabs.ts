/** The tabs of people who wait for an end: each follows `told:`, and is told all of its person's whenever that changes. */
import { HandrailError } from '../../common/errors.ts';
import type { SubscriptionList } from '../../common/subscription.ts';
import { type Principal, requireRight } from '../auth/principal.ts';
import type { Log } from '../log.ts';
import type { FollowTopic, Listener } from '../ws/topics.ts';

interface Follower {
  readonly who: Principal;
  readonly listener: Listener;
  /** what is told takes turns, so that nothing older comes after */
  turn: Promise<void>;
}

export class Tabs {
  readonly #list: (who: Principal) => Promise<SubscriptionList>;
  readonly #log: Log;
  readonly #followers = new Map<string, Set<Follower>>();

  /** Takes what gives all of somebody's, as far as they may know of it. */
  constructor(list: (who: Principal) => Promise<SubscriptionList>, log: Log) {
    this.#list = list;
    this.#log = log;
  }

  /** Lets a page follow its person's own. */
  readonly follow: FollowTopic = async (who, rest, _page, listener) => {
    requireRight(who, 'view');
    if (rest !== '') throw new HandrailError('out-of-order', { why: 'the topic is `told:`, with nothing after it.' });
    const follower: Follower = { who, listener, turn: Promise.resolve() };
    const followers = this.#followers.get(who.person.id) ?? new Set();
    this.#followers.set(who.person.id, followers.add(follower));
    const leave = () => {
      followers.delete(follower);
      if (followers.size === 0 && this.#followers.get(who.person.id) === followers) this.#followers.delete(who.person.id);
    };
    const first = this.#list(who).then((list) => { listener.tell(list); });
    follower.turn = first.catch(leave);
    await first;
    return leave;
  };

  /** Takes a person; tells their tabs. */
  tell(person: string): void {
    for (const follower of this.#followers.get(person) ?? []) {
      follower.turn = follower.turn.then(async () => { follower.listener.tell(await this.#list(follower.who)); })
        .catch((error: unknown) => { this.#log.error({ err: error }, 'somebody could not be told of an end in their tabs'); });
    }
  }
}
