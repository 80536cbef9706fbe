/**
 * The keys of every page. Here is only what hears them; what they do comes with the first one that is pressed. Letters count
 * only by themselves and where nobody is typing, and can be turned off: https://www.w3.org/WAI/WCAG22/Understanding/character-key-shortcuts
 */
import { patiently } from './patiently.ts';

export type Key = 'r' | 's' | 'n' | 'p' | 'w' | '?' | '/' | 'k';

/** What is read of a key that went down. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'isComposing' | 'defaultPrevented'> & { target: unknown };

/** Where this browser keeps that the letters are off. */
export const switchName = 'handrail:keys';

const typing = 'input:not([type=checkbox], [type=radio]), textarea, select, dialog, [contenteditable], [role=dialog], [role=textbox], .xterm';

/** Takes a key that went down and whether letters are on; gives what it asks for, null when it is not for us. */
export function keyOf(pressed: Pressed, isOn: boolean): Key | null {
  if (pressed.repeat || pressed.isComposing || pressed.defaultPrevented || pressed.altKey) return null;
  return pressed.ctrlKey || pressed.metaKey ? withModifier(pressed) : isOn ? alone(pressed) : null;
}

function withModifier({ key, shiftKey, target }: Pressed): Key | null {
  return key.toLowerCase() === 'k' && !shiftKey && (target as Element).closest('.xterm') === null ? 'k' : null;
}

function alone({ key, shiftKey, target }: Pressed): Key | null {
  if ((target as Element).closest(typing) !== null) return null;
  if (key === '?' || key === '/') return key;
  return !shiftKey && /^[rsnpw]$/.test(key) ? key as Key : null;
}

/** Gives whether letters do anything; they do where the browser keeps nothing. */
export function lettersOn(): boolean {
  try {
    return localStorage.getItem(switchName) !== 'off';
  } catch {
    return true;
  }
}

const load = patiently(() => import('../components/Keys'));

/** Milliseconds after search was asked for in which letters are taken to be meant for it, should its field not be there yet. */
const searchMs = 3_000;
let searchAt = -searchMs;

function hear(event: KeyboardEvent): void {
  if (event.key === 'Escape' || event.key === 'Enter') searchAt = -searchMs;
  const key = keyOf(event as Pressed, lettersOn());
  if (key === null) return;
  event.preventDefault();
  const isSearch = key === 'k' || key === '/';
  if (isSearch) searchAt = event.timeStamp;
  // “restart”, typed a little too early, must not run a step by its first letter.
  else if (event.timeStamp - searchAt < searchMs) return;
  if (isSearch) dispatchEvent(new Event(key === 'k' ? 'handrail:palette' : 'handrail:search'));
  else void load().then(({ press }) => { press(key); });
}

if (typeof document !== 'undefined') {
  document.addEventListener('keydown', hear);
  document.addEventListener('click', ({ target }) => {
    // The foot of the page says where the keys are, for whom the letters are off or unknown.
    if (target instanceof Element && target.closest('[data-handrail="keys"]')) void load().then(({ press }) => { press('?'); });
  });
}
