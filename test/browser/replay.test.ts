/** Seeing a run again, in a real browser against a real server: played, wound, kept, and never answered. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { parseCast } from '../../common/recording/asciicast.ts';
import type { Run } from '../../common/run.ts';
import { type Client, Handrail, pause, root } from '../handrail.ts';
import { Browser, visit } from './browser.ts';
import { copied } from './copied.ts';
import { says } from './says.ts';

let handrail: Handrail;
let browser: Browser;
let page: Page;
let client: Client;
before(async () => {
  [handrail, browser] = await Promise.all([Handrail.start(), Browser.start()]);
  page = await browser.open(handrail.loginLink);
  await page.waitForURL((url) => url.pathname === '/');
  client = await browser.client(page);
});
after(async () => {
  await Promise.all([browser, handrail].map((one) => one[Symbol.asyncDispose]()));
});

/** Runs a command as the person logged in, waits for its end; gives its run. */
async function ran(script: string): Promise<Run> {
  // What it prints is not kept: some print more than a parent takes, which would stop them.
  await once(spawn(process.execPath, ['server/cli/main.ts', 'practice', '--', 'sh', '-c', script], { cwd: root, env: handrail.environment, stdio: 'ignore' }), 'close');
  const { runs } = (await (await client.get('/api/runs?limit=1')).json()) as { runs: Run[] };
  assert.ok(runs[0]);
  return client.ended(runs[0].id);
}

const replay = (): Locator => page.getByRole('region', { name: /^Replay of/ });
const bar = (): Locator => replay().getByRole('slider', { name: 'Position in the recording' });
const screen = (): Locator => replay().locator('.xterm-rows');
/** Takes a run and two things that it printed; gives the milliseconds of its recording that lie in the middle between them. */
async function between(run: Run, one: string, other: string): Promise<number> {
  const { events } = parseCast(await (await client.get(`/api/runs/${run.id}/recording?as=cast`)).text());
  const [from = NaN, to = NaN] = [one, other].map((text) => events.find(({ data }) => data.includes(text))?.at);
  return Math.round((from + to) / 2_000);
}

/** Opens a run's own page, and its replay once the output is there. */
async function open(run: Run): Promise<void> {
  await page.goto(`${handrail.origin}/runs?run=${run.id}`);
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await replay().waitFor();
}

test('from a step’s output one comes to its replay, its page and its files', async () => {
  await visit(page, `${handrail.origin}/runbooks/prompt-redis`);
  assert.equal(await page.getByRole('button', { name: 'Replay' }).count(), 0);
  const step = page.locator('#step-ping');
  await step.locator('[data-handrail="run"]').first().click();
  await says(step.getByRole('status'), /(?<!not )as expected/i);
  await step.getByRole('button', { name: 'Replay' }).click();
  await says(step.getByRole('region', { name: /^Replay of/ }).getByRole('status'), /It ended with exit status 0, as expected\./);
  const [download] = await Promise.all([page.waitForEvent('download'), step.getByRole('link', { name: 'Download as cast' }).click()]);
  assert.match(download.suggestedFilename(), /^prompt-redis-ping-\d{8}-\d{4}\.cast$/);
  assert.match(parseCast(readFileSync(await download.path(), 'utf8')).events.map(({ data }) => data).join(''), /PONG/);
  await page.goto(await copied(page, () => step.getByRole('button', { name: 'Copy the link to this run' }).click()));
  await page.getByRole('heading', { level: 1, name: 'Does Redis answer?' }).waitFor();
  await says(page.getByRole('main'), /It ended with exit status 0, as expected\..*prompt-redis \/ ping.*TARGET dev.*PONG/);
});

