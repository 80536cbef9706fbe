/** Where this browser was last, for search to show before anything is typed. Every page carries this, so it is little. */

export const visitsKey = 'handrail.visits';
/** With room for what is there twice: whoever reads it takes each once. */
const mostVisits = 40;

/** Takes an address on the site; keeps it as the latest, but never that of a login link: it is a secret. Where nothing may be kept, nothing is. */
export function visit(path: string): void {
  if (path.startsWith('/login')) return;
  try {
    localStorage.setItem(visitsKey, [path, ...(localStorage.getItem(visitsKey) ?? '').split('\n', mostVisits)].join('\n'));
  } catch { /* a browser that keeps nothing */ }
}
