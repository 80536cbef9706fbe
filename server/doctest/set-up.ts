/** What has to be run before a procedure in a world that is fresh, in the order in which it can be. Pure. */
import type { PracticeScript } from '../../common/catalog/practice-script.ts';
import type { Runbook } from '../../common/catalog/runbook.ts';
import type { Step } from '../../common/catalog/step.ts';

interface From {
  runbook: Runbook;
  script: PracticeScript;
}

/**
 * Takes a runbook with its practice script, the steps that come first by its word, and the steps to be tried in order; gives
 * the steps to run before: those that come first, and whatever the others need that no step tried earlier gives. Of needs that
 * go in a circle each is there once.
 */
export function setUpOf(from: From, first: readonly string[], own: readonly Step[]): Step[] {
  const setUp: Step[] = [];
  const seen = new Set<string>();
  const add = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    const step = from.runbook.steps.find((one) => one.id === id);
    if (step === undefined || from.script.skip[id] !== undefined) return;
    for (const needed of needsOf(step, from)) add(needed);
    setUp.push(step);
  };
  for (const id of first) add(id);
  for (const step of own) {
    seen.add(step.id);
    for (const needed of needsOf(step, from)) add(needed);
  }
  return setUp;
}

/** Takes a step; gives the ids of those it needs, and of those that its values are read off. */
export function needsOf(step: Step, { script }: From): string[] {
  if (step.kind === 'manual') return [];
  const sources = step.parameters.flatMap(({ name }) => {
    const value = script.values[name];
    return typeof value === 'object' && value.from !== step.id ? [value.from] : [];
  });
  return [...(step.kind === 'runnable' ? step.needs : []), ...sources];
}
