/** What pages can follow over their sockets beside runs: a line for each kind. */
import type { TopicKinds } from './topics.ts';

/** Gives the kinds there are. */
export function topicKinds(): TopicKinds {
  return {};
}
