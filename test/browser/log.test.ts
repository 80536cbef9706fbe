/** A long output in a real browser: opened at its tail, scrolled, searched, copied, kept, and followed while it grows. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { digestOf } from '../../common/catalog/digest.ts';
import type { RunnableStep } from '../../common/catalog/step.ts';
import type { Run } from '../../common/run.ts';
import { fixtureCatalog, fixtureStep, writeCatalog } from '../fixture-catalog.ts';
import { type Client, Handrail } from '../handrail.ts';
import { Browser } from './browser.ts';
import { copied } from './copied.ts';
import { says } from './says.ts';

// Steps that a page of the site has; what they print here is ours.
const long = fixtureStep({ id: 'ping', source: String.raw`seq -f 'line %.0f of the log, which is wide enough' 1 19990
printf '\033[31mthis is red\n'
printf 'and this still, w\033[1mor\033[0md\n'
printf 'progress 10 %%\rprogress 100 %%\n'
printf '<b>markup</b><script>document.title = 1</script>\n'
printf 'a long line: %s end of it\n' "$(head -c 9000 /dev/zero | tr '\0' x)"
printf 'wide 漢字\t| tab\n'
echo 'handrail: what is last is a word of ours'` });
const growing = fixtureStep({ id: 'follow-log', background: true, source: 'rm -f go; mkfifo go; seq -f "early %.0f" 1 500; read -r < go; seq -f "later %.0f" 1 321; read -r < go; echo done', title: 'Grow' });
const many = fixtureStep({ id: 'redis-is-up', source: 'yes "" | head -n 6000' });
const open = fixtureStep({ id: 'pods', source: 'echo > go', background: true });

let handrail: Handrail;
let browser: Browser;
let client: Client;
let page: Page;
let printed: Run;
before(async () => {
  const made = fixtureCatalog([long, growing, many, open]);
  const catalog = writeCatalog({ digest: digestOf(long.source), runbooks: made.runbooks.map((runbook) => ({ ...runbook, id: 'prompt-redis' })) });
  [handrail, browser] = await Promise.all([Handrail.start({ HANDRAIL_CATALOG: catalog }), Browser.start()]);
  page = await browser.open(handrail.loginLink);
  await page.waitForURL((url) => url.pathname === '/');
  client = await browser.client(page);
});
after(async () => {
  await Promise.all([browser, handrail].map((one) => one[Symbol.asyncDispose]()));
});

async function start({ id, digest }: RunnableStep): Promise<Run> {
  const answer = await client.post('/api/runs', { runbook: 'prompt-redis', step: id, digest, environment: 'practice', parameters: {}, size: { cols: 100, rows: 24 } }, { 'idempotency-key': crypto.randomUUID() });
  if (!answer.ok) throw new Error(await answer.text());
  return ((await answer.json()) as { run: Run }).run;
}

const within = (id: string): Locator => page.locator(`#step-${id}`);
const log = (id: string): Locator => within(id).getByRole('region', { name: /^Whole output/ });
const row = (id: string, text: RegExp): Locator => log(id).locator('[data-row]').filter({ hasText: text });
const edge = (id: string): Locator => within(id).getByText(/^Lines [\d,]+–[\d,]+ of/);

async function visit(id: string): Promise<void> {
  // Another step of the same page would be no visit: what has been run since would not be asked for.
  await page.goto('about:blank');
  await page.goto(`${handrail.origin}/runbooks/prompt-redis?env=practice#step-${id}`);
}

async function show(id: string): Promise<void> {
  await visit(id);
  await within(id).getByRole('button', { name: 'Show the output' }).click();
}

test('a long output opens at its tail, as it looked on the terminal, and as text only', async () => {
  printed = await client.ended((await start(long)).id);
  await show('ping');
  await row('ping', /handrail: what is last/).waitFor();
  await says(edge('ping'), /^Lines [\d,]+–19,997 of 19,997 · \d+ KB$/);
  const colour = (text: string) => row('ping', new RegExp(text)).getByText(text).evaluate((element) => element.style.color);
  assert.equal(await colour('this is red'), 'var(--hr-term-1)');
  assert.equal(await colour('and this still'), 'var(--hr-term-1)');
  assert.equal(await row('ping', /progress/).innerText(), 'progress 100 %');
  assert.equal(await row('ping', /markup/).innerText(), '<b>markup</b><script>document.title = 1</script>');
  assert.equal(await row('ping', /^wide/).innerText(), 'wide 漢字       | tab');
  assert.ok(await log('ping').locator('*').count() < 400, 'only what is seen is drawn');
  const [kept] = await Promise.all([page.waitForEvent('download'), within('ping').getByRole('link', { name: 'Download whole' }).click()]);
  const sum = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  assert.equal(sum(readFileSync(await kept.path())), sum(readFileSync(`${handrail.data}/journals/${printed.id}/output`)));
});

test('keys, the wheel, the bar and a line’s number lead anywhere', async () => {
  await log('ping').focus();
  await page.keyboard.press('Home');
  await says(edge('ping'), /^Lines 1–/);
  assert.equal(await log('ping').evaluate((element) => element.scrollTop), 0);
  await page.keyboard.press('PageDown');
  await says(edge('ping'), /^Lines (?!1–)\d\d–/);
  await page.keyboard.press('ArrowUp');
  await page.mouse.move(...await middle(log('ping')));
  await page.mouse.wheel(0, 9_000);
  await says(edge('ping'), /^Lines 5\d\d–/);
  await log('ping').evaluate((element) => { element.scrollTop = element.scrollHeight / 2; });
  await says(edge('ping'), /^Lines (9,99\d|10,0\d\d)–/);
  await within('ping').getByLabel('Go to line').fill('12,345');
  await page.keyboard.press('Enter');
  await row('ping', /^line 12345 /).waitFor();
  await log('ping').focus();
  await page.keyboard.press('End');
  await row('ping', /handrail: what is last/).waitFor();
  await within('ping').getByLabel('Wrap lines').check();
  assert.ok(await log('ping').evaluate((element) => element.scrollWidth <= element.clientWidth), 'what wraps is not wider than its box');
  await page.keyboard.press('PageUp');
  const high = () => row('ping', /^x{4000,}/).first().evaluate((element) => element.getBoundingClientRect().height);
  assert.ok(await high() > 500, 'a long line takes the room it needs');
  await within('ping').getByLabel('Wrap lines').uncheck();
  assert.equal(await high(), 18);
});

test('a search counts, marks, and goes from one to the next, through colours', async () => {
  const field = within('ping').getByRole('textbox', { name: 'Search the log' });
  const found = within('ping').getByRole('search').getByRole('status');
  await field.fill('LINE 123');
  await says(found, /^111 lines$/);
  await field.press('Enter');
  await says(found, /^1 of 111 lines/);
  assert.equal(await row('ping', /^line 123 /).locator('mark').innerText(), 'line 123');
  await field.press('Enter');
  await says(found, /^2 of 111 lines$/);
  await field.press('Shift+Enter');
  await field.press('Shift+Enter');
  await says(found, /^111 of 111 lines, on from the other end$/);
  await row('ping', /^line 12399 /).waitFor();
  await within('ping').getByRole('button', { name: 'Capitals matter' }).click();
  await says(found, /^Not found$/);
  await within('ping').getByRole('button', { name: 'Capitals matter' }).click();
  await field.fill('still, word');
  await field.press('Enter');
  await says(found, /^1 of 1 line/);
  assert.deepEqual(await row('ping', /still/).locator('mark').allInnerTexts(), ['still, w', 'or', 'd']);
  await field.press('Escape');
  await says(found, /^$/);
});

test('on a run’s own page the address says the line', async () => {
  await page.goto(`${handrail.origin}/runs?run=${printed.id}#L12345`);
  const own = page.getByRole('region', { name: /^Whole output/ });
  const line = (number: number) => own.locator('[data-row]').filter({ has: page.locator(`[data-line="${number}"]`) });
  await line(12_345).filter({ hasText: 'line 12345 of the log' }).waitFor();
  await line(12_347).locator('[data-line]').click();
  await page.waitForURL(/#L12347$/);
  await page.evaluate("location.hash = '#L3'");
  await line(3).waitFor();
  await show('ping');
});

test('what is selected is copied as it was printed: lines whole, without numbers', async () => {
  await log('ping').focus();
  await page.keyboard.press('End');
  await row('ping', /handrail: what is last/).waitFor();
  await log('ping').evaluate((element) => {
    const rows = [...element.querySelectorAll('[data-row]')];
    const from = rows.findIndex(({ textContent }) => textContent.startsWith('<b>markup'));
    element.ownerDocument.getSelection()?.setBaseAndExtent(rows[from]!, 0, rows.at(-2)!, 2);
  });
  assert.equal(await copied(page, () => page.keyboard.press('Control+c')), `<b>markup</b><script>document.title = 1</script>\na long line: ${'x'.repeat(9000)} end of it\nwide 漢字       | tab`);
});

test('a log that grows is followed at its tail, and waits for who looks elsewhere', async () => {
  const { id } = await start(growing);
  await visit('follow-log');
  await within('follow-log').getByRole('button', { name: 'Show the whole log' }).click();
  await row('follow-log', /^early 500$/).waitFor();
  await log('follow-log').focus();
  await page.keyboard.press('Home');
  await row('follow-log', /^early 1$/).waitFor();
  await start(open);
  await within('follow-log').getByRole('button', { name: /321 new lines/ }).click();
  await row('follow-log', /^later 321$/).waitFor();
  await start(open);
  await row('follow-log', /^done$/).waitFor();
  await client.ended(id);
  await within('follow-log').getByRole('button', { name: 'Back to the terminal' }).waitFor({ state: 'detached' });
});

test('many lines make a long output too, however few bytes', async () => {
  await client.ended((await start(many)).id);
  await show('redis-is-up');
  await says(edge('redis-is-up'), /of 6,000 · /);
  assert.deepEqual(browser.complaints, []);
});

async function middle(where: Locator): Promise<[number, number]> {
  const box = await where.boundingBox();
  assert.ok(box !== null);
  return [box.x + box.width / 2, box.y + box.height / 2];
}
