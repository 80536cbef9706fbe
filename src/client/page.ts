/**
 * What one runbook page holds in common: the environment chosen, the value of each parameter (one for the whole page),
 * and which steps there are. Kept while the page is open; never stored, so that a page always opens calm.
 */
import { createContext, useContext } from 'react';
import { type Parameter, targetName } from '../../common/catalog/parameter.ts';
import { acceptValues, type DeepLink } from './deep-link.ts';
import { createStore, type Store } from './store.ts';

export interface PageState {
  environment: string;
  values: Readonly<Record<string, string>>;
  /** sentences on what a deep link asked for and did not get */
  notes: readonly string[];
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
  /** targets that people depend on */
  production: readonly string[];
  state: Store<PageState>;
  steps: Map<string, StepEntry>;
}

export { targetName };

/** Takes a runbook's id, the environments it may run in, its targets and which of them people depend on; gives its page, with the first of each chosen. */
export function createPage(runbook: string, allowed: readonly string[], targets: readonly string[], production: readonly string[] = []): Page {
  const values: Record<string, string> = targets[0] === undefined ? {} : { [targetName]: targets[0] };
  const state = createStore<PageState>({ environment: allowed[0] ?? 'practice', values, notes: [], missing: null });
  return { runbook, allowed, production, state, steps: new Map() };
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

export function setValue(page: Page, name: string, value: string): void {
  const state = page.state.get();
  page.state.set({ ...state, values: { ...state.values, [name]: value } });
}

export function setEnvironment(page: Page, environment: string): void {
  page.state.set({ ...page.state.get(), environment });
}

/** Takes what the address asks for; fills in what fits and notes what does not. Runs nothing. */
export function fillIn(page: Page, link: DeepLink): void {
  const state = page.state.get();
  const parameters = new Map([...page.steps.values()].flatMap((step) => step.parameters.map((one) => [one.name, one] as const)));
  const { values, notes } = acceptValues(link, parameters);
  const wanted = link.environment ?? state.environment;
  const fits = page.allowed.includes(wanted);
  if (!fits && link.environment !== null) {
    notes.unshift(`The link’s environment “${wanted}” was left out: this runbook is for ${page.allowed.join(', ')}.`);
  }
  const environment = fits ? wanted : state.environment;
  // Every step draws itself anew for a new state, and most addresses ask for nothing.
  const isNew = environment !== state.environment || notes.length + state.notes.length > 0 || Object.keys(values).some((name) => values[name] !== state.values[name]);
  if (isNew) page.state.set({ ...state, environment, values: { ...state.values, ...values }, notes });
}

/** Takes the step the address names; notes when the page has none of that name. */
export function lookFor(page: Page, step: string | null): void {
  const missing = step !== null && !page.steps.has(step) ? step : null;
  const state = page.state.get();
  if (missing !== state.missing) page.state.set({ ...state, missing });
}
