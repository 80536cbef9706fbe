/**
 * Live panels: what a runbook's page shows of an environment as it is now. Declared in MDX (`<Pods namespace="…" />`), watched
 * on the runner's side, drawn by the page. What crosses is this neutral shape, a few words a row, never a whole object. Pure.
 */
export const panelKinds = ['Pods', 'Jobs', 'Events', 'RedisGroup'] as const;
/** Also the name of the component. */
export type PanelKind = (typeof panelKinds)[number];

/** What each takes besides a title, and whether it must. */
export const panelAttributes: Readonly<Record<PanelKind, Readonly<Record<string, 'must' | 'may'>>>> = {
  Pods: { namespace: 'must', selector: 'may' },
  Jobs: { namespace: 'must', selector: 'may' },
  Events: { namespace: 'must', object: 'may' },
  RedisGroup: { stream: 'must', group: 'must' },
};

/** For how many rows a panel keeps room on the page, unless it says so itself (`rows`). */
export const usualRows: Readonly<Record<PanelKind, number>> = { Pods: 4, Jobs: 4, Events: 5, RedisGroup: 3 };
/** A panel with more would push away the steps that it stands beside. */
export const mostRows = 20;

/** A panel as a runbook declares it: `$NAME` in an attribute stands for a parameter. */
export interface Panel {
  kind: PanelKind;
  attributes: Readonly<Record<string, string>>;
  /** names of the parameters that stand in its attributes */
  parameters: readonly string[];
  /** line in the runbook's file, from 1 */
  line: number;
}

/** How a row does: as it should, on its way, not as it should, or done. */
export type Mark = 'well' | 'busy' | 'ill' | 'over';

export interface PodRow {
  name: string;
  /** containers that are ready, of all: `1/2` */
  ready: string;
  /** as kubectl says it: Running, CrashLoopBackOff */
  state: string;
  mark: Mark;
  restarts: number;
  /** Unix milliseconds; null when it does not say */
  since: number | null;
}

export interface JobRow {
  name: string;
  state: string;
  mark: Mark;
  /** `1/3` */
  completions: string;
  failed: number;
  /** when it was made, began and ended, Unix milliseconds; null while it has not, and when it does not say */
  made: number | null;
  since: number | null;
  ended: number | null;
}

export interface EventRow {
  id: string;
  isWarning: boolean;
  reason: string;
  /** `Pod prompt-redis-0` */
  object: string;
  message: string;
  count: number;
  /** when it happened last, Unix milliseconds; null when it does not say */
  since: number | null;
}

export interface ConsumerRow {
  name: string;
  pending: number;
  /** when it asked last, Unix milliseconds; null when Redis does not say */
  seen: number | null;
}

export interface GroupState {
  /** entries of the stream */
  length: number;
  /** entries not given to anybody yet; null when Redis cannot tell, as before 7.0 */
  lag: number | null;
  /** given to somebody, and not acknowledged */
  pending: number;
  lastDelivered: string;
  /** how many consumers it knows */
  known: number;
  /** those with most in hand */
  consumers: readonly ConsumerRow[];
}

/** What there is; `more` says that not all of it is shown. A group is null while there is none of that name. */
export type PanelView =
  | { kind: 'Pods'; rows: readonly PodRow[]; more: boolean }
  | { kind: 'Jobs'; rows: readonly JobRow[]; more: boolean }
  | { kind: 'Events'; rows: readonly EventRow[]; more: boolean }
  | { kind: 'RedisGroup'; group: GroupState | null; more: boolean };

/** How an environment's time goes where it is not ours: it was `then` when it was `from` here, and goes on at that rate. Unix milliseconds. */
export interface EnvironmentTime {
  from: number;
  then: number;
  rate: number;
}

/** Takes how an environment's time goes, null for as ours, and our time (Unix ms); gives the environment's. */
export function timeThere(time: EnvironmentTime | null | undefined, now: number): number {
  return time === null || time === undefined ? now : time.then + (now - time.from) * time.rate;
}

