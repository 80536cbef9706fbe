/** Whether there is a run before one, and which: known before it is offered. */
import { useEffect, useState } from 'react';
import type { PastRun } from '../../../common/history.ts';
import type { Run } from '../../../common/run.ts';
import { findBefore } from './before.ts';

/** Takes a run; gives the one of its step before it, by the same person in the same environment; null when there is none, and while that is not known. */
export function useBefore(run: Run): PastRun | null {
  const [found, setFound] = useState<{ of: string; before: PastRun | null } | null>(null);
  useEffect(() => {
    let stands = true;
    void findBefore(run).then((before) => { if (stands) setFound({ of: run.id, before }); });
    return () => { stands = false; };
  }, [run]);
  return found?.of === run.id ? found.before : null;
}
