/** Where a link leads: the next key is for that step, the page stays there, and what the link asks for in vain is said there. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { Handrail } from '../handrail.ts';
import { Browser } from './browser.ts';
import { says } from './says.ts';

let handrail: Handrail;
let browser: Browser;
let page: Page;
/** steps the page asked the server to run; none of them is */
let asked: string[] = [];
before(async () => {
  [handrail, browser] = await Promise.all([Handrail.start(), Browser.start()]);
  page = await browser.open(handrail.loginLink);
  await page.waitForURL((url) => url.pathname === '/');
  await page.route('**/api/runs', async (route) => {
    if (route.request().method() !== 'POST') return await route.continue();
    asked.push((route.request().postDataJSON() as { step: string }).step);
    return await route.fulfill({ status: 409, contentType: 'application/json', body: JSON.stringify({ error: { code: 'denied', message: 'Caught.', details: {} } }) });
  });
});
after(async () => {
  await Promise.all([browser, handrail].map((one) => one[Symbol.asyncDispose]()));
});

const step = (id: string): Locator => page.locator(`#step-${id}`);
const run = (id: string): Locator => step(id).locator('[data-handrail="run"]').first();
/** Where a place begins in the window, in CSS pixels. */
const topOf = async (id: string): Promise<number> => Math.round(await page.locator(`[id="${id}"]`).evaluate((one) => one.getBoundingClientRect().top));
/** Opens a link and waits until its step has the focus and the server has said what runs there. */
const open = async (path: string, focused: string) => {
  await page.goto('about:blank');
  await page.goto(handrail.origin + path);
  await page.locator(`[id="${focused}"]:focus`).waitFor({ state: 'attached' });
  await page.locator('[data-progress]').waitFor({ state: 'attached' });
};

/** Waits until something holds. */
const until = async (what: string, holds: () => boolean | Promise<boolean>) => {
  for (const end = Date.now() + 30_000; !await holds(); await page.waitForTimeout(20)) assert.ok(Date.now() < end, what);
};

interface Seen { id: string; effect: string; runs: boolean }

test('r after a link to a step is for that step, for every step of a runbook', async () => {
  await open('/go/prompt-redis/pods?env=practice', 'step-pods');
  // Each step has been told what runs there.
  await page.waitForLoadState('networkidle');
  const seen = await page.evaluate(`[...document.querySelectorAll('article [id^="step-"]:is(section, div)')].filter(({ id }) => !id.endsWith('-text')).map((one) => {
    const button = one.querySelector('[data-handrail="run"]');
    const isBlank = [...one.querySelectorAll('pre :is(input, select)')].some(({ value }) => value === '');
    return { id: one.id, effect: one.dataset.effect ?? '', runs: button !== null && !button.disabled && !isBlank };
  })`) as Seen[];
  assert.ok(seen.length > 25 && seen.some(({ effect }) => effect === 'destroy'), `${seen.length} steps`);
  for (const { id, effect, runs } of [...seen].reverse()) {
    asked = [];
    await page.evaluate(`location.hash = '#${id}'`);
    await page.locator(`[id="${id}"]:focus`).waitFor({ state: 'attached' });
    await page.keyboard.press('r');
    const isAsked = runs && effect !== 'destroy';
    // Else it is said why, or led to what is blank there.
    await until(`r at ${id}`, async () => (isAsked ? asked.length > 0
      : await page.evaluate(`(document.querySelector('#handrail-keys-said')?.textContent ?? '') !== '' || document.activeElement.matches('#${id} pre *')`) as boolean));
    assert.deepEqual(asked, isAsked ? [id.replace('step-', '')] : [], `r at ${id}`);
  }
  // Also where nothing has the focus, while one looks at the step.
  await page.evaluate(`location.hash = '#step-restart-status'`);
  await page.locator('#step-restart-status:focus').waitFor({ state: 'attached' });
  await page.evaluate('document.activeElement.blur()');
  asked = [];
  await page.keyboard.press('r');
  await until('r without a focus', () => asked.length > 0);
  assert.deepEqual(asked, ['restart-status']);
});

