/** Gives the parts of a runbook's page what its build knew of its freshness, and asks the server for more once somebody is logged in. */
import { type ReactNode, useEffect, useMemo } from 'react';
import type { PageFacts } from '../../../common/page-facts.ts';
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import { KnownContext } from './known.ts';
import { fetchWords } from './words.ts';

interface Props {
  runbook: string;
  facts: PageFacts | null;
  children: ReactNode;
}

export default function Provider({ runbook, facts, children }: Props): ReactNode {
  const known = useMemo(() => ({ runbook, facts }), [runbook, facts]);
  const isIn = useStore(session, (value) => value.state === 'in');
  useEffect(() => {
    if (!isIn) return;
    fetchWords();
    // Without the code of the words there is nobody to tell; they come from the same server.
    void import('./live').then(({ askFreshness }) => askFreshness(runbook), () => undefined);
  }, [runbook, isIn]);
  // The next page was not built into this one.
  useEffect(() => fetchWords, []);
  return <KnownContext value={known}>{children}</KnownContext>;
}
