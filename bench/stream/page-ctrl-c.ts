/**
 * The same in a real browser, through our page as it is: from the key to the prompt on the screen. The catalog's own
 * interactive step is given a shell to run instead of what it has; page and server are as always.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../../common/catalog/runbook.ts';
import { Browser } from '../../test/browser/browser.ts';
import { Handrail, pause, root } from '../../test/handrail.ts';
import { median } from '../statistics.ts';
import { type InterruptFigures, shell } from './ctrl-c.ts';

const runbook = 'prompt-redis';
const step = 'redis-cli';
const rounds = 5;
const floodMs = 1_500;
const patienceMs = 30_000;

/** In the page, before the flood: from the next Ctrl-C on it looks for a prompt in the last line that is not empty. */
const arm = `{
  window.benchTook = new Promise((resolve) => {
    let began = 0;
    const look = () => {
      const lines = [...document.querySelectorAll('#step-${step} .xterm-rows > div')].map((line) => line.textContent.trim()).filter((line) => line !== '');
      if (lines.at(-1) === 'bench$') resolve(performance.now() - began);
      else requestAnimationFrame(look);
    };
    const pressed = ({ key, ctrlKey }) => {
      if (key !== 'c' || !ctrlKey) return;
      removeEventListener('keydown', pressed, { capture: true });
      began = performance.now();
      requestAnimationFrame(look);
    };
    addEventListener('keydown', pressed, { capture: true });
  });
}
// What is evaluated last is waited for.
null`;

/** Takes a folder for the catalog; gives the times in milliseconds, or why they cannot be had. */
export async function pageCtrlC(folder: string): Promise<InterruptFigures | { why: string }> {
  const site = join(root, 'build/site/index.html');
  if (!existsSync(site)) return { why: 'there is no site in build/site; make build makes it' };
  if (!existsSync('/usr/bin/chromium')) return { why: 'there is no Chromium' };
  await using handrail = await Handrail.start({ HANDRAIL_CATALOG: withShell(folder) });
  await using browser = await Browser.start();
  const page = await browser.open(handrail.loginLink);
  await page.waitForURL((url) => url.pathname === '/');
  await page.goto(`${handrail.origin}/runbooks/${runbook}`);
  await page.locator(`#step-${step}`).locator('[data-handrail="run"]').first().click();
  const screen = page.locator(`#step-${step} .xterm-rows`);
  await screen.getByText('bench$').first().waitFor();
  await page.locator(`#step-${step} .xterm-helper-textarea`).focus();
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await page.evaluate(arm);
    await page.keyboard.type('yes\n');
    await pause(floodMs);
    await page.keyboard.press('Control+c');
    times.push(await within(page.evaluate('window.benchTook') as Promise<number>));
  }
  return { p50: median(times), most: Math.max(...times) };
}

async function within(prompt: Promise<number>): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => { reject(new Error(`the prompt did not come back within ${patienceMs} ms`)); }, patienceMs);
  });
  return await Promise.race([prompt, late]).finally(() => { clearTimeout(timer); });
}

function withShell(folder: string): string {
  const catalog = JSON.parse(readFileSync(join(root, 'build/catalog.json'), 'utf8')) as Catalog;
  const found = catalog.runbooks.find(({ id }) => id === runbook)?.steps.find((one) => 'id' in one && one.id === step);
  if (found?.kind !== 'runnable') throw new Error(`no step ${runbook}#${step} in the catalog`);
  Object.assign(found, { language: 'bash', source: shell.source });
  const file = join(folder, 'catalog.json');
  writeFileSync(file, JSON.stringify(catalog));
  return file;
}
