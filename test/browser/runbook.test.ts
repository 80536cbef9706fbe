/** A person's way through the Prompt Redis runbook, in a real browser against a real server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { Handrail } from '../handrail.ts';
import { Browser, visit as goTo } from './browser.ts';
import { copied } from './copied.ts';
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

const step = (id: string): Locator => page.locator(`#step-${id}`);
const status = (id: string): Locator => step(id).getByRole('status');
const run = (id: string): Locator => step(id).locator('[data-handrail="run"]').first();
const visit = (path: string) => goTo(page, handrail.origin + path);

test('the login link leaves no secret in the address bar and lands on the list of runbooks', async () => {
  assert.equal(new URL(page.url()).hash, '');
  await page.getByRole('link', { name: /Prompt Redis/ }).first().click();
  await page.waitForURL(/\/runbooks\/prompt-redis/);
  await page.getByRole('heading', { level: 1, name: 'Prompt Redis' }).waitFor();
});

test('the page reads before anything is run: code, effect, target, fields', async () => {
  await visit('/runbooks/prompt-redis');
  assert.match(await step('ping').innerText(), /read[\s\S]*redis-cli[\s\S]*PONG/i);
  assert.match(await step('delete-stream').innerText(), /destroy/i);
  assert.equal(await step('create-stream').getByRole('combobox').count(), 1);
  assert.equal(await page.locator('.xterm').count(), 0, 'no terminal before the first run');
});

test('Run on ping shows PONG, and that it was as expected', async () => {
  await run('ping').click();
  await says(status('ping'), /(?<!not )as expected/i);
  await says(step('ping'), /PONG/);
});

test('the interactive command line takes what is typed', async () => {
  await run('redis-cli').click();
  await says(step('redis-cli'), /127\.0\.0\.1:6379>/);
  await step('redis-cli').locator('.xterm-helper-textarea').focus();
  await page.keyboard.type('ECHO typed-in-the-page\n', { delay: 10 });
  await says(step('redis-cli'), /"typed-in-the-page"/);
  await page.keyboard.type('exit\n');
  await says(status('redis-cli'), /exit|as expected|ended/i);
});

test('Stop ends a step that does not end by itself', async () => {
  await run('follow-log').click();
  await says(step('follow-log'), /Ready to accept connections/);
  await step('follow-log').getByRole('button', { name: /Stop/ }).click();
  await says(status('follow-log'), /stopped/i);
});

test('deleting a stream asks first, then really deletes it; creating it makes it anew', async () => {
  await run('message-statistics').click();
  await says(status('message-statistics'), /(?<!not )as expected/i);
  await says(step('message-statistics'), /lsstcam_consumer_group/);
  await run('delete-stream').click();
  await step('delete-stream').getByRole('textbox').last().fill('delete the stream');
  await step('delete-stream').getByRole('button', { name: /^Run$/ }).last().click();
  await says(status('delete-stream'), /(?<!not )as expected/i);
  await run('create-stream').click();
  await says(status('create-stream'), /(?<!not )as expected/i);
  await run('check-group').click();
  await says(status('check-group'), /(?<!not )as expected/i);
});

test('a step’s link opens on it, filled in, and runs nothing', async () => {
  await visit('/runbooks/prompt-redis');
  await step('create-stream').getByRole('combobox').selectOption('hsc');
  const link = await copied(page, () => step('create-stream').getByRole('button', { name: /Copy a link/ }).click());
  assert.match(link, /\/go\/prompt-redis\/create-stream\?env=practice&.*INSTRUMENT=hsc$/);
  const client = await browser.client(page);
  const runs = async () => ((await (await client.get('/api/runs?limit=100')).json()) as { runs: unknown[] }).runs.length;
  const before = await runs();
  const other = await browser.open(link);
  await other.locator('#step-create-stream:focus').waitFor({ state: 'attached' });
  // Whatever it would have asked for, it has.
  await other.locator('[data-progress]').waitFor({ state: 'attached' });
  await other.waitForLoadState('networkidle');
  assert.equal(await other.locator('#step-create-stream').getByRole('combobox').inputValue(), 'hsc');
  const box = await other.locator('#step-create-stream').boundingBox();
  assert.ok(box !== null && box.y > -50 && box.y < 900, `the step is in view: ${JSON.stringify(box)}`);
  assert.equal(await runs(), before);
  await other.close();
});

test('output that begins below the window’s edge takes its room there, and is drawn when one comes to it', async () => {
  await visit('/runbooks/prompt-redis');
  await run('follow-log').waitFor();
  await page.evaluate(`{
    const button = document.querySelector('#step-follow-log [data-handrail="run"]');
    scrollBy({ top: button.getBoundingClientRect().bottom - innerHeight + 2, behavior: 'instant' });
    button.click();
  }`);
  const box = step('follow-log').locator('.xterm').locator('..');
  for (const until = Date.now() + 30_000; ((await box.boundingBox())?.height ?? 0) < 100; ) {
    assert.ok(Date.now() < until, 'the box stayed as it was');
    await page.waitForTimeout(50);
  }
  await says(step('follow-log'), /Ready to accept connections/);
  await step('follow-log').getByRole('button', { name: /Stop/ }).click();
  await says(status('follow-log'), /stopped/i);
});

test('the server is killed in the middle of a run: the page comes back by itself and shows every byte once', { timeout: 90_000 }, async () => {
  await visit('/runbooks/prompt-redis');
  await run('follow-log').click();
  await says(step('follow-log'), /Ready to accept connections/);
  await handrail.endServer('SIGKILL');
  await page.waitForTimeout(500);
  await handrail.startServer();
  // A restart of Redis writes to its log: what came while the page was away, and what comes now, is there once.
  assert.equal(handrail.cli('practice', '--', 'sh', '-c', 'kubectl config use-context usdfdev-prompt-processing >/dev/null; kubectl exec prompt-redis-0 -n prompt-redis -- redis-cli BGSAVE').status, 0);
  await says(step('follow-log'), /Background saving terminated with success/);
  // As it is drawn; what is heard of it stands beside it once more.
  const drawn = step('follow-log').locator('.xterm-rows');
  await says(drawn, /Background saving terminated with success/);
  const text = await drawn.innerText();
  assert.equal(text.match(/Ready to accept connections/g)?.length, 1);
  assert.equal(text.match(/Background saving terminated with success/g)?.length, 1);
  await step('follow-log').getByRole('button', { name: /Stop/ }).click();
  await says(status('follow-log'), /stopped/i);
});

test('after a reload the page knows how the last run of each step went', async () => {
  await page.reload();
  await says(status('ping'), /(?<!not )as expected/i);
});

test('restarting the StatefulSet really restarts Redis, its volume kept', { timeout: 120_000 }, async () => {
  await visit('/runbooks/prompt-redis');
  await run('restart').click();
  await says(status('restart'), /(?<!not )as expected/i);
  await run('restart-status').click();
  await says(status('restart-status'), /(?<!not )as expected/i, 90);
  await run('streams-kept').click();
  await says(status('streams-kept'), /(?<!not )as expected/i);
});

test('a stale page is told to reload', async () => {
  const answer = await page.evaluate(async () => {
    const body = JSON.stringify({ runbook: 'prompt-redis', step: 'ping', digest: '0'.repeat(64), environment: 'practice', parameters: { TARGET: 'dev' }, size: { cols: 80, rows: 24 } });
    const sent = await fetch('/api/runs', { method: 'POST', headers: { 'content-type': 'application/json', 'x-handrail': '1', 'idempotency-key': crypto.randomUUID() }, body });
    return (await sent.json()) as { error: { message: string } };
  });
  assert.equal(answer.error.message, 'This step changed since you opened the page: reload.');
});

test('nothing on the way complained: no exception, no refusal by the content security policy', () => {
  const expected = /ERR_CONNECTION_REFUSED|WebSocket connection|409 \(Conflict\)|Failed to load resource/;
  assert.deepEqual(browser.complaints.filter((complaint) => !expected.test(complaint)), []);
});

test('with scripts off the page still reads', async () => {
  await using silent = await Browser.start({ javaScriptEnabled: false });
  const plain = await silent.open(`${handrail.origin}/runbooks/prompt-redis`);
  assert.match(await plain.locator('#step-ping').innerText(), /redis-cli[\s\S]*PONG/);
});

test('with the server away the page still reads and copies, and Run says why it does not', async () => {
  await visit('/runbooks/prompt-redis');
  await handrail.endServer('SIGKILL');
  assert.match(await copied(page, () => step('ping').getByRole('button', { name: /Copy the code/ }).click()), /redis-cli/);
  await run('ping').click();
  await says(step('ping'), /does not answer/i);
  await handrail.startServer();
});
