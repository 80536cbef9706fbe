/**
 * Every state of a step as it is seen: reached for real where that can be, looked at in the light and in the dark, wide and at
 * 360 px, and compared with the pictures in `snapshots/` (`picture.ts` says how to take them anew). And what the page says
 * of states elsewhere: the table of contents, the line that says where steps run, paper.
 */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { writeCatalog } from '../fixture-catalog.ts';
import { catalog, Handrail } from '../handrail.ts';
import { Browser } from './browser.ts';
import { faults, inBoth, isReadableIn } from './faults.ts';
import { differs, drawsTheSameLetters, holdStill, makeHaltable, nudges, take } from './picture.ts';
import { says } from './says.ts';

const rules = `/tmp/handrail-states-${process.pid}.yaml`;
const cluster = 'usdf';
let handrail: Handrail;
let browser: Browser;
let page: Page;
/** whether this machine draws letters as they are in the pictures */
let isComparable: boolean;

before(async () => {
  writeFileSync(rules, `environments:
  practice:
    title: Practice
    level: contained
    targets: all
    windows: told
    rules:
      - { name: look, decide: allow, effects: [read] }
      - { name: change, decide: allow, effects: [change], approvals: 1 }
      - { name: keep, decide: deny, effects: [destroy], say: Nothing is destroyed tonight. }
  ${cluster}:
    title: USDF
    level: limited
    targets: all
    rules:
      - { name: look, decide: allow, effects: [read], roles: [operator] }
`);
  const runbooks = catalog.runbooks.map((one) => (one.id === 'prompt-redis' ? { ...one, environments: ['practice', cluster] } : one));
  [handrail, browser] = await Promise.all([Handrail.start({ HANDRAIL_ENVIRONMENTS: rules, HANDRAIL_CATALOG: writeCatalog({ ...catalog, runbooks }) }), Browser.start()]);
  await makeHaltable(browser.context);
  // Drawings come when one is near them, and take their room then: here none comes.
  await browser.context.addInitScript('window.IntersectionObserver = class { observe() {} unobserve() {} disconnect() {} }');
  // The page was built for practice alone: here its runbook is for a real place too.
  await browser.context.route('**/assets/js/*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(/("?environments"?:\["practice")(\],"?targets)/g, `$1,"${cluster}"$2`) });
  });
  page = await browser.open(handrail.loginLink);
  await page.waitForURL((url) => url.pathname === '/');
  isComparable = await drawsTheSameLetters(page);
  await page.goto(`${handrail.origin}/runbooks/prompt-redis`);
  await page.locator('html[data-has-hydrated="true"]').waitFor({ state: 'attached' });
});
after(async () => {
  await Promise.all([browser, handrail].map((one) => one[Symbol.asyncDispose]()));
  rmSync(rules, { force: true });
});

const step = (id: string): Locator => page.locator(`#step-${id}`);
const status = (id: string): Locator => step(id).getByRole('status').first();
const run = (id: string): Locator => step(id).locator('[data-handrail="run"]').first();

const environment = (name: string) => page.locator('[data-place] select').first().selectOption(name);
const target = (name: string) => page.locator('[data-place] select').last().selectOption(name);

/** CSS pixels */
const widths = { wide: 1280, narrow: 360 } as const;

/** States that `axe.test.ts` sees. */
const seen = new Set(['idle', 'running', 'expected']);

/** Looks at a step with axe, at its contrast in every look, and in both schemes and both widths as a picture, which it compares. */
async function looks(id: string, name: string, t: { diagnostic(message: string): void }): Promise<void> {
  if (!seen.has(name)) assert.deepEqual(await faults(page, `#step-${id}`), [], name);
  if (!isComparable) t.diagnostic('Letters are drawn in another way here: the pictures were not compared.');
  const wrong: string[] = [];
  await inBoth(page, async (colorScheme, isFirst) => {
    if (isFirst) await isReadableIn(page, `${name}, ${colorScheme}`, `#step-${id}`);
    if (isComparable) wrong.push(...await unlike(id, name, colorScheme, isFirst ? ['wide', 'narrow'] : ['narrow', 'wide']));
    if (!isFirst) await isReadableIn(page, `${name}, ${colorScheme}`, `#step-${id}`);
  });
  assert.deepEqual(wrong, []);
}

/** Takes pictures of a step in these shapes, one after the other; gives how they differ from those that are kept. */
async function unlike(id: string, name: string, colorScheme: string, shapes: readonly (keyof typeof widths)[]): Promise<string[]> {
  const wrong: string[] = [];
  const release = await holdStill(page);
  for (const shape of shapes) {
    await page.setViewportSize({ width: widths[shape], height: 900 });
    let found: string | null = 'not taken yet';
    for (const nudge of nudges) found &&= differs(await take(step(id), nudge), `${name}-${shape}-${colorScheme}`);
    if (found !== null) wrong.push(found);
  }
  await release();
  return wrong;
}

