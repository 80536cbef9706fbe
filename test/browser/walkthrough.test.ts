/** Two people walk through one procedure together, each in a real browser, against a real server, runner and practice worlds. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { Glance } from '../../common/practice.ts';
import { Handrail, stepOf } from '../handrail.ts';
import { Browser } from './browser.ts';
import { says } from './says.ts';

let handrail: Handrail;
const browsers: Browser[] = [];
/** Ben has a phone in the dark, as somebody who is called at night. */
let ann: Page;
let ben: Page;
before(async () => {
  handrail = await Handrail.start();
  const invited = /https?:\S+/.exec(handrail.cli('invite', 'Ben', '--roles', 'operator').stdout)?.[0] ?? '';
  [ann, ben] = await Promise.all([enter(handrail.loginLink, 1280), enter(invited, 360)]);
  // Pods take some seconds to come up in a world that is new: Ben’s do while Ann works.
  const { digest } = stepOf('prompt-redis#pods').step;
  const asked = { runbook: 'prompt-redis', step: 'pods', digest, environment: 'practice', parameters: { TARGET: 'prod' } };
  await ben.evaluate(`fetch('/api/runs', { method: 'POST', body: ${JSON.stringify(JSON.stringify(asked))},
    headers: { 'Content-Type': 'application/json', 'X-Handrail': '1', 'Idempotency-Key': 'pods-of-ben' } }).then((answer) => answer.text())`);
});
after(async () => {
  for (const browser of browsers) await browser[Symbol.asyncDispose]();
  await handrail[Symbol.asyncDispose]();
});

async function enter(link: string, width: number): Promise<Page> {
  const browser = await Browser.start({ width, ...(width < 500 ? { colorScheme: 'dark' } : {}) });
  browsers.push(browser);
  const page = await browser.open(link);
  await page.waitForURL((url) => url.pathname === '/' || url.pathname === '/account');
  return page;
}

/** Tells whether every pod of a person’s practice world is ready, as far as that is awake. */
async function podsReady(of: Page): Promise<boolean> {
  const { contexts } = await of.evaluate(`fetch('/api/practice').then((answer) => answer.json())`) as Glance;
  const awake = contexts.filter((one) => one.awake);
  return awake.length > 0 && awake.every(({ pods }) => pods.all > 0 && pods.ready === pods.all);
}

const bar = (of: Page): Locator => of.getByRole('complementary', { name: 'Walkthrough' });
const step = (of: Page, id: string): Locator => of.locator(`#step-${id}`);
const standing = (of: Page, id: string): Locator => step(of, id).locator('[data-walk]');
const press = async (where: Page | Locator, name: string | RegExp): Promise<void> => { await where.getByRole('button', { name, exact: true }).first().click(); };
const heard = (of: Page): Locator => bar(of).getByRole('status').last();

test('one begins at the heading; another finds it in the list and joins; each sees the other', async () => {
  await ann.goto(`${handrail.origin}/runbooks/prompt-redis?TARGET=prod#maintenance`);
  await press(ann, 'Walk through: Maintenance');
  await says(bar(ann), /Maintenance 0 of 5 · next: Draft the announcement You have the lead · nobody else is here/);
  await ben.goto(`${handrail.origin}/walkthroughs`);
  await says(ben.getByRole('region', { name: 'Open: others’' }), /Maintenance .*0 of 5 done next: Draft the announcement/);
  await ben.getByRole('link', { name: 'Join' }).click();
  await says(bar(ben), /has the lead/);
  await says(bar(ann), /here too: Ben/);
  await says(heard(ann), /Ben is here now\./);
  assert.ok(await ben.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'it fits a phone');
});

test('what a step needs is said before and when it is pressed; only who has the lead may run', async () => {
  await says(standing(ann, 'show-announcement'), /Comes after Draft the announcement, not done here yet\./);
  await press(step(ann, 'show-announcement'), /^Run/);
  await says(step(ann, 'show-announcement'), /Nothing was run yet\. Run first, with the same parameters: Draft the announcement/);
  await press(step(ann, 'show-announcement'), 'Cancel');
  assert.ok(await step(ben, 'draft-announcement').getByRole('button', { name: /^Write/ }).isDisabled());
});

