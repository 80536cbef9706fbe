/** What was found in the record so far, and how more is found. */
import { useCallback, useRef, useState } from 'react';
import { post, type Problem } from '../../client/http.ts';
import { type Choice, wantedOf } from './choice.ts';

export interface Entry {
  seq: number;
  /** Unix milliseconds */
  at: number;
  event: Readonly<Record<string, unknown>>;
}

interface Answer {
  records: Entry[];
  next: number | null;
  reached: number | null;
  chains: string[];
}

export interface Search {
  entries: readonly Entry[];
  /** the records there are to look in */
  chains: readonly string[];
  /** where to go on; null when all was looked through */
  next: number | null;
  /** how far back was looked, Unix milliseconds */
  reached: number | null;
  problem: Problem | null;
  isLooking: boolean;
  /** Takes a choice; looks from the newest on, or goes on where it stopped. */
  look(choice: Choice, next?: number): void;
}

const nothing = { entries: [] as readonly Entry[], chains: ['server'] as readonly string[], next: null as number | null, reached: null as number | null, problem: null as Problem | null, isLooking: false };

/** Gives the search, which has not begun. What an earlier question is answered, later, is dropped. */
export function useSearch(): Search {
  const [found, setFound] = useState(nothing);
  const asked = useRef(0);
  const look = useCallback((choice: Choice, next?: number) => {
    const mine = asked.current += 1;
    setFound((before) => ({ ...before, isLooking: true, problem: null }));
    void post<Answer>('/api/audit/search', { ...wantedOf(choice), ...(next === undefined ? {} : { before: next }) }).then((answer) => {
      if (mine !== asked.current) return;
      setFound((before) => {
        if (!answer.ok) return { ...before, entries: next === undefined ? [] : before.entries, next: null, isLooking: false, problem: answer.problem };
        const { records, ...rest } = answer.value;
        return { ...rest, entries: next === undefined ? records : [...before.entries, ...records], problem: null, isLooking: false };
      });
    });
  }, []);
  return { ...found, look };
}
