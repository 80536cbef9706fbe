/** Where the head of a runbook offers a walkthrough of all of it: once somebody is logged in. */
import { lazy, type ReactNode, Suspense } from 'react';
import { useDoc } from '@docusaurus/plugin-content-docs/client';
import { patiently } from '../../client/patiently.ts';
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';

// One file with what stands beside headings: a page of a runbook has both, and most of them is the same.
const Whole = lazy(patiently(() => import(/* webpackChunkName: "walk-begin" */ './Whole')));

export default function WholeSlot(): ReactNode {
  const { toc } = useDoc();
  const isIn = useStore(session, ({ state }) => state === 'in');
  // In the table of contents steps follow their heading.
  const procedures = toc.filter(({ id }, at) => !id.startsWith('step-') && toc[at + 1]?.id.startsWith('step-') === true);
  return isIn && <Suspense><Whole isOffered={procedures.length > 1} /></Suspense>;
}
