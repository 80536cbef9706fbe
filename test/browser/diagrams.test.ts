/** Diagrams of runbooks: drawn under the site's own policy, loaded only where there is one, said in words, and harmless. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { contentPolicy } from '../../server/http/content-policy.ts';
import { mermaid } from '../../src/plugin/mermaid.ts';
import { Handrail, root } from '../handrail.ts';
import { Browser } from './browser.ts';

let handrail: Handrail;
let browser: Browser;
before(async () => {
  [handrail, browser] = await Promise.all([Handrail.start(), Browser.start()]);
});
after(async () => {
  await Promise.all([browser, handrail].map((one) => one[Symbol.asyncDispose]()));
});

let drawnHeight = 0;
const heightOf = (part: Locator) => part.evaluate((element) => element.getBoundingClientRect().height);

/** Opens a page; gives it with the scripts that it came to load. */
async function visit(path: string): Promise<{ page: Page; scripts: Set<string> }> {
  const page = await browser.context.newPage();
  const scripts = new Set<string>();
  page.on('request', (request) => { if (request.resourceType() === 'script') scripts.add(new URL(request.url()).pathname); });
  await page.goto(handrail.origin + path);
  return { page, scripts };
}

test('a diagram is drawn when the reader comes near it, under the site’s own policy', async () => {
  const refusals: string[] = [];
  const { page } = await visit('/runbooks/prompt-redis');
  page.on('console', (message) => { if (/Content Security Policy/i.test(message.text())) refusals.push(message.text()); });
  const figure = page.locator('figure', { hasText: 'How a message travels' });
  await figure.scrollIntoViewIfNeeded();
  await figure.locator('svg').waitFor({ timeout: 60_000 });
  assert.match(await figure.locator('svg').innerHTML(), /lsstcam_consumer_group/);
  assert.match(await figure.locator('figcaption').innerText(), /Next Visit Fan Out adds each message/);
  drawnHeight = await heightOf(figure);
  const [frame, drawing] = [await heightOf(figure.locator('svg').locator('..')), await heightOf(figure.locator('svg'))];
  assert.ok(drawing <= frame && drawing > 0.6 * frame, `${drawing} px drawn in ${frame} px`);
  assert.deepEqual(refusals, []);
  await page.close();
});

test('a page without a diagram loads nothing of Mermaid', async () => {
  const { page: without, scripts: few } = await visit('/runbooks/schema-migration-process');
  await without.waitForLoadState('networkidle');
  const { page: drawn, scripts: many } = await visit('/runbooks/transformed-efd#failure-monitor');
  await drawn.locator('figure svg').first().waitFor({ timeout: 60_000 });
  const holds = (scripts: ReadonlySet<string>) => [...scripts].some((path) => readFileSync(join(root, 'build/site', path), 'utf8').includes('flowchart-elk'));
  assert.ok(holds(many), 'the test knows Mermaid when it sees it');
  assert.ok(!holds(few), [...few].join('\n'));
  await Promise.all([without.close(), drawn.close()]);
});

test('without JavaScript the words are there', async () => {
  await using plain = await Browser.start({ javaScriptEnabled: false });
  const page = await plain.open(`${handrail.origin}/runbooks/prompt-redis`);
  const figure = page.locator('figure', { hasText: 'How a message travels' });
  assert.match(await figure.innerText(), /takes a message through the group, works on it, and acknowledges it/);
  assert.equal(await figure.locator('svg').count(), 0);
  assert.equal(await heightOf(figure), drawnHeight, 'the room of the picture is kept before it comes');
});

/** What somebody might write into a diagram to have the reader's browser do something. */
const hostile: Readonly<Record<string, string>> = {
  'a link that is a script': 'flowchart LR\n  A --> B\n  click A "javascript:window.hit()"',
  'a callback': 'flowchart LR\n  A --> B\n  click A call hit()',
  'HTML in labels': 'flowchart LR\n  A["<img src=x onerror=hit()>"] --> B["<script>hit()</script>"]',
  'settings in a directive': '%%{init: {"securityLevel": "loose", "htmlLabels": true, "flowchart": {"htmlLabels": true}}}%%\nflowchart LR\n  A["<b onclick=hit()>A</b>"] --> B\n  click A "javascript:window.hit()"',
  'settings in front matter': '---\nconfig:\n  securityLevel: loose\n  htmlLabels: true\n---\nflowchart LR\n  A["<iframe src=https://evil.example></iframe>"] --> B',
  'style of the whole page': '%%{init: {"themeCSS": "} body { display: none } a {"}}%%\nflowchart LR\n  A --> B',
  'a caption that is code': 'flowchart LR\n  accTitle: <script>hit()</script>\n  accDescr: <img src=x onerror=hit()>\n  A --> B',
};

/** Draws a diagram as the site does, clicks on all of it, and tells what came of it in the page's title. */
const script = (source: string): string => `
  let hits = 0;
  window.hit = () => { hits += 1; };
  const { default: mermaid } = await import('/assets/mermaid/mermaid.esm.min.mjs');
  mermaid.initialize({ startOnLoad: false, ...${JSON.stringify(mermaid.options)} });
  const here = document.getElementById('here');
  const drawn = await mermaid.render('drawing', ${JSON.stringify(source).replaceAll('<', String.raw`\u003c`)}).catch(() => ({ svg: '' }));
  here.innerHTML = drawn.svg;
  drawn.bindFunctions?.(here);
  const all = [...here.querySelectorAll('*')];
  for (const one of all) one.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
  await new Promise((done) => setTimeout(done, 300));
  document.title = JSON.stringify({
    hits,
    foreign: all.filter((one) => one.matches('script, iframe, img, foreignObject, object, embed')).map((one) => one.outerHTML),
    handlers: all.flatMap((one) => [...one.attributes]).filter(({ name, value }) => /^on/i.test(name) || /^\\s*javascript:/i.test(value)).map(({ name }) => name),
    shown: getComputedStyle(document.body).display,
    drawn: drawn.svg !== '',
  });`;

interface Outcome { hits: number; foreign: string[]; handlers: string[]; shown: string; drawn: boolean }

async function draw(source: string): Promise<Outcome> {
  const page = await browser.context.newPage();
  const html = `<!doctype html><title></title><body><div id="here"></div><script type="module">${script(source)}</script></body>`;
  const headers = { 'content-security-policy': contentPolicy(html, handrail.origin) };
  await page.route('**/hostile', (route) => route.fulfill({ body: html, contentType: 'text/html', headers }));
  await page.route('**/assets/mermaid/**', (route) => route.fulfill({
    body: readFileSync(join(root, 'node_modules/mermaid/dist', new URL(route.request().url()).pathname.replace('/assets/mermaid/', ''))), contentType: 'text/javascript',
  }));
  await page.goto(`${handrail.origin}/hostile`);
  for (let left = 600; (await page.title()) === '' && left > 0; left -= 1) await page.waitForTimeout(50);
  const title = await page.title();
  await page.close();
  return JSON.parse(title) as Outcome;
}

for (const [what, source] of Object.entries(hostile)) {
  test(`a diagram cannot carry ${what}`, async () => {
    const { drawn, ...outcome } = await draw(source);
    assert.deepEqual(outcome, { hits: 0, foreign: [], handlers: [], shown: 'block' }, drawn ? 'it was drawn' : 'it was refused');
  });
}

test('a harmless diagram is drawn the same way', async () => {
  assert.deepEqual(await draw('flowchart LR\n  A --> B'), { hits: 0, foreign: [], handlers: [], shown: 'block', drawn: true });
});
