/**
 * What a runbook's page costs once everything on it is used: somebody logged in opens one part after the other, and the script
 * that came for each is told, gzip. Ends with status 1 when all of them together are heavier than promised. Takes the site in
 * build/site as it is. `node bench/page-used.ts`
 */
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { isOver as isEnded } from '../common/run-state.ts';
import type { Run } from '../common/run.ts';
import { Browser } from '../test/browser/browser.ts';
import { says } from '../test/browser/says.ts';
import { type Script, scriptsOf, sumKiB } from '../test/browser/scripts.ts';
import { fixtureCatalog, fixtureStep, writeCatalog } from '../test/fixture-catalog.ts';
import { Handrail } from '../test/handrail.ts';
import { nothingComesNear } from './page-weight.ts';

const site = join(resolve(import.meta.dirname, '..'), process.env.HANDRAIL_SITE ?? 'build/site');
/** More than the page before any Run, in KiB. */
const most = 180;

const step = (page: Page, id: string) => page.locator(`#step-${id}`);
const run = (page: Page, id: string) => step(page, id).locator('[data-handrail="run"]').first().click();

/** The parts in the order in which somebody might come to need them; each waits until it is there. */
const parts: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'a field of a parameter': async (page) => { await page.locator('article [role="combobox"]').first().focus(); },
  'the first Run: socket and terminal': async (page) => {
    await run(page, 'ping');
    await says(step(page, 'ping').getByRole('status').first(), /(?<!not )as expected/i);
  },
  replay: async (page) => {
    await step(page, 'ping').getByRole('button', { name: 'Replay' }).click();
    await step(page, 'ping').getByRole('region', { name: /^Replay of/ }).waitFor();
  },
  'a question before a Run': async (page) => {
    // What destroys waits for what it needs, and asks then.
    await run(page, 'message-statistics');
    await says(step(page, 'message-statistics').getByRole('status').first(), /(?<!not )as expected/i);
    await run(page, 'delete-stream');
    await step(page, 'delete-stream').getByRole('alert').waitFor();
  },
  search: async (page) => {
    await page.locator('h1').first().click();
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Search' }).fill('stream');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
  },
  'the palette': async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).waitFor();
    await page.keyboard.press('Escape');
  },
  'the list of keys': async (page) => {
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
  },
  'a walkthrough': async (page) => {
    await page.getByRole('button', { name: /^Walk through: / }).first().click();
    await page.getByRole('complementary', { name: 'Walkthrough' }).waitFor();
  },
};

/** Every script that came, whichever page it came for. */
const seen = new Map<string, Script>();

/** Tells what script came since it was asked last. What is searched is a file of its own, and no script. */
async function tell(name: string, page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  const fresh = (await scriptsOf(page, site)).filter(({ path }) => !seen.has(path));
  for (const script of fresh) seen.set(script.path, script);
  console.log(`${name}: ${sumKiB(fresh).toFixed(1)} KiB`);
}

function scriptKiB(): number {
  return sumKiB([...seen.values()]);
}

async function open(handrail: Handrail, browser: Browser): Promise<Page> {
  const page = await browser.open(handrail.loginLink);
  await page.waitForURL(({ pathname }) => pathname === '/');
  await page.goto(`${handrail.origin}/runbooks/prompt-redis`);
  await page.getByRole('button', { name: 'Log out' }).waitFor();
  return page;
}

/** A log that is longer than a terminal keeps, of a step that stands on the page by its id. */
async function useLog(browser: Browser): Promise<void> {
  const made = fixtureCatalog([fixtureStep({ id: 'ping', source: 'seq 1 30000', title: 'Print a long log' })]);
  const [runbook] = made.runbooks;
  await using handrail = await Handrail.start({ HANDRAIL_CATALOG: writeCatalog({ ...made, runbooks: made.runbooks.map((one) => ({ ...one, id: 'prompt-redis' })) }) });
  const page = await open(handrail, browser);
  const digest = runbook?.steps[0] && 'digest' in runbook.steps[0] ? runbook.steps[0].digest : '';
  const body = { runbook: 'prompt-redis', step: 'ping', digest, environment: 'practice', parameters: {}, size: { cols: 100, rows: 24 } };
  const answer = await page.request.post(`${handrail.origin}/api/runs`, { data: body, headers: { 'x-handrail': '1', origin: handrail.origin, 'idempotency-key': crypto.randomUUID() } });
  if (!answer.ok()) throw new Error(await answer.text());
  const { run: { id } } = (await answer.json()) as { run: { id: string } };
  for (let isOver = false; !isOver; ) {
    const { run: now } = (await (await page.request.get(`${handrail.origin}/api/runs/${id}`)).json()) as { run: Run };
    isOver = isEnded(now.state);
  }
  await page.reload();
  await step(page, 'ping').getByRole('button', { name: 'Show the output' }).click();
  await step(page, 'ping').getByRole('region', { name: /^Whole output/ }).waitFor();
  await tell('the whole log', page);
}

await using handrail = await Handrail.start();
await using browser = await Browser.start();
await browser.context.addInitScript(nothingComesNear);
const page = await open(handrail, browser);
await tell('logged in, before any Run', page);
const quiet = scriptKiB();
for (const [name, use] of Object.entries(parts)) {
  await use(page);
  await tell(name, page);
}
await useLog(browser);
const more = scriptKiB() - quiet;
console.log(`all of it: ${more.toFixed(1)} KiB more than before any Run; promised ≤ ${most} KiB: ${more <= most ? 'kept' : 'not kept'}`);
process.exitCode = more <= most ? 0 : 1;
