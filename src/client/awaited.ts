/**
 * Wakes what tells a tab of ends that its person waits for, on every page: where this browser knows of one, where the server says so, or
 * when one is asked for in another tab. One asked for in another browser is heard of when the tab is looked at again, and over the socket
 * where that is open anyway. Here is only what hears that; the rest comes when it is needed.
 */
import { patiently } from './patiently.ts';

/** The event that wakes it; and where this browser keeps, for its other tabs and pages, that there is something to wait for. */
export const awaitedName = 'handrail:awaited';
/** The page's socket is open. */
export const connectedName = 'handrail:connected';
/** Where this browser keeps that somebody is logged in. */
const knownName = 'handrail:in';
/** The server is asked again not sooner than this, in milliseconds: tabs are switched often. */
const againMs = 15_000;

const load = patiently(() => import('../components/Told'));
/** when the server was asked, or the page was loaded, which asks; in the page's own milliseconds */
let askedAt = 0;

function wake(): void {
  void load().then(({ begin }) => { begin(); });
}

function isKept(name: string): boolean {
  try {
    return localStorage.getItem(name) !== null;
  } catch {
    return false;
  }
}

function keep(name: string, is: boolean): void {
  try {
    if (is) localStorage.setItem(name, '1');
    else localStorage.removeItem(name);
  } catch {
    // Then each tab is told by what the server answers.
  }
}

/** Takes whether there is something to wait for; keeps it. A browser that keeps nothing hears of it from the server. */
export function keepAwaited(is: boolean): void {
  keep(awaitedName, is);
}

/** Takes whether somebody is logged in; keeps it, so that who is not is never asked for on pages that need nobody. */
export function keepKnown(is: boolean): void {
  keep(knownName, is);
}

function lookAgain(): void {
  const now = performance.now();
  if (document.visibilityState !== 'visible' || now - askedAt < againMs || !isKept(knownName) || isKept(awaitedName)) return;
  askedAt = now;
  void load().then(({ ask }) => ask());
}

if (typeof document !== 'undefined') {
  addEventListener(awaitedName, wake);
  addEventListener('storage', ({ key, newValue }) => { if (key === awaitedName && newValue !== null) wake(); });
  addEventListener(connectedName, () => { void load().then(({ listen }) => { listen(); }); });
  document.addEventListener('visibilitychange', lookAgain);
  addEventListener('focus', lookAgain);
  // After what the page itself needs.
  if (isKept(awaitedName)) addEventListener('load', wake, { once: true });
}
