/**
 * The address of a step, with the environment and the parameters to fill in:
 * `/runbooks/prompt-redis?env=practice&INSTRUMENT=hsc#step-group-stats`, or short and lasting, as it is given away:
 * `/go/prompt-redis/group-stats?env=practice&INSTRUMENT=hsc`. Opening one never runs anything.
 */
import { checkValue, type Parameter, parameterName } from '../../common/catalog/parameter.ts';

export interface DeepLink {
  /** null when the address names none */
  environment: string | null;
  values: Readonly<Record<string, string>>;
  step: string | null;
}

const anchor = '#step-';

/** Takes a step's id; gives the id its element has on the page. */
export function anchorOf(step: string): string {
  return `step-${step}`;
}

/** Takes the query and the fragment of an address; gives what they ask for. What is not ours is passed over. */
export function parseDeepLink(search: string, hash: string): DeepLink {
  const values: Record<string, string> = {};
  let environment: string | null = null;
  for (const [name, value] of new URLSearchParams(search)) {
    if (name === 'env') environment ??= value;
    else if (parameterName.test(name)) values[name] ??= value;
  }
  return { environment, values, step: hash.startsWith(anchor) ? hash.slice(anchor.length) : null };
}

/** Takes the site's origin, a runbook, a place on its page and what to put in; gives the place's short link. */
export function makeDeepLink(origin: string, runbook: string, place: string, environment: string, values: Readonly<Record<string, string>>): string {
  return `${origin}/go/${runbook}/${place}?${new URLSearchParams({ env: environment, ...values }).toString()}`;
}

/** Takes a fragment and the names that places of the page had before; gives the fragment as it is now, or null when it is that already. */
export function renamed(hash: string, aliases: Readonly<Record<string, string>>): string | null {
  const old = hash.replace(/^#(step-)?/, '');
  const now = Object.hasOwn(aliases, old) ? aliases[old] : undefined;
  return now === undefined ? null : hash.startsWith(anchor) ? anchor + now : `#${now}`;
}

/** Takes declarations and values; gives the values that fit. */
export function fittingValues(
  parameters: readonly Parameter[], valueOf: (parameter: Parameter) => string,
): Record<string, string> {
  const given = parameters.map((parameter) => [parameter, valueOf(parameter)] as const);
  return Object.fromEntries(given.filter(([parameter, value]) => checkValue(parameter, value) === null)
    .map(([parameter, value]) => [parameter.name, value]));
}

export interface Accepted {
  values: Record<string, string>;
  /** a sentence on each value that does not fit, by its parameter */
  left: Record<string, string>;
  /** a sentence on each that is for nothing on the page */
  notes: string[];
}

/** Takes a link and the parameters the page has; gives the values to fill in, and what to say of those that were left out. */
export function acceptValues(link: DeepLink, parameters: ReadonlyMap<string, Parameter>): Accepted {
  const accepted: Accepted = { values: {}, left: {}, notes: [] };
  for (const [name, value] of Object.entries(link.values)) {
    const parameter = parameters.get(name);
    const hint = parameter === undefined ? 'this page has no such parameter.' : checkValue(parameter, value);
    const said = `The link’s value for ${name} was left out: ${hint ?? ''}`;
    if (hint === null) accepted.values[name] = value;
    else if (parameter === undefined) accepted.notes.push(said);
    else accepted.left[name] = said;
  }
  return accepted;
}
