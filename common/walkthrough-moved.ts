/** Whether somebody did something meanwhile that bears on what one is about to do in a walkthrough. Pure. */
import type { ActAsked, WalkAct, WalkEntry } from './walkthrough.ts';

type Kind = WalkAct['kind'];

const aboutStep: readonly Kind[] = ['run', 'tick', 'untick', 'skip', 'unskip'];
const driving: readonly Kind[] = ['lead', 'again', 'go-on', 'hold', 'parameters', 'renewed'];

/** Kinds that bear on each act, about whatever step. A note bears on nothing, and nothing on it. */
const bearing: Readonly<Record<Exclude<ActAsked['act'], 'note'>, readonly Kind[]>> = {
  tick: ['renewed'], untick: ['renewed'], skip: ['renewed', 'lead'], unskip: ['renewed', 'lead'],
  lead: ['lead'],
  again: ['lead', 'again'],
  'go-on': [...driving, ...aboutStep],
  hold: ['go-on', 'hold', 'lead'],
  parameters: ['lead', 'parameters', 'renewed', 'run'],
  renew: ['lead', 'renewed', 'run'],
  end: [...driving, ...aboutStep, 'reopened'],
  reopen: ['ended', 'reopened'],
};

/** Takes the entries in order and an act; gives the first since it was seen that bears on it, or null. */
export function movedBy(entries: readonly WalkEntry[], asked: ActAsked): WalkEntry | null {
  if (asked.act === 'note') return null;
  const kinds = bearing[asked.act];
  const step = 'step' in asked ? asked.step : null;
  const bears = (entry: WalkEntry) => kinds.includes(entry.kind)
    || (step !== null && aboutStep.includes(entry.kind) && 'step' in entry && entry.step === step);
  return entries.find((entry) => entry.seq > asked.seen && bears(entry)) ?? null;
}
