/** How a walkthrough stands: its entries and the runs they name, folded. Pure, the same in the page and on the server. */
import { practice } from './policy.ts';
import { isOver } from './run-state.ts';
import type { RunId } from './ids.ts';
import type {
  StandingState, StepStanding, WalkCounts, WalkEntry, WalkHead, WalkRun, WalkState, WalkStep,
} from './walkthrough.ts';

export const targetParameter = 'TARGET';

/** What the entries name, as it is now. */
export interface Joined {
  /** runs by id */
  readonly runs: Readonly<Record<string, WalkRun>>;
  /** when somebody last began anew in the walkthrough's environment, by id, Unix milliseconds */
  readonly resets: Readonly<Record<string, number>>;
}

/** What the entries so far say of one step. */
interface Trace {
  runs: RunId[];
  tick: { by: string; at: number; digest: string } | null;
  skip: { by: string; at: number; reason: string } | null;
  /** whether the newest thing done about it is a tick */
  isTickLast: boolean;
}

interface Fold {
  /** everybody has a world of their own there: what one did is not done in another's */
  isPractice: boolean;
  lead: string;
  /** id of the person in whose world alone a run counts, since they said so; null while a run in any counts */
  world: string | null;
  parameters: Readonly<Record<string, string>>;
  people: string[];
  going: WalkState['going'];
  held: string;
  ended: WalkState['ended'];
  traces: Map<string, Trace>;
}

/** Takes a walkthrough, its entries in order, and what they name; gives how it stands. */
export function stateOf(head: WalkHead, entries: readonly WalkEntry[], joined: Joined): WalkState {
  const fold: Fold = { isPractice: head.environment === practice, lead: head.begunBy, world: null, parameters: head.parameters, people: [], going: null, held: '', ended: null, traces: new Map() };
  for (const entry of entries) {
    if (entry.by !== '' && !fold.people.includes(entry.by)) fold.people.push(entry.by);
    takeWhole(fold, entry);
    takeStep(fold.traces, entry);
  }
  const steps = Object.fromEntries(head.steps.map((step) => [step.id, standingOf(step, head.steps, fold, joined)]));
  const next = head.steps.find(({ id }) => !isSettled(steps[id]?.state ?? 'waiting'))?.id ?? null;
  const { lead, parameters, people, going, held, ended } = fold;
  return { seq: entries.at(-1)?.seq ?? 0, lead, parameters, people, going, held, ended, steps, next, counts: countsOf(Object.values(steps)) };
}

/** Takes how a step stands; tells whether nothing is left to do about it. */
export function isSettled(state: StandingState): boolean {
  return state === 'done' || state === 'ticked' || state === 'skipped' || state === 'elsewhere';
}

/** What an entry says of the walkthrough as a whole. */
function takeWhole(fold: Fold, entry: WalkEntry): void {
  switch (entry.kind) {
    case 'lead':
      // Who goes on is who leads: another has it now.
      if (fold.going !== null) fold.held = 'Somebody else took the lead.';
      fold.lead = entry.by;
      fold.world = null;
      fold.going = null;
      break;
    case 'again':
      fold.world = entry.by;
      break;
    case 'parameters':
      fold.parameters = entry.parameters;
      break;
    case 'go-on':
      fold.going = { by: entry.by, since: entry.seq };
      fold.held = '';
      break;
    case 'hold':
      fold.going = null;
      // That it came to its end is nothing that holds it.
      fold.held = entry.step === null ? '' : entry.why;
      break;
    case 'ended':
      fold.ended = { by: entry.by, at: entry.at, text: entry.text };
      fold.going = null;
      break;
    case 'reopened':
      fold.ended = null;
      break;
    default:
  }
}

/** What an entry says of one step. */
function takeStep(traces: Map<string, Trace>, entry: WalkEntry): void {
  if (!('step' in entry) || entry.step === null) return;
  const trace = traces.get(entry.step) ?? { runs: [], tick: null, skip: null, isTickLast: false };
  traces.set(entry.step, trace);
  switch (entry.kind) {
    case 'run':
      trace.runs.push(entry.run);
      trace.skip = null;
      trace.isTickLast = false;
      break;
    case 'not-taken':
      trace.runs = trace.runs.filter((run) => run !== entry.run);
      break;
    case 'tick':
      trace.tick = { by: entry.by, at: entry.at, digest: entry.digest };
      trace.skip = null;
      trace.isTickLast = true;
      break;
    case 'untick':
      trace.tick = null;
      break;
    case 'skip':
      trace.skip = { by: entry.by, at: entry.at, reason: entry.reason };
      break;
    case 'unskip':
      trace.skip = null;
      break;
    default:
  }
}

