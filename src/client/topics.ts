/**
 * Follows what the server tells of beside runs, over the page's one socket. Each news is the whole value; after a break it is
 * told again. Several parts of the page may follow the same.
 */
import type { ErrorBody } from '../../common/errors.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import { join, send } from './socket.ts';

export interface Follower {
  /** Takes the value as it now is; only this server sends it, in the shape that the topic's own module says. */
  told(body: unknown): void;
  /** whether the socket is to be open for this; left out, it is. Who does not need it hears while it is open for others. */
  needsSocket?(): boolean;
  /** no more of it comes: it was refused, is over, or nobody is logged in */
  ended(problem: Pick<ErrorBody, 'code' | 'message'>): void;
}

interface Topic {
  followers: Set<Follower>;
  /** the latest value; null until there is one */
  last: { body: unknown } | null;
}

const topics = new Map<string, Topic>();

const party = {
  isThere: () => [...topics.values()].some(({ followers }) => [...followers].some(({ needsSocket }) => needsSocket?.() ?? true)),
  welcome() {
    for (const topic of topics.keys()) send({ type: 'follow', topic });
  },
  hear(message: ServerMessage) {
    if (message.type === 'topic') tell(message.topic, message.body);
    if (message.type === 'topic-ended') end(message.topic, message.error);
  },
  leave(message: string) {
    for (const topic of [...topics.keys()]) end(topic, { code: 'not-logged-in', message });
  },
};

/** Takes a topic and who follows it; gives what ends that. */
export function follow(name: string, follower: Follower): () => void {
  const known = topics.get(name);
  const isIdle = !party.isThere();
  const topic = known ?? { followers: new Set(), last: null };
  topic.followers.add(follower);
  if (known === undefined) {
    topics.set(name, topic);
    // Opens the socket, or finds it open and is followed with all others, who are told once more.
    if (isIdle || topics.size === 1) join(party);
    else send({ type: 'follow', topic: name });
  } else if (known.last !== null) {
    follower.told(known.last.body);
  }
  return () => {
    if (!topic.followers.delete(follower) || topic.followers.size > 0 || topics.get(name) !== topic) return;
    topics.delete(name);
    send({ type: 'unfollow', topic: name });
  };
}

function tell(name: string, body: unknown): void {
  const topic = topics.get(name);
  if (topic === undefined) return;
  topic.last = { body };
  for (const follower of [...topic.followers]) follower.told(body);
}

function end(name: string, problem: Pick<ErrorBody, 'code' | 'message'>): void {
  const topic = topics.get(name);
  if (topic === undefined) return;
  topics.delete(name);
  for (const follower of [...topic.followers]) follower.ended(problem);
}