test('what is about to happen is said before anything is pressed: nothing yet, not allowed, a value missing', async (t) => {
  await says(step('delete-stream'), /Nothing is destroyed tonight/);
  // Where nobody has been yet, Redis is only beginning.
  await run('redis-is-up').click();
  await says(status('redis-is-up'), /(?<!not )as expected/i);
  await run('follow-log').click();
  await looks('where-am-i', 'idle', t);
  await looks('delete-stream', 'denied', t);
  await run('phalanx').click();
  await says(status('phalanx'), /Fill in/);
  await looks('phalanx', 'missing', t);
});

/** Where what follows a step stands in the page, in pixels from its top. */
const belowOf = (id: string) => page.evaluate(`document.querySelector('#step-${id}').nextElementSibling.getBoundingClientRect().y + scrollY`) as Promise<number>;

test('nothing jumps when a run begins, and nothing at all when it is run again', async () => {
  const rows = () => page.evaluate(`['[data-handrail="run"], button', '[role="status"]'].map((what) => { const { x, y } = document.querySelector('#step-where-am-i').querySelector(what).getBoundingClientRect(); return [x, y + scrollY]; })`);
  // Of what stands around and below, up and down only. Moves after a press count too, though browsers forgive them for half a second.
  await page.evaluate(`{
    window.moved = [];
    const name = (node) => node?.id || node?.className || node?.nodeName;
    new PerformanceObserver((list) => {
      for (const { sources } of list.getEntries()) {
        for (const { node, previousRect, currentRect } of sources) {
          const stands = node?.tagName === 'SECTION' || node?.getAttribute?.('role') === 'group';
          if (stands && previousRect.height > 0 && currentRect.height > 0 && Math.abs(previousRect.y - currentRect.y) > 2) window.moved.push(name(node) + ' ' + previousRect.y + ' → ' + currentRect.y);
        }
      }
    }).observe({ type: 'layout-shift' });
  }`);
  const [idle] = (await rows()) as number[][];
  await run('where-am-i').click();
  await step('where-am-i').locator('[data-output]').waitFor();
  const below = await belowOf('where-am-i');
  await says(status('where-am-i'), /(?<!not )as expected/i);
  assert.deepEqual(((await rows()) as number[][])[0], idle, 'the button stays where it was pressed');
  await step('where-am-i').locator('[data-output] a[download]').first().waitFor();
  await step('where-am-i').locator('[data-output] pre').waitFor();
  assert.equal(await belowOf('where-am-i'), below, 'the place of the first output is there as soon as Run is pressed');
  const before = await page.evaluate('window.moved = [], fetch("/api/runs?limit=1").then((answer) => answer.json()).then(({ runs }) => runs[0].id)');
  await run('where-am-i').click();
  await page.locator(`#step-where-am-i [data-output]:not([data-output="${String(before)}"])`).waitFor();
  await says(status('where-am-i'), /(?<!not )as expected/i);
  await step('where-am-i').locator('[data-output] pre').waitFor();
  assert.deepEqual(await page.evaluate('window.moved'), []);
});

test('who has gone on to read below an output that grows is not moved, and it can be read by who does not see it', async () => {
  const output = step('follow-log').getByRole('region', { name: /^Output of / });
  const height = () => step('follow-log').locator('[data-output]').evaluate((element) => element.getBoundingClientRect().height);
  await page.evaluate(`document.activeElement?.blur(), scrollBy({ top: document.querySelector('#step-follow-log').getBoundingClientRect().bottom - innerHeight / 4, behavior: 'instant' })`);
  await page.keyboard.press('Shift');
  // Browsers leave scrolling by script out of what they count as shifts: where it stands is noted here before each frame is drawn.
  await page.evaluate(`{
    const next = document.querySelector('#step-follow-log').nextElementSibling;
    window.stood = [];
    new ResizeObserver(() => { window.stood.push(next.getBoundingClientRect().y); }).observe(document.querySelector('#step-follow-log [data-output]'));
  }`);
  const [before, below, scrolled] = [await height(), await belowOf('follow-log'), await page.evaluate('scrollY') as number];
  assert.equal(handrail.cli('practice', '--', 'kubectl', '--context', 'usdfdev-prompt-processing', '-n', 'prompt-redis', 'exec', 'prompt-redis-0', '--', 'redis-cli', 'BGSAVE').status, 0);
  await says(output.locator('pre'), /Background saving terminated with success/);
  // Text comes before the terminal has drawn it, and the page follows in the frame after.
  await page.waitForFunction(`scrollY - ${scrolled} > 30 && scrollY - ${scrolled} === document.querySelector('#step-follow-log [data-output]').getBoundingClientRect().height - ${before}`);
  assert.equal(await belowOf('follow-log') - below, await height() - before);
  const stood = await page.evaluate('window.stood') as number[];
  assert.ok(stood.length > 1 && Math.max(...stood) - Math.min(...stood) < 1, `it stood at ${stood.join(', ')}`);
});

