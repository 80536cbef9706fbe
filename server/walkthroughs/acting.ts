/** What becomes of what somebody asks to be done in a walkthrough: the entry it makes, or why it cannot be. Pure. */
import type { Catalog } from '../../common/catalog/runbook.ts';
import { HandrailError } from '../../common/errors.ts';
import type { ActAsked, StandingState, WalkAct, WalkEntry, WalkStep } from '../../common/walkthrough.ts';
import { targetParameter } from '../../common/walkthrough-state.ts';
import { runElsewhere } from '../../common/walkthrough-world.ts';
import { actWords } from '../../common/walkthrough-words.ts';
import { movedBy } from '../../common/walkthrough-moved.ts';
import { checkParameters } from '../runs/parameters.ts';
import { findRunbook } from '../runs/plan.ts';
import type { LoadedWalk } from './loaded.ts';
import { changedSteps } from './steps.ts';

type Names = Readonly<Record<string, string>>;

/** Acts that decide what runs: they are the lead's. */
const ofLead: ReadonlySet<ActAsked['act']> = new Set(['skip', 'unskip', 'again', 'renew', 'go-on', 'parameters', 'end']);
/** What may still be done in one that has ended. */
const afterEnd: ReadonlySet<ActAsked['act']> = new Set(['note', 'reopen']);

/**
 * Takes how a walkthrough stands, who asks for what, names by id and what is deployed; gives the act. Throws
 * `walkthrough-over`, `walkthrough-moved`, `walkthrough-lead`, `walkthrough-refused`, and what is wrong with parameters.
 */
export function actOf(walk: LoadedWalk, by: string, asked: ActAsked, names: Names, catalog: Catalog): WalkAct {
  const { state } = walk;
  const moved = movedBy(walk.entries, asked);
  if (moved !== null) throw movedError(walk, moved, names);
  if (state.ended !== null && !afterEnd.has(asked.act)) throw overError(walk, names);
  if (ofLead.has(asked.act)) requireLead(walk, by, names);
  return (acts[asked.act] as Act)({ walk, by, catalog }, asked);
}

interface Acting {
  readonly walk: LoadedWalk;
  readonly by: string;
  readonly catalog: Catalog;
}
type Act<Name extends ActAsked['act'] = ActAsked['act']> = (acting: Acting, asked: Extract<ActAsked, { act: Name }>) => WalkAct;

const acts: { readonly [Name in ActAsked['act']]: Act<Name> } = {
  note: ({ walk }, { step, text }) => ({ kind: 'note', step: step === undefined ? null : stepIn(walk, step).id, text }),
  tick: ({ walk }, { step: id }) => {
    const { step, state } = standingIn(walk, id);
    if (step.kind !== 'manual') throw refused(`“${step.title}” is run, not ticked off. Where it was done elsewhere, skip it and say so.`);
    if (state === 'ticked') throw refused(`“${step.title}” is ticked off already.`);
    return { kind: 'tick', step: id, digest: step.digest };
  },
  untick: ({ walk }, { step: id }) => {
    const { step, state } = standingIn(walk, id);
    if (step.kind !== 'manual' || (state !== 'ticked' && state !== 'stale')) throw refused(`“${step.title}” is not ticked off.`);
    return { kind: 'untick', step: id };
  },
  skip: ({ walk }, { step: id, reason }) => {
    const { step, state } = standingIn(walk, id);
    if (state === 'skipped') throw refused(`“${step.title}” is skipped already.`);
    if (state === 'running') throw refused(`“${step.title}” is running. Stop it first, then skip it.`);
    return { kind: 'skip', step: id, reason };
  },
  unskip: ({ walk }, { step: id }) => {
    const { step, state } = standingIn(walk, id);
    if (state !== 'skipped') throw refused(`“${step.title}” is not skipped.`);
    return { kind: 'unskip', step: id };
  },
  lead: ({ walk: { state }, by }) => {
    if (state.lead === by) throw refused('You have the lead already.');
    return { kind: 'lead', from: state.lead };
  },
  again: ({ walk: { head, state } }) => {
    if (runElsewhere(head, state).length === 0) throw refused('Nothing here was run in the practice world of somebody else.');
    return { kind: 'again' };
  },
  renew: ({ walk, catalog }) => {
    findRunbook(catalog, walk.head.runbook);
    const changed = changedSteps(walk.head, catalog);
    if (changed.length === 0) throw refused('The deployed text is that of this walkthrough already.');
    return { kind: 'renewed', catalog: catalog.digest, changed };
  },
  'go-on': ({ walk: { state } }) => {
    if (state.going !== null) throw refused('It goes on by itself already.');
    if (state.next === null) throw refused('Nothing is left to go on with: all steps are done, ticked off or skipped.');
    return { kind: 'go-on' };
  },
  hold: ({ walk: { state } }) => {
    if (state.going === null) throw refused('It does not go on by itself: each step waits to be run.');
    return { kind: 'hold', step: state.next, why: '' };
  },
  parameters: ({ walk, catalog }, { parameters }) => ({ kind: 'parameters', parameters: changedParameters(walk, parameters, catalog) }),
  end: (_, { text }) => ({ kind: 'ended', text: text ?? '' }),
  reopen: ({ walk: { state } }, { text }) => {
    if (state.ended === null) throw refused('This walkthrough is open.');
    return { kind: 'reopened', text: text ?? '' };
  },
};

