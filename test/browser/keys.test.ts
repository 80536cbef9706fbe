/** A runbook by keys alone: to the next step, run, stop, help and off; and that the page's script stays light. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { Handrail, root } from '../handrail.ts';
import { Browser, visit as goTo } from './browser.ts';
import { says } from './says.ts';
import { heaviest, scriptsOf, sumKiB } from './scripts.ts';

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

const step = (id: string): Locator => page.locator(`#step-${id}`);
const status = (id: string): Locator => step(id).getByRole('status').first();
const said = (): Locator => page.locator('#handrail-keys-said');
const focused = () => page.evaluate('document.activeElement?.id ?? ""') as Promise<string>;
const visit = (path: string) => goTo(page, handrail.origin + path);
/** Presses a key and waits until the focus is where it leads. */
const goBy = async (key: string, id: string) => {
  await page.keyboard.press(key);
  await page.locator(`[id="${id}"]:focus`).waitFor({ state: 'attached' });
};

/** Plain Docusaurus 3.10 without the text of a page: of `bench/page-weight.ts`, which measures it anew. KiB, gzip. */
const plainKiB = 168;

test('the script of a page before any Run is no heavier than plain Docusaurus’s and 15 KiB', async () => {
  await visit('/runbooks/transformed-efd');
  await page.waitForLoadState('networkidle');
  const site = join(root, 'build/site');
  const scripts = await scriptsOf(page, site);
  const text = scripts.find(({ path }) => path.includes('/79de9562.'));
  assert.ok(text !== undefined, 'the chunk of the runbook’s own text has another name now');
  const rest = scripts.filter((one) => one !== text);
  assert.ok(sumKiB(rest) <= plainKiB + 15, `The page runs ${sumKiB(rest).toFixed(1)} KiB of script besides its text; ${plainKiB + 15} KiB may be. ${heaviest(rest)}`);
});

test('n and p go from step to step, and say where the last is', async () => {
  await visit('/runbooks/prompt-redis');
  const ids = (await page.evaluate('[...document.querySelectorAll("article [id^=step-]:is(section, div)")].filter((one) => !one.id.endsWith("-text")).map(({ id }) => id)')) as string[];
  assert.ok(ids.length > 5);
  await goBy('n', ids[0] ?? '');
  await goBy('n', ids[1] ?? '');
  await goBy('p', ids[0] ?? '');
  await page.keyboard.press('p');
  await says(said(), /first step/);
  const box = await step((ids[0] ?? '').replace('step-', '')).boundingBox();
  assert.ok(box !== null && box.y >= 0 && box.y < 450, 'the step is in the window, below the bar');
});

test('r runs the step at hand, s stops it', async () => {
  await visit('/runbooks/prompt-redis#step-ping');
  await step('ping').evaluate((one) => { one.tabIndex = -1; one.focus(); });
  await page.keyboard.press('r');
  await says(status('ping'), /(?<!not )as expected/i);
  await step('follow-log').evaluate((one) => { one.tabIndex = -1; one.focus(); });
  await page.keyboard.press('r');
  await says(step('follow-log'), /Ready to accept connections/);
  // Its text can be heard while it goes on; of what comes a little is read out, politely.
  const output = step('follow-log').getByRole('region', { name: /^Output of / });
  await says(output.locator('pre'), /Ready to accept connections/);
  const aloud = output.getByRole('log');
  await says(aloud, /\S/);
  assert.ok((await aloud.innerText()).length < 600);
  assert.equal(await output.locator('.xterm-rows').getAttribute('aria-hidden'), 'true', 'and none of it is heard twice');
  await output.focus();
  await page.keyboard.press('s');
  await says(status('follow-log'), /stopped/i);
  await output.locator('xpath=self::pre').waitFor();
  assert.equal(await output.evaluate((one) => one.matches(':focus')), true, 'who was reading it reads on');
});