test('a run that goes on, one as expected, one that failed, one whose output is not what was expected', async (t) => {
  await looks('where-am-i', 'expected', t);
  await says(status('follow-log'), /Running/);
  await looks('follow-log', 'running', t);
  // In production somebody has named an image that there is not.
  await target('prod');
  assert.equal(handrail.cli('practice', '--', 'timeout', '40', 'sh', '-c', `alias k='kubectl --context usdfprod-prompt-processing -n prompt-redis'
    k set image statefulset/prompt-redis '*=redis:no-such-tag'
    until k get pod prompt-redis-0 -o jsonpath='{.status.phase}' | grep -q Pending; do sleep 0.2; done`).status, 0);
  await run('pods').click();
  await says(status('pods'), /Not as expected · exit status 0/);
  await looks('pods', 'unexpected', t);
  await run('list-streams').click();
  await says(status('list-streams'), /Exit status 1 — not as expected/);
  await looks('list-streams', 'failed', t);
  // It waits for what does not come, and prints nothing meanwhile.
  await run('redis-is-up').click();
  await says(status('redis-is-up'), /Running/);
  await target('dev');
});

test('a step that others have to approve waits for them', async (t) => {
  await step('create-stream').getByRole('button', { name: /^Ask for approval/ }).click();
  await step('create-stream').getByRole('textbox', { name: 'Reason' }).fill('the stream is gone');
  await step('create-stream').getByRole('button', { name: 'Ask', exact: true }).click();
  await says(step('create-stream'), /Waiting for approval: 0 of 1\..*Open for/);
  await looks('create-stream', 'waiting', t);
});

test('the table of contents tells the same of each, in words for those who do not see its marks', async () => {
  const entry = (id: string) => page.locator(`.theme-doc-toc-desktop a[href="#step-${id}"]`);
  const told = { 'where-am-i': 'as expected', 'follow-log': 'running', 'create-stream': 'waiting for approval', 'redis-cli': 'not run', pods: 'run before' };
  for (const [id, words] of Object.entries(told)) await entry(id).filter({ hasText: new RegExp(`, ${words}$`) }).waitFor();
  assert.equal(await entry('where-am-i').locator('[data-mark="good"]').count(), 1);
  assert.match(await page.locator('[data-place]').innerText(), /\d of \d+ steps? done as expected/);
});

test('production is said in words: in the line that stays, and beside every Run', async () => {
  const place = page.locator('[data-place]');
  assert.equal(await place.getAttribute('data-place'), 'practice');
  assert.doesNotMatch(await place.innerText(), /Not practice/i);
  await environment(cluster);
  assert.equal(await place.getAttribute('data-place'), 'real');
  assert.match(await place.innerText(), /Not practice/i);
  assert.match(await step('ping').innerText(), /Not practice\s*in usdf · dev/i);
  await target('prod');
  assert.equal(await place.getAttribute('data-place'), 'production');
  assert.match(await place.innerText(), /Production/i);
  assert.match(await step('ping').innerText(), /Production\s*in usdf · prod/i);
  await target('dev');
  await environment('practice');
  await page.evaluate('scrollTo(0, 5000)');
  const box = await place.boundingBox();
  assert.ok(box !== null && box.y >= 0 && box.y < 100, 'the line stays in sight');
});

test('on paper it is a checklist: nothing to press, a line to sign for every step, what is known', async () => {
  await page.emulateMedia({ media: 'print' });
  const found = await page.evaluate(`(() => {
    const shown = (element) => element.checkVisibility({ visibilityProperty: false });
    const steps = [...document.querySelectorAll('section[id^="step-"]')];
    return {
      pressed: [...document.querySelectorAll('button, .navbar, .theme-doc-toc-desktop')].filter(shown).map((one) => one.outerHTML.slice(0, 120)),
      unsigned: steps.filter((one) => ![...one.children].some((part) => getComputedStyle(part, '::after').content.includes('Done by'))).map(({ id }) => id),
      steps: steps.length,
    };
  })()`) as { pressed: string[]; unsigned: string[]; steps: number };
  assert.deepEqual(found.pressed, []);
  assert.deepEqual(found.unsigned, []);
  assert.ok(found.steps > 20);
  assert.match(await status('where-am-i').innerText(), /As expected/);
  await page.emulateMedia({ media: 'screen' });
});

test('a run that has fallen silent; a run whose runner died; a server that is away', async (t) => {
  await target('prod');
  await says(status('redis-is-up'), /quiet for/);
  await looks('redis-is-up', 'quiet', t);
  const runner = await handrail.runnerPid();
  assert.ok(runner !== null);
  process.kill(runner, 'SIGKILL');
  await says(status('redis-is-up'), /Lost/);
  await looks('redis-is-up', 'lost', t);
  await handrail.endServer('SIGKILL');
  await run('ping').click();
  await says(step('ping'), /does not answer/i);
  await looks('ping', 'away', t);
});
