/**
 * A log of 300,000 lines and 50 MB, printed by a step in a sandbox, in a real Chromium: from the click on “Show the output”
 * to its tail on the screen, scrolled from end to end by the wheel and by dragging the bar, searched for a word at its far
 * end, its memory, and whether what is downloaded is what was printed. What the machine does to a page of plain text that
 * is scrolled the same way is told beside it, from the same run.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { digestOf } from '../common/catalog/digest.ts';
import type { Catalog } from '../common/catalog/runbook.ts';
import type { Run } from '../common/run.ts';
import { Browser } from '../test/browser/browser.ts';
import { fixtureCatalog, fixtureStep, writeCatalog } from '../test/fixture-catalog.ts';
import { Handrail } from '../test/handrail.ts';
import { median } from './statistics.ts';

const lines = 300_000;
const firstWord = 'haystack-begins';
const lastWord = 'haystack-ends';
/** Some 167 bytes a line; every line in colours. */
const source = `echo ${firstWord}
seq -f $'\\e[2m2026-11-21T15:00:00.000Z\\e[0m \\e[32mINFO\\e[0m  worker-7 processed exposure %07.0f of LSSTCam; detector=94 visit=2026112100042 status=ok queue=prompt-processing retries=0 host=sdf' 1 ${lines - 2}
echo ${lastWord}`;

/** The page knows this step by its id; what it prints here is ours. */
const place = { runbook: 'prompt-redis', step: 'ping' };

export interface LogFigures {
  megabytes: number;
  lines: number;
  /** from the click to the tail on the screen, first and again, in milliseconds */
  show: { first: number; again: number };
  /** from Enter to the word marked on the screen, in milliseconds: what stands furthest from where one is */
  search: { back: number; forward: number };
  /** the longest time between two frames, and the 99th percentile, in milliseconds, here and on a plain page */
  frames: { wheel: Frames; drag: Frames; plainWheel: Frames; plainDrag: Frames };
  /** what the page's scripts hold after a collection, in MB: before any log, at its tail, after all of it was scrolled through */
  heap: { before: number; atTail: number; after: number };
  /** elements of the page at the tail and after */
  elements: { atTail: number; after: number };
  isSame: boolean;
}

interface Frames {
  longest: number;
  p99: number;
  count: number;
}

function catalog(): Catalog {
  const step = fixtureStep({ id: place.step, source, title: 'Print a long log' });
  const made = fixtureCatalog([step]);
  return { ...made, digest: digestOf(source), runbooks: made.runbooks.map((runbook) => ({ ...runbook, id: place.runbook })) };
}

/** Starts a Handrail of its own; gives the figures. Throws when the log does not show what was printed. */
export async function benchLog(): Promise<LogFigures> {
  const { runbooks: [runbook] } = catalog();
  const { HANDRAIL_SITE = 'build/site' } = process.env;
  await using handrail = await Handrail.start({ HANDRAIL_CATALOG: writeCatalog(catalog()), HANDRAIL_SITE });
  const client = await handrail.logIn();
  const started = await client.post('/api/runs', {
    runbook: place.runbook, step: place.step, digest: runbook?.steps[0] && 'digest' in runbook.steps[0] ? runbook.steps[0].digest : '',
    environment: 'practice', parameters: {}, size: { cols: 100, rows: 24 },
  }, { 'idempotency-key': crypto.randomUUID() });
  if (!started.ok) throw new Error(await started.text());
  const run = await client.ended(((await started.json()) as { run: Run }).run.id, 120);
  await using browser = await Browser.start({ scrollBars: true });
  const page = await browser.open(/https?:\S+/.exec(handrail.cli('login-link').stdout)?.[0] ?? '');
  await page.waitForURL((url) => url.pathname === '/');
  const figures = await measure(page, handrail, run);
  if (browser.complaints.length > 0) throw new Error(browser.complaints.join('\n'));
  return figures;
}

