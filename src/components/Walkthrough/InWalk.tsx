/** How a step stands in the walkthrough that this page takes part in, and what else can be done about it there. */
import { lazy, type ReactNode, Suspense } from 'react';
import { patiently } from '../../client/patiently.ts';
import { useStore } from '../../client/store.ts';
import { walking } from '../../client/walking.ts';

const Standing = lazy(patiently(() => import('./Standing')));

export default function InWalk({ step }: { step: string }): ReactNode {
  return useStore(walking, (value) => value?.steps.has(step) === true) && <Suspense><Standing step={step} /></Suspense>;
}
