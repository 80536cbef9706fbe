/**
 * Pages that links in the window lead to are fetched ahead by Docusaurus, all in one task as soon as the page is there: on a
 * slow phone a fifth of a second in which no press is heard. Here they wait until the browser has nothing else to do.
 */

interface Fetching {
  prefetch(path: string): unknown;
  preload(path: string): unknown;
}

/** Takes what Docusaurus fetches with; gives the same, with what is fetched ahead one page at a time and in idle moments. */
export function unhurried({ prefetch, preload }: Fetching, whenIdle: (next: () => void) => void): Fetching {
  const waiting: string[] = [];
  const next = (): void => {
    const path = waiting.shift();
    if (path === undefined) return;
    prefetch(path);
    if (waiting.length > 0) whenIdle(next);
  };
  return {
    preload,
    prefetch(path) {
      waiting.push(path);
      if (waiting.length === 1) whenIdle(next);
    },
  };
}

let isDone = false;

/** Docusaurus calls this once a page stands. */
export function onRouteDidUpdate(): void {
  // Without idle moments to wait for, as in Safari, it stays as it is.
  if (isDone || typeof requestIdleCallback !== 'function') return;
  isDone = true;
  const holder = window as unknown as { docusaurus: Fetching };
  holder.docusaurus = unhurried(holder.docusaurus, (next) => { requestIdleCallback(next); });
}