async function measure(page: Page, handrail: Handrail, run: Run): Promise<LogFigures> {
  const path = `${handrail.origin}/runbooks/${place.runbook}?env=practice#step-${place.step}`;
  const times: number[] = [];
  let before = 0;
  for (let round = 0; round < 3; round++) {
    await page.goto('about:blank');
    await page.goto(path);
    await page.locator(`#step-${place.step}`).getByRole('button', { name: 'Show the output' }).waitFor();
    if (round === 0) before = await heapOf(page);
    times.push(await show(page));
  }
  await page.locator('[data-row]').last().waitFor();
  await says(page, new RegExp(`of ${lines.toLocaleString('en')}`));
  const atTail = { heap: await heapOf(page), elements: await elementsOf(page) };
  const search = { back: await searchFor(page, firstWord, 'Shift+Enter'), forward: await searchFor(page, lastWord, 'Enter') };
  console.error(`shown ${times.map((time) => time.toFixed(0)).join(', ')} ms; found ${JSON.stringify(search)}; ${JSON.stringify(atTail)}`);
  const wheel = await scrollByWheel(page, '[data-row="0"]');
  console.error(`by wheel ${JSON.stringify(wheel)}`);
  const drag = await scrollByBar(page);
  console.error(`by the bar ${JSON.stringify(drag)}`);
  const after = { heap: await heapOf(page), elements: await elementsOf(page) };
  const isSame = await download(page, join(handrail.data, 'journals', run.id, 'output'));
  const plain = await scrollPlain(page);
  return {
    megabytes: run.end / 1e6, lines, show: { first: times[0] ?? 0, again: median(times.slice(1)) }, search,
    frames: { wheel, drag, plainWheel: plain.wheel, plainDrag: plain.drag },
    heap: { before, atTail: atTail.heap, after: after.heap }, elements: { atTail: atTail.elements, after: after.elements }, isSame,
  };
}

/** Presses “Show the output”; gives the milliseconds until the last line stands there and has been drawn. */
async function show(page: Page): Promise<number> {
  return (await page.evaluate(`new Promise((shown) => {
    const button = [...document.querySelectorAll('#step-${place.step} button')].find(({ textContent }) => textContent === 'Show the output');
    const begun = performance.now();
    button.click();
    const look = () => {
      if ([...document.querySelectorAll('[data-row]')].some(({ textContent }) => textContent.includes('${lastWord}'))) requestAnimationFrame(() => shown(performance.now() - begun));
      else requestAnimationFrame(look);
    };
    look();
  })`)) as number;
}

/** Searches for a word; gives the milliseconds from the key to the word on the screen. */
async function searchFor(page: Page, word: string, key: string): Promise<number> {
  const field = page.getByRole('textbox', { name: 'Search the log' });
  await field.fill(word);
  await page.evaluate(`window.found = new Promise((found, failed) => {
    setTimeout(() => failed(new Error('${word} was not found in half a minute')), 30_000);
    let begun = 0;
    addEventListener('keydown', ({ key }) => { if (key === 'Enter') begun = performance.now(); }, { capture: true });
    const look = () => {
      const marks = begun === 0 ? [] : [...document.querySelectorAll('mark')].filter(({ textContent }) => textContent === '${word}');
      if (marks.length > 0) requestAnimationFrame(() => found(performance.now() - begun)); else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }); undefined`);
  await field.press(key);
  return (await page.evaluate('window.found')) as number;
}

/** Begins to note the time between frames. */
async function watchFrames(page: Page): Promise<() => Promise<Frames>> {
  await page.evaluate(`{
    window.gaps = [];
    window.watching = true;
    let last = performance.now();
    const look = (now) => { window.gaps.push(now - last); last = now; if (window.watching) requestAnimationFrame(look); };
    requestAnimationFrame((now) => { last = now; requestAnimationFrame(look); });
  }`);
  return async () => {
    const gaps = ((await page.evaluate('window.watching = false, window.gaps')) as number[]).sort((left, right) => left - right);
    return { longest: gaps.at(-1) ?? 0, p99: gaps[Math.floor(gaps.length * 0.99)] ?? 0, count: gaps.length };
  };
}

const scroller = '[data-log], [role="region"][aria-label^="Whole output"]';

/** Wheels from the tail to the top; gives the frames on the way. */
async function scrollByWheel(page: Page, top: string): Promise<Frames> {
  const box = await page.locator(scroller).boundingBox();
  if (box === null) throw new Error('there is no log to scroll');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.locator(scroller).focus();
  await page.keyboard.press('End');
  await page.waitForTimeout(500);
  const stop = await watchFrames(page);
  for (const until = Date.now() + 240_000; ;) {
    // As fast as a free-running wheel turns: some 200 lines a notch.
    for (let at = 0; at < 10; at++) await page.mouse.wheel(0, -4_000);
    if (await page.evaluate(`document.querySelector('${scroller}').scrollTop < 1 && (document.querySelector('${top}') !== null)`) === true) break;
    if (Date.now() > until) throw new Error('the wheel did not reach the top');
  }
  return await stop();
}

