/** Which runs are looked for, as the form and the page's address have it. Pure. */
import { type HistoryPersons, type Outcome, outcomes } from '../../../common/history.ts';

export interface Choice {
  /** whose: one's own, everybody's, or the id of one person */
  whose: string;
  environment: string;
  runbook: string;
  procedure: string;
  step: string;
  outcome: Outcome | '';
  /** as a field for dates has them: 2026-11-21; empty for any */
  from: string;
  to: string;
}

export const mine = 'me';
export const everyone = 'all';
export const usual: Choice = { whose: mine, environment: '', runbook: '', procedure: '', step: '', outcome: '', from: '', to: '' };

const names = Object.keys(usual) as (keyof Choice)[];

/** Takes the query of an address; gives the choice it makes. What it does not know is left out. */
export function readChoice(search: string): Choice {
  const query = new URLSearchParams(search);
  const read = Object.fromEntries(names.map((name) => [name, query.get(name)?.slice(0, 200) ?? usual[name]])) as unknown as Choice;
  const outcome = outcomes.find((one) => one === read.outcome) ?? '';
  return { ...read, whose: aliases[read.whose] ?? read.whose, outcome };
}

/** What people write into an address by hand. */
const aliases: Readonly<Record<string, string>> = { '': mine, 'mine': mine, 'everyone': everyone, 'everybody': everyone };

/** Takes the persons that are known and whose runs are chosen; gives the persons to choose from: one whom nobody knows stands there by their id. */
export function personsFor(known: HistoryPersons['persons'], whose: string): HistoryPersons['persons'] {
  const isThere = whose === mine || whose === everyone || known.some(({ id }) => id === whose);
  return isThere ? known : [...known, { id: whose, name: whose }];
}

/** Takes a choice; gives the query that makes it, empty for the usual. */
export function writeChoice(choice: Choice): string {
  const query = new URLSearchParams(names.filter((name) => choice[name] !== usual[name]).map((name) => [name, choice[name]]));
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** Takes a choice and who chooses; gives the query the server is asked: times in Unix milliseconds of this browser's days. */
export function wantedOf({ whose, from, to, ...places }: Choice, me: string): URLSearchParams {
  const [first, last] = [Date.parse(`${from}T00:00`), Date.parse(`${to}T23:59:59.999`)];
  const person = whose === mine ? me : whose === everyone ? '' : whose;
  const given: [string, string][] = [...Object.entries({ person, ...places }), ['from', Number.isNaN(first) ? '' : String(first)], ['to', Number.isNaN(last) ? '' : String(last + 1)]];
  return new URLSearchParams(given.map(([name, value]): [string, string] => [name, value.trim()]).filter(([, value]) => value !== ''));
}
