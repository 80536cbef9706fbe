/**
 * An output that grows pushes down what stands below it. That is well for who looks at the output, and not for who has gone on to
 * read below: for them the page is scrolled by as much, before it is drawn, and what they read stays where it is. (Browsers do so by
 * themselves only for what grows above the window: https://drafts.csswg.org/css-scroll-anchoring/.)
 */
import { type RefObject, useEffect } from 'react';

/** Below this part of the window's height the end of an output means that it is the output that is looked at. */
const half = 0.5;

/** Takes the box of the output, and whether the person at this page started the run. */
export function useStill(box: RefObject<HTMLElement | null>, here: boolean): void {
  useEffect(() => {
    const element = box.current;
    const step = element?.closest('section');
    const article = element?.closest('article');
    if (!element || !step || !article) return undefined;
    let isElsewhere = !here;
    let end = 0;
    let height = 0;
    const see = () => { ({ bottom: end, height } = element.getBoundingClientRect()); };
    // What it grew by since is not looked at yet: that it was scrolled must not hide it.
    const scrolled = () => { end = element.getBoundingClientRect().top + height; };
    const touch = ({ type, target }: Event) => { isElsewhere = type === 'wheel' || type === 'touchmove' || !(target instanceof Node && step.contains(target)); };
    const observer = new ResizeObserver((entries) => {
      const moved = element.getBoundingClientRect().bottom - end;
      const isOwn = entries.some(({ target }) => target === element);
      if (isOwn && isElsewhere && moved !== 0 && end > 0 && end < innerHeight * half) scrollBy({ top: moved, behavior: 'instant' });
      see();
    });
    see();
    observer.observe(element);
    // Whatever else moves it is not its own growing.
    observer.observe(article);
    addEventListener('scroll', scrolled, { passive: true });
    for (const type of touches) addEventListener(type, touch, { passive: true });
    return () => {
      observer.disconnect();
      removeEventListener('scroll', scrolled);
      for (const type of touches) removeEventListener(type, touch);
    };
  }, [box, here]);
}

const touches = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;
