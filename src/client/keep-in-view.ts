/** A link leads to a step; output of earlier runs that is fetched meanwhile must not push the step away again. */

/** Layout settles within this time, in milliseconds. */
const settles = 3_000;
const touches = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const;

/** Takes an element's id; keeps it where the link put it until the page has settled or the person takes over. Gives what ends it. */
export function keepInView(id: string): () => void {
  const observer = new ResizeObserver(() => document.getElementById(id)?.scrollIntoView({ behavior: 'instant' }));
  const end = () => {
    observer.disconnect();
    clearTimeout(timer);
    for (const touch of touches) removeEventListener(touch, end);
  };
  const timer = setTimeout(end, settles);
  for (const touch of touches) addEventListener(touch, end, { passive: true });
  // The body is as high as the window; what grows is the article.
  const article = document.getElementById(id)?.closest('article');
  if (article) observer.observe(article);
  return end;
}
