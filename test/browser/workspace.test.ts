/** Somebody at the files of their workspace, in a real browser against a real server, while steps write there, too. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { newRunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import { operator } from '../../server/auth/principal.ts';
import { systemClock } from '../../server/clock.ts';
import { loadConfig } from '../../server/config/load.ts';
import { createLog } from '../../server/log.ts';
import { connectRunner, type RunnerClient } from '../../server/runner/client.ts';
import { Handrail, root } from '../handrail.ts';
import { Browser } from './browser.ts';
import { says } from './says.ts';

let handrail: Handrail;
let browser: Browser;
let page: Page;
let runner: RunnerClient | null = null;
before(async () => {
  [handrail, browser] = await Promise.all([Handrail.start(), Browser.start()]);
  page = await browser.open(handrail.loginLink);
  await page.waitForURL((url) => url.pathname === '/');
  // What a tab asks before it is left with unsaved changes.
  page.on('dialog', (dialog) => { void dialog.accept(); });
});
after(async () => {
  runner?.close();
  await Promise.all([browser, handrail].map((one) => one[Symbol.asyncDispose]()));
});

/** Runs a step in the workspace of whoever is at the page; gives what it printed. */
async function step(source: string): Promise<string> {
  runner ??= await connectRunner({ config: loadConfig(handrail.environment, root), log: createLog('silent', 'test'), startIfAway: false });
  const client = runner;
  const run = newRunId(Date.now(), systemClock.random(10));
  const over = new Promise<Run>((ended) => { client.onRun((record) => { if (record.id === run && isOver(record.state)) ended(record); }); });
  await client.start({
    run, person: operator.id, environment: 'practice', parameters: {}, redis: null, context: null, groups: [], rules: '', bound: null, size: { cols: 80, rows: 24 },
    step: {
      runbook: 'plain', id: 'step', digest: '', title: 'A step', language: 'bash', source, interactive: false, background: false,
      timeout: 60, exit: [0], expect: null, mask: null, effect: 'read',
    },
  });
  const { end, exitStatus } = await over;
  const output = Buffer.from(await client.output(run, 0, end)).toString().replaceAll('\r\n', '\n');
  assert.equal(exitStatus, 0, output);
  return output;
}
const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
const text = (): Locator => page.getByRole('textbox', { name: /^Text of / });
const main = (): Locator => page.getByRole('main');

test('a workspace nobody used says so, and one that steps wrote in shows what they wrote', async () => {
  await page.goto(`${handrail.origin}/workspace`);
  await says(main(), /Nothing is here yet.*Directory \/workspace Exported variables none/);
  await step('printf "one\\ntwo  \\n" >notes.txt; head -c 300 /dev/urandom >blob; printf "\\0" >>blob; mkdir -p jobs; ln -s /etc/passwd link; touch "$(printf "odd\\nname")"; export COLOUR=purple; cd jobs');
  await button('Look again').click();
  await says(page.getByRole('table'), /jobs\/.*blob.*301 bytes.*link a link, not followed here.*notes\.txt.*10 bytes.*odd⟦U\+000A⟧name/);
  await says(main(), /Directory \/workspace\/jobs Exported variables.*COLOUR/);
  assert.doesNotMatch(await main().innerText(), /purple/);
});

test('a file is opened, changed, looked at and saved; the next step reads it', async () => {
  await page.getByRole('link', { name: 'notes.txt', exact: true }).click();
  assert.equal(await text().inputValue(), 'one\ntwo  \n');
  await text().fill('one\ntwo\nthree\u200b\n');
  await button('Save changes…').click();
  const changes = page.getByRole('group', { name: 'Changes' });
  await says(changes, /one .*− ?removed: two·· .*\+ ?added: two .*\+ ?added: three⟦U\+200B⟧/);
  assert.equal(await step('cat /workspace/notes.txt'), 'one\ntwo  \n');
  await button('Save').click();
  await says(main(), /Saved\./);
  assert.equal(await step('cat /workspace/notes.txt'), 'one\ntwo\nthree\u200b\n');
});

test('what changed meanwhile is not overwritten unseen', async () => {
  await text().fill('mine\n');
  await step('echo theirs >/workspace/notes.txt');
  await button('Save changes…').click();
  await button('Save').click();
  await says(page.getByRole('heading', { level: 2 }), /notes\.txt changed since you opened it/);
  await says(page.getByRole('group', { name: 'Changes' }), /removed: theirs .*added: mine/);
  assert.equal(await step('cat /workspace/notes.txt'), 'theirs\n');
  await button('Save mine').click();
  await says(main(), /Saved\./);
  assert.equal(await step('cat /workspace/notes.txt'), 'mine\n');
});

test('unsaved changes outlive a reload, and are told of in the list', async () => {
  await text().fill('not yet\n');
  await page.reload();
  await says(main(), /Your unsaved changes are here again/);
  assert.equal(await text().inputValue(), 'not yet\n');
  await button('Back to the folder').click();
  await says(page.getByRole('row', { name: /notes\.txt/ }), /unsaved changes/);
  assert.equal(await step('cat /workspace/notes.txt'), 'mine\n');
});

test('what is no text can be downloaded, byte for byte; a new file is made; one that is removed is gone', async () => {
  await page.getByRole('link', { name: 'blob', exact: true }).click();
  await says(main(), /301 bytes and is no text/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download blob' }).click()]);
  assert.equal(download.suggestedFilename(), 'blob');
  assert.equal(readFileSync(await download.path()).toString('base64'), await step('base64 -w0 /workspace/blob'));
  await page.getByRole('link', { name: 'workspace/', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name of a new file or folder' }).fill('jobs/job.yaml');
  await button('New file').click();
  await says(main(), /This file is not there yet/);
  await text().fill('a: 1\n');
  await button('Save…').click();
  await button('Save').click();
  await says(main(), /Saved\./);
  assert.equal(await step('cat /workspace/jobs/job.yaml'), 'a: 1\n');
  await page.getByRole('link', { name: 'workspace/', exact: true }).click();
  await button('Remove blob').click();
  await page.getByRole('group', { name: 'Remove blob' }).getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('link', { name: 'blob', exact: true }).waitFor({ state: 'detached' });
  assert.equal(await step('ls /workspace | grep -c blob || :'), '0\n');
});

test('beginning anew asks first, and empties the workspace', async () => {
  await button('Begin anew').click();
  await says(page.getByRole('alert'), /Every file here goes/);
  await page.getByRole('group', { name: 'Begin anew' }).getByRole('button', { name: 'Begin anew' }).click();
  await says(main(), /Nothing is here yet.*Directory \/workspace /);
  assert.equal(await step('ls -d /workspace/notes.txt 2>/dev/null; pwd'), '/workspace\n');
});

test('nobody sees a workspace without logging in; the page breaks no rule of its own and fits a narrow window', async () => {
  // A browser also complains of each refusal that the page was made for: nothing there yet, and changed meanwhile.
  assert.deepEqual(browser.complaints.filter((one) => !/with a status of 40[49]/.test(one)), []);
  await page.setViewportSize({ width: 390, height: 800 });
  assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true);
  await using other = await Browser.start();
  const plain = await other.open(`${handrail.origin}/workspace`);
  await plain.getByText('You are not logged in').waitFor();
  assert.equal(await plain.getByRole('table').count(), 0);
});
