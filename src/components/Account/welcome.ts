/** Remembers, for this tab, that somebody came by a login link and has no password yet. */
const key = 'handrail-choose-password';

/** Takes whether they are to be asked. */
export function noteWelcome(asks: boolean): void {
  try {
    if (asks) sessionStorage.setItem(key, '1');
    else sessionStorage.removeItem(key);
  } catch {
    // Storage may be switched off: then nobody is asked.
  }
}

/** Whether they are to be asked. */
export function isWelcome(): boolean {
  try {
    return sessionStorage.getItem(key) === '1';
  } catch {
    return false;
  }
}
