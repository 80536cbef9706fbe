/** `handrail dev` in a real browser: a save is on the page, a mistake is told there and goes when it is mended, a step runs; the end leaves nothing. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { DevReport } from '../../common/dev-report.ts';
import { freePort, isAlive, pause, root } from '../handrail.ts';
import { Browser } from './browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'handrail-dev-test-'));
const runbooks = join(folder, 'runbooks');
const file = join(runbooks, 'prompt-redis.mdx');
let port = 0;
let process_: ChildProcess;
let loginLink = '';
const reports: DevReport[] = [];
let browser: Browser | undefined;
let page: Page;
let good = '';

before(async () => {
  cpSync(join(root, 'runbooks'), runbooks, { recursive: true });
  good = readFileSync(file, 'utf8');
  port = await freePort();
  // The site's development server is as heavy as a build: one at a time, as long as that can be waited for.
  const words = ['server/cli/main.ts', 'dev', runbooks, '--port', String(port), '--json', '--editor', 'vscode', '--data', join(folder, 'data')];
  process_ = spawn('sh', ['-c', 'exec 9>/tmp/site-build.lock; flock -w 20 9; exec "$0" "$@"', process.execPath, ...words], {
    cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }, detached: true,
  });
  const ready = new Promise<string>((done, failed) => {
    createInterface({ input: process_.stdout ?? process.stdin }).on('line', (line) => {
      const said = JSON.parse(line) as { report?: DevReport; ready?: { loginLink: string } };
      if (said.report) reports.push(said.report);
      if (said.ready) done(said.ready.loginLink);
    });
    process_.once('exit', (status) => { failed(new Error(`dev ended with ${status}`)); });
  });
  loginLink = await ready;
  browser = await Browser.start();
  page = await browser.open(loginLink);
  await page.waitForURL((url) => url.pathname === '/', { timeout: 60_000 });
  await page.goto(`http://127.0.0.1:${port}/runbooks/prompt-redis`);
  await page.locator('#step-ping').waitFor({ timeout: 60_000 });
}, { timeout: 200_000 });
after(async () => {
  await browser?.[Symbol.asyncDispose]();
  if (process_.exitCode === null && process_.pid !== undefined) process.kill(-process_.pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('a save is on the page without a reload', { timeout: 60_000 }, async () => {
  await page.evaluate('globalThis.sameDocument = true');
  writeFileSync(file, good.replace('## Intended audience', 'Just now this sentence was saved.\n\n## Intended audience'));
  await page.getByText('Just now this sentence was saved.').waitFor({ timeout: 30_000 });
  assert.equal(await page.evaluate('globalThis.sameDocument'), true);
});

test('a mistake is told above the page with its place, the commands stay readable, and all is well once it is mended', { timeout: 60_000 }, async () => {
  writeFileSync(file, good.replace('run=ping effect=read', 'run=ping effect=raed'));
  const panel = page.getByRole('status', { name: 'Problems' });
  await panel.getByText('so its steps cannot be run').waitFor({ timeout: 30_000 });
  const line = good.split('\n').findIndex((one) => one.includes('run=ping effect=read')) + 1;
  assert.match(await panel.innerText(), new RegExp(`line ${line}, column \\d+: .*read, change, destroy`));
  assert.equal(await panel.getByRole('link').first().getAttribute('href').then((href) => href?.replace(/:\d+$/, '')), `vscode://file${file}:${line}`);
  await page.getByText('so its steps cannot be run from here').waitFor({ timeout: 30_000 });
  assert.match(await page.locator('article').innerText(), /run=ping effect=raed/);
  // What it prints comes by another way than what the page shows.
  for (const until = Date.now() + 10_000; reports.at(-1)?.findings['prompt-redis']?.some(({ severity }) => severity === 'problem') !== true; await pause(20)) {
    assert.ok(Date.now() < until, JSON.stringify(reports.at(-1)));
  }
  writeFileSync(file, good);
  await page.locator('#step-ping').waitFor({ timeout: 30_000 });
  await panel.getByText('so its steps cannot be run').waitFor({ state: 'detached', timeout: 30_000 });
});

test('a step runs, through the server that stands behind', { timeout: 90_000 }, async () => {
  const step = page.locator('#step-ping');
  await step.getByRole('button', { name: /^Run/ }).click({ timeout: 30_000 }).catch(async () => assert.fail(await step.innerText()));
  await step.getByText('PONG').last().waitFor({ timeout: 30_000 });
  await step.getByText(/As expected · exit status 0/).filter({ visible: true }).first().waitFor({ timeout: 30_000 }).catch(async () => assert.fail(await step.innerText()));
});

test('no other site and no other name gets in', async () => {
  const ask = async (path: string, init: RequestInit): Promise<number> => (await fetch(`http://127.0.0.1:${port}${path}`, init)).status;
  const change = { method: 'POST', headers: { 'content-type': 'application/json', 'x-handrail': '1', origin: 'http://evil.example' }, body: '{"secret":"x"}' };
  assert.equal(await ask('/api/login', change), 403);
  assert.match(await raw(`GET /__dev/reports HTTP/1.1\r\nHost: evil.example:${port}\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 403|Invalid Host/);
  assert.match(await raw(`GET /api/session HTTP/1.1\r\nHost: evil.example:${port}\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 (403|421)|Invalid Host/);
});

test('Ctrl-C ends all of it', { timeout: 60_000 }, async () => {
  const before_ = descendants(process_.pid ?? 0);
  assert.ok(before_.length >= 3, String(before_));
  const gone = new Promise((done) => process_.once('exit', done));
  process.kill(-(process_.pid ?? 0), 'SIGINT');
  await gone;
  // What the runner started ends just after it.
  for (const until = Date.now() + 10_000; before_.some(isAlive) && Date.now() < until; ) await pause(50);
  assert.deepEqual(before_.filter(isAlive), []);
  assert.deepEqual(readdirSync(folder).sort(), ['data', 'runbooks'], 'what was to be kept is kept');
  assert.equal(existsSync(join(root, `build/dev-${port}`)), false);
});

async function raw(request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(request);
  let said = '';
  for await (const chunk of socket) said += String(chunk);
  return said;
}

/** Every process below one, and the runner, which goes out of its own accord from under its server. */
function descendants(pid: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
  const stat = (one: number): string => { try { return readFileSync(`/proc/${one}/stat`, 'utf8'); } catch { return ''; } };
  const environment = (one: number): string => { try { return readFileSync(`/proc/${one}/environ`, 'utf8'); } catch { return ''; } };
  const children = (parent: number): number[] => all.filter((one) => Number(/\) \S (\d+)/.exec(stat(one))?.[1]) === parent).flatMap((child) => [child, ...children(child)]);
  return [...new Set([...children(pid), ...all.filter((one) => one !== process.pid && environment(one).includes(folder))])];
}
