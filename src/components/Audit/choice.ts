/** What of the record is looked for, as the form and the page's address have it. Pure. */

export interface Choice {
  chain: string;
  person: string;
  kind: string;
  run: string;
  environment: string;
  /** as a field for dates has them: 2026-11-21; empty for any */
  from: string;
  to: string;
  text: string;
}

export const everything: Choice = { chain: 'server', person: '', kind: '', run: '', environment: '', from: '', to: '', text: '' };

const names = Object.keys(everything) as (keyof Choice)[];

/** Takes the query of an address; gives the choice it makes. What it does not know is left out. */
export function readChoice(search: string): Choice {
  const query = new URLSearchParams(search);
  return Object.fromEntries(names.map((name) => [name, query.get(name)?.slice(0, 200) ?? everything[name]])) as unknown as Choice;
}

/** Takes a choice; gives the query that makes it, empty for everything. The text that is looked for stays out of addresses. */
export function writeChoice(choice: Choice): string {
  const query = new URLSearchParams(names.filter((name) => name !== 'text' && choice[name] !== everything[name]).map((name) => [name, choice[name]]));
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** Takes a choice; gives what the server is asked: times in Unix milliseconds of this browser's days, nothing that is empty. */
export function wantedOf({ from, to, ...words }: Choice): Record<string, string | number> {
  const given = Object.entries(words).map(([name, value]) => [name, value.trim()] as const).filter(([, value]) => value !== '');
  const [first, last] = [Date.parse(`${from}T00:00`), Date.parse(`${to}T23:59:59.999`)];
  return { ...Object.fromEntries(given), ...(Number.isNaN(first) ? {} : { from: first }), ...(Number.isNaN(last) ? {} : { to: last }) };
}

/** Takes a choice; gives the address of all its records as a file; null while a text is looked for, which stays out of addresses. */
export function exportAddress(choice: Choice): string | null {
  if (choice.text.trim() !== '') return null;
  const query = new URLSearchParams(Object.entries(wantedOf(choice)).map(([name, value]) => [name, String(value)]));
  return `/api/audit/export?${query.toString()}`;
}
