/**
 * What one runbook page holds in common: the environment chosen, the value of each parameter (one for the whole page),
 * and which steps there are. Kept while the page is open; never stored, so that a page always opens calm.
 */
import { createContext, useContext } from 'react';
import { type Parameter, targetName } from '../../common/catalog/parameter.ts';
import { saidName } from '../../common/said-name.ts';
import { type Accepted, acceptValues, type DeepLink } from './deep-link.ts';
import { createStore, type Store } from './store.ts';

export interface PageState {
  environment: string;
  values: Readonly<Record<string, string>>;
  /** sentences on what a deep link asked for and that is for nothing here */
  notes: readonly string[];
  /** a sentence on each thing that a deep link asked for and did not get, by parameter or `env`: it is nothing, not its default, until it is chosen */
  left: Readonly<Record<string, string>>;
  /** the step the address names, when the page has none of that name */
  missing: string | null;
}

/** What other parts of the page need to know of a step. */
export interface StepEntry {
  title: string;
  parameters: readonly Parameter[];
  /** what the page carries of it; empty for a step done by hand */
  digest: string;
}

export interface Page {
  runbook: string;
  /** environments its steps may run in */
  allowed: readonly string[];
  /** targets of the runbook, and those that people depend on */
  targets: readonly string[];
  production: readonly string[];
  state: Store<PageState>;
  steps: Map<string, StepEntry>;
}

export { targetName };
/** The environment, among what a link asks for. */
export const environmentName = 'env';

/** Takes a runbook's id, the environments it may run in, its targets and which of them people depend on; gives its page, with the first of each chosen. */
export function createPage(runbook: string, allowed: readonly string[], targets: readonly string[], production: readonly string[] = []): Page {
  const values: Record<string, string> = targets[0] === undefined ? {} : { [targetName]: targets[0] };
  const state = createStore<PageState>({ environment: allowed[0] ?? 'practice', values, notes: [], left: {}, missing: null });
  return { runbook, allowed, targets, production, state, steps: new Map() };
}

/** The runbook page that is open, for what stands outside it; null elsewhere. */
export const openPage = createStore<Page | null>(null);

export const PageContext = createContext<Page | null>(null);

/** Gives the runbook page this component stands on. Throws outside one. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error('A step stands outside a runbook page: theme/DocItem gives the page.');
  return page;
}

/** Takes the page's state and a parameter; gives its value: what was filled in, else its default. */
export function valueOf(state: PageState, parameter: Parameter): string {
  return state.values[parameter.name] ?? parameter.default;
}

/** Takes a page, its state and the name of a parameter of any of its steps; gives its value, empty when it has none. */
export function worthOf({ steps }: Page, state: PageState, name: string): string {
  const parameter = [...steps.values()].flatMap(({ parameters }) => parameters).find((one) => one.name === name);
  return parameter === undefined ? state.values[name] ?? '' : valueOf(state, parameter);
}

export function setValue(page: Page, name: string, value: string): void {
  const state = page.state.get();
  page.state.set({ ...state, values: { ...state.values, [name]: value }, left: without(state.left, [name]) });
}

export function setEnvironment(page: Page, environment: string): void {
  const state = page.state.get();
  page.state.set({ ...state, environment, left: without(state.left, [environmentName]) });
}

/** Takes an environment and values that hold whatever a link asked for, as those of a walkthrough do; what they take the place of is still told. */
export function takeOver(page: Page, environment: string, values: Readonly<Record<string, string>>): void {
  const state = page.state.get();
  const names = [environmentName, ...Object.keys(values)];
  const told = names.flatMap((name) => (Object.hasOwn(state.left, name) ? [state.left[name] ?? ''] : []));
  page.state.set({ ...state, environment, values: { ...state.values, ...values }, left: without(state.left, names), notes: [...state.notes, ...told] });
}

/** Takes the page's state; gives why nothing runs before the environment or the target is chosen, empty when both are. */
export function unchosen({ left }: PageState): string {
  const place = environmentName in left ? 'environment' : targetName in left ? 'target' : '';
  return place === '' ? '' : `${left[environmentName] ?? left[targetName] ?? ''} Choose the ${place} at the top first.`;
}

function without(left: PageState['left'], names: readonly string[]): PageState['left'] {
  return names.some((name) => name in left) ? Object.fromEntries(Object.entries(left).filter(([name]) => !names.includes(name))) : left;
}

/** Takes what the address asks for; fills in what fits, and leaves empty what does not, so that it has to be chosen. Runs nothing. */
export function fillIn(page: Page, link: DeepLink): void {
  const state = page.state.get();
  const { environment = state.environment, values, left, notes } = fitting(page, link);
  // What was asked for and is not to be had is no consent to anything else.
  for (const name of Object.keys(left)) if (name !== environmentName) values[name] = '';
  const isFound = link.environment !== null && !(environmentName in left);
  const had = without(state.left, [...(isFound ? [environmentName] : []), ...Object.keys(values)]);
  // Every step draws itself anew for a new state, and most addresses ask for nothing.
  const isSame = environment === state.environment && notes.length + state.notes.length + Object.keys(left).length === 0
    && had === state.left && Object.keys(values).every((name) => values[name] === state.values[name]);
  if (!isSame) page.state.set({ ...state, environment, values: { ...state.values, ...values }, notes, left: { ...had, ...left } });
}

/** What of a link the page can give, and sentences on the rest. */
function fitting({ steps, targets, allowed }: Page, link: DeepLink): Accepted & { environment?: string } {
  const parameters = new Map([...steps.values()].flatMap((step) => step.parameters.map((one) => [one.name, one] as const)));
  const { [targetName]: target, ...own } = link.values;
  const isAimed = targets.length > 0 && target !== undefined;
  const accepted: Accepted & { environment?: string } = acceptValues({ ...link, values: isAimed ? own : link.values }, parameters);
  const { values, left } = accepted;
  if (isAimed && targets.includes(target)) values[targetName] = target;
  else if (isAimed) left[targetName] = `The link’s target “${saidName(target)}” was left out: this runbook has ${targets.join(', ')}.`;
  if (link.environment === null) return accepted;
  if (allowed.includes(link.environment)) return { ...accepted, environment: link.environment };
  left[environmentName] = `The link’s environment “${saidName(link.environment)}” was left out: this runbook is for ${allowed.join(', ')}.`;
  return accepted;
}

/** Takes the step the address names; notes when the page has none of that name. */
export function lookFor(page: Page, step: string | null): void {
  const missing = step !== null && !page.steps.has(step) ? saidName(step) : null;
  const state = page.state.get();
  if (missing !== state.missing) page.state.set({ ...state, missing });
}
