/** What somebody looks for in the record, purely. */
import type { ChainRecord } from '../../common/chain.ts';

export interface Wanted {
  /** who did it, or whom it was done to */
  person?: string | undefined;
  kind?: string | undefined;
  run?: string | undefined;
  environment?: string | undefined;
  /** Unix milliseconds, both included */
  from?: number | undefined;
  to?: number | undefined;
  /** anything that stands in the event, in upper or lower case */
  text?: string | undefined;
}

type Found = ChainRecord<Readonly<Record<string, unknown>>>;

/** Requests that went through a gateway say which, and have no kind of their own. */
export const requestKind = 'gateway-request';

/** Takes what is looked for; gives what tells it of a line of the record, the quick way first: most lines are no match. */
export function finderOf(wanted: Wanted): (line: string) => Found | null {
  const { person, kind, run, environment, text } = wanted;
  const needles = [person, kind === requestKind ? undefined : kind, run, environment].filter((word) => word !== undefined && word !== '').map((word) => JSON.stringify(word));
  const spelt = text === undefined || text === '' ? null : JSON.stringify(text).slice(1, -1).toLowerCase();
  return (line) => {
    if (!needles.every((needle) => line.includes(needle))) return null;
    if (spelt !== null && !line.toLowerCase().includes(spelt)) return null;
    const record = parsed(line);
    return record !== null && fits(record, wanted, spelt) ? record : null;
  };
}

/** Takes an event; gives its kind. */
export function kindOf({ kind, gateway }: Readonly<Record<string, unknown>>): string {
  return typeof kind === 'string' ? kind : gateway === undefined ? '' : requestKind;
}

function parsed(line: string): Found | null {
  try {
    const record = JSON.parse(line) as Partial<Found> | null;
    return typeof record?.event === 'object' && typeof record.at === 'number' ? record as Found : null;
  } catch {
    return null;
  }
}

function fits({ at, event }: Found, { person, kind, run, environment, from, to }: Wanted, spelt: string | null): boolean {
  const subject = (event.subject ?? {}) as Readonly<Record<string, unknown>>;
  const is = (asked: string | undefined, ...values: unknown[]) => asked === undefined || asked === '' || values.includes(asked);
  return is(person, event.person, event.by, subject.person) && is(kind, kindOf(event)) && is(run, event.run) && is(environment, event.environment, subject.environment)
    && at >= (from ?? Number.NEGATIVE_INFINITY) && at <= (to ?? Number.POSITIVE_INFINITY)
    // In the event, and not in the hashes around it.
    && (spelt === null || JSON.stringify(event).toLowerCase().includes(spelt));
}