test('a step that was run before has the room it took, from the press on', async () => {
  // From the step’s own top: what stands above may still be learning something.
  const below = () => page.evaluate(`{
    const step = document.querySelector('#step-message-statistics');
    step.nextElementSibling.getBoundingClientRect().y - step.getBoundingClientRect().y;
  }`);
  const output = step('message-statistics').locator('[data-output]');
  const finish = async () => {
    await says(status('message-statistics'), /(?<!not )as expected/i);
    await output.locator('pre').waitFor();
  };
  await step('message-statistics').locator('[data-handrail="run"]').click();
  await finish();
  const height = await output.evaluate((one) => one.getBoundingClientRect().height);
  assert.ok(height > 200, `more than what every step has: ${height} px`);
  await visit('/runbooks/prompt-redis');
  // What its last run was is known, and said there.
  await step('message-statistics').getByRole('button', { name: 'Show the output' }).waitFor();
  await step('message-statistics').locator('[data-freshness]').filter({ hasText: 'you ran it' }).waitFor();
  await step('message-statistics').locator('[data-handrail="run"]').click();
  await output.waitFor();
  const kept = await below();
  await finish();
  assert.equal(await output.evaluate((one) => one.getBoundingClientRect().height), height);
  assert.equal(await below(), kept);
});

test('a step that destroys is not run by one key: Run gets the focus, and says so', async () => {
  await step('delete-stream').evaluate((one) => { one.tabIndex = -1; one.focus(); });
  await page.keyboard.press('r');
  await says(said(), /destroys\. Press Enter/);
  const run = step('delete-stream').locator('[data-handrail="run"]');
  assert.equal(await run.evaluate((one) => one.matches(':focus')), true);
  assert.equal(await run.getAttribute('aria-describedby'), await said().getAttribute('id'), 'and it is heard with the button');
  await page.keyboard.press('Tab');
  await says(said(), /^$/);
});

test('letters that come before the field of search is there are not taken for keys', async () => {
  const asked: string[] = [];
  const hear = (request: { method(): string; url(): string }): void => { if (request.method() === 'POST') asked.push(request.url()); };
  page.on('request', hear);
  // What is typed too early goes to the page.
  await page.evaluate(`{
    for (const [key, ctrlKey] of [['k', true], ['r', false], ['n', false]]) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true }));
  }`);
  await page.getByRole('dialog').getByRole('combobox').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.keyboard.press('n');
  await page.locator('section[id^="step-"]:focus').waitFor();
  page.off('request', hear);
  assert.deepEqual(asked, []);
});

test('what is typed into a field is typed', async () => {
  await visit('/runbooks/prompt-redis');
  const field = page.locator('article :is(input[type="text"], input:not([type]))').first();
  await field.fill('');
  await field.pressSequentially('rsn');
  assert.equal(await field.inputValue(), 'rsn');
  assert.equal(await said().count(), 0);
});

test('? shows the keys, Escape closes them; there they are turned off, and by the foot of the page on again', async () => {
  await visit('/runbooks/prompt-redis');
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keys' });
  await dialog.waitFor();
  assert.match(await dialog.innerText(), /Next step[\s\S]*Run the step at hand[\s\S]*Search/);
  await dialog.getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.keyboard.press('n');
  await page.keyboard.press('?');
  assert.doesNotMatch(await focused(), /^step-/);
  await page.getByRole('button', { name: 'Keys' }).click();
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });
  // The focus is at the foot of the page again.
  await page.keyboard.press('p');
  await page.locator('[id^="step-"]:focus').waitFor({ state: 'attached' });
});

test('the first Tab leads past the bar to the text', async () => {
  await visit('/runbooks/prompt-redis');
  await page.keyboard.press('Tab');
  assert.match((await page.evaluate('document.activeElement?.textContent')) as string, /Skip to main content/);
});

test('no page complained', () => {
  assert.deepEqual(browser.complaints, []);
});
