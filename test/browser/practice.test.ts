/** A newcomer on the Practice page, in a real browser against a real server: a look, a scenario from break to repair, time, snapshots. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { Handrail } from '../handrail.ts';
import { Browser } from './browser.ts';
import { says } from './says.ts';

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

const cluster = (name: string): Locator => page.getByRole('region', { name, exact: true });
const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
const current = (): Locator => page.getByRole('region', { name: /^Under way: / });
const kubectl = (...command: string[]) => handrail.cli('practice', '--', 'kubectl', ...command);

test('the page tells which clusters sleep, and what is wrong in one that is awake', async () => {
  await page.goto(`${handrail.origin}/practice`);
  await says(cluster('usdfdev-prompt-processing'), /Asleep/);
  kubectl('run', 'broken', '--image=busybox:none', '-n', 'prompt-redis', '--context', 'usdfdev-prompt-processing');
  await says(cluster('usdfdev-prompt-processing'), /pod\/broken in prompt-redis: (ErrImagePull|ImagePullBackOff)/);
  assert.match(await cluster('usdf-rsp').innerText(), /Asleep/);
});

test('a scenario is broken, hinted at, repaired and kept as solved', { timeout: 120_000 }, async () => {
  await button('Start: Redis is back, and empty').click();
  await says(current(), /volume of the development cluster/);
  await button('Is it repaired?').click();
  await says(current(), /The stream instrument:\w+ with the group \w+ is missing/);
  assert.doesNotMatch(await current().innerText(), /how old it is/);
  await button(/^Show a hint/).click();
  await says(current(), /how old it is/);
  const { stdout } = kubectl('exec', 'prompt-redis-0', '-n', 'prompt-redis', '--context', 'usdfdev-prompt-processing', '--', 'sh', '-c',
    `for one in hsc latiss lsstcam; do redis-cli XGROUP CREATE "instrument:$one" "\${one}_consumer_group" '$' MKSTREAM; done`);
  assert.equal(stdout.match(/OK/g)?.length, 3, stdout);
  await button('Is it repaired?').click();
  await says(current(), /Repaired: Redis is back, and empty/);
  await says(page.getByRole('region', { name: 'Redis is back, and empty', exact: true }), /solved/);
  await says(page.getByRole('main'), /You have solved 1 of \d+/);
});

test('time passes fast when asked to', async () => {
  const shown = async () => Date.parse(await page.locator('time').first().getAttribute('datetime') ?? '');
  const before = await shown();
  await page.getByRole('button', { name: 'Go', exact: true }).click();
  for (const until = Date.now() + 40_000; await shown() < before + 3_600_000; ) {
    assert.ok(Date.now() < until, 'an hour has not passed');
    await page.waitForTimeout(200);
  }
});

test('a world can be kept and brought back, and a name that is none is refused with a sentence', { timeout: 120_000 }, async () => {
  await page.getByLabel('Name of the snapshot').fill('before');
  await button('Keep').click();
  await says(page.getByRole('list').filter({ hasText: 'before' }).last(), /before/);
  kubectl('delete', 'pod', 'broken', '-n', 'prompt-redis', '--context', 'usdfdev-prompt-processing', '--wait=false');
  await says(cluster('usdfdev-prompt-processing'), /^(?!.*pod\/broken)/);
  await button('Restore').click();
  await says(page.getByRole('alert'), /becomes what it was in before/);
  await page.getByRole('group', { name: 'Restore' }).getByRole('button', { name: 'Restore' }).click();
  await says(cluster('usdfdev-prompt-processing'), /pod\/broken in prompt-redis: /);
});

test('Kafdrop stands at its place, and can run nothing', async () => {
  const answer = await page.goto(`${handrail.origin}/api/practice/kafdrop/usdfdev-prompt-processing/`);
  assert.match(answer?.headers()['content-security-policy'] ?? '', /default-src 'none'.*sandbox/);
  for (const until = Date.now() + 60_000; !(await page.getByRole('table').allInnerTexts()).join('\n').includes('butler-writer'); ) {
    assert.ok(Date.now() < until, await page.locator('body').innerText());
    await page.waitForTimeout(500);
    await page.reload();
  }
  await page.getByRole('link', { name: 'butler-writer', exact: true }).click();
  await says(page.locator('h1'), /butler-writer/);
  await page.goto(`${handrail.origin}/practice`);
});

test('stops of the first day are ticked off for good; a reset leaves progress alone', { timeout: 60_000 }, async () => {
  const stop = page.getByRole('checkbox').first();
  await stop.click();
  await says(page.getByRole('main'), /made 1 of \d+ stops/);
  await page.reload();
  await says(page.getByRole('main'), /made 1 of \d+ stops/);
  await button('Reset my world').click();
  await page.getByRole('group', { name: 'Reset my world' }).getByRole('button', { name: 'Reset my world' }).click();
  await says(cluster('usdfdev-prompt-processing'), /Asleep/);
  await says(page.getByRole('main'), /solved 1 of \d+, and made 1 of \d+ stops/);
});

test('nobody sees a world without logging in', async () => {
  await using other = await Browser.start();
  const plain = await other.open(`${handrail.origin}/practice`);
  await plain.getByText('You are not logged in').waitFor();
  assert.equal(await plain.getByRole('button', { name: 'Reset my world' }).count(), 0);
  const refused = await plain.goto(`${handrail.origin}/api/practice/kafdrop/usdfdev-prompt-processing/`);
  assert.equal(refused?.status(), 401);
});
