/**
 * axe-core over every page, and a runbook's page in its states: it finds nothing, in the light and in the dark. In the second scheme
 * only what depends on colours is looked at again; in high contrast, that of a few pages. The states that take more to reach are
 * looked at by `states.test.ts`, which reaches them.
 */
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { Handrail } from '../handrail.ts';
import { Browser, visit } from './browser.ts';
import { isFine, isFineInContrast, isReadable } from './faults.ts';
import { says } from './says.ts';

let handrail: Handrail;
let browser: Browser;
let page: Page;
before(async () => {
  [handrail, browser] = await Promise.all([Handrail.start(), Browser.start()]);
  page = await browser.open(`${handrail.origin}/login`);
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
after(async () => {
  await Promise.all([browser, handrail].map((one) => one[Symbol.asyncDispose]()));
});

const open = async (path: string) => {
  await visit(page, handrail.origin + path);
  await page.waitForLoadState('networkidle');
};

const looks = (what: string, within?: string) => isFine(page, what, within);

test('who is not logged in', async () => {
  await looks('the login page');
  await open('/runbooks/s3proxy');
  await looks('a runbook before logging in');
});

test('somebody logs in', async () => {
  await page.goto(handrail.loginLink);
  await page.waitForURL((url) => url.pathname === '/');
});

const inContrast = new Set(['/', '/account', '/runs']);

for (const path of ['/', '/find', '/practice', '/workspace', '/approvals', '/trust', '/account', '/people', '/audit', '/sandbox', '/runs', '/walkthroughs', '/docs/approvals', '/nowhere']) {
  test(`the page ${path}`, async () => {
    await open(path);
    await looks(path);
    if (inContrast.has(path)) await isFineInContrast(page, path);
  });
}

const step = (id: string): Locator => page.locator(`#step-${id}`);
const run = (id: string) => step(id).locator('[data-handrail="run"]').first().click();

test('a runbook in its states: idle, over as expected, going on, asked, refused, helped', async () => {
  await open('/runbooks/prompt-redis');
  await looks('idle');
  await isReadable(page, 'idle');
  await run('ping');
  await says(step('ping').getByRole('status').first(), /(?<!not )as expected/i);
  await run('follow-log');
  await says(step('follow-log'), /Ready to accept connections/);
  // It says what has to be run first: it can be reached, and is not enabled.
  await step('delete-stream').locator('[data-handrail="run"]').first().press('Enter');
  await step('delete-stream').getByRole('alert').waitFor();
  // axe reads the whole page whatever the part: the parts at once.
  await looks('one over, one that goes on, one asked about', '#step-ping, #step-follow-log, #step-delete-stream');
  await step('follow-log').getByRole('button', { name: /Stop/ }).click();
  await says(step('follow-log').getByRole('status').first(), /stopped/i);
  await page.keyboard.press('Escape');
  await page.locator('h1').click();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await looks('the list of keys, and the one that was stopped', 'dialog, #step-follow-log');
});

test('the page of one run', async () => {
  const { runs: [one] } = (await page.evaluate('fetch("/api/runs?limit=1").then((answer) => answer.json())')) as { runs: { id: string }[] };
  await open(`/runs?run=${one?.id ?? ''}`);
  await page.locator('main h1').waitFor();
  await looks('one run');
});
