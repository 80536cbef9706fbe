/** Who is told of an end: the subscriptions that it fits. Pure. */
import { practice } from '../../common/policy.ts';
import type { Outcome } from '../../common/subscription.ts';
import type { Destination, Subscription } from '../config/slack.ts';

/** A run or a walkthrough that has ended. */
export interface End {
  of: 'run' | 'walkthrough';
  runbook: string;
  /** empty where the runbook is no longer there */
  service: string;
  environment: string;
  outcome: Outcome;
}

/** Takes an end and the subscriptions; gives where it is told, each place once. What happens in practice is told only where that is named. */
export function toldTo(end: End, subscriptions: readonly Subscription[]): Destination[] {
  const places = subscriptions.filter((one) => fits(end, one)).flatMap(({ to }) => to);
  return [...new Map(places.map((place) => [nameOf(place), place])).values()];
}

/** Where an end is told: where the operator said, or to somebody who asked. */
export type Place = Destination | { readonly person: string };

/** Takes a place; gives its name, such as `slack:C0123456789`. */
export function nameOf(place: Place): string {
  if ('person' in place) return `person:${place.person}`;
  return 'slack' in place ? `slack:${place.slack}` : `webhook:${place.webhook}`;
}

function fits({ of, runbook, service, environment, outcome }: End, wanted: Subscription): boolean {
  return (wanted.of?.includes(of) ?? true)
    && (wanted.runbooks?.includes(runbook) ?? true)
    && (wanted.services?.includes(service) ?? true)
    && (wanted.environments?.includes(environment) ?? environment !== practice)
    && (wanted.outcomes?.includes(outcome) ?? true);
}
