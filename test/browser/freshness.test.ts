/** Freshness on the page, in a real browser against a real server: prepared results of the test, a step that is run, the overview. */
import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { Standing } from '../../common/standing.ts';
import type { StepResult, Tested } from '../../common/tested.ts';
import { catalog, Handrail } from '../handrail.ts';
import { Browser, reload, visit } from './browser.ts';
import { says } from './says.ts';

const folder = mkdtempSync('/tmp/handrail-tested-');
const file = join(folder, 'tested.json');
const hour = 3_600_000;
const redis = catalog.runbooks.find(({ id }) => id === 'prompt-redis');
if (redis === undefined) throw new Error('There is no runbook prompt-redis.');

/** Writes results as the command does, in one move: every step of Prompt Redis passed 2 hours ago, but for what is given. */
function writeResults(change: Record<string, Partial<StepResult>>): void {
  const results = redis!.steps.filter(({ kind }) => kind !== 'manual').map(({ id, digest }): [string, StepResult[]] => [id, [
    { digest, target: 'dev', at: Date.now() - 2.5 * hour, outcome: 'passed', asserts: true, why: '', ...change[id] },
  ]]);
  const tested: Tested = { version: 1, at: Date.now() - 2 * hour, runbooks: { 'prompt-redis': Object.fromEntries(results) } };
  writeFileSync(`${file}.new`, JSON.stringify(tested));
  renameSync(`${file}.new`, file);
}

let handrail: Handrail;
let browser: Browser;
let page: Page;
before(async () => {
  writeResults({ pods: { outcome: 'failed', why: 'Exit status 1.' }, 'message-statistics': { digest: 'f'.repeat(64) } });
  [handrail, browser] = await Promise.all([Handrail.start({ HANDRAIL_TESTED: file }), Browser.start()]);
  page = await browser.open(handrail.loginLink);
  await page.waitForURL((url) => url.pathname === '/');
});
after(async () => {
  await Promise.all([browser, handrail].map((one) => one[Symbol.asyncDispose]()));
  rmSync(folder, { recursive: true });
});

const line = (step: string): Locator => page.locator(`#step-${step} [data-freshness]`);

interface Told {
  problem: string;
  runbooks: Standing[];
}

/** Waits until the server has read the results again, and what it tells of them is as it should be. */
async function told(isSo: (told: Told) => boolean): Promise<void> {
  for (const until = Date.now() + 20_000; ; await page.waitForTimeout(100)) {
    const answer = await (await page.request.get(`${handrail.origin}/api/freshness`)).text();
    if (isSo(JSON.parse(answer) as Told)) return;
    assert.ok(Date.now() < until, `the server still tells ${answer.slice(0, 600)}`);
  }
}

test('a step says when it passed, that it failed and why, and that its text changed since', async () => {
  await visit(page, `${handrail.origin}/runbooks/prompt-redis`);
  await says(line('ping'), /^passed in practice 2 h ago$/);
  await says(line('pods'), /^failed in practice 2 h ago: Exit status 1$/);
  await says(line('message-statistics'), /^passed in practice 2 h ago, text changed since$/);
  assert.deepEqual(await Promise.all(['ping', 'pods', 'message-statistics'].map((id) => line(id).getAttribute('data-freshness'))), ['good', 'bad', 'old']);
});

test('the head of the runbook says how all its steps stand, how many check their result, and when it was reviewed', async () => {
  const head = page.locator('article header').filter({ has: page.getByRole('link', { name: 'How far to trust it' }) });
  await says(head, /1 of \d+ steps fails in practice · \d+ passed 2 h ago · 1 of \d+ changed since it was tried/);
  await says(head, /\d+ of \d+ steps check their result/);
  await says(head, /(reviewed \d{4}-\d\d-\d\d, next due|review overdue by|nobody has said when it was reviewed)/);
});

test('a run is told at its step as soon as it has ended, and after the page was loaded again', async () => {
  await page.locator('#step-ping [data-handrail="run"]').first().click();
  await says(line('ping'), /^passed in practice 2 h ago · ?you ran it just now, as expected$/);
  await reload(page);
  await says(line('ping'), /you ran it (just now|\d+ min ago), as expected$/);
});

