/** Two people walk through one runbook together, each in a real browser, against a real server, runner and practice worlds. */
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

const joined = (of: Page): string => `${handrail.origin}/runbooks/prompt-redis?w=${new URL(of.url()).searchParams.get('w') ?? ''}`;

/** That Ann has one open is known late, and moves nothing: it is told once Ben asks. */
async function offeredInPlace(): Promise<void> {
  let tell = (): void => undefined;
  const told = new Promise<void>((done) => { tell = done; });
  await ben.route('**/api/walkthroughs?*', async (route) => { await told; await route.continue(); });
  await ben.goto(`${handrail.origin}/runbooks/prompt-redis`);
  const head = ben.locator('[data-walk-whole]');
  await head.getByRole('button', { name: 'Walk through all' }).waitFor();
  const tops = () => ben.evaluate("JSON.stringify([...document.querySelectorAll('h2, [data-place]')].map((one) => Math.round(one.getBoundingClientRect().top + scrollY)))");
  const before = await tops();
  tell();
  await head.getByRole('button', { name: /^Join Operator: / }).click();
  assert.equal(await tops(), before);
  await says(head, /Operator has a walkthrough of all of this open since .*0 of 36 done.*Join/);
  assert.ok(await ben.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'it fits a phone');
  await ben.keyboard.press('Escape');
  await says(head.locator(':focus'), /Join/);
  await ben.unroute('**/api/walkthroughs?*');
}

test('one begins a whole runbook in its head; another finds it in the list and joins; each sees the other', async () => {
  await ann.goto(`${handrail.origin}/runbooks/prompt-redis?TARGET=prod`);
  await press(ann, 'Walk through all');
  await says(bar(ann), /Prompt Redis 0 of 36 · next: Which cluster do these steps work on\? You have the lead · nobody else is here/);
  await offeredInPlace();
  await ben.goto(`${handrail.origin}/walkthroughs`);
  await says(ben.getByRole('region', { name: 'Open: others’' }), /Prompt Redis The whole runbook .*0 of 36 done next: Which cluster/);
  await ben.getByRole('link', { name: 'Join' }).click();
  await says(bar(ben), /has the lead/);
  await says(bar(ann), /here too: Ben/);
  await says(heard(ann), /Ben is here now\./);
  assert.ok(await ben.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'it fits a phone');
});

test('what a step needs is said before and when it is pressed; only who has the lead may run', async () => {
  await says(standing(ann, 'restart-status'), /Comes after Restart Redis, not done here yet\./);
  await press(step(ann, 'restart-status'), /^Run/);
  await says(step(ann, 'restart-status'), /Nothing was run yet\. Run first, with the same parameters: Restart Redis/);
  await press(step(ann, 'restart-status'), 'Cancel');
  await step(ben, 'restart').getByRole('button', { name: /^Run/, disabled: true }).waitFor();
});

test('run all goes on to what is done by hand; the other sees it happen', async () => {
  await ann.keyboard.press('w');
  await says(bar(ann).locator(':focus'), /^Run all$/);
  await ann.keyboard.press('Enter');
  await says(bar(ann), /It stopped going on by itself\. “Announce: Prompt Redis maintenance.* is done by hand/, 60);
  await says(standing(ben, 'pods'), /Run by \S.* as expected/);
  // How fresh a step is goes by what was before the walkthrough: two sentences of one run would contradict each other.
  assert.doesNotMatch(await step(ann, 'pods').locator('[data-freshness]').innerText(), /ran it/);
  // Who looks on sees what was printed, without loading the page again.
  await says(step(ben, 'pods'), /prompt-redis-0/);
  await says(heard(ben), /stopped going on/);
});

