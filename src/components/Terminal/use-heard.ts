/** A batch run's output for those who hear the page: as text while it goes on, brought up to date once a second. */
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Following } from './follow.ts';
import { aloud, bounds, pauseAfter } from './heard.ts';

export interface Heard {
  /** the last lines, to be read one by one */
  text: string;
  /** what is read out by itself */
  said: string;
}

const none: Heard = { text: '', said: '' };
const everyMs = 1_000;

/** Takes what is followed and whether somebody may want to hear it; gives its last lines and what to read out of them. */
export function useHeard(following: RefObject<Following | null>, isWanted: boolean): Heard {
  const [heard, setHeard] = useState(none);
  const told = useRef({ begun: 1, times: 0, at: 0 });
  useEffect(() => {
    if (!isWanted) return undefined;
    const timer = setInterval(() => {
      const tail = following.current?.screen.tail(bounds.lines);
      if (tail === undefined) return;
      const now = told.current;
      const said = performance.now() - now.at >= pauseAfter(now.times) ? aloud(tail, now.begun) : '';
      if (said !== '') told.current = { begun: tail.begun, times: now.times + 1, at: performance.now() };
      const text = tail.lines.join('\n').trimEnd();
      setHeard((before) => (said === '' && text === before.text ? before : { text, said: said === '' ? before.said : said }));
    }, everyMs);
    return () => { clearInterval(timer); };
  }, [following, isWanted]);
  return heard;
}
