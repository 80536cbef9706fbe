/** Somebody looks for things in a real browser: types, pastes a message, asks what runs on something, and goes on when the server is gone. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { Handrail } from '../handrail.ts';
import { Browser, visit } from './browser.ts';
import { says } from './says.ts';

let handrail: Handrail;
let browser: Browser;
let page: Page;
before(async () => {
  [handrail, browser] = await Promise.all([Handrail.start(), Browser.start()]);
  page = await browser.open(handrail.loginLink);
  await page.waitForURL((url) => url.pathname === '/');
});
after(async () => {
  await Promise.all([browser, handrail].map((one) => one[Symbol.asyncDispose]()));
});

const go = (path: string): Promise<void> => visit(page, handrail.origin + path);
const field = (): Locator => page.getByRole('combobox', { name: 'Search' });
const dialog = (): Locator => page.getByRole('dialog', { name: 'Search' });
/** The one that Enter takes, as a screen reader is told of it. */
const active = (): Locator => page.locator('[role="option"][aria-selected="true"]');

/** Waits until the field names the option that is marked: what a person hears is what Enter takes. */
async function hears(pattern: RegExp): Promise<void> {
  await says(active(), pattern);
  await page.waitForFunction(`document.querySelector('[role="combobox"][aria-activedescendant]')?.getAttribute('aria-activedescendant') === document.querySelector('[role="option"][aria-selected="true"]')?.id`);
  // It is still that: Enter takes what was just read.
  await says(active(), pattern);
}
/** Waits until search is closed: keys are the page’s again. */
const isClosed = (): Promise<void> => dialog().waitFor({ state: 'hidden' });

test('a slash, a few letters, an arrow and Enter lead to a step, which then has the focus', async () => {
  await go('/');
  await page.keyboard.press('/');
  await page.keyboard.type('delete the strea');
  await hears(/Delete the stream with all its messages.*destroy.*Prompt Redis › Clear a Redis Stream/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/runbooks/prompt-redis' && url.hash === '#step-delete-stream');
  await page.locator('#step-delete-stream:focus').waitFor();
  await isClosed();
});

test('a pasted message brings the troubleshooting that mentions it, at the step that a row of it names, and says what of it', async () => {
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await field().waitFor();
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify('\u001b[31m2026-11-21T03:04:05Z worker-7 broke:\u001b[0m\n  (error) ERR no such key\n')})`);
  await page.keyboard.press('ControlOrMeta+v');
  await page.waitForFunction(String.raw`/broke:.* ⏎ \(error\)/.test(document.activeElement?.value ?? '')`);
  await says(page.getByRole('group', { name: 'Troubleshooting that mentions it' }), /Troubleshooting .*How far behind is the consumer group\?.*read.*Prompt Redis.*Mentions “err no such key”/);
});

test('a message that nobody wrote of is answered from the runbook that is open, and what it names can be asked for', async () => {
  await go('/runbooks/s3proxy');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await field().fill('Warning (BackOff): Back-off restarting failed container');
  await says(page.getByRole('group', { name: 'Nothing mentions it; this has words of it' }), /this has words of it Troubleshooting ☆ s3proxy/);
  await field().fill('Error from server (NotFound): services "prompt-redis-0" not found');
  await says(page.getByRole('group', { name: 'What runs on what it names?' }), /What runs on pod\/prompt-redis-0\?/);
  await page.keyboard.press('Escape');
  await isClosed();
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await field().waitFor();
});

test('what runs on a namespace is asked for, listed by runbook, and has a page of its own', async () => {
  await field().fill('prompt-redis');
  const question = page.getByRole('option', { name: /What runs on prompt-redis\?.*namespace/ });
  await question.click();
  assert.equal(await field().inputValue(), 'namespace:prompt-redis');
  await says(page.getByRole('group', { name: 'Prompt Redis' }), /Is Redis running\?.*read.*Restart Redis.*change/);
  await page.getByRole('option', { name: /Open this as a page/ }).click();
  await page.waitForURL(`${handrail.origin}/find?namespace=prompt-redis`);
  await says(page.getByRole('main'), /What runs on prompt-redis\?.*steps in 1 runbook.*Does Redis answer\?/);
});

test('a place is pinned; before anything is typed, and on the front page, there is what is pinned and what was visited', async () => {
  await page.keyboard.press('/');
  await field().fill('restart-status');
  await hears(/Wait until Redis is back/);
  await page.keyboard.press('Alt+p');
  await hears(/pinned/);
  await field().fill('');
  await says(page.getByRole('group', { name: 'Pinned' }), /Wait until Redis is back/);
  await says(page.getByRole('group', { name: 'Recent' }), /Delete the stream with all its messages/);
  await page.keyboard.press('Escape');
  await isClosed();
  await page.getByRole('link', { name: /Handrail/ }).first().click();
  await says(page.getByRole('region', { name: 'Pinned' }), /Wait until Redis is back ?Prompt Redis/);
});

test('the palette acts on the page that is open', async () => {
  await go('/runbooks/prompt-redis#step-pods');
  const theme = (): Promise<string | null> => page.locator('html').getAttribute('data-theme');
  const before = await theme();
  await page.keyboard.press('ControlOrMeta+k');
  await field().waitFor();
  await page.keyboard.type('copy link');
  await hears(/Copy the link to this step.*Is Redis running\?/);
  await page.keyboard.press('Enter');
  await page.waitForFunction(`navigator.clipboard.readText().then((text) => text.includes('/go/'))`);
  await isClosed();
  assert.match(String(await page.evaluate('navigator.clipboard.readText()')), /\/go\/prompt-redis\/pods\?env=practice/);
  await page.keyboard.press('ControlOrMeta+k');
  await field().fill('>pin step');
  await hears(/Pin this step.*Is Redis running\?/);
  await page.keyboard.press('Enter');
  await says(page.locator('#handrail-keys-said'), /^Pinned: Is Redis running\?$/);
  await isClosed();
  await page.keyboard.press('/');
  await says(page.getByRole('group', { name: 'Pinned' }), /Is Redis running\?/);
  await page.keyboard.press('Escape');
  await isClosed();
  await page.keyboard.press('ControlOrMeta+k');
  await field().fill('>switch dark');
  await hears(/Switch to dark colours/);
  await page.keyboard.press('Enter');
  await page.locator(`html:not([data-theme="${String(before)}"])`).waitFor();
});

test('with the server gone, search goes on', async () => {
  await handrail.endServer('SIGKILL');
  await page.keyboard.press('/');
  await field().fill('xinfo groups');
  await hears(/XINFO GROUPS/);
  await field().fill('stream:instrument:hsc');
  await says(page.getByRole('group', { name: 'Prompt Redis' }), /Delete the stream/);
  await page.keyboard.press('Escape');
  assert.deepEqual(browser.complaints.filter((line) => !/Failed to load resource|ERR_CONNECTION|WebSocket/.test(line)), []);
});
