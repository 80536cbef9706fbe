/** The run a page is about: asked for once, then kept current by what the page hears of it. */
import { useEffect, useState } from 'react';
import type { Run } from '../../../common/run.ts';
import { get, type Problem } from '../../client/http.ts';
import { at, keyOf, record, runs } from '../../client/run-store.ts';
import { noteLoggedOut } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';

type Found = { state: 'asking' } | { state: 'found'; run: Run } | { state: 'problem'; problem: Problem };

/** Takes a run's id as the address has it; gives the run as it stands, or why it cannot be shown. */
export function useRun(id: string): Found {
  const [found, setFound] = useState<Found>({ state: 'asking' });
  const heard = useStore(runs, (known) => (found.state === 'found' ? at(known, keyOf(found.run)).latest : null));
  useEffect(() => {
    let isWanted = true;
    void get<{ run: Run }>(`/api/runs/${encodeURIComponent(id)}`).then((answer) => {
      if (!answer.ok && answer.problem.code === 'not-logged-in') noteLoggedOut();
      if (answer.ok) record(answer.value.run);
      if (isWanted) setFound(answer.ok ? { state: 'found', run: answer.value.run } : { state: 'problem', problem: answer.problem });
    });
    return () => { isWanted = false; };
  }, [id]);
  return found.state === 'found' && heard?.id === found.run.id ? { state: 'found', run: heard } : found;
}
