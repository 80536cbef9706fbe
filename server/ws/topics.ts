/**
 * What one socket follows beside runs. Whoever tells of a topic tells its whole value each time; of values that come faster than
 * the browser takes them only the latest is sent.
 */
import { HandrailError } from '../../common/errors.ts';
import { mostTopics, readTopic } from '../../common/protocol/topic.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import type { Principal } from '../auth/principal.ts';

/** How whoever tells of a topic reaches the one who follows it. */
export interface Listener {
  /** Takes the topic's whole value as it now is, as JSON can say it. */
  tell(body: unknown): void;
  /** Takes why there is no more to come. */
  end(why: HandrailError): void;
}

/** Takes who follows, what of the kind, what their page calls itself, and how to reach them; gives what ends it. Throws what refuses them. */
export type FollowTopic = (who: Principal, rest: string, page: string, listener: Listener) => Promise<() => void>;
export type TopicKinds = Readonly<Record<string, FollowTopic>>;

/** Takes a message, and what to do once it has left this process; sends it. */
type Send = (message: ServerMessage, gone?: () => void) => void;

export class Topics {
  readonly #kinds: TopicKinds;
  readonly #send: Send;
  readonly #followed = new Map<string, Followed>();

  constructor(kinds: TopicKinds, send: Send) {
    this.#kinds = kinds;
    this.#send = send;
  }

  /** Takes who, their page and a topic; follows it, anew when it is followed already. Throws what refuses them. */
  async follow(who: Principal, page: string, topic: string): Promise<void> {
    this.unfollow(topic);
    const read = readTopic(topic);
    const kind = read !== null && Object.hasOwn(this.#kinds, read.kind) ? this.#kinds[read.kind] : undefined;
    if (read === null || kind === undefined) throw new HandrailError('out-of-order', { why: 'there is nothing of that name to follow.' });
    if (this.#followed.size >= mostTopics) throw new HandrailError('out-of-order', { why: `a page may follow ${mostTopics} things at once.` });
    const followed = new Followed(topic, this.#send, () => { if (this.#followed.get(topic) === followed) this.#followed.delete(topic); });
    this.#followed.set(topic, followed);
    try {
      followed.stopBy(await kind(who, read.rest, page, followed));
    } catch (error) {
      followed.stop();
      throw error;
    }
  }

  unfollow(topic: string): void {
    this.#followed.get(topic)?.stop();
  }

  /** Takes a topic and why there is no more of it; ends it, and says so. */
  refuse(topic: string, why: HandrailError): void {
    this.#followed.get(topic)?.end(why);
  }

  /** The socket is gone. */
  end(): void {
    for (const followed of this.#followed.values()) followed.stop();
  }
}

class Followed implements Listener {
  readonly #topic: string;
  readonly #send: Send;
  readonly #forget: () => void;
  #off: (() => void) | null = null;
  #isOver = false;
  #isOnItsWay = false;
  /** the latest that waits until what is on its way has left */
  #next: { body: unknown } | null = null;

  constructor(topic: string, send: Send, forget: () => void) {
    this.#topic = topic;
    this.#send = send;
    this.#forget = forget;
  }

  tell(body: unknown): void {
    if (this.#isOver) return;
    if (this.#isOnItsWay) {
      this.#next = { body };
      return;
    }
    this.#isOnItsWay = true;
    this.#send({ type: 'topic', topic: this.#topic, body }, () => {
      this.#isOnItsWay = false;
      const next = this.#next;
      this.#next = null;
      if (next !== null) this.tell(next.body);
    });
  }

  end(why: HandrailError): void {
    if (this.#isOver) return;
    this.stop();
    this.#send({ type: 'topic-ended', topic: this.#topic, error: why.toBody() });
  }

  /** Takes what ends it; that is done at once when nobody wants it any more. */
  stopBy(off: () => void): void {
    if (this.#isOver) off();
    else this.#off = off;
  }

  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#forget();
    this.#off?.();
  }
}
