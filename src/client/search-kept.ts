/** What this browser keeps for search: where it was last, and what its person has pinned. Addresses only: what stands there has its title from the site. */
import { createStore } from './store.ts';
import { visitsKey } from './search-visits.ts';

export const pinsKey = 'handrail.pins';
const mostPins = 50;
/** UTF-16 units of an address. */
const longest = 500;
/** Whatever else may be in the store of this origin is no address of a runbook or the handbook. */
const address = /^\/(?:runbooks|docs)(?:\/[\w-]+)+(?:#[^\s#]+)?$/;

/** Addresses that are pinned, in the order they were. */
export const pins = createStore<readonly string[]>([]);

/** Reads the pins of this browser, and those that another of its windows changes from then on. */
export function readPins(): () => void {
  const read = (): void => { pins.set(kept(pinsKey)); };
  const hear = ({ key }: StorageEvent): void => { if (key === pinsKey || key === null) read(); };
  read();
  addEventListener('storage', hear);
  return () => { removeEventListener('storage', hear); };
}

/** Takes an address; tells whether it is of a place that can be pinned. */
export function canPin(path: string): boolean {
  return path.length <= longest && address.test(path);
}

/** Takes an address; pins it, or takes the pin out. Gives whether it is pinned now. */
export function togglePin(path: string): boolean {
  const before = kept(pinsKey);
  const isPinned = before.includes(path);
  const now = isPinned ? before.filter((one) => one !== path) : [...before, path].slice(-mostPins);
  try {
    localStorage.setItem(pinsKey, now.join('\n'));
  } catch { /* it stays for as long as the page */ }
  pins.set(now);
  return !isPinned;
}

/** Gives whether this browser keeps anything to list. */
export function isAnythingKept(): boolean {
  return kept(pinsKey).length > 0 || kept(visitsKey).length > 0;
}

/** Gives the addresses that were visited, the latest first, without those that are pinned. */
export function recent(): string[] {
  return kept(visitsKey).filter((path) => !pins.get().includes(path));
}

function kept(key: string): string[] {
  try {
    const paths = (localStorage.getItem(key) ?? '').split('\n');
    return [...new Set(paths)].filter(canPin);
  } catch {
    return [];
  }
}
