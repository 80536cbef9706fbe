/**
 * An address leads to a place of the page: there the eyes are, and the focus. What comes later above it (who else walks through
 * it, what the cluster answers, outputs of earlier runs) must not push it away, until the person takes over.
 */

const touches = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const;
/** Less is rounding, in pixels. */
const least = 1;

let isFirst = true;

/** Takes an element's id; goes there, and keeps it where it is in the window until the person does something. Gives what ends it. */
export function keepInView(id: string): () => void {
  const place = () => document.getElementById(id);
  // The body is as high as the window; what grows is the article.
  const article = place()?.closest('article');
  if (!article || isElsewhere(place())) return () => undefined;
  let wanted = 0;
  let margin = '';
  let height = 0;
  const top = () => place()?.getBoundingClientRect().top ?? wanted;
  const keep = () => {
    height = article.offsetHeight;
    const there = place();
    const scrollMarginTop = there === null ? margin : getComputedStyle(there).scrollMarginTop;
    // Also when the line that stays above it has become another.
    if (scrollMarginTop !== margin) {
      margin = scrollMarginTop;
      there?.scrollIntoView({ behavior: 'instant' });
      wanted = top();
    }
    if (Math.abs(top() - wanted) >= least) scrollBy({ top: top() - wanted, behavior: 'instant' });
  };
  keep();
  const observer = new ResizeObserver(keep);
  const end = () => {
    observer.disconnect();
    removeEventListener('scroll', see);
    for (const touch of touches) removeEventListener(touch, end);
  };
  // Bars, pens and readers' cursors scroll without any of these; the browser does too, but then the article has grown.
  const see = () => {
    if (article.offsetHeight !== height) keep();
    else if (Math.abs(top() - wanted) >= least) end();
  };
  addEventListener('scroll', see, { passive: true });
  for (const touch of touches) addEventListener(touch, end, { passive: true });
  observer.observe(article);
  return end;
}

/** Who loads a page again, or comes back to it, is where they were, which may be far from the place of the address. */
function isElsewhere(place: HTMLElement | null): boolean {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const isBack = isFirst && (navigation?.type === 'reload' || navigation?.type === 'back_forward') && scrollY > 0;
  isFirst = false;
  if (!isBack || place === null) return false;
  const { top, bottom } = place.getBoundingClientRect();
  return bottom < 0 || top > innerHeight;
}

/** Takes an element's id; gives it the focus, so that the next key is for it, unless somebody is typing. The page stays where it is. */
export function focusPlace(id: string): void {
  const place = document.getElementById(id);
  const before = document.activeElement;
  if (place === null || place.contains(before) || before?.closest('input, textarea, select, dialog, .xterm, [role="dialog"]')) return;
  if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}
