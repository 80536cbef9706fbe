/** Which lines are seen, told ten times a second at most: nobody reads faster, and each telling lays out the page around the log. */
import { useEffect, useRef, useState } from 'react';
import type { Rows } from './rows.ts';
import { edgesOf, type Sight } from './use-window.ts';

export interface Seen {
  from: number;
  to: number;
}

const pauseMs = 100;

/** Takes the rows and the window onto them; gives the lines at its edges, null while they are not known. */
export function useSeen(rows: Rows, sight: Sight): Seen | null {
  const [seen, setSeen] = useState<Seen | null>(null);
  const latest = useRef(sight);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hear = useRef(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const now = linesSeen(rows, latest.current);
      setSeen((before) => (before?.from === now?.from && before?.to === now?.to ? before : now));
    }, pauseMs);
  });
  useEffect(() => {
    latest.current = sight;
    hear.current();
  });
  useEffect(() => {
    // The lines come with the rows.
    const leave = rows.news.subscribe(hear.current);
    return () => {
      leave();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [rows]);
  return seen;
}

function linesSeen(rows: Rows, sight: Sight): Seen | null {
  const { first, last } = edgesOf(sight);
  const from = rows.get(first)?.line ?? null;
  const to = rows.get(last)?.line ?? null;
  return from === null || to === null ? null : { from, to };
}
