/**
 * An announcement in a real browser: read, changed and sent by hand where it is meant, practised where nothing is posted, copied without a
 * server. And somebody who asked to be told of an end, in whatever tab and at Slack.
 */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { TrialSlack } from '../../server/slack/trial-slack.ts';
import { catalog, Handrail } from '../handrail.ts';
import { Browser, visit } from './browser.ts';
import { copied } from './copied.ts';
import { says } from './says.ts';

const folder = mkdtempSync('/tmp/handrail-announce-');
const written = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o600);
  return path;
};

let slack: TrialSlack;
let handrail: Handrail;
let browser: Browser;
let page: Page;
before(async () => {
  slack = await TrialSlack.start();
  slack.members.set('bo@example.org', 'U0000BO01');
  // The runbook as it is, but for a second environment in which it may run.
  const opened = { ...catalog, runbooks: catalog.runbooks.map((one) => (one.id === 'prompt-redis' ? { ...one, environments: ['practice', 'dev'] } : one)) };
  handrail = await Handrail.start({
    HANDRAIL_CATALOG: written('catalog.json', JSON.stringify(opened)),
    HANDRAIL_ENVIRONMENTS: written('environments.yaml', `${readFileSync('environments.yaml', 'utf8')}
  dev:
    title: Development
    level: limited
    targets: all
    windows: told
    rules:
      - { name: look, decide: allow, effects: [read], roles: [operator] }
`),
    HANDRAIL_SLACK_SIGNING_SECRET_FILE: written('signing', slack.app.signingSecret), HANDRAIL_SLACK_TOKEN_FILE: written('token', slack.app.token), HANDRAIL_SLACK_API: slack.app.api,
    HANDRAIL_SLACK: written('slack.yaml', 'people: {bo: bo@example.org}\n'),
  });
  browser = await Browser.start();
  page = await browser.open(handrail.loginLink);
  await page.waitForURL((url) => url.pathname === '/');
});
after(async () => {
  await slack[Symbol.asyncDispose]();
  await Promise.all([browser, handrail].map((one) => one[Symbol.asyncDispose]()));
  rmSync(folder, { recursive: true });
});

const step = (): Locator => page.locator('#step-announce');
const open = async (query: string) => {
  // The same address again would be no new page.
  await page.goto('about:blank');
  await visit(page, `${handrail.origin}/runbooks/prompt-redis${query}#step-announce`);
  await step().getByRole('button', { name: 'Announce it…' }).click();
};

/** The site was built for practice alone: what the page asks from here on is asked for development. */
const inDevelopment = async () => {
  await page.route('**/api/announcements*', async (route) => {
    const request = route.request();
    await route.continue({ url: request.url().replace('environment=practice', 'environment=dev'), postData: request.postData()?.replace('"environment":"practice"', '"environment":"dev"') });
  });
};

