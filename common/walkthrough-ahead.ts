/** What is under way in a walkthrough, and what comes next: a step that runs is not to be pressed again. Pure. */
import type { WalkHead, WalkState } from './walkthrough.ts';
import { isSettled } from './walkthrough-state.ts';

export interface Ahead {
  /** id of the step that runs and has to end first, or of one in the background where nothing else is left; null when there is none */
  readonly running: string | null;
  /** id of the step to go on with; null while another has to end first, and when none is left */
  readonly next: string | null;
}

/** Takes a walkthrough and how it stands; gives what runs or comes next, both null when nothing is left. */
export function aheadOf({ steps }: Pick<WalkHead, 'steps'>, { steps: standings }: Pick<WalkState, 'steps'>): Ahead {
  const stateOf = (id: string) => standings[id]?.state ?? 'waiting';
  const going = steps.filter(({ id }) => stateOf(id) === 'running');
  const first = going.find(({ background }) => !background);
  if (first !== undefined) return { running: first.id, next: null };
  const next = steps.find(({ id }) => stateOf(id) !== 'running' && !isSettled(stateOf(id)))?.id ?? null;
  return { running: next === null ? going[0]?.id ?? null : null, next };
}
