/** What a walkthrough that goes on by itself does next. Pure. */
import { practice } from '../../common/policy.ts';
import type { StepStanding, WalkHead, WalkState, WalkStep } from '../../common/walkthrough.ts';
import { isSettled } from '../../common/walkthrough-state.ts';

export type Next =
  /** something runs; its end decides */
  | { readonly kind: 'wait' }
  | { readonly kind: 'run'; readonly step: WalkStep }
  /** `step` is null where none is left */
  | { readonly kind: 'hold'; readonly step: string | null; readonly why: string };

const waiting: StepStanding = { state: 'waiting', staleFor: null, by: '', at: null, run: null, runs: [], reason: '', missing: [], blank: [] };

/** Takes a walkthrough, how it stands, and the ids of steps that are other in the deployed catalog; gives what comes next. */
export function nextOf({ steps, environment }: Pick<WalkHead, 'steps' | 'environment'>, state: WalkState, changed: readonly string[]): Next {
  for (const step of steps) {
    const standing = state.steps[step.id] ?? waiting;
    // What runs in the background is under way as soon as it runs.
    if (isSettled(standing.state) || (step.background && standing.state === 'running')) continue;
    if (standing.state === 'running') return { kind: 'wait' };
    const why = obstacle(step, standing, environment, steps, state) ?? (changed.includes(step.id) ? `“${step.title}” is another in the runbook that is deployed now.` : null);
    return why === null ? { kind: 'run', step } : { kind: 'hold', step: step.id, why };
  }
  return { kind: 'hold', step: null, why: 'All steps are done, ticked off or skipped.' };
}

/** Why a step is not started without somebody pressing Run; null when nothing speaks against it. */
function obstacle({ kind, title, interactive, effect }: WalkStep, { state, missing, blank }: StepStanding, environment: string, steps: readonly WalkStep[], { steps: standings }: WalkState): string | null {
  switch (state) {
    case 'unexpected': return `“${title}” did not end as expected.`;
    case 'stopped': return `“${title}” was stopped.`;
    case 'lost': return `“${title}” was lost: nobody knows how it ended.`;
    case 'stale': return `“${title}” was done, and that does not count any more.`;
    default:
  }
  if (kind === 'manual') return `“${title}” is done by hand.`;
  if (interactive) return `“${title}” asks for somebody at its terminal.`;
  if (effect === 'destroy' && environment !== practice) return `“${title}” destroys something: somebody has to press Run.`;
  if (blank.length > 0) return `“${title}” needs a value for ${blank.join(', ')}.`;
  if (missing.length === 0) return null;
  const titles = missing.map((id) => `“${steps.find((step) => step.id === id)?.title ?? id}”`);
  // In practice what somebody else did in their world is done, and not done in the one it would run in.
  const isElsewhere = missing.some((id) => standings[id]?.state === 'done');
  return `“${title}” needs ${titles.join(', ')} first${isElsewhere && environment === practice ? ', in the practice world of who has the lead' : ''}.`;
}