test('in practice it is shown and ticked, and nothing is posted', async () => {
  await open('?TARGET=prod');
  await says(step().locator('#step-announce-text'), /^Prompt Redis maintenance \(prod\) What:/);
  await says(page.locator('.theme-doc-toc-desktop a[href="#step-announce"]'), /Announce: Prompt Redis maintenance \(prod\)/);
  await says(step(), /This is practice: nothing is posted/);
  assert.match(await step().getByRole('textbox').inputValue(), /^Prompt Redis maintenance \(prod\)\n\n• What: Redis is upgraded.*\n• When: /);
  assert.match(await copied(page, () => step().getByRole('button', { name: 'Copy the text' }).click()), /maintenance \(prod\)/);
  await step().getByRole('button', { name: /^Practise sending to #/ }).click();
  await says(step(), /Practised by Operator.*nothing was posted to #lsstcam-prompt-processing/);
  assert.ok(await step().getByRole('checkbox').isChecked());
  assert.equal(slack.calls.length, 0);
});

test('what was changed by hand is sent by hand, in the channel of the target, and the post is linked', async () => {
  await inDevelopment();
  await open('?TARGET=dev');
  const send = step().getByRole('button', { name: 'Send to #dm-prompt-processing' });
  await step().getByRole('textbox').fill('We restart $TARGET at 14:00.');
  await says(step(), /Still to be filled in: TARGET\./);
  await step().getByRole('textbox').fill('We restart it at 14:00.');
  slack.upsets.push({ error: 'not_in_channel' });
  await send.click();
  await says(step(), /Invite it there/);
  await send.click();
  await says(step(), /Posted to #dm-prompt-processing by Operator/);
  assert.match(await step().getByRole('link', { name: 'Open the post' }).getAttribute('href') ?? '', /^https:\/\/trial\.slack\.com\/archives\//);
  const [post] = slack.calls;
  assert.equal(post?.args.channel, '#dm-prompt-processing');
  assert.match(JSON.stringify(post.args.blocks), /We restart it at 14:00\..*— Operator · <http/);
  await open('?TARGET=dev');
  await says(step(), /Last time: Posted to #dm-prompt-processing by Operator/);
});

test('without a server the text can be copied and ticked', async () => {
  await page.unroute('**/api/announcements*');
  await page.route('**/api/announcements*', (route) => route.abort());
  await open('?TARGET=dev');
  await says(step(), /Copy the text, post it yourself, and tick the step/);
  assert.equal(await step().getByRole('button', { name: /^Send|^Practise/ }).count(), 0);
  await step().getByRole('checkbox').check();
  assert.deepEqual(browser.complaints.filter((one) => !one.includes('ERR_FAILED') && !one.includes('409')), []);
});

/** Sends something as the person at the page. */
const send = async (path: string, body: object) => await page.evaluate(`fetch(${JSON.stringify(path)}, { method: 'POST', body: ${JSON.stringify(JSON.stringify(body))},
  headers: { 'Content-Type': 'application/json', 'X-Handrail': '1', 'Idempotency-Key': crypto.randomUUID() } }).then((answer) => answer.json())`) as { link: string; walkthrough: { id: string; state: { seq: number } } };

/** A tab that nobody looks at, in a browser that may show notices: what it shows is kept. */
const inBackground = `document.hasFocus = () => false;
  globalThis.shown = [];
  globalThis.Notification = class { static get permission() { return localStorage.getItem('leave') ?? 'default'; } static requestPermission() { localStorage.setItem('leave', 'granted'); return Promise.resolve('granted'); } constructor(title, { body }) { shown.push(title + '. ' + body); } };`;

test('one ends a walkthrough; another, who looked on, is told in a tab that shows something else, and at Slack', async () => {
  const before = slack.calls.length;
  await page.goto(handrail.origin);
  const { walkthrough: { id, state } } = await send('/api/walkthroughs', { runbook: 'prompt-redis', procedure: 'maintenance', environment: 'practice', parameters: { TARGET: 'dev' } });
  await using bo = await Browser.start({ width: 360 });
  await bo.context.addInitScript(inBackground);
  const one = await bo.open((await send('/api/invites', { name: 'Bo', roles: ['viewer'] })).link);
  await one.waitForURL((url) => url.pathname === '/' || url.pathname === '/account');
  const other = await bo.open(`${handrail.origin}/docs/links`);
  await one.goto(`${handrail.origin}/walkthroughs?id=${id}`);
  await one.getByRole('button', { name: 'Tell me when it ends' }).click();
  await says(one.getByRole('main'), /Do not tell me.*You are told in each tab of Handrail that is open, and by a direct message in Slack\./);
  await one.goto(`${handrail.origin}/account`);
  await says(one.getByRole('main'), /What you are told of when it ends.*Maintenance.*A walkthrough, in practice\./);
  await send(`/api/walkthroughs/${id}/acts`, { act: 'end', seen: state.seq, text: 'nothing that is told' });
  for (const tab of [one, other]) {
    await says(tab.getByRole('complementary', { name: 'What has ended' }), /Maintenance ended before every step was done, in practice\./);
    await tab.waitForFunction(`document.title === '■ Maintenance' && shown.length > 0`);
    assert.deepEqual(await tab.evaluate('shown'), ['■ Maintenance. It ended before every step was done, in practice.']);
  }
  const { args } = await slack.taken(before + 2);
  assert.equal(args.channel, 'U0000BO01');
  assert.doesNotMatch(JSON.stringify(args), /nothing that is told/);
  await other.getByRole('button', { name: 'Close: Maintenance' }).click();
  await one.getByRole('complementary', { name: 'What has ended' }).waitFor({ state: 'detached' });
  assert.deepEqual(bo.complaints.filter((complaint) => !complaint.includes('status of 401')), []);
});

test('what was asked for in another browser is told when the tab is looked at again, and over a socket that is open anyway', async () => {
  const [tab, sockets] = [await browser.open(`${handrail.origin}/account`), [] as string[]];
  await says(tab.getByRole('main'), /Operator/);
  tab.on('websocket', (socket) => sockets.push(socket.url()));
  const begin = async () => (await send('/api/walkthroughs', { runbook: 'prompt-redis', procedure: 'maintenance', environment: 'practice', parameters: { TARGET: 'dev' } })).walkthrough;
  // As another browser asks: nothing here hears of it.
  const askElsewhere = async (id: string) => await browser.context.request.post(`${handrail.origin}/api/subscriptions`, { data: { of: 'walkthrough', id }, headers: { 'X-Handrail': '1', 'Origin': handrail.origin } });
  const end = async ({ id, state }: { id: string; state: { seq: number } }) => await send(`/api/walkthroughs/${id}/acts`, { act: 'end', seen: state.seq });
  const told = tab.getByRole('complementary', { name: 'What has ended' });
  const lookAgain = async () => await tab.evaluate(`dispatchEvent(new Event('focus'))`);
  const one = await begin();
  assert.equal((await askElsewhere(one.id)).status(), 200);
  await end(one);
  const asked: string[] = [];
  tab.on('request', (request) => { asked.push(new URL(request.url()).pathname); });
  await lookAgain();
  await tab.evaluate('performance.now = ((now) => () => now() + 20_000)(performance.now.bind(performance))');
  assert.deepEqual([asked, sockets.length], [[], 0]);
  await lookAgain();
  await says(told, /Maintenance ended before every step was done/);
  assert.equal(asked.filter((path) => path === '/api/subscriptions').length, 1);
  await told.getByRole('button', { name: 'Close: Maintenance' }).click();
  await told.waitFor({ state: 'detached' });

  const other = await begin();
  await tab.goto(`${handrail.origin}/walkthroughs?id=${other.id}`);
  const follows = new Promise<void>((done) => { tab.on('websocket', (socket) => socket.on('framesent', ({ payload }) => { if (String(payload).includes('"told:"')) done(); })); });
  await tab.reload();
  await follows;
  assert.equal((await askElsewhere(other.id)).status(), 200);
  await end(other);
  await says(told, /Maintenance ended before every step was done/);
});
