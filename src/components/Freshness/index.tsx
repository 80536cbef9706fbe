/**
 * Where freshness is told: in the head of a step, under a step done by hand, under the heading of a procedure, at the head
 * of the runbook. Each stands apart, and says what was built until its words have come.
 */
import { lazy, memo, type ReactNode, Suspense } from 'react';
import { whenNeeded } from './gate.ts';
import { useKnown } from './known.ts';
import { LineAsBuilt } from './Line';
import styles from './styles.module.css';

const lines = () => import('./lines');
const StepLine = lazy(whenNeeded(() => lines().then((part) => ({ default: part.StepLine }))));
const ManualLine = lazy(whenNeeded(() => lines().then((part) => ({ default: part.ManualLine }))));
const AllLine = lazy(whenNeeded(() => lines().then((part) => ({ default: part.AllLine }))));

/** Takes a step and its digest; says when it last passed in practice, when a person last ran it, and whether its text changed since. */
export const OfStep = memo(function OfStep({ step, digest }: { step: string; digest: string }): ReactNode {
  const line = { of: `step ${step}`, className: styles.step };
  return <Suspense fallback={<LineAsBuilt {...line} />}><StepLine {...line} step={step} digest={digest} /></Suspense>;
});

/** Takes a step done by hand; says what the test found when it took it in practice, where it did. */
export const OfManual = memo(function OfManual({ step }: { step: string }): ReactNode {
  const isTried = Object.values(useKnown()?.facts?.procedures ?? {}).some((steps) => step in steps);
  const line = { of: `step ${step}`, className: styles.manual };
  return isTried && <Suspense fallback={<LineAsBuilt {...line} />}><ManualLine {...line} step={step} /></Suspense>;
});

/** Takes a heading's id, empty for the runbook; says how the steps under it stand together. One step says it itself. */
export const OfAll = memo(function OfAll({ procedure }: { procedure: string }): ReactNode {
  const procedures = useKnown()?.facts?.procedures ?? {};
  const steps = procedure === '' ? Object.values(procedures) : Object.keys((Object.hasOwn(procedures, procedure) && procedures[procedure]) || {});
  const line = { of: `all ${procedure}`, className: procedure === '' ? undefined : styles.procedure };
  return steps.length > (procedure === '' ? 0 : 1)
    && <Suspense fallback={<LineAsBuilt {...line} />}><AllLine {...line} procedure={procedure} /></Suspense>;
});
