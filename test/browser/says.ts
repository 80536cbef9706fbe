/** Waiting, as a person does, until the page says something. */
import type { Locator } from 'playwright-core';

/** Waits until the first element found has a text that matches; white space counts as one space. Throws what it saw after the seconds given. */
export async function says(where: Locator, what: RegExp, seconds = 30): Promise<void> {
  const element = where.first();
  for (const until = Date.now() + seconds * 1000; ; ) {
    // A terminal draws only what is in the window, as a person who waits for output looks at it.
    await element.evaluate((found) => found.querySelector('.xterm')?.scrollIntoView({ block: 'nearest', behavior: 'instant' }), undefined, { timeout: 1000 }).catch(() => undefined);
    const text = (await element.innerText({ timeout: 1000 }).catch(() => '')).replace(/\s+/g, ' ');
    if (what.test(text)) return;
    if (Date.now() > until) throw new Error(`${what} was not seen; seen: ${text.slice(-600)}`);
    await where.page().waitForTimeout(50);
  }
}
