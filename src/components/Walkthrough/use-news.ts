/** What others did in a walkthrough since one came, as it is read out. */
import { useEffect, useRef, useState } from 'react';
import type { WalkView } from '../../../common/walkthrough.ts';
import { useMe } from './use-me.ts';
import { newsBetween } from './words.ts';

/** Takes the walkthrough as it is; gives what happened last, in a sentence or a few. */
export function useNews(view: WalkView): string {
  const me = useMe();
  const before = useRef<WalkView | null>(null);
  const [news, setNews] = useState('');
  useEffect(() => {
    const said = newsBetween(before.current, view, me);
    before.current = view;
    if (said.length > 0) setNews(said.join(' '));
  }, [view, me]);
  return news;
}
