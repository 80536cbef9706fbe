/**
 * Short links: what people put into Slack, tickets and mails. `/go/prompt-redis/create-streams?env=dev&INSTRUMENT=LSSTCam` leads to a
 * procedure or a step, `/go/run/<id>` to a run, `/go/w/<id>` to a walkthrough. Opening one never runs anything. Pure.
 */
import { isRunId, type RunId } from './ids.ts';
import { parameterName } from './catalog/parameter.ts';

export type Link =
  /** `place` is the id of a step or heading, or the anchor of either; empty for the whole runbook. `values` may hold `env`, `w` and parameters. */
  | { kind: 'place'; runbook: string; place: string; values: Readonly<Record<string, string>> }
  /** `line` of its output, from 1; null for the run itself */
  | { kind: 'run'; run: RunId; line: number | null }
  | { kind: 'walkthrough'; walkthrough: string };

const root = '/go/';
const longestName = 200;
const longestValue = 4_096;
const mostValues = 50;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Takes the path of an address and its query; gives the link, or null when it is none. What is not ours in the query is left out. */
export function readLink(path: string, search: string): Link | null {
  if (!path.startsWith(root)) return null;
  const parts = path.slice(root.length).replace(/\/$/, '').split('/').map(decoded);
  const [first = null, second = '', ...more] = parts;
  if (first === null || first === '' || second === null || more.length > 0) return null;
  if (first.length > longestName || second.length > longestName) return null;
  const query = new URLSearchParams(search);
  if (first === 'run' && isRunId(second)) return { kind: 'run', run: second, line: lineOf(query.get('line')) };
  if (first === 'w' && uuid.test(second)) return { kind: 'walkthrough', walkthrough: second };
  return { kind: 'place', runbook: first, place: second, values: valuesOf(query) };
}

/** Takes a link; gives its path and query, as they stand behind the site's address. */
export function linkPath(link: Link): string {
  if (link.kind === 'run') return `${root}run/${link.run}${link.line === null ? '' : `?line=${link.line}`}`;
  if (link.kind === 'walkthrough') return `${root}w/${link.walkthrough}`;
  const query = new URLSearchParams(link.values).toString();
  return `${root}${encodeURIComponent(link.runbook)}${link.place === '' ? '' : `/${encodeURIComponent(link.place)}`}${query === '' ? '' : `?${query}`}`;
}

/** Takes a query; gives what of it a link to a place may carry: the first of each name. */
export function valuesOf(query: URLSearchParams): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of query) {
    const isOurs = name === 'env' || name === 'w' || parameterName.test(name);
    if (isOurs && value.length <= longestValue && Object.keys(values).length < mostValues) values[name] ??= value;
  }
  return values;
}

function lineOf(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,11}$/.test(text) ? Number(text) : null;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
