/** Fetches what search is made from, once, and makes the finder of it while the page goes on taking keys. */
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
      const { default: content } = await import('@generated/handrail-search/default/content.json');
      finder.set(await Finder.make(content, breathe));
      isAway.set(false);
      return;
    } catch {
      isAway.set(true);
      await new Promise((resolve) => { setTimeout(resolve, again); });
    }
  }
}

/** Lets the browser draw and take keys. A task of its own, since timers of a few milliseconds are slowed down. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); resolve(); };
    port2.postMessage(null);
  });
}
