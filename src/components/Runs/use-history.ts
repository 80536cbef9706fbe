/** The runs that were looked for, a page after the other. What was asked before and answers late is passed over. */
import { useCallback, useRef, useState } from 'react';
import type { HistoryPage, PastRun } from '../../../common/history.ts';
import { get, type Problem } from '../../client/http.ts';
import { noteLoggedOut } from '../../client/session.ts';
import { type Choice, wantedOf } from './choice.ts';

export interface Found {
  runs: readonly PastRun[];
  /** where older ones begin; null when these are all */
  next: string | null;
  isLooking: boolean;
  problem: Problem | null;
}

const nothing: Found = { runs: [], next: null, isLooking: true, problem: null };

/** Takes who looks; gives what was found, and what looks: anew, or from where the last page ended. */
export function useHistory(me: string): { found: Found; look(choice: Choice, after?: string): void } {
  const [found, setFound] = useState(nothing);
  const asked = useRef(0);
  const look = useCallback((choice: Choice, after?: string) => {
    asked.current += 1;
    const mine = asked.current;
    setFound((before) => (after === undefined ? nothing : { ...before, isLooking: true, problem: null }));
    const query = wantedOf(choice, me);
    if (after !== undefined) query.set('after', after);
    void get<HistoryPage>(`/api/history?${query.toString()}`).then((answer) => {
      if (mine !== asked.current) return;
      if (!answer.ok && answer.problem.code === 'not-logged-in') noteLoggedOut();
      setFound((before) => (answer.ok
        ? { runs: after === undefined ? answer.value.runs : [...before.runs, ...answer.value.runs], next: answer.value.next, isLooking: false, problem: null }
        : { ...before, isLooking: false, problem: answer.problem }));
    });
  }, [me]);
  return { found, look };
}
