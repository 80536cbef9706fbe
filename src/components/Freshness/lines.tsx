/** What is said of a step, a procedure and a runbook, kept current. */
import { type ReactNode, useEffect } from 'react';
import { ranOf } from '../../../common/freshness.ts';
import { isOver } from '../../../common/run-state.ts';
import { usePage } from '../../client/page.ts';
import { at, keyOf, runs } from '../../client/run-store.ts';
import { useStore } from '../../client/store.ts';
import { useNow, whenAt } from './clock.ts';
import { useStepFreshness, useSteps } from './facts.ts';
import { Line } from './Line';
import { noteRan } from './live.ts';
import { allSaid, stepSaid } from './said.ts';

export interface LineProps {
  /** what the line is about, as the page marks it */
  of: string;
  className: string | undefined;
}

/** Takes a step and its digest. What was just run on this page is known here before anybody has to ask. */
export function StepLine({ step, digest, ...line }: LineProps & { step: string; digest: string }): ReactNode {
  const { runbook, state } = usePage();
  const environment = useStore(state, (value) => value.environment);
  const latest = useStore(runs, (value) => at(value, keyOf({ runbook, step, environment })).latest);
  useEffect(() => {
    if (latest !== null && isOver(latest.state)) noteRan(runbook, ranOf(latest, latest.person, digest));
  }, [runbook, digest, latest]);
  const known = useStepFreshness(step);
  const when = whenAt(useNow());
  return <Line {...line} said={stepSaid(known, when)} />;
}

/** Takes a step done by hand. */
export function ManualLine({ step, ...line }: LineProps & { step: string }): ReactNode {
  const known = useStepFreshness(step);
  const when = whenAt(useNow());
  return <Line {...line} said={stepSaid(known, when)} />;
}

/** Takes a procedure's id, empty for the whole runbook. */
export function AllLine({ procedure, ...line }: LineProps & { procedure: string }): ReactNode {
  const steps = useSteps(procedure);
  const when = whenAt(useNow());
  return <Line {...line} said={allSaid(steps, when)} />;
}