test('where a link leads stays where it is, whatever comes above it; who takes over may go', async () => {
  for (const [place, id] of [['restarting-redis', 'restarting-redis'], ['streams-kept', 'step-streams-kept']] as const) {
    await page.goto('about:blank');
    await page.goto(`${handrail.origin}/go/prompt-redis/${place}`);
    await page.locator('html[data-has-hydrated="true"]').waitFor({ state: 'attached' });
    const before = await topOf(id);
    await page.locator('[data-progress]').waitFor({ state: 'attached' });
    await page.evaluate(`{
      const more = document.createElement('p');
      more.style.height = '400px';
      document.querySelector('article h2').before(more);
    }`);
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    assert.ok(Math.abs(await topOf(id) - before) <= 1, `${id}: ${before} → ${await topOf(id)}`);
    assert.ok(before > 60 && before < 300, `${id} stands at ${before}`);
  }
  await page.mouse.move(640, 500);
  await page.mouse.wheel(0, 300);
  await until('the wheel moves the page', async () => await topOf('step-streams-kept') < 0);
});

test('a value that does not fit leaves the field of a step that destroys empty: said there, and Run leads to it', async () => {
  asked = [];
  await open('/go/prompt-redis/delete-stream?env=practice&INSTRUMENT=nonsense', 'step-delete-stream');
  const alert = page.getByRole('alert').filter({ hasText: 'The link’s value for INSTRUMENT was left out' });
  await alert.waitFor();
  await until('it is in sight', async () => {
    const box = await alert.boundingBox();
    return box !== null && box.y >= 0 && box.y < 300;
  });
  const field = step('delete-stream').getByRole('combobox');
  assert.equal(await field.inputValue(), '');
  await says(step('delete-stream').getByRole('status').first(), /INSTRUMENT was left out: it is one of: .* Fill it in first\./);
  await page.locator('#step-delete-stream [data-handrail="run"]').focus();
  await page.keyboard.press('Enter');
  await step('delete-stream').locator('select:focus').waitFor();
  assert.deepEqual(asked, []);
  await field.selectOption('hsc');
  await alert.waitFor({ state: 'detached' });
});

test('a step that destroys says what must be run first before anything is typed, and Run says why it does not', async () => {
  await says(step('delete-stream'), /run first: How far behind is the consumer group\?/);
  const button = run('delete-stream');
  assert.deepEqual([await button.isDisabled({ timeout: 1_000 }), await button.getAttribute('aria-disabled')], [true, 'true']);
  assert.equal(await button.evaluate((one) => (one as unknown as { disabled: boolean }).disabled), false, 'it can be reached');
  await button.focus();
  await page.keyboard.press('Enter');
  await says(step('delete-stream').getByRole('alert'), /cannot go on without what comes before it/);
  assert.equal(await step('delete-stream').getByRole('textbox').count(), 0);
  assert.deepEqual(asked, []);
});

test('an environment that is not there has to be chosen before anything runs', async () => {
  asked = [];
  await open('/go/prompt-redis/pods?env=production&TARGET=staging', 'step-pods');
  await says(page.getByRole('alert').first(), /target “staging” was left out.*environment “production” was left out/);
  await says(step('pods').getByRole('status').first(), /Choose the environment at the top first\./);
  await run('pods').click();
  const place = page.locator('[data-place]');
  await place.locator('select:focus').waitFor();
  await place.getByLabel('Environment').selectOption('practice');
  await run('pods').click();
  await place.locator('select:focus').and(place.getByLabel('Target')).waitFor();
  await place.getByLabel('Target').selectOption('dev');
  assert.deepEqual(asked, []);
  await run('pods').click();
  await says(step('pods'), /Caught\./);
  assert.deepEqual(asked, ['pods']);
});

test('no page complained', () => {
  assert.deepEqual(browser.complaints.filter((one) => !one.includes('409')), []);
});