test('it plays, pauses with Space, winds with the arrow keys and with the bar, and ends saying how the run did', async () => {
  const run = await ran('echo first; sleep 1; echo second; sleep 30 & sleep 0.2; kill $!; echo third; exit 3');
  await open(run);
  await says(replay().getByRole('status'), /It ended with exit status 3, not as expected\./);
  await says(screen(), /first second third/);
  await replay().getByRole('group').focus();
  await page.keyboard.press('Home');
  await says(replay(), /0:00 \/ 0:\d\d/);
  // What is said of it comes before it is drawn.
  await says(screen(), /^(?!.*second)/);
  await page.keyboard.press('Space');
  await replay().getByRole('button', { name: 'Pause' }).waitFor();
  await page.keyboard.press('Space');
  await replay().getByRole('button', { name: 'Play' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await says(screen(), /third/);
  await bar().fill(String(await between(run, 'first', 'second')));
  await says(screen(), /^ ?first ?$/);
  assert.match(await bar().getAttribute('aria-valuetext') ?? '', /^0:0\d of 0:\d\d$/);
  await replay().getByRole('button', { name: 'exit status 3' }).click();
  await says(screen(), /third/);
});

test('what a recording asks its terminal is answered to nobody: no message, no request', async () => {
  const sent: string[] = [];
  const requested: string[] = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
  page.on('request', (request) => requested.push(`${request.method()} ${new URL(request.url()).pathname.replace(/.*\//, '')}`));
  const run = await ran('printf "\\033[6n\\033[c\\033[>c\\033[5n\\033]10;?\\007\\033]11;?\\033\\\\\\033P\\$q m\\033\\\\\\033[?1\\$p\\033[18t\\033]52;c;?\\007asked"');
  await page.goto(`${handrail.origin}/runs?run=${run.id}`);
  await page.getByRole('button', { name: 'Replay', exact: true }).waitFor();
  await says(page.getByRole('main'), /asked/);
  sent.length = requested.length = 0;
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await says(replay().getByRole('status'), /It ended/);
  await says(screen(), /asked/);
  await replay().getByRole('button', { name: 'Play again' }).click();
  await says(replay().getByRole('status'), /It ended/);
  await replay().getByRole('group').click();
  await page.keyboard.type('typed');
  assert.deepEqual(sent.filter((message) => !/"(detach|ack|ping)"/.test(message)), []);
  assert.deepEqual([...new Set(requested)].filter((one) => !/^GET (moment|timing|output|.*\.(js|css|svg))$/.test(one)), []);
});

test('of a long recording only a part is read to show its middle, and a full-screen program has its screen', async () => {
  const run = await ran('yes "a line of a long log that goes on and on" | head -c 6000000; printf "\\033[?1049h\\033[Hfull screen"; sleep 2; printf "\\033[?1049l"; echo after');
  let read = 0;
  page.on('response', (response) => {
    if (response.url().includes('/output?')) read += Number(/to=(\d+)/.exec(response.url())?.[1] ?? 0) - Number(/from=(\d+)/.exec(response.url())?.[1] ?? 0);
  });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(run);
  await says(replay(), /Play.*0:00 \/ 0:(?!00|01)\d\d/);
  const middle = await between(run, 'full screen', '\u001b[?1049l');
  read = 0;
  await bar().fill(String(middle));
  await says(screen(), /full screen/);
  assert.doesNotMatch(await screen().innerText(), /a line of/);
  await replay().getByRole('button', { name: 'exit status 0' }).click();
  await says(screen(), /a line of a long log.*after/);
  await page.emulateMedia({ reducedMotion: null });
  assert.ok(read > 0 && read < 3_000_000, `${read} bytes were read`);
});

test('a run whose runner was killed is replayed as far as is known, and ends saying that it was lost', async () => {
  const answer = await client.start('prompt-redis#follow-log', { TARGET: 'dev' });
  const { run: { id } } = (await answer.json()) as { run: Run };
  for (const until = Date.now() + 30_000; !/Ready to accept/.test(await client.output(id)); await pause(50)) assert.ok(Date.now() < until, 'it printed nothing');
  const runner = await handrail.runnerPid();
  assert.ok(runner !== null);
  process.kill(runner, 'SIGKILL');
  const run = await client.ended(id);
  assert.equal(run.state, 'lost');
  await open(run);
  await says(replay().getByRole('status'), /It was lost: how it ended is not known\./);
  await says(screen(), /Ready to accept/);
  await replay().getByRole('button', { name: 'lost' }).waitFor();
  assert.doesNotMatch(await page.getByRole('main').innerText(), /(?<!not )as expected/);
});

test('one’s own runs are listed, and a run that may not be seen says so', async () => {
  await page.goto(`${handrail.origin}/runs`);
  await says(page.getByRole('listitem').filter({ hasText: 'Does Redis answer?' }), /prompt-redis · practice · \S.* As expected/);
  await page.goto(`${handrail.origin}/runs?run=01923456-789a-7000-8000-000000000000`);
  await says(page.getByRole('alert'), /There is no such run that you may see\./);
  await page.goto(`${handrail.origin}/runs?run=%3Cimg%20src=x%3E`);
  await says(page.getByRole('alert'), /There is no such run that you may see\./);
});

test('logged out and with the server away the page says so', async () => {
  await using stranger = await Browser.start();
  const other = await stranger.open(`${handrail.origin}/runs?run=01923456-789a-7000-8000-000000000000`);
  await says(other.getByRole('main'), /You are not logged in\./);
  await other.route('**/api/**', (route) => route.abort());
  await other.reload();
  await says(other.getByRole('main'), /The server does not answer\./);
});

test('nothing on the way complained', () => {
  assert.deepEqual(browser.complaints.filter((complaint) => !/404 \(Not Found\)/.test(complaint)), []);
});
