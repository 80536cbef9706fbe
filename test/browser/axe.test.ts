/**
 * axe-core over every page, and a runbook's page in its states: it finds nothing, in the light and in the dark. In the dark only
 * what depends on colours is looked at again.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { Handrail } from '../handrail.ts';
import { Browser } from './browser.ts';
import { says } from './says.ts';

let handrail: Handrail;
let browser: Browser;
let page: Page;
before(async () => {
  handrail = await Handrail.start();
  browser = await Browser.start();
  page = await browser.open(`${handrail.origin}/login`);
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await handrail[Symbol.asyncDispose]();
});

const visit = async (path: string) => {
  await page.goto(handrail.origin + path);
  await page.locator('html[data-has-hydrated="true"]').waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
};

/** What axe has against the page as it stands, or a part of it; a sentence for each element. */
async function faults(within: string, rules: readonly string[] = []): Promise<string[]> {
  // The protocol's own evaluation is not held by the page's content policy, which stays as it is.
  await page.evaluate(`window.axe === undefined && (() => { ${axe.source} })()`);
  const options = { resultTypes: ['violations'], ...(rules.length === 0 ? {} : { runOnly: { type: 'rule', values: rules } }) };
  const { violations } = (await page.evaluate(`window.axe.run(${JSON.stringify(within)}, ${JSON.stringify(options)})`)) as axe.AxeResults;
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, html, any }) => `${id}: ${help}. ${target.join(' ')} ${html.slice(0, 160)} ${any.map(({ message }) => message).join(' ')}`));
}

/** Colours that are on their way from light to dark are neither. */
const settled = `(async () => {
  do await new Promise(requestAnimationFrame);
  while (document.getAnimations().some((one) => one instanceof CSSTransition && one.playState === 'running'));
})()`;

/** Looks at the page, or at a part of it: at everything in the light, at what depends on colours in the dark. */
async function looks(what: string, within = 'html'): Promise<void> {
  assert.deepEqual(await faults(within), [], `${what}, light`);
  await page.evaluate('document.documentElement.dataset.theme = "dark"');
  await page.evaluate(settled);
  assert.deepEqual(await faults(within, ['color-contrast', 'link-in-text-block']), [], `${what}, dark`);
  await page.evaluate('document.documentElement.dataset.theme = "light"');
  await page.evaluate(settled);
}

test('who is not logged in', async () => {
  await looks('the login page');
  await visit('/runbooks/s3proxy');
  await looks('a runbook before logging in');
});

test('somebody logs in', async () => {
  await page.goto(handrail.loginLink);
  await page.waitForURL((url) => url.pathname === '/');
});

for (const path of ['/', '/practice', '/workspace', '/approvals', '/trust', '/account', '/people', '/audit', '/sandbox', '/runs', '/walkthroughs', '/docs/approvals', '/nowhere']) {
  test(`the page ${path}`, async () => {
    await visit(path);
    await looks(path);
  });
}

const step = (id: string): Locator => page.locator(`#step-${id}`);
const run = (id: string) => step(id).locator('[data-handrail="run"]').first().click();

test('a runbook in its states: idle, over as expected, going on, asked, refused, helped', async () => {
  await visit('/runbooks/prompt-redis');
  await looks('idle');
  await run('ping');
  await says(step('ping').getByRole('status').first(), /(?<!not )as expected/i);
  await run('follow-log');
  await says(step('follow-log'), /Ready to accept connections/);
  await run('delete-stream');
  await step('delete-stream').getByRole('alert').waitFor();
  await looks('one over', '#step-ping');
  await looks('one that goes on', '#step-follow-log');
  await looks('one asked about', '#step-delete-stream');
  await step('follow-log').getByRole('button', { name: /Stop/ }).click();
  await says(step('follow-log').getByRole('status').first(), /stopped/i);
  await page.keyboard.press('Escape');
  await page.locator('h1').click();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await looks('the list of keys', 'dialog');
  await looks('stopped', '#step-follow-log');
});

test('the page of one run', async () => {
  const { runs: [one] } = (await page.evaluate('fetch("/api/runs?limit=1").then((answer) => answer.json())')) as { runs: { id: string }[] };
  await visit(`/runs?run=${one?.id ?? ''}`);
  await page.locator('main h1').waitFor();
  await looks('one run');
});
