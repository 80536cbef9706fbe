/** How all runbooks stand: what the build knew, until the server says more. */
import { useEffect, useState } from 'react';
import baked from '@generated/handrail-catalog/default/trust.json';
import type { Standing } from '../../../common/standing.ts';
import { get } from '../../client/http.ts';
import { loadSession, session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';

export interface Told {
  testedAt: number | null;
  /** what is wrong with the results of the test; empty when nothing is */
  problem: string;
  runbooks: readonly Standing[];
}

/** Gives how all runbooks stand, whether the server said so, and when the page was built. */
export function useTrust(): Told & { live: boolean; builtAt: number } {
  const [told, setTold] = useState<Told | null>(null);
  const state = useStore(session, (value) => value.state);
  useEffect(() => { void loadSession(); }, []);
  useEffect(() => {
    if (state === 'in') void get<Told>('/api/freshness').then((answer) => { if (answer.ok) setTold(answer.value); });
  }, [state]);
  return { problem: '', ...(told ?? baked), live: told !== null, builtAt: baked.builtAt };
}
