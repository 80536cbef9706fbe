/** Room beside the heading of a procedure for what begins a walkthrough of it. That is fetched once somebody is logged in. */
import { lazy, type ReactNode, Suspense } from 'react';
import { useDoc } from '@docusaurus/plugin-content-docs/client';
import { patiently } from '../../client/patiently.ts';
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import { useKnown } from '../Freshness/known.ts';
import styles from './slot.module.css';

const Begin = lazy(patiently(() => import(/* webpackChunkName: "walk-begin" */ './Begin')));

export default function Slot({ procedure }: { procedure: string }): ReactNode {
  // The handbook has headings too.
  return useKnown() !== null && <Room procedure={procedure} />;
}

function Room({ procedure }: { procedure: string }): ReactNode {
  const { toc } = useDoc();
  const isIn = useStore(session, ({ state }) => state === 'in');
  // In the table of contents steps follow their heading.
  const at = toc.findIndex(({ id }) => id === procedure);
  return toc[at + 1]?.id.startsWith('step-') === true && <div className={styles.slot}>{isIn && <Suspense><Begin procedure={procedure} heading={toc[at]?.value ?? ''} /></Suspense>}</div>;
}
