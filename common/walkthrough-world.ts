/** In practice everybody has a world of their own: which steps of a walkthrough were run in another than that of who has the lead. Pure. */
import { practice } from './policy.ts';
import type { WalkHead, WalkState } from './walkthrough.ts';

/** Takes a walkthrough and how it stands; gives the ids of steps whose last run counts and was in another's world, in order. What still runs is not among them. */
export function runElsewhere({ environment, steps }: Pick<WalkHead, 'environment' | 'steps'>, { lead, steps: standings }: Pick<WalkState, 'lead' | 'steps'>): string[] {
  if (environment !== practice) return [];
  return steps.filter(({ id }) => {
    const { state = 'waiting', run = null, by = '' } = standings[id] ?? {};
    return run !== null && by !== '' && by !== lead && !['running', 'skipped', 'elsewhere'].includes(state);
  }).map(({ id }) => id);
}
