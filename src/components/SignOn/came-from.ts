/**
 * Where somebody was who was sent to the login page. A login link is opened from a terminal or a message, often in a tab of
 * its own, and says nothing of it: so this browser keeps it for as long as one needs to fetch such a link.
 */
import { returnOf } from './address.ts';

const key = 'handrail:came-from';
/** A quarter of an hour, in milliseconds. */
export const KEPT_MS = 15 * 60 * 1000;

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Takes the login page's query; keeps where it says that one came from, when it says so. */
export function keepCameFrom(search: string, kept: Kept = localStorage, now = Date.now()): void {
  const to = returnOf(search);
  if (to === '/') return;
  try {
    kept.setItem(key, JSON.stringify({ to, at: now }));
  } catch {
    // A browser that keeps nothing leads to the front page, as it did before.
  }
}

/** Takes the login page's query; gives the path to go to after logging in, and forgets it. */
export function takeCameFrom(search: string, kept: Kept = localStorage, now = Date.now()): string {
  try {
    const { to, at } = JSON.parse(kept.getItem(key) ?? '{}') as { to?: unknown; at?: unknown };
    kept.removeItem(key);
    const own = returnOf(search);
    if (own !== '/' || typeof to !== 'string' || typeof at !== 'number' || now - at > KEPT_MS) return own;
    return returnOf(`?${new URLSearchParams({ to }).toString()}`);
  } catch {
    return returnOf(search);
  }
}
