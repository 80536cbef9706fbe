/**
 * Where freshness is told: in the head of a step, under a step done by hand, under the heading of a procedure, at the head
 * of the runbook. Each stands apart, and says what was built until its words have come.
 */
import { memo, type ReactNode } from 'react';
import { useKnown } from './known.ts';
import { LineAsBuilt } from './Line';
import { useWords } from './words.ts';
import styles from './styles.module.css';

/** Takes a step and its digest; says when it last passed in practice, when a person last ran it, and whether its text changed since. */
export const OfStep = memo(function OfStep({ step, digest }: { step: string; digest: string }): ReactNode {
  const Words = useWords();
  const line = { of: `step ${step}`, className: styles.step };
  return Words === null ? <LineAsBuilt {...line} /> : <Words.StepLine {...line} step={step} digest={digest} />;
});

/** Takes a step done by hand; says what the test found when it took it in practice, where it did. */
export const OfManual = memo(function OfManual({ step }: { step: string }): ReactNode {
  const Words = useWords();
  const isTried = Object.values(useKnown()?.facts?.procedures ?? {}).some((steps) => step in steps);
  const line = { of: `step ${step}`, className: styles.manual };
  return isTried && (Words === null ? <LineAsBuilt {...line} /> : <Words.ManualLine {...line} step={step} />);
});

/** Takes a heading's id, empty for the runbook; says how the steps under it stand together. One step says it itself. */
export const OfAll = memo(function OfAll({ procedure }: { procedure: string }): ReactNode {
  const Words = useWords();
  const procedures = useKnown()?.facts?.procedures ?? {};
  const steps = procedure === '' ? Object.values(procedures) : Object.keys((Object.hasOwn(procedures, procedure) && procedures[procedure]) || {});
  const line = { of: `all ${procedure}`, className: procedure === '' ? undefined : styles.procedure };
  return steps.length > (procedure === '' ? 0 : 1)
    && (Words === null ? <LineAsBuilt {...line} /> : <Words.AllLine {...line} procedure={procedure} />);
});
