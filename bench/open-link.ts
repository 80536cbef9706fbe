/**
 * From opening a link to a Run that can be pressed, in a Chromium with the processor of a slow phone (a quarter as fast) and a
 * slow line (1.6 Mbit/s, 150 ms there and back), beside plain Docusaurus: the same page until it is interactive, which is when
 * React has taken it over. Promised is that and one more way there and back. Both are served by Handrail's own server, by
 * turns, each time with an empty cache. `node bench/open-link.ts [runbook] [step]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { Browser } from '../test/browser/browser.ts';
import { Handrail } from '../test/handrail.ts';
import { buildPlainSite } from './plain-site.ts';
import { median } from './statistics.ts';

const root = resolve(import.meta.dirname, '..');
const rounds = 7;
/** Lighthouse's slow 4G and mobile processor: https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md */
const line = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };
const slower = 4;

/** Opens an address as somebody does who followed a link; gives the milliseconds until `ready` holds in the page, by its own clock, which begins with the link. */
async function open(browser: Browser, url: string, ready: string): Promise<number> {
  const page = await browser.context.newPage();
  try {
    await slowDown(page);
    // The moment is noted in the page: how long the test's own looking takes must not count.
    await page.addInitScript(`{
      const look = () => { if (${ready}) window.readyAt = performance.now(); else requestAnimationFrame(look); };
      look();
    }`);
    await page.goto(url, { waitUntil: 'commit' });
    for (;;) {
      const found = (await page.evaluate('window.readyAt ?? null')) as number | null;
      if (found !== null) return found;
      await page.waitForTimeout(50);
    }
  } finally {
    await page.close();
  }
}

async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await session.send('Network.emulateNetworkConditions', line);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
}

const [runbook = 'prompt-redis', step = 'ping'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'handrail-open-link-'));
try {
  const plainSite = buildPlainSite(folder, root);
  await using handrail = await Handrail.start();
  await using plain = await Handrail.start({ HANDRAIL_SITE: plainSite });
  await using browser = await Browser.start({ width: 412, height: 823 });
  const login = await browser.open(handrail.loginLink);
  await login.waitForURL(({ pathname }) => pathname === '/');
  await login.close();
  const hydrated = 'document.documentElement?.dataset.hasHydrated === "true"';
  const pressable = `${hydrated} && document.querySelector('#step-${step} [data-handrail="run"]')?.matches(':enabled:not([aria-disabled="true"])')`;
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await open(browser, `${handrail.origin}/go/${runbook}/${step}?env=practice`, pressable));
    theirs.push(await open(browser, `${plain.origin}/runbooks/${runbook}`, hydrated));
  }
  const promise = median(theirs) + line.latency;
  const kept = median(ours) <= promise;
  console.log(`from the link to a pressable Run ${median(ours).toFixed(0)} ms; plain Docusaurus interactive ${median(theirs).toFixed(0)} ms; promised ≤ ${promise.toFixed(0)} ms: ${kept ? 'kept' : 'not kept'}`);
  process.exitCode = kept ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
