/** What is said of a step, a procedure and a runbook, kept current. */
import { type ReactNode, useEffect } from 'react';
import { ranOf } from '../../../common/freshness.ts';
import { isOver } from '../../../common/run-state.ts';
import { usePage } from '../../client/page.ts';
import { at, keyOf, runs } from '../../client/run-store.ts';
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import { walking } from '../../client/walking.ts';
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
  const walk = useStore(walking, (value) => (value?.steps.has(step) === true ? value.id : undefined));
  const me = useStore(session, (value) => (value.state === 'in' ? value.person.id : ''));
  const alone = useStore(runs, (value) => at(value, keyOf({ runbook, step, environment })).latest);
  const inWalk = useStore(runs, (value) => (walk === undefined ? null : at(value, keyOf({ runbook, step, environment, walkthrough: walk })).latest));
  useEffect(() => {
    for (const run of [alone, inWalk]) {
      const concerns = run !== null && isOver(run.state) && (run.person === me || run.environment !== 'practice');
      if (concerns) noteRan(runbook, ranOf(run, me, digest));
    }
  }, [runbook, digest, alone, inWalk, me]);
  const { tried, ran } = useStepFreshness(step);
  const when = whenAt(useNow());
  // How it stands in a walkthrough is told below; what was before that is another matter.
  return <Line {...line} said={stepSaid({ tried, ran: walk === undefined ? ran : null }, when)} />;
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
  const walk = useStore(walking, (value) => value?.steps ?? null);
  const when = whenAt(useNow());
  return <Line {...line} said={allSaid(steps.map((one) => (walk?.has(one.id) === true ? { ...one, ran: null } : one)), when)} />;
}
