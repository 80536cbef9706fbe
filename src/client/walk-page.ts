/**
 * Brings a walkthrough and the runbook's page together: the page has its environment and parameters, its runs stand with the
 * steps, ticks go to it.
 */
import type { WalkView } from '../../common/walkthrough.ts';
import { fittingValues } from './deep-link.ts';
import { type Page, setEnvironment, takeOver, valueOf } from './page.ts';
import { session } from './session.ts';
import { type Tick, walking } from './walking.ts';
import { keep, keeping } from './walk-keeping.ts';
import { onlyLooks } from './walk-may.ts';
import { keepRun } from './walk-runs.ts';
import { act, walk, type WalkNow } from './walkthrough.ts';

/** How long after the last change of a field its value becomes the walkthrough's, in milliseconds. */
const settles = 700;

let joined: Joint | null = null;

/** Takes a runbook's page; brings it and the walkthrough together until what it gives is called. */
export function joinPage(page: Page): () => void {
  const joint = new Joint(page);
  const ends = [walk.subscribe(() => { joint.hear(); }), page.state.subscribe(() => { joint.filledIn(); }), keeping.subscribe(() => { joint.tell(); })];
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
  /** values that are not sent by themselves, only with a run: those the page came with, as from a link, and those that were refused */
  #left: Readonly<Record<string, string>> = {};
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
      if (this.#told === '') this.#left = this.#page.state.get().values;
      this.#told = told;
      takeOver(this.#page, view.environment, view.state.parameters);
    }
    this.tell();
    for (const standing of Object.values(view.state.steps)) {
      const run = standing.run === null ? undefined : view.runs[standing.run];
      if (run !== undefined) keepRun(view, run, now.since);
    }
  }

  /** Its steps are told what they have to know. */
  tell(): void {
    const now = walk.get();
    if (now !== null && this.#known !== null) tell(this.#known, now);
  }

  /** Somebody chose another environment, or filled in a value: the one is the walkthrough's own, the other becomes it. */
  filledIn(): void {
    const view = this.#known;
    if (view === null) return;
    if (this.#page.state.get().environment !== view.environment) setEnvironment(this.#page, view.environment);
    clearTimeout(this.#timer);
    if (Object.keys(this.#changed(view)).length > 0) this.#timer = setTimeout(() => { void this.#send((now) => this.#changed(now)); }, settles);
  }

  leave(): void {
    clearTimeout(this.#timer);
    walking.set(null);
  }

  async send(): Promise<void> {
    await this.#send((view) => this.#differing(view));
  }

  async #send(which: (view: WalkView) => Record<string, string>): Promise<void> {
    clearTimeout(this.#timer);
    const view = this.#known;
    const parameters = view === null ? {} : which(view);
    if (view === null || Object.keys(parameters).length === 0) return;
    if (onlyLooks(session.get(), view.environment, view.environmentTitle) !== '') {
      this.#putBack(view);
      return;
    }
    // What it does not take is put back, beside the reason why.
    if (!await act({ act: 'parameters', parameters })) this.#putBack(view);
  }

  #putBack(view: WalkView): void {
    const state = this.#page.state.get();
    this.#left = { ...state.values };
    this.#page.state.set({ ...state, values: { ...state.values, ...view.state.parameters } });
  }

  /** Of those, what somebody filled in here, and was not refused. */
  #changed(view: WalkView): Record<string, string> {
    return Object.fromEntries(Object.entries(this.#differing(view)).filter(([name, value]) => this.#left[name] !== value));
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
  const looks = onlyLooks(who, view.environment, view.environmentTitle);
  const waits = looks === '' ? waitsFor(view, me) : looks;
  const ticks = Object.fromEntries(view.steps.filter(({ kind }) => kind === 'manual').map((step) => [step.id, tickOf(view, step.id, me, looks === '')]));
  const before = walking.get();
  const missing = Object.fromEntries(Object.entries(view.state.steps).flatMap(([step, one]) => (one.missing.length === 0 ? [] : [[step, one.missing] as const])));
  const said = (value: unknown) => JSON.stringify(value);
  const isSame = before?.id === id && before.waits === waits && said([before.ticks, before.missing]) === said([ticks, missing]) && before.steps.size === view.steps.length;
  if (isSame) return;
  walking.set({ id, waits, ticks, missing, steps: new Set(view.steps.map((step) => step.id)) });
}

function waitsFor(view: WalkView, me: string): string {
  const { ended, lead, going } = view.state;
  if (ended !== null) return 'This walkthrough has ended.';
  if (lead !== me) return `${view.names[lead] ?? lead} has the lead. Press “I have it” to go on yourself.`;
  return going === null ? '' : 'The steps are being run one after another. Press Hold to run one yourself.';
}

function tickOf({ id, state }: WalkView, step: string, me: string, may: boolean): Tick {
  const one = keeping.get().find(({ walkthrough, by, asked }) => walkthrough === id && by === me && (asked.act === 'tick' || asked.act === 'untick') && asked.step === step);
  return {
    done: state.steps[step]?.state === 'ticked',
    // By whom and when stands below it.
    said: one === undefined ? '' : one.problem === null ? 'keeping…' : 'not kept',
    may: may && state.ended === null && one === undefined,
    tick(checked) { void keep({ act: checked ? 'tick' : 'untick', step }); },
  };
}
