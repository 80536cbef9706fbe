/** Coming in by a link, choosing a password, coming back with it; a token seen once; another person let in: in a real browser. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { Handrail } from '../handrail.ts';
import { Browser, visit } from './browser.ts';
import { says } from './says.ts';

const password = 'the heron waits in the reeds';
let handrail: Handrail;
let browser: Browser;
let page: Page;

before(async () => {
  [handrail, browser] = await Promise.all([Handrail.start(), Browser.start({ width: 390, height: 844 })]);
  page = await browser.open(handrail.loginLink);
  await page.waitForURL((url) => url.pathname === '/');
});
after(async () => {
  await Promise.all([browser, handrail].map((one) => one[Symbol.asyncDispose]()));
});

test('who came by a link is asked for a password, chooses one, and comes back with it', async () => {
  await page.getByRole('link', { name: 'Choose a password' }).click();
  await page.getByLabel('New password').fill('passwordpassword');
  await page.getByRole('button', { name: 'Choose this password' }).click();
  await says(page.locator('main'), /This password is a common one/);
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Choose this password' }).click();
  await says(page.locator('main'), /Your password is chosen/);
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('main').getByRole('link', { name: 'Log in' }).click();
  for (const [text, outcome] of [['wrong', /The name or the password is wrong/], [password, null]] as const) {
    await page.getByLabel('Name').fill('operator');
    await page.getByLabel('Password').fill(text);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    if (outcome !== null) await says(page.locator('main'), outcome);
  }
  await page.waitForURL((url) => url.pathname === '/account');
});

test('a token is shown once, and neither page nor address has it afterwards', async () => {
  await page.goto(`${handrail.origin}/account`);
  await page.getByLabel('What it is for').fill('laptop');
  await page.getByRole('button', { name: 'Make it' }).click();
  const token = await page.getByText(/^hr_[\w-]{43}$/).innerText();
  await page.getByRole('button', { name: 'I have it' }).click();
  await page.reload();
  await says(page.locator('main'), /laptop\s+May view, practise in practice/);
  assert.ok(!`${await page.content()} ${page.url()}`.includes(token));
});

test('an admin lets somebody in and says what they may do; nothing is wider than a telephone', async () => {
  await page.goto(`${handrail.origin}/people`);
  await page.getByLabel('Their name').fill('José <b>Müller</b>');
  await page.getByRole('button', { name: 'Make a login link' }).click();
  const link = await page.getByText(/\/login#[\w-]{43}$/).innerText();
  const theirs = await handrail.logIn(link);
  await page.getByRole('button', { name: /^Roles of José/ }).click();
  const roles = page.getByRole('listitem').filter({ hasText: 'José <b>Müller</b>' });
  await roles.getByLabel(/^approver/).check();
  await roles.getByRole('button', { name: /^Save/ }).click();
  await says(roles, /trainee, approver/);
  assert.deepEqual((await (await theirs.get('/api/account')).json() as { roles: string[] }).roles, ['trainee', 'approver']);
  for (const path of ['/people', '/account', '/login']) {
    await visit(page, handrail.origin + path);
    await page.locator('main h1').first().waitFor();
    await page.waitForLoadState('networkidle');
    assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, path);
  }
});

test('who must log in first comes back to the step, also by a login link that is opened where the login page is open', async () => {
  await page.goto(`${handrail.origin}/people`);
  await page.getByLabel('Their name').fill('Night shift');
  await page.getByRole('button', { name: 'Make a login link' }).click();
  const link = await page.getByText(/\/login#[\w-]{43}$/).innerText();
  await browser.context.clearCookies();
  const step = `${handrail.origin}/runbooks/prompt-redis?env=practice#step-ping`;
  await page.goto(step);
  // The navigation offers it, too, in the place of the account, and comes back to where one is.
  await page.setViewportSize({ width: 1280, height: 844 });
  const offered = page.locator('.navbar').getByRole('link', { name: 'Log in', exact: true });
  await offered.focus();
  assert.equal(new URL(await offered.getAttribute('href') ?? '', step).searchParams.get('to'), '/runbooks/prompt-redis?env=practice#step-ping');
  assert.equal(await page.locator('.navbar').getByRole('link', { name: 'You' }).count(), 0);
  await page.locator('#step-ping').getByRole('link', { name: 'Log in to run' }).click();
  await page.getByText('The first time, open a login link').waitFor();
  await page.goto(link);
  await page.waitForURL(step);
  await page.locator('#step-ping').getByRole('button', { name: /^Run: / }).waitFor();
  await page.locator('.navbar').getByRole('link', { name: 'You' }).waitFor();
  assert.ok(!(await page.evaluate('JSON.stringify([...Object.values(localStorage), location.href])') as string).includes(link.split('#')[1] ?? link));
  assert.deepEqual(browser.complaints.filter((complaint) => !/40[13]|42[29]/.test(complaint)), []);
});
