/**
 * Search in Chromium, on a site of 300 made runbooks: how long it takes from the press of a key until what was found is drawn,
 * and what of that time the page's thread worked. The machine may be busy with other things, which the second leaves out; a key
 * is judged by it. Takes the site in build/site as it is, and gives it another text to search.
 */
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { Browser } from '../test/browser/browser.ts';
import { says } from '../test/browser/says.ts';
import { root } from './scale-site.ts';
import { serveFolder } from './serve-folder.ts';

/** One key. */
export interface PressedKey {
  /** all that stands in the field */
  typed: string;
  /** work of the page's thread, in milliseconds */
  workMs: number;
  /** by the clock, from the press until it is drawn, in milliseconds */
  drawnMs: number;
}

/** Notes how long each key takes until the frame after it is drawn; `window.pressed()` waits for the one that is under way. */
const watchKeys = `{
  let resolve;
  const reset = () => { const next = new Promise((done) => { resolve = done; }); window.pressed = () => next; };
  reset();
  addEventListener('keydown', ({ timeStamp }) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { resolve(performance.now() - timeStamp); };
      port2.postMessage(null);
    });
  }, true);
  window.nextKey = reset;
}`;

/** Takes what is searched, as JSON, and what to type; gives every key that was pressed for it. */
export async function pressKeys(content: string, questions: readonly string[]): Promise<PressedKey[]> {
  await using server = await serveFolder(join(root, 'build/site'));
  await using browser = await Browser.start();
  await browser.context.route('**/assets/search.*.json', (route) => route.fulfill({ body: content, contentType: 'application/json' }));
  const page = await browser.open(`${server.origin}/docs`);
  await page.locator('html[data-has-hydrated="true"]').waitFor({ state: 'attached' });
  await page.keyboard.press('/');
  const field = page.getByRole('combobox', { name: 'Search' });
  await field.waitFor();
  await says(page.getByRole('dialog', { name: 'Search' }).getByRole('status'), /^Words, a command/);
  await page.evaluate(watchKeys);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const keys: PressedKey[] = [];
  for (const question of questions) {
    await field.fill('');
    for (let at = 0; at < question.length; at += 1) keys.push(await press(page, session, question, at));
  }
  return keys;
}

async function press(page: Page, session: CDPSession, question: string, at: number): Promise<PressedKey> {
  await page.evaluate('window.nextKey()');
  const before = await workOf(session);
  await page.keyboard.press(question.charAt(at) === ' ' ? 'Space' : question.charAt(at));
  const drawnMs = (await page.evaluate('window.pressed()')) as number;
  return { typed: question.slice(0, at + 1), workMs: await workOf(session) - before, drawnMs };
}

/** Time that the page's thread has worked so far, in milliseconds. */
async function workOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
}
