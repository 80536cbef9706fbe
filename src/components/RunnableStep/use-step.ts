/** What a step on the page knows of itself: where it would run, with what, whether it may, and how its last run went. */
import { useEffect } from 'react';
import { checkValue, type Parameter } from '../../../common/catalog/parameter.ts';
import type { Foreseen } from '../../../common/policy.ts';
import { decisions } from '../../client/decided.ts';
import { useStore } from '../../client/store.ts';
import { type Page, type PageState, targetName, unchosen, usePage, valueOf } from '../../client/page.ts';
import { type Readiness, readinessOf } from '../../client/readiness.ts';
import { at, keyOf, runs, type StepRun } from '../../client/run-store.ts';
import { session } from '../../client/session.ts';
import { walking, type Walking } from '../../client/walking.ts';
import { effectOf, nameOf, type StepData } from './step-data.ts';
import { useMissing } from './use-missing.ts';

export interface StepNow {
  page: Page;
  state: PageState;
  /** key of its latest run in the store */
  key: string;
  known: StepRun;
  /** the walkthrough it is a step of on this page; null when it is run by itself */
  walk: Walking | null;
  readiness: Readiness;
  /** what the server said it would decide; undefined until it has */
  foreseen: Foreseen | undefined;
  /** value of each parameter of the step, and of the target where the runbook has targets */
  values: Readonly<Record<string, string>>;
  /** the first parameter whose value does not fit, and what would; null when all fit */
  wrong: { parameter: Parameter; hint: string } | null;
  /** what the link asked for in vain and has to be chosen first; empty when nothing */
  left: string;
  /** ids of steps that must come first, as far as the page knows; none before every value fits */
  missing: readonly string[];
}

/** Takes a step; gives what there is to know of it, kept current, and makes it known to the page. */
export function useStep(step: StepData): StepNow {
  const page = usePage();
  const state = useStore(page.state, (value) => value);
  const walk = useStore(walking, (value) => (value?.steps.has(step.id) === true ? value : null));
  const key = keyOf({ runbook: step.runbook, step: step.id, environment: state.environment, walkthrough: walk?.id });
  const known = useStore(runs, (value) => at(value, key));
  const who = useStore(session, (value) => value);
  useEffect(() => {
    page.steps.set(step.id, { title: nameOf(step), parameters: step.parameters, digest: step.digest });
    return () => { page.steps.delete(step.id); };
  }, [page, step]);
  const target = state.values[targetName];
  const foreseen = useStore(decisions, (value) => value[step.id]);
  const readiness = readinessOf({ session: who, foreseen, waits: walk?.waits, ...whereOf(step, page, state) });
  const values: Record<string, string> = target === undefined ? {} : { [targetName]: target };
  for (const parameter of step.parameters) values[parameter.name] = valueOf(state, parameter);
  const wrong = firstWrong(step.parameters, values, state.left);
  const missing = useMissing(step, page, state.environment, values, walk);
  const isLeft = wrong !== null && wrong.parameter.name in state.left;
  return { page, state, key, walk, known, readiness, foreseen, values, wrong, missing: wrong === null ? missing : [], left: unchosen(state) || (isLeft ? `${wrong.hint} Fill it in first.` : '') };
}

/** Takes a step and what it knows; tells whether it destroys and must not begin, as what it needs was not run. */
export function isHeld(step: StepData, { missing }: Pick<StepNow, 'missing'>): boolean {
  return missing.length > 0 && effectOf(step) === 'destroy';
}

/** Takes a step, its page and the page's state; gives where it would run and for which targets it is. */
export function whereOf(step: StepData, { allowed }: Page, state: PageState) {
  const only: readonly string[] = step.kind === 'file' ? [] : step.only;
  return { allowed, environment: state.environment, target: state.values[targetName] ?? '', only, unchosen: unchosen(state) };
}

function firstWrong(parameters: readonly Parameter[], values: Readonly<Record<string, string>>, left: PageState['left']): StepNow['wrong'] {
  for (const parameter of parameters) {
    const hint = left[parameter.name] ?? checkValue(parameter, values[parameter.name] ?? '');
    if (hint !== null) return { parameter, hint };
  }
  return null;
}
