/**
 * Takes the pictures that the README shows or that show the page to a newcomer: the Prompt Redis runbook after a run, light and dark, wide and narrow.
 * Run it after the page's looks changed: `npm run screenshots`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Browser } from '../test/browser/browser.ts';
import { Handrail, root } from '../test/handrail.ts';

const folder = join(root, 'static/img/screenshots');
mkdirSync(folder, { recursive: true });
await using handrail = await Handrail.start();
for (const colorScheme of ['light', 'dark'] as const) {
  for (const [shape, width, height] of [['wide', 1440, 1000], ['narrow', 390, 844]] as const) {
    await using browser = await Browser.start({ width, height, colorScheme });
    const link = /https?:\S+/.exec(handrail.cli('login-link').stdout)?.[0] ?? '';
    const page = await browser.open(link);
    await page.waitForURL((url) => url.pathname === '/');
    await page.goto(`${handrail.origin}/runbooks/prompt-redis#step-ping`);
    for (const step of ['ping', 'message-statistics']) {
      await page.locator(`#step-${step} [data-handrail="run"]`).first().click();
      await page.locator(`#step-${step} [role="status"]`).filter({ hasText: /as expected/i }).waitFor({ timeout: 30_000 });
    }
    await page.evaluate("document.getElementById('redis-command-line').scrollIntoView()");
    await page.waitForTimeout(800);
    await page.screenshot({ path: join(folder, `prompt-redis-${colorScheme}-${shape}.png`) });
  }
}