test('run all goes on to what somebody has to do at a terminal; that is skipped with a reason; then to what is done by hand', async () => {
  await press(bar(ann), 'Run all');
  await says(bar(ann), /does not go on by itself any more: “Change the draft” asks for somebody at its terminal/);
  await says(standing(ben, 'draft-announcement'), /Run by \S.* as expected/);
  await press(standing(ann, 'edit-announcement'), /^Skip/);
  await step(ann, 'edit-announcement').getByRole('textbox').fill('the text is good as it is');
  await ann.keyboard.press('Enter');
  await says(standing(ben, 'edit-announcement'), /Skipped by .*: the text is good as it is/);
  await press(bar(ann), 'Run all');
  await says(bar(ann), /“Announce: Prompt Redis maintenance.* is done by hand/);
  // Who looks on sees what was printed, without loading the page again.
  await says(step(ben, 'show-announcement'), /Prompt Redis maintenance/);
  await says(heard(ben), /stopped going on/);
});

test('anybody ticks; a note stands with its step; “I have it” hands over the lead, and who had it is told', async () => {
  await step(ben, 'announce').getByRole('checkbox').click();
  await says(standing(ann, 'announce'), /Done by Ben at/);
  assert.ok(await step(ann, 'announce').getByRole('checkbox').isChecked());
  await press(standing(ann, 'announce'), /^Note on/);
  await step(ann, 'announce').getByRole('textbox').fill('in #lsstcam-prompt-processing');
  await press(step(ann, 'announce'), 'Keep the note');
  await says(standing(ben, 'announce'), /in #lsstcam-prompt-processing/);
  await press(bar(ben), 'I have it');
  await says(bar(ann), /Ben has the lead.*Ben took the lead from you at/);
});

test('it survives a page that is loaded again and a server that is begun again; the other’s run is seen as it happens', async () => {
  await ann.reload();
  await says(bar(ann), /4 of 5 · next: Is a message being processed\?.*Ben took the lead from you/);
  await handrail.endServer('SIGKILL');
  await handrail.startServer();
  await says(bar(ann), /here too: Ben|Ben has the lead(?!, and is not)/);
  for (const until = Date.now() + 30_000; !await podsReady(ben) && Date.now() < until;) await ben.waitForTimeout(200);
  await press(step(ben, 'in-flight'), /^Run/);
  await says(step(ben, 'in-flight').locator('[role="status"]').first(), /As expected/, 60);
  await says(step(ann, 'in-flight'), /Run by Ben at .*\(integer\) 0/);
  await says(bar(ann), /5 of 5 · nothing is left/);
});

test('it ends; afterwards there is one page, and a report', async () => {
  await press(bar(ben), 'End');
  await bar(ben).getByRole('textbox').fill('announced, nothing in hand');
  await press(bar(ben), 'End the walkthrough');
  await says(bar(ann), /Ben ended this walkthrough at .*announced, nothing in hand/);
  await bar(ann).getByRole('link', { name: 'Maintenance' }).click();
  const main = ann.getByRole('main');
  await says(main, /Ben ended it\. 4 of 5 steps done, 1 skipped\..*announced, nothing in hand/);
  await says(main, /What was done .* began “Maintenance”.* ran “Draft the announcement”.*the text is good as it is.*Ben ticked off.*Ben took the lead from.*Ben ran “Is a message being processed\?”.*Ben ended/);
  await press(main.locator('[data-walk="run"]').last(), 'Show the output');
  await says(main.locator('[data-walk="run"]').last(), /\(integer\) 0/);
  for (const [name, what] of [['Markdown', /^# .*Maintenance/m], ['HTML', /<!doctype html>/i]] as const) {
    const link = await main.getByRole('link', { name, exact: true }).getAttribute('href');
    const report = await ann.evaluate(`fetch(${JSON.stringify(link)}).then((answer) => answer.text())`);
    assert.match(String(report), what);
    assert.match(String(report), /announced, nothing in hand/);
  }
  await ann.goto(`${handrail.origin}/walkthroughs?id=01980000-0000-7000-8000-000000000000`);
  await says(ann.getByRole('main'), /no walkthrough/i);
});

test('nobody’s page complained', () => {
  assert.deepEqual(browsers.flatMap(({ complaints }) => complaints.filter((one) => !/status of 4\d\d|WebSocket|ERR_CONNECTION/.test(one))), []);
});
