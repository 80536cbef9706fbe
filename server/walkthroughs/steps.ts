/** Which steps a walkthrough goes through, and what of them is another now. Pure. */
import type { Catalog, Runbook } from '../../common/catalog/runbook.ts';
import type { Step } from '../../common/catalog/step.ts';
import { HandrailError } from '../../common/errors.ts';
import { walkLimits, type WalkHead, type WalkStep, type WalkText } from '../../common/walkthrough.ts';
import { effectOf } from '../runs/plan.ts';

/**
 * Takes a runbook and a procedure (empty: all); gives its steps, and those of other procedures that these need, in the order of
 * the runbook. Throws `unknown-procedure` where there is none.
 */
export function stepsOf(runbook: Runbook, procedure: string): WalkStep[] {
  const own = runbook.steps.filter((step) => procedure === '' || step.procedure === procedure);
  if (own.length === 0 || own.length > walkLimits.steps) {
    const known = [...new Set(runbook.steps.map((step) => step.procedure))].slice(0, 20).join(', ');
    throw new HandrailError('unknown-procedure', { runbook: runbook.id, procedure, known: known || 'none' });
  }
  const wanted = new Set(own.map(({ id }) => id));
  // A set that grows while it is gone through: what is added is gone through too.
  for (const id of wanted) for (const need of needsOf(runbook.steps.find((step) => step.id === id))) wanted.add(need);
  return runbook.steps.filter(({ id }) => wanted.has(id)).map((step) => walkStep(step, !own.includes(step)));
}

function needsOf(step: Step | undefined): readonly string[] {
  return step?.kind === 'runnable' ? step.needs : [];
}

function walkStep(step: Step, isNeededOnly: boolean): WalkStep {
  const { id, kind, procedure, procedureTitle, digest } = step;
  // A step without a title is called by its id wherever it is named.
  const common = { id, title: step.title || id, procedure, procedureTitle, digest, isNeededOnly };
  if (step.kind === 'manual') return { ...common, kind, effect: null, needs: [], only: [], parameters: [], interactive: false, background: false };
  const parameters = step.parameters.map(({ name }) => name);
  if (step.kind === 'file') return { ...common, kind, effect: effectOf(step), needs: [], only: [], parameters, interactive: false, background: false };
  const { needs, only, interactive, background } = step;
  return { ...common, kind, effect: effectOf(step), needs, only, parameters, interactive, background };
}

/** Takes a runbook and steps of it; gives their texts by digest. */
export function textsOf(runbook: Runbook, steps: readonly WalkStep[]): Record<string, WalkText> {
  const ids = new Set(steps.map(({ id }) => id));
  return Object.fromEntries(runbook.steps.filter(({ id }) => ids.has(id)).flatMap((step) => {
    if (step.kind === 'manual') return [];
    const { digest, source, language } = step;
    return [[digest, { language, source, path: step.kind === 'file' ? step.path : null }]];
  }));
}

/** Takes a walkthrough and what is deployed; gives the ids of steps that are other, gone or new there. */
export function changedSteps({ runbook, procedure, steps }: WalkHead, catalog: Catalog | null): string[] {
  const deployed = catalog?.runbooks.find(({ id }) => id === runbook);
  if (deployed === undefined) return steps.map(({ id }) => id);
  const now = new Map(deployedSteps(deployed, procedure).map(({ id, digest }) => [id, digest]));
  const other = steps.filter(({ id, digest }) => now.get(id) !== digest).map(({ id }) => id);
  return [...other, ...[...now.keys()].filter((id) => !steps.some((step) => step.id === id))];
}

/** As `stepsOf`; none where the procedure is gone. */
function deployedSteps(runbook: Runbook, procedure: string): WalkStep[] {
  return runbook.steps.some((step) => procedure === '' || step.procedure === procedure) ? stepsOf(runbook, procedure) : [];
}
