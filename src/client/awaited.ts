/**
 * Wakes what tells a tab of ends that its person waits for, on every page: where this browser knows of one, where the server says so, or
 * when one is asked for in another tab. Here is only what hears that; the rest comes when it is needed.
 */
import { patiently } from './patiently.ts';

/** The event that wakes it; and where this browser keeps, for its other tabs and pages, that there is something to wait for. */
export const awaitedName = 'handrail:awaited';

const load = patiently(() => import('../components/Told'));

function wake(): void {
  void load().then(({ begin }) => { begin(); });
}

function isKept(): boolean {
  try {
    return localStorage.getItem(awaitedName) !== null;
  } catch {
    return false;
  }
}

/** Takes whether there is something to wait for; keeps it. A browser that keeps nothing hears of it from the server. */
export function keepAwaited(is: boolean): void {
  try {
    if (is) localStorage.setItem(awaitedName, '1');
    else localStorage.removeItem(awaitedName);
  } catch {
    // Then each tab is told by what the server answers.
  }
}

if (typeof document !== 'undefined') {
  addEventListener(awaitedName, wake);
  addEventListener('storage', ({ key, newValue }) => { if (key === awaitedName && newValue !== null) wake(); });
  // After what the page itself needs.
  if (isKept()) addEventListener('load', wake, { once: true });
}
