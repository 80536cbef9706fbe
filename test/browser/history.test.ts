/** Looking for runs and comparing two, in a real browser against a real server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { Run } from '../../common/run.ts';
import { type Client, Handrail } from '../handrail.ts';
import { Browser, visit } from './browser.ts';
import { says } from './says.ts';

let handrail: Handrail;
let browser: Browser;
let page: Page;
let client: Client;
let length: { before: Run; after: Run };

before(async () => {
  [handrail, browser] = await Promise.all([Handrail.start(), Browser.start()]);
  page = await browser.open(handrail.loginLink);
  await page.waitForURL((url) => url.pathname === '/');
  client = await browser.client(page);
  const ping = { TARGET: 'dev' };
  await client.finish('prompt-redis#ping', ping);
  const stream = { TARGET: 'dev', INSTRUMENT: 'hsc' };
  const { run: first } = await client.finish('prompt-redis#check-group', stream);
  const { run: second } = await client.finish('prompt-redis#check-group', { ...stream, INSTRUMENT: 'latiss' });
  length = { before: first, after: second };
});
after(async () => {
  await Promise.all([browser, handrail].map((one) => one[Symbol.asyncDispose]()));
});

const list = (): Locator => page.getByRole('main').getByRole('listitem');

test('what was run is narrowed by form and by address', async () => {
  await visit(page, `${handrail.origin}/runs`);
  await list().nth(2).waitFor();
  assert.equal(await list().count(), 3);
  await page.getByLabel('How it ended').selectOption('Lost');
  await says(page.getByRole('main'), /Nothing like that was run/);
  assert.match(page.url(), /\?outcome=lost$/);
  await page.getByRole('button', { name: 'Clear' }).click();
  await list().nth(2).waitFor();
  await page.goto(`${handrail.origin}/runs?whose=all&runbook=prompt-redis&step=ping`);
  await list().first().waitFor();
  assert.equal(await list().count(), 1);
  await page.getByRole('button', { name: /^Any step again/ }).click();
  await list().nth(2).waitFor();
  await page.goto(`${handrail.origin}/runs?whose=everyone`);
  await page.getByLabel('Whose').locator('option[value="operator"]').waitFor({ state: 'attached' });
  assert.equal(await page.getByLabel('Whose').inputValue(), 'all');
  await page.getByLabel('Whose').selectOption('Operator');
  await page.waitForURL(/\?whose=operator$/);
  await list().nth(2).waitFor();
});

test('two runs are laid side by side: what they were given, and what they printed, line by line', async () => {
  await page.goto(`${handrail.origin}/runs?step=check-group&runbook=prompt-redis`);
  for (const at of [0, 1]) await page.getByRole('checkbox').nth(at).check();
  await page.getByRole('link', { name: 'Compare the two' }).click();
  await page.waitForURL(`${handrail.origin}/runs?run=${length.before.id}&with=${length.after.id}`);
  await says(page.getByRole('row', { name: /^INSTRUMENT/ }), /hsc\s+latiss/);
  await says(page.getByRole('group', { name: 'Changes' }), /removed: .*hsc[^]*added: .*latiss/);
});

test('a table is sorted by the column that is pressed, and a name leads on', async () => {
  const { run } = await client.finish('prompt-redis#pods', { TARGET: 'dev' });
  await page.goto(`${handrail.origin}/runs?run=${run.id}`);
  await page.getByRole('button', { name: 'Look closely' }).click();
  const table = page.getByRole('table');
  await says(table, /NAME\s+READY\s+STATUS/);
  const names = async () => await table.locator('tbody td:first-child').allInnerTexts();
  const before = await names();
  assert.ok(before.includes('prompt-redis-0'), before.join());
  for (const [order, isDown] of [['ascending', false], ['descending', true]] as const) {
    await table.getByRole('button', { name: 'NAME' }).click();
    await page.locator(`th[aria-sort="${order}"]`).waitFor();
    const sorted = before.toSorted();
    assert.deepEqual(await names(), isDown ? sorted.toReversed() : sorted);
  }
  assert.match(await table.getByRole('link', { name: 'prompt-redis-0' }).getAttribute('href') ?? '', /^\/find\?resource=prompt-redis-0$/);
  // It is the first of its step.
  assert.equal(await page.getByRole('button', { name: 'Changes since the run before' }).count(), 0);
});

test('from a run one comes to the run before it', async () => {
  await page.goto(`${handrail.origin}/runs?run=${length.after.id}`);
  await page.getByRole('link', { name: 'Compare with the run before' }).click();
  await page.getByRole('heading', { level: 1, name: 'Two runs' }).waitFor();
  await page.waitForURL(`${handrail.origin}/runs?run=${length.before.id}&with=${length.after.id}`);
  await page.goto(`${handrail.origin}/go/run/${length.before.id}`);
  const told = page.waitForResponse((response) => response.url().includes('/api/history'));
  await page.reload();
  await told;
  await page.getByRole('link', { name: 'All runs of this step' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Compare with the run before' }).count(), 0);
  assert.deepEqual(browser.complaints, []);
});