function standingOf(step: WalkStep, steps: readonly WalkStep[], fold: Fold, joined: Joined): StepStanding {
  const { parameters, traces } = fold;
  const trace = traces.get(step.id);
  const runs = trace?.runs ?? [];
  const run = lastRun(runs, fold.world, joined);
  const common = {
    run, runs, reason: trace?.skip?.reason ?? '',
    missing: step.needs.filter((id) => !isMet(id, step, steps, fold, joined)),
    blank: step.parameters.filter((name) => (parameters[name] ?? '') === ''),
  };
  const target = parameters[targetParameter];
  if (target !== undefined && step.only.length > 0 && !step.only.includes(target)) return { ...common, state: 'elsewhere', staleFor: null, by: '', at: null };
  if (trace?.skip) return { ...common, state: 'skipped', staleFor: null, by: trace.skip.by, at: trace.skip.at };
  return { ...common, ...doneOf(step, trace, run, parameters, joined) };
}

type Done = Pick<StepStanding, 'state' | 'staleFor' | 'by' | 'at'>;

/** The last run that counts: where only one person’s world does, one of another counts while it goes on, so that nobody starts it twice. */
function lastRun(runs: readonly RunId[], world: string | null, joined: Joined): RunId | null {
  const last = runs.at(-1);
  const isGoing = last !== undefined && joined.runs[last] !== undefined && !isOver(joined.runs[last].state);
  return (world === null || isGoing ? last : runs.findLast((id) => joined.runs[id]?.person === world)) ?? null;
}

function doneOf(step: WalkStep, trace: Trace | undefined, id: RunId | null, parameters: Readonly<Record<string, string>>, joined: Joined): Done {
  if (trace?.tick && trace.isTickLast) {
    const isSame = trace.tick.digest === step.digest;
    return { state: isSame ? 'ticked' : 'stale', staleFor: isSame ? null : 'text', by: trace.tick.by, at: trace.tick.at };
  }
  if (id === null) return { state: 'waiting', staleFor: null, by: '', at: null };
  const run = joined.runs[id];
  // A run whose record is not kept any more was one all the same.
  if (run === undefined) return { state: 'lost', staleFor: null, by: '', at: null };
  const staleFor = run.asExpected === true ? staleOf(step, run, parameters, joined) : null;
  return { state: staleFor === null ? runStanding(run) : 'stale', staleFor, by: run.person, at: run.startedAt ?? run.queuedAt };
}

function runStanding({ state, asExpected }: WalkRun): StandingState {
  if (!isOver(state)) return 'running';
  if (asExpected === true) return 'done';
  return state === 'stopped' || state === 'lost' ? state : 'unexpected';
}

/** Why a run that ended as expected does not count any more; null when it does. */
function staleOf(step: WalkStep, run: WalkRun, parameters: Readonly<Record<string, string>>, { resets }: Joined): StepStanding['staleFor'] {
  if (run.digest !== step.digest) return 'text';
  if (run.queuedAt <= (resets[run.person] ?? 0)) return 'anew';
  return step.parameters.every((name) => run.parameters[name] === parameters[name]) ? null : 'parameters';
}

/**
 * Tells whether a step that another needs was done in this walkthrough: by any run of it, as it stands now, with the values of
 * the parameters that both take, that ended as expected; or by a tick. In practice only runs in the world of who has the lead
 * count: the next step will run there.
 */
function isMet(id: string, by: WalkStep, steps: readonly WalkStep[], { traces, parameters, isPractice, lead }: Fold, joined: Joined): boolean {
  const needed = steps.find((one) => one.id === id);
  const trace = traces.get(id);
  if (needed === undefined || trace === undefined) return false;
  if (trace.tick?.digest === needed.digest) return true;
  const shared = { ...needed, parameters: needed.parameters.filter((name) => by.parameters.includes(name)) };
  return trace.runs.some((run) => {
    const known = joined.runs[run];
    return known?.asExpected === true && (!isPractice || known.person === lead) && staleOf(shared, known, parameters, joined) === null;
  });
}

function countsOf(steps: readonly StepStanding[]): WalkCounts {
  const count = (...states: StandingState[]) => steps.filter(({ state }) => states.includes(state)).length;
  return { all: steps.length - count('elsewhere'), done: count('done', 'ticked'), skipped: count('skipped'), amiss: count('unexpected', 'stopped', 'lost', 'stale') };
}