test('anybody ticks; a note stands with its step; writing one leaves the page where it is', async () => {
  await step(ben, 'announce').getByRole('checkbox').click();
  await says(standing(ann, 'announce'), /Done by Ben at/);
  await step(ann, 'announce').getByRole('checkbox', { checked: true }).waitFor();
  await press(standing(ann, 'announce'), /^Note on/);
  await step(ann, 'announce').getByRole('textbox').fill('in #lsstcam-prompt-processing');
  await press(step(ann, 'announce'), 'Keep the note');
  await says(standing(ben, 'announce'), /in #lsstcam-prompt-processing/);
  await ann.keyboard.press('Control+k');
  await ann.getByRole('dialog', { name: 'Search' }).getByRole('combobox').fill('>note');
  await says(ann.locator('[role="option"][aria-selected="true"]'), /note/i);
  await ann.keyboard.press('Enter');
  await bar(ann).locator('textarea:focus').waitFor();
  const before = await ann.evaluate('scrollY');
  await ann.keyboard.type('The memory is full.');
  assert.equal(await ann.evaluate('scrollY'), before);
  await press(bar(ann), 'Keep the note');
  await says(heard(ben), /wrote a note: The memory is full\./);
});

test('“I have it” hands over the lead, and who had it is told, also on a page that is loaded again', async () => {
  await press(bar(ben), 'I have it');
  await says(bar(ann), /Ben has the lead and is here.*Ben took the lead from you at .*From here on it runs in their world/);
  await ann.reload();
  await says(bar(ann), /4 of 36 · next: Is a message being processed\?.*Ben took the lead from you/);
  await press(bar(ben), 'Do those 3 steps again in your world');
  await says(standing(ann, 'pods'), /Not done in the world of Ben yet/);
  await says(bar(ben), /1 of 36 · next: Which cluster/);
  assert.equal(await bar(ben).getByRole('button', { name: /again in your world/ }).count(), 0);
});

test('while the server is away a skip is not done; it stays, and is kept once when the server is back', async () => {
  await press(standing(ben, 'choose-release'), /^Skip/);
  await step(ben, 'choose-release').getByRole('textbox').fill('no upgrade tonight');
  await handrail.endServer('SIGKILL');
  await ben.keyboard.press('Enter');
  await says(step(ben, 'choose-release'), /Not done yet.*Skip it: no upgrade tonight Not kept yet\. The server does not answer/);
  await handrail.startServer();
  await says(standing(ann, 'choose-release'), /Skipped by Ben at .*: no upgrade tonight Note$/);
  await says(standing(ben, 'choose-release'), /Skipped by you .*no upgrade tonight Take up again Note$/);
  await says(bar(ann), /here too: Ben|Ben has the lead(?!, and is not)/);
});

test('the other’s run is seen as it happens; it is shared by the walkthrough, which its owner is told in place of a button', async () => {
  for (const until = Date.now() + 30_000; !await podsReady(ben) && Date.now() < until;) await ben.waitForTimeout(200);
  await press(step(ben, 'in-flight'), /^Run/);
  await says(step(ben, 'in-flight').locator('[role="status"]').first(), /As expected/, 60);
  await says(step(ann, 'in-flight'), /Run by Ben at .*\(integer\) 0/);
  await says(step(ben, 'in-flight'), /Everybody who is logged in may watch this run: it is part of a walkthrough/);
  assert.equal(await step(ben, 'in-flight').getByRole('button', { name: /[Ss]har/ }).count(), 0);
});

test('at the change of shift the lead’s browser is closed: that is seen, the lead is taken, and they find it so when they come back', async () => {
  const address = joined(ben);
  await ben.goto('about:blank');
  await says(bar(ann), /Ben has the lead, and is not here now/);
  await press(bar(ann), 'I have it');
  await says(bar(ann), /You have the lead · nobody else is here/);
  await ben.goto(address);
  await says(bar(ben), /has the lead.*took the lead from you at/);
  await says(bar(ann), /here too: Ben/);
});

test('who may only look on finds no buttons for what they may not do, and whom to ask', async () => {
  assert.equal(handrail.cli('roles', 'ben', 'viewer').status, 0);
  await ben.reload();
  await says(bar(ben), /You may look on here\. To take part, ask an administrator to make you a trainee\./);
  assert.deepEqual(await bar(ben).getByRole('button', { name: /I have it|Note|Run all|Hold|End/ }).count(), 0);
  assert.equal(await standing(ben, 'restart').getByRole('button').count(), 0);
  await step(ben, 'merge').getByRole('checkbox', { disabled: true }).waitFor();
});

test('it ends; afterwards there is one page, and a report', async () => {
  await press(bar(ann), 'End');
  await bar(ann).getByRole('textbox').fill('announced, nothing in hand');
  await press(bar(ann), 'End the walkthrough');
  await says(bar(ben), /ended this walkthrough at .*announced, nothing in hand/);
  await bar(ann).getByRole('link', { name: 'Prompt Redis' }).click();
  const main = ann.getByRole('main');
  await says(main, /ended it\. 5 of 36 steps done, 1 skipped\..*announced, nothing in hand/);
  await says(main, /What was done .* began “Prompt Redis”.* ran “Which cluster do these steps work on\?”.*Ben ticked off.*Ben took the lead from.*no upgrade tonight.*Ben ran “Is a message being processed\?”.*took the lead from Ben.*ended/);
  await press(main.locator('[data-walk="run"]').last(), 'Show the output');
  await says(main.locator('[data-walk="run"]').last(), /\(integer\) 0/);
  for (const [name, what] of [['Markdown', /^# Prompt Redis/m], ['HTML', /<!doctype html>/i]] as const) {
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