test('somebody else is told nothing of a run in a world of one’s own', async () => {
  const link = /https?:\S+/.exec(handrail.cli('invite', 'Grace').stdout)?.[0];
  assert.ok(link);
  await using other = await Browser.start();
  const theirs = await other.open(link);
  await theirs.waitForURL((url) => url.pathname === '/');
  await visit(theirs, `${handrail.origin}/runbooks/prompt-redis`);
  await theirs.locator('#step-ping [data-handrail="run"]').click();
  const line = theirs.locator('#step-ping [data-freshness]');
  await says(line, /you ran it just now, as expected/);
  assert.doesNotMatch(await line.innerText(), /somebody/);
});

test('the overview puts the runbook that fails first, says why, and leads to the step', async () => {
  await visit(page, `${handrail.origin}/trust`);
  const entry = page.locator('li#prompt-redis');
  await says(entry, /Fails .*1 step fails in practice.*Last run by you/);
  assert.equal(await page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 2 }) }).first().getAttribute('id'), 'prompt-redis');
  await entry.getByRole('link', { name: '1 step fails in practice' }).click();
  await page.waitForURL(/\/runbooks\/prompt-redis#step-pods$/);
});

test('the choice of a service stands in the address, and holds when it is opened', async () => {
  await visit(page, `${handrail.origin}/trust`);
  await page.getByLabel('Service').selectOption('Prompt Redis');
  await page.waitForURL(/\/trust\?service=Prompt\+Redis$/);
  await reload(page);
  await page.locator('li#consdb').waitFor({ state: 'detached' });
  assert.equal(await page.locator('li#prompt-redis').count(), 1);
});

test('new results are told when the page is opened again; a broken file takes nothing away and is told', async () => {
  writeResults({});
  await told(({ runbooks }) => runbooks.find(({ id }) => id === 'prompt-redis')?.tally.failed === 0);
  await visit(page, `${handrail.origin}/runbooks/prompt-redis`);
  await says(line('pods'), /^passed in practice 2 h ago/);
  writeFileSync(file, '{');
  await told(({ problem }) => problem.includes('cannot be read'));
  await visit(page, `${handrail.origin}/trust`);
  await says(page.getByRole('main'), /cannot be read: .*Run npx handrail test/);
  await says(page.locator('li#prompt-redis'), /All \d+ steps passed in practice, 2 h ago/);
});

test('without scripts, page and overview say what the build knew, and nothing that depends on the hour', async () => {
  await using plain = await Browser.start({ javaScriptEnabled: false });
  const still = await plain.open(`${handrail.origin}/runbooks/prompt-redis`);
  await says(still.locator('#step-ping [data-freshness]'), /^(not tried in practice yet|(passed|failed) in practice on \d{4}-\d\d-\d\d)/);
  await still.goto(`${handrail.origin}/trust`);
  await says(still.locator('li#prompt-redis'), /\d+ of \d+ steps check their result/);
  assert.equal(await still.getByLabel('Service').isVisible(), false);
  assert.doesNotMatch(await still.locator('main').innerText(), / ago| overdue by| due in /);
});

test('whoever is not logged in reads what the build knew, whatever they choose, and on the next runbook too', async () => {
  await using other = await Browser.start();
  const plain = await other.open(`${handrail.origin}/runbooks/prompt-redis`);
  const asBuilt = /^(not tried in practice yet|(passed|failed) in practice on \d{4}-\d\d-\d\d)/;
  await plain.getByRole('link', { name: 'Log in to run' }).first().waitFor();
  await plain.getByRole('combobox', { name: 'Target' }).selectOption('prod');
  // Whatever comes of the choice, it is over.
  await plain.waitForLoadState('networkidle');
  await says(plain.locator('#step-ping [data-freshness]'), asBuilt);
  await plain.getByRole('link', { name: 'Prompt Kafka', exact: true }).first().click();
  await plain.waitForURL(/\/runbooks\/prompt-kafka$/);
  await says(plain.locator('article section [data-freshness]'), /in practice/);
  const complaints = other.complaints.filter((one) => !one.includes('401'));
  assert.deepEqual(complaints, []);
});

test('no page complained', () => {
  assert.deepEqual(browser.complaints, []);
});
