/** What a subscription names that nobody knows: it would never say anything, and nobody would notice until the night it matters. Pure. */
import type { Catalog } from '../../common/catalog/runbook.ts';
import type { ChatConfig } from '../config/slack.ts';

/**
 * Takes what is said of chat, the catalog (null while none could be read) and the names of the environments; gives a sentence
 * for each name of a subscription that is none of theirs. Names of before do not count: an end is told by today's.
 */
export function unknownNames({ subscriptions }: Pick<ChatConfig, 'subscriptions'>, catalog: Catalog | null, environments: Iterable<string>): string[] {
  const places = new Set(environments);
  const runbooks = catalog === null ? null : new Set([...catalog.runbooks, ...catalog.broken ?? []].map(({ id }) => id));
  // A runbook with problems tells no service, so that nobody can say just now which there are.
  const services = catalog === null || (catalog.broken ?? []).length > 0 ? null : new Set(catalog.runbooks.map(({ service }) => service));
  return subscriptions.flatMap((subscription, at) => [
    ...strange('environment', subscription.environments, places),
    ...strange('runbook', subscription.runbooks, runbooks),
    ...strange('service', subscription.services, services),
  ].map((what) => `Subscription ${at + 1} of the chat settings names ${what}, which there is none of. It says nothing of it; mend the name.`));
}

function strange(kind: string, names: readonly string[] | undefined, known: ReadonlySet<string> | null): string[] {
  if (known === null) return [];
  return (names ?? []).filter((name) => !known.has(name)).map((name) => `the ${kind} “${name}”`);
}
