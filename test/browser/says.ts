/** Waiting, as a person does, until the page says something. */
import type { Locator } from 'playwright-core';

/** Waits until the first element found has a text that matches; white space counts as one space. Throws what it saw after the seconds given. */
export async function says(where: Locator, what: RegExp, seconds = 30): Promise<void> {
  const element = where.first();
  for (const until = Date.now() + seconds * 1000; ; ) {
    const text = (await element.evaluate(look, undefined, { timeout: 1000 }).catch(() => null))?.replace(/\s+/g, ' ') ?? null;
    if (text !== null && what.test(text)) return;
    if (Date.now() > until) throw new Error(`${what} was not seen; seen: ${text === null ? 'nothing is there' : text.slice(-600)}`);
    await where.page().waitForTimeout(50);
  }
}

/** Runs in the page. A terminal draws only what is in the window, as a person who waits for output looks at it. */
function look(found: { querySelector(what: string): { scrollIntoView(how: object): void } | null; innerText?: string }): string {
  found.querySelector('.xterm')?.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  return found.innerText ?? '';
}
