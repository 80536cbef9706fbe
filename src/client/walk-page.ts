/**
 * Brings a walkthrough and the runbook's page together: the page has its environment and parameters, its runs stand with the
 * steps, ticks go to it.
 */
import type { WalkView } from '../../common/walkthrough.ts';
import { fittingValues } from './deep-link.ts';
import { type Page, setEnvironment, valueOf } from './page.ts';
import { session } from './session.ts';
import { type Tick, walking } from './walking.ts';
import { keepRun } from './walk-runs.ts';
import { act, walk, type WalkNow } from './walkthrough.ts';

/** How long after the last change of a field its value becomes the walkthrough's, in milliseconds. */
const settles = 700;

let joined: Joint | null = null;

/** Takes a runbook's page; brings it and the walkthrough together until what it gives is called. */
export function joinPage(page: Page): () => void {
  const joint = new Joint(page);
  const ends = [walk.subscribe(() => { joint.hear(); }), page.state.subscribe(() => { joint.filledIn(); })];
  joined = joint;
  joint.hear();
  return () => {
    for (const end of ends) end();
    joint.leave();
    if (joined === joint) joined = null;
  };
}

/** Makes the page's values the walkthrough's now: a step is about to be run with them. */
export async function sendValues(): Promise<void> {
  await joined?.send();
}

class Joint {
  readonly #page: Page;
  /** values as the walkthrough last told them: only news of it changes the page's */
  #told = '';
  #known: WalkView | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(page: Page) {
    this.#page = page;
  }

  hear(): void {
    const now = walk.get();
    const view = now?.view ?? null;
    if (now === null || view === null || view.runbook !== this.#page.runbook || view === this.#known) return;
    this.#known = view;
    const told = JSON.stringify(view.state.parameters);
    if (told !== this.#told) {
      this.#told = told;
      const state = this.#page.state.get();
      this.#page.state.set({ ...state, environment: view.environment, values: { ...state.values, ...view.state.parameters } });
    }
    tell(view, now);
    for (const standing of Object.values(view.state.steps)) {
      const run = standing.run === null ? undefined : view.runs[standing.run];
      if (run !== undefined) keepRun(view, run, now.since);
    }
  }

  /** Somebody chose another environment, or filled in a value: the one is the walkthrough's own, the other becomes it. */
  filledIn(): void {
    const view = this.#known;
    if (view === null) return;
    if (this.#page.state.get().environment !== view.environment) setEnvironment(this.#page, view.environment);
    clearTimeout(this.#timer);
    if (Object.keys(this.#differing(view)).length > 0) this.#timer = setTimeout(() => { void this.send(); }, settles);
  }

  leave(): void {
    clearTimeout(this.#timer);
    walking.set(null);
  }

  async send(): Promise<void> {
    clearTimeout(this.#timer);
    const view = this.#known;
    const parameters = view === null ? {} : this.#differing(view);
    if (view === null || Object.keys(parameters).length === 0) return;
    // What it does not take is put back, beside the reason why.
    if (!await act({ act: 'parameters', parameters })) this.#putBack(view);
  }

  #putBack(view: WalkView): void {
    const state = this.#page.state.get();
    this.#page.state.set({ ...state, values: { ...state.values, ...view.state.parameters } });
  }

  /** Values on the page that fit, and are others than the walkthrough's. */
  #differing(view: WalkView): Record<string, string> {
    const state = this.#page.state.get();
    const names = new Set(view.steps.flatMap(({ parameters }) => parameters));
    const declared = new Map([...this.#page.steps.values()].flatMap(({ parameters }) => parameters).map((one) => [one.name, one] as const));
    const wanted = [...declared.values()].filter(({ name }) => names.has(name) && state.values[name] !== undefined);
    const fitting = fittingValues(wanted, (parameter) => valueOf(state, parameter));
    return Object.fromEntries(Object.entries(fitting).filter(([name, value]) => view.state.parameters[name] !== value));
  }
}

/** What steps have to know, told only when it is other than before. */
function tell(view: WalkView, { id }: WalkNow): void {
  const who = session.get();
  const me = who.state === 'in' ? who.person.id : '';
  const waits = waitsFor(view, me);
  const ticks = Object.fromEntries(view.steps.filter(({ kind }) => kind === 'manual').map((step) => [step.id, tickOf(view, step.id)]));
  const before = walking.get();
  const said = (value: typeof ticks) => JSON.stringify(value);
  if (before?.id === id && before.waits === waits && said(before.ticks) === said(ticks) && before.steps.size === view.steps.length) return;
  walking.set({ id, waits, ticks, steps: new Set(view.steps.map((step) => step.id)) });
}

function waitsFor(view: WalkView, me: string): string {
  const { ended, lead, going } = view.state;
  if (ended !== null) return 'This walkthrough has ended.';
  if (lead !== me) return `${view.names[lead] ?? lead} has the lead. Press “I have it” to go on yourself.`;
  return going === null ? '' : 'The steps are being run one after another. Press Hold to run one yourself.';
}

function tickOf({ state }: WalkView, step: string): Tick {
  // By whom and when stands below it.
  return { done: state.steps[step]?.state === 'ticked', said: '', tick(checked) { void act({ act: checked ? 'tick' : 'untick', step }); } };
}
