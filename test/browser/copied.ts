/** What a press copies: a page writes to the clipboard a moment after it heard the press. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** Takes a page and what copies something there; gives the text, once it is there. Throws when none comes. */
export async function copied(page: Page, press: () => Promise<void>): Promise<string> {
  await page.evaluate('navigator.clipboard.writeText("")');
  await press();
  for (const until = Date.now() + 30_000; Date.now() < until; await page.waitForTimeout(20)) {
    const text = await page.evaluate('navigator.clipboard.readText()') as string;
    if (text !== '') return text;
  }
  return assert.fail('nothing was copied');
}
