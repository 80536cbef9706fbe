/** The path through the services for somebody's first day: read from `runbooks/first-day.yaml`, its links held to what the catalog has. */
import { parse } from 'yaml';
import type { Catalog } from '../../common/catalog/runbook.ts';

export interface Stop {
  /** stable: a person's progress is kept by it */
  id: string;
  title: string;
  text: string;
  /** runbook, and after # the procedure */
  runbook: string;
}

/** Takes the file's text and the catalog; gives the stops in order. What a broken runbook has is not known. Throws with every mistake at once. */
export function firstDay(text: string, { runbooks, broken }: Catalog): Stop[] {
  const listed: unknown = parse(text);
  if (!Array.isArray(listed)) throw new Error('runbooks/first-day.yaml: must be a list of stops, each with id, title, text and runbook.');
  const places = new Set(runbooks.flatMap((runbook) => [runbook.id, ...runbook.steps.map(({ procedure }) => `${runbook.id}#${procedure}`)]));
  const isBroken = (place: string): boolean => broken?.some(({ id }) => id === place.split('#')[0]) ?? false;
  const problems: string[] = [];
  const seen = new Set<string>();
  const stops = listed.map((one: unknown, at) => {
    const stop = readStop(one, (why) => problems.push(`stop ${at + 1}: ${why}`));
    if (seen.has(stop.id)) problems.push(`stop ${at + 1}: the id \`${stop.id}\` stands twice. Ids must differ.`);
    if (!places.has(stop.runbook) && !isBroken(stop.runbook)) problems.push(`stop ${at + 1}: there is no procedure with steps at \`${stop.runbook}\`. Write a runbook's name, or one and # and a procedure's id.`);
    seen.add(stop.id);
    return stop;
  });
  if (problems.length > 0) throw new Error(`runbooks/first-day.yaml:\n${problems.join('\n')}`);
  return stops;
}

function readStop(one: unknown, complain: (why: string) => void): Stop {
  const record = typeof one === 'object' && one !== null ? one as Record<string, unknown> : {};
  const text = (key: keyof Stop): string => {
    const value = record[key];
    if (typeof value === 'string' && value !== '') return value;
    complain(`\`${key}\` is missing.`);
    return '';
  };
  const stop = { id: text('id'), title: text('title'), text: text('text'), runbook: text('runbook') };
  if (!/^[a-z][a-z0-9-]{0,60}$/.test(stop.id)) complain(`\`${stop.id}\` is no id: use lower-case letters, digits and hyphens.`);
  const unknown = Object.keys(record).filter((key) => !(key in stop));
  if (unknown.length > 0) complain(`it has \`${unknown.join('`, `')}\`, which no stop takes.`);
  return stop;
}
