/** Query parameters that are numbers, truths and selectors (pure). */
import type { KubeObject } from './object.ts';
import type { Resource } from './resource.ts';
import { type Matcher, parseFieldSelector, parseLabelSelector } from './selector.ts';
import { badRequest } from './status.ts';

/** Takes a query and a name; gives the whole number, or null when it is absent. Throws 400 for anything else. */
export function wholeNumber(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null || text === '') return null;
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) throw badRequest(`${name} must be a whole number, not ${JSON.stringify(text)}`);
  return number;
}

/** Takes a query and a name; tells whether it is set. As in Go, `1` and `t` are true. */
export function truth(query: URLSearchParams, name: string): boolean {
  return ['1', 't', 'true', 'True', 'TRUE', 'T'].includes(query.get(name) ?? '');
}

/** Takes a query, the resource it asks for and where; gives which objects it means. Throws 400 when a selector does not parse. */
export function matcherOf(query: URLSearchParams, resource: Resource, namespace: string | null): Matcher {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '', resource.kind);
  return (object: KubeObject) => (namespace === null || object.metadata.namespace === namespace) && labels(object) && fields(object);
}

/** Takes a query; tells whether nothing is to be kept. Throws 400 for a dry run other than All. */
export function isDryRun(query: URLSearchParams): boolean {
  return requireDryRun(query.getAll('dryRun'));
}

/** Takes the values of `dryRun`; tells whether nothing is to be kept. Throws 400 for one other than All. */
export function requireDryRun(values: readonly string[]): boolean {
  const given = values.filter((one) => one !== '');
  const other = given.find((one) => one !== 'All');
  if (other !== undefined) throw badRequest(`dryRun: Unsupported value: ${JSON.stringify(other)}: supported values: "All"`);
  return given.length > 0;
}
