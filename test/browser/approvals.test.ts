/** Two people at one step that needs both: one asks, one approves, each in a real browser against a real server and runner. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { Handrail } from '../handrail.ts';
import { Browser } from './browser.ts';
import { says } from './says.ts';

const rules = `/tmp/handrail-approvals-${process.pid}.yaml`;
let handrail: Handrail;
const browsers: Browser[] = [];
let asker: Page;
let approver: Page;
before(async () => {
  writeFileSync(rules, `environments:
  practice:
    title: Practice
    level: contained
    targets: all
    windows: told
    rules:
      - { name: four-eyes, decide: allow, effects: [read, change, destroy], approvals: 1 }
`);
  handrail = await Handrail.start({ HANDRAIL_ENVIRONMENTS: rules });
  const invited = /https?:\S+/.exec(handrail.cli('invite', 'Cleo', '--roles', 'approver').stdout)?.[0] ?? '';
  asker = await enter(handrail.loginLink, 1280);
  approver = await enter(invited, 390);
});
after(async () => {
  for (const browser of browsers) await browser[Symbol.asyncDispose]();
  await handrail[Symbol.asyncDispose]();
  rmSync(rules);
});

async function enter(link: string, width: number): Promise<Page> {
  const browser = await Browser.start({ width, ...(width < 500 ? { colorScheme: 'dark' } : {}) });
  browsers.push(browser);
  const page = await browser.open(link);
  await page.waitForURL((url) => url.pathname === '/' || url.pathname === '/account');
  return page;
}

const step = (): Locator => asker.locator('#step-ping');
const main = (): Locator => approver.getByRole('main');
const press = async (where: Page | Locator, name: string | RegExp): Promise<void> => { await where.getByRole('button', { name, exact: true }).click(); };

/** Asks for approval of the step, with a reason. */
async function ask(reason: string): Promise<void> {
  await press(step(), /^Ask for approval/);
  await step().getByRole('textbox', { name: 'Reason' }).fill(reason);
  await press(step(), 'Ask');
  await says(step(), /Waiting for approval: 0 of 1\..*Open for 1[45]:\d\d/);
}

/** Opens the request that waits, as who approves. */
async function open(reason: RegExp): Promise<void> {
  await approver.goto(`${handrail.origin}/approvals`);
  await says(main(), reason);
  await approver.getByRole('region', { name: 'To decide' }).getByRole('link').first().click();
  await says(main(), /What will run/);
}

test('the button says that others have to approve, and asks for a reason', async () => {
  await asker.goto(`${handrail.origin}/runbooks/prompt-redis#step-ping`);
  await ask('the sta\u202etus is k\u0435pt \u001b[2J<b>bold</b>');
  await asker.reload();
  await says(step(), /Waiting for approval: 0 of 1\./);
});

test('who approves sees just what will run, with nothing hidden in it, and nothing drawn by it', async () => {
  await open(/the sta/);
  await says(main(), /Reason the sta⟦U\+202E⟧tus is kе⟦U\+0435⟧pt ⟦U\+001B⟧\[2J<b>bold<\/b>.*Environment Practice.*Bound to [0-9a-f]{64}/);
  await says(approver.getByLabel('What is run'), /PING/i);
  await says(main(), /The workspace Directory \/workspace/);
  assert.equal(await approver.getByRole('main').locator('b').count(), 0);
  assert.ok(await approver.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'it fits a phone');
});

test('approved, it runs, once', async () => {
  await press(approver, 'Approve');
  await says(main(), /Approved by Cleo\./);
  await says(step(), /Approved by Cleo\. ?Good for one run, for 1[0-4]:\d\d/);
  await press(step(), /^Run now/);
  await says(step().locator('[role="status"]').first(), /As expected|as expected/, 60);
  await says(step(), /Ask for approval/);
  await says(main(), /It was run\./);
});

test('a refusal is told with its reason, to who asked and on the page of their requests', async () => {
  await ask('once more');
  await open(/once more/);
  // A refusal takes a reason.
  await approver.getByRole('button', { name: 'Refuse', disabled: true }).waitFor();
  await approver.getByRole('textbox', { name: /Reason/ }).fill('not while we observe');
  await press(approver, 'Refuse');
  await says(step(), /Refused by Cleo: not while we observe/);
  await asker.goto(`${handrail.origin}/approvals`);
  await says(asker.getByRole('region', { name: 'Your requests' }), /Refused by Cleo: not while we observe.*It was run\./);
});

test('what changes after the approval voids it, and the page says what', async () => {
  await asker.goto(`${handrail.origin}/runbooks/prompt-redis#step-ping`);
  await ask('and again');
  await open(/and again/);
  await press(approver, 'Approve');
  await says(step(), /Approved by Cleo\./);
  await asker.evaluate(`fetch('/api/workspaces/practice/file', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Handrail': '1' },
    body: JSON.stringify({ path: 'Makefile', base: null, content: btoa('evil:\\n') }) }).then((answer) => answer.text())`);
  await press(step(), /^Run now/);
  await says(step(), /The approval does not hold any more, for this changed since it was asked for: the file Makefile\. Ask again\./);
  await says(step(), /Ask for approval/);
});

test('nobody’s page complained', () => { assert.deepEqual(browsers.flatMap(({ complaints }) => complaints.filter((one) => !/status of 40[39]/.test(one))), []); });