/** The whole value of a panel, each time it is told. */
export interface PanelState {
  /** null until it was seen for the first time */
  view: PanelView | null;
  /** why it is not seen as it is now; null while it is */
  problem: string | null;
  /** when the view was last known to be so, Unix milliseconds; null without a view */
  at: number | null;
  /** by which the ages of its rows are told; null where it goes as ours, and left out by a runner that does not know */
  time?: EnvironmentTime | null;
}

/** What a page is told of it. */
export interface PanelTold extends PanelState {
  /** the server's time as it was told, Unix milliseconds: a browser's clock may be another */
  told: number;
}

/** What a page names to follow a panel: the declared one, where, and the values of its parameters. */
export interface PanelAsked {
  runbook: string;
  kind: PanelKind;
  attributes: Readonly<Record<string, string>>;
  environment: string;
  parameters: Readonly<Record<string, string>>;
}

/** Takes what is asked; gives the topic that follows it (protocol/topic.ts). */
export function panelTopic({ runbook, kind, attributes, environment, parameters }: PanelAsked): string {
  return `panel:${JSON.stringify({ runbook, kind, attributes: sorted(attributes), environment, parameters: sorted(parameters) })}`;
}

/** Takes anything; tells whether it is a kind of panel. */
export function isPanelKind(value: unknown): value is PanelKind {
  return panelKinds.some((kind) => kind === value);
}

const reference = /\$(?:\{([A-Z][A-Z0-9_]{0,63})\}|([A-Z][A-Z0-9_]{0,63}))/g;

/** Takes an attribute as it is written; gives the names of the parameters in it, or null when a `$` stands in it that names none. */
export function namesIn(text: string): string[] | null {
  if (text.replace(reference, '').includes('$')) return null;
  return Array.from(text.matchAll(reference), ([, braced, bare]) => braced ?? bare ?? '');
}

/** Takes an attribute as it is written and the values of parameters; gives it filled in. What has no value stays as it is. */
export function filledIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(reference, (whole, braced: string | undefined, bare: string | undefined) => {
    const name = braced ?? bare ?? '';
    return Object.hasOwn(values, name) && values[name] !== '' ? values[name] ?? whole : whole;
  });
}

/** RFC 1123: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors, loosely: the API reads it in full. */
const selector = /^[\w./=!,() -]{1,300}$/;
const word = /^[^\s\p{Cc}\p{Cf}]{1,300}$/u;

const shapes: Readonly<Record<string, { fits: RegExp; hint: string }>> = {
  namespace: { fits: label, hint: 'a namespace has lower-case letters, digits and “-”' },
  selector: { fits: selector, hint: 'a selector reads like `app=web,tier!=cache`' },
  object: { fits: subdomain, hint: 'an object’s name has lower-case letters, digits, “-” and “.”' },
  stream: { fits: word, hint: 'the key of a stream has no white space here' },
  group: { fits: word, hint: 'the name of a group has no white space here' },
};

/** Takes the name of an attribute and its value, filled in; gives a sentence's end on what would fit, or null when it fits. */
export function misfit(name: string, value: string): string | null {
  const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  return shape === undefined || shape.fits.test(value) ? null : shape.hint;
}

/** Takes a panel's kind, its attributes filled in and the runbook's Redis; gives the command that shows the same in a terminal. */
export function commandOf(kind: PanelKind, given: Readonly<Record<string, string>>, redis: string): string {
  const { namespace = '', selector: labels, object, stream = '', group = '' } = given;
  switch (kind) {
    case 'Pods': return `kubectl get pods -n ${namespace}${labels === undefined ? '' : ` -l '${labels}'`}`;
    case 'Jobs': return `kubectl get jobs -n ${namespace}${labels === undefined ? '' : ` -l '${labels}'`}`;
    case 'Events': return `kubectl get events -n ${namespace}${object === undefined ? '' : ` --field-selector involvedObject.name=${object}`} --sort-by .lastTimestamp`;
    case 'RedisGroup': return `${redis} XINFO GROUPS '${stream}'; ${redis} XINFO CONSUMERS '${stream}' '${group}'`;
  }
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
}
