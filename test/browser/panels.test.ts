/**
 * Live panels in a real browser and a real practice world: a pod that a step deletes is seen to go and come, two pages of one
 * person are one watch, and what stands there while it is not live.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { Client, Handrail } from '../handrail.ts';
import { Browser } from './browser.ts';
import { says } from './says.ts';

let handrail: Handrail;
let browser: Browser;
let page: Page;

before(async () => {
  [handrail, browser] = await Promise.all([Handrail.start(), Browser.start()]);
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await handrail[Symbol.asyncDispose]();
});

const restarting = '/runbooks/prompt-redis?env=practice#restarting-redis';
const pods = (on: Page) => on.locator('[data-panel=Pods]').filter({ hasText: 'Pods in prompt-redis' });

const isGone = (text: string): boolean => /0\/1|Terminating|ContainerCreating|There are no pods/.test(text);

/** The lines of a record that say something of panels. */
function recorded(name: RegExp, what: (line: Record<string, unknown>) => boolean): Record<string, unknown>[] {
  const folder = join(handrail.data, 'audit');
  return readdirSync(folder).filter((file) => name.test(file) && file.endsWith('.jsonl')).flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as { event: Record<string, unknown> }).map((line) => line.event ?? line).filter(what);
}

test('whoever is not logged in reads what there would be, and the command for it', async () => {
  page = await browser.open(handrail.origin + restarting);
  await pods(page).scrollIntoViewIfNeeded();
  await says(pods(page), /Log in to see this live here\. In a terminal: kubectl get pods -n prompt-redis/);
  assert.equal(await pods(page).locator('table').count(), 0);
});

test('a pod that a step deletes is seen to go, and its successor to come', async () => {
  await page.goto(handrail.loginLink);
  await page.waitForURL((url) => !url.pathname.startsWith('/login'));
  await page.goto(handrail.origin + restarting);
  await pods(page).scrollIntoViewIfNeeded();
  await says(pods(page), /prompt-redis-0 1\/1 ✓ ?Running 0/);
  const seen: string[] = [];
  await page.exposeFunction('noteState', (text: string) => { seen.push(text); });
  await page.evaluate(`for (const box of document.querySelectorAll('[data-panel=Pods]')) {
    if (box.textContent.includes('Pods in prompt-redis')) new MutationObserver(() => { noteState(box.textContent); }).observe(box, { subtree: true, childList: true, characterData: true });
  }`);
  const client = new Client(handrail.origin, (await browser.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; '));
  const { run } = await client.finish('prompt-redis#restart', { TARGET: 'dev' });
  assert.equal(run.asExpected, true, JSON.stringify(run));
  for (const until = Date.now() + 20_000; !seen.some(isGone) && Date.now() < until;) await page.waitForTimeout(50);
  assert.ok(seen.some(isGone), seen.join('\n'));
  await says(pods(page), /prompt-redis-0 1\/1 ✓ ?Running 0/);
});

test('a second page of the same person is the same watch; each is on record, and is asked for once', async () => {
  const other = await browser.open(handrail.origin + restarting);
  await pods(other).scrollIntoViewIfNeeded();
  await says(pods(other), /prompt-redis-0 1\/1 ✓ ?Running/);
  const opened = recorded(/^server/, ({ kind, what }) => kind === 'panel-opened' && what === 'Pods prompt-redis');
  assert.ok(opened.length >= 2, JSON.stringify(opened));
  const ids = opened.filter(({ shared }) => shared === false).map(({ watch }) => watch);
  assert.equal(ids.length, 1);
  assert.equal(opened.at(-1)?.['shared'], true);
  const asked = recorded(/^runner/, ({ verb, resource, namespace, run }) => verb === 'watch' && resource === 'pods' && namespace === 'prompt-redis' && opened.some(({ watch }) => watch === run));
  assert.ok(asked.length >= 1 && asked.every(({ run, person, effect }) => run === ids[0] && person === 'operator' && effect === 'read'), JSON.stringify(asked));
  await other.close();
});

test('a group of a stream in a pod is followed too, for the instrument that is chosen', async () => {
  const group = page.locator('[data-panel=RedisGroup]');
  await group.scrollIntoViewIfNeeded();
  await says(group, /Group lsstcam_consumer_group of the stream instrument:lsstcam .*Entries in the stream \d+ .*Consumers known \d+/);
});

test('while the server is away, what was seen stays, with its time; and goes on when it is back', async () => {
  await pods(page).scrollIntoViewIfNeeded();
  await says(pods(page), /Running/);
  await handrail.endServer();
  await says(pods(page), /prompt-redis-0 .*Running.*As of \d.*The connection to Handrail is broken/);
  await handrail.startServer();
  await says(pods(page), /^(?!.*As of).*Running/);
  assert.deepEqual(browser.complaints.filter((text) => !/WebSocket|Failed to load resource|ERR_CONNECTION/.test(text)), []);
});

test('on paper there is the command, and no table of what was', async () => {
  await page.emulateMedia({ media: 'print' });
  await says(pods(page), /Pods in prompt-redis Look how it is now\. In a terminal: kubectl get pods -n prompt-redis/);
  assert.equal(await pods(page).locator('table').isVisible(), false);
});