function standingIn(walk: LoadedWalk, id: string): { step: WalkStep; state: StandingState } {
  const step = stepIn(walk, id);
  return { step, state: walk.state.steps[id]?.state ?? 'waiting' };
}

/** Takes how one stands and a step's id; gives the step. Throws `walkthrough-other`. */
export function stepIn({ head }: LoadedWalk, id: string): WalkStep {
  const step = head.steps.find((one) => one.id === id);
  if (step === undefined) throw new HandrailError('walkthrough-other', { other: `the step ${id.slice(0, 100)}` });
  return step;
}

/** Takes how one stands, who asks, and names. Throws `walkthrough-lead` unless they have it. */
export function requireLead({ state }: LoadedWalk, by: string, names: Names): void {
  if (state.lead !== by) throw new HandrailError('walkthrough-lead', { who: names[state.lead] ?? state.lead });
}

/** Takes one that has ended, and names; gives the error that says so. */
export function overError({ state }: LoadedWalk, names: Names): HandrailError {
  const by = state.ended?.by ?? '';
  return new HandrailError('walkthrough-over', { who: names[by] ?? by });
}

/** Takes one, what somebody did in it meanwhile, and names; gives the error that tells who was quicker. */
export function movedError({ head }: LoadedWalk, entry: WalkEntry, names: Names): HandrailError {
  return new HandrailError('walkthrough-moved', { who: names[entry.by] ?? (entry.by || 'Handrail'), what: actWords(entry, head, names) });
}

function refused(why: string): HandrailError {
  return new HandrailError('walkthrough-refused', { why });
}

/** All parameters after a change. Which deployment a walkthrough is of stays as it began. */
function changedParameters({ head, state }: LoadedWalk, given: Readonly<Record<string, string>>, catalog: Catalog): Record<string, string> {
  const declared = findRunbook(catalog, head.runbook).parameters;
  const target = given[targetParameter];
  if (target !== undefined && target !== state.parameters[targetParameter]) throw refused('A walkthrough keeps its target. Begin another one for another target.');
  const filled = Object.entries(given).filter(([, value]) => value !== '');
  const checked = checkParameters(declared.filter(({ name }) => filled.some(([one]) => one === name)), Object.fromEntries(filled));
  const kept = Object.entries(state.parameters).filter(([name]) => given[name] !== '');
  return { ...Object.fromEntries(kept), ...checked };
}
