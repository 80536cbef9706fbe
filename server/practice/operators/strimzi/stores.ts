/** The topics of every Kafka of a world, for those who show them: found by the parts they are both given. */
import type { WorldParts } from '../../parts.ts';
import type { TopicStore } from './topic-store.ts';

const known = new WeakMap<WorldParts, Map<string, TopicStore>>();

/** Takes the world's parts, a context, a namespace and a Kafka's name; gives its topics, or null while there are none. */
export function findStore(parts: WorldParts, context: string, namespace: string, kafka: string): TopicStore | null {
  return known.get(parts)?.get(`${context}/${namespace}/${kafka}`) ?? null;
}

/** Takes whose topics they are and the store; it is found from now on, in place of an earlier one. */
export function keepStore(parts: WorldParts, context: string, namespace: string, kafka: string, store: TopicStore): void {
  const stores = known.get(parts) ?? new Map<string, TopicStore>();
  known.set(parts, stores.set(`${context}/${namespace}/${kafka}`, store));
}
