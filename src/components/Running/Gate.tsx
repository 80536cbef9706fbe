/** Fetches the list of what is running once something is, here or from before. */
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { isOver } from '../../../common/run-state.ts';
import { patiently } from '../../client/patiently.ts';
import { runs } from '../../client/run-store.ts';
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';

const Running = lazy(patiently(() => import('.')));

export default function Gate(): ReactNode {
  const before = useStore(session, (value) => value.state === 'in' && value.going > 0);
  const here = useStore(runs, (value) => [...value.values()].some(({ latest }) => latest !== null && !isOver(latest.state)));
  const [wanted, setWanted] = useState(false);
  if ((before || here) && !wanted) setWanted(true);
  return wanted ? <Suspense><Running /></Suspense> : null;
}