/** Drags the bar from end to end and back, with stops; gives the frames on the way. */
async function scrollByBar(page: Page): Promise<Frames> {
  const box = await page.locator(scroller).boundingBox();
  if (box === null) throw new Error('there is no log to scroll');
  await page.locator(scroller).focus();
  await page.keyboard.press('Home');
  await page.waitForTimeout(500);
  // Between the bar's buttons, and above the other bar.
  const [x, top, bottom] = [box.x + box.width - 7, box.y + 24, box.y + box.height - 45];
  const stop = await watchFrames(page);
  await page.mouse.move(x, top);
  await page.mouse.down();
  for (const target of [bottom, (top + bottom) / 2, bottom, top, bottom]) {
    await page.mouse.move(x, target, { steps: 90 });
    await page.waitForTimeout(300);
  }
  await page.mouse.up();
  const frames = await stop();
  await page.waitForTimeout(300);
  const reached = await page.evaluate(`document.querySelector('${scroller}').scrollTop`) as number;
  if (reached < 1000) throw new Error('the bar was not dragged');
  return frames;
}

/** A page of plain text that scrolls the same way, without a script: what the machine does by itself. */
async function scrollPlain(page: Page): Promise<{ wheel: Frames; drag: Frames }> {
  await page.goto('about:blank');
  await page.setContent(`<div data-log tabindex="0" style="height:560px;overflow:auto;font:13px/18px monospace;white-space:pre"><div data-row="0" style="height:400000px">${
    Array.from({ length: 3_000 }, (_, at) => `2026-11-21T15:00:00.000Z INFO  worker-7 processed exposure ${at}`).join('\n')}</div></div>`);
  return { wheel: await scrollByWheel(page, '[data-row="0"]'), drag: await scrollByBar(page) };
}

/** What scripts hold after a collection, buffers included, in MB. */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const usage = (await session.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number };
  await session.detach();
  return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 1e6;
}

async function elementsOf(page: Page): Promise<number> {
  return (await page.evaluate("document.querySelectorAll('*').length")) as number;
}

/** Downloads the whole; tells whether it is what the journal holds. */
async function download(page: Page, journal: string): Promise<boolean> {
  const [kept] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download whole' }).click()]);
  return sha256(await kept.path()) === sha256(journal);
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

async function says(page: Page, what: RegExp): Promise<void> {
  await page.locator(`#step-${place.step}`).getByText(what).first().waitFor({ timeout: 30_000 });
}

interface LogRow {
  what: string;
  figure: string;
  promise: string;
  kept: boolean;
}

/** Takes figures; gives a row for each promise. */
export function logRows({ megabytes, lines: count, show: { first, again }, search, frames, heap, elements, isSame }: LogFigures): LogRow[] {
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  const frame = (name: string, ours: Frames, plain: Frames): LogRow => ({
    what: `${name}, the longest time between two frames`, figure: `${ms(ours.longest)} (p99 ${ms(ours.p99)}, ${ours.count} frames); plain page ${ms(plain.longest)} (p99 ${ms(plain.p99)})`,
    promise: '≤ 100 ms', kept: ours.longest <= 100,
  });
  return [
    { what: `${count.toLocaleString('en')} lines, ${megabytes.toFixed(1)} MB: from “Show” to the tail on the screen`, figure: `${ms(first)} the first time, ${ms(again)} after`, promise: '≤ 1000 ms', kept: first <= 1000 },
    frame('scrolled through by wheel', frames.wheel, frames.plainWheel),
    frame('scrolled through by the bar', frames.drag, frames.plainDrag),
    { what: 'memory of scripts', figure: `${heap.before.toFixed(1)} MB without a log, ${heap.atTail.toFixed(1)} MB at its tail, ${heap.after.toFixed(1)} MB after all of it`, promise: '< 150 MB', kept: heap.after < 150 },
    { what: 'elements of the page', figure: `${elements.atTail} at the tail, ${elements.after} after all of it`, promise: '≤ 500 more', kept: elements.after - elements.atTail <= 500 },
    { what: 'a word at the far end found', figure: `${ms(search.back)} back, ${ms(search.forward)} on`, promise: '≤ 3000 ms', kept: Math.max(search.back, search.forward) <= 3000 },
    { what: 'downloaded whole: SHA-256', figure: isSame ? 'the journal’s' : 'another', promise: 'the journal’s', kept: isSame },
  ];
}

if (import.meta.main) {
  const rows = logRows(await benchLog());
  for (const { what, figure, promise, kept } of rows) console.log(`${kept ? '✔' : '✖'} ${what}: ${figure}  (promised ${promise})`);
  process.exitCode = rows.every(({ kept }) => kept) ? 0 : 1;
}
