/** Fetches what search is made from, once, and makes the finder of it while the page goes on taking keys. */
import address from '@generated/handrail-search/default/content.json';
import type { SearchContent } from '../../common/search/content.ts';
import { Finder } from '../../common/search/finder.ts';
import { createStore } from './store.ts';

/** null until it is ready */
export const finder = createStore<Finder | null>(null);
/** whether what it is made from could not be fetched */
export const isAway = createStore(false);

/** How long to wait before asking again, in milliseconds. */
const again = 2_000;
let loading = false;

/** Begins to load, unless it has begun; asks again as long as the server is away. */
export function loadFinder(): void {
  if (loading) return;
  loading = true;
  void load();
}

async function load(): Promise<void> {
  for (;;) {
    try {
      finder.set(await Finder.make(await fetchContent(), breathe));
      isAway.set(false);
      return;
    } catch {
      isAway.set(true);
      await new Promise((resolve) => { setTimeout(resolve, again); });
    }
  }
}

/** Its name has its hash, so what the browser has kept of it holds, with or without the server. */
async function fetchContent(): Promise<SearchContent> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return await answer.json() as SearchContent;
}

/** Lets the browser draw and take keys. A task of its own, since timers of a few milliseconds are slowed down. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); resolve(); };
    port2.postMessage(null);
  });
}
