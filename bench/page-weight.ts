/**
 * What a runbook page costs before any Run: the gzip size of every script a browser has run once the page is quiet, ours
 * and that of a plain Docusaurus site built from the same pages, where steps are ordinary code blocks. Chunks that are
 * merely prefetched for other pages are not counted on either side, nor is what draws diagrams: the plain site has the same
 * plugin for them, and none to draw. Takes the site in build/site as it is.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Browser } from '../test/browser/browser.ts';
import { heaviest, type Script, scriptsOf, sumKiB } from '../test/browser/scripts.ts';
import { buildPlainSite, runbooksOf } from './plain-site.ts';
import { serveFolder } from './serve-folder.ts';

/** A drawing brings its library when the reader comes near it, wherever on the page that is. */
export const nothingComesNear = 'window.IntersectionObserver = class { observe() {} unobserve() {} disconnect() {} }';

const root = resolve(import.meta.dirname, '..');
const ourSite = join(root, 'build/site');

/** What a page of ours may cost more than the same of plain Docusaurus, in KiB. */
export const mostMoreKiB = 15;

interface PageWeight {
  runbook: string;
  oursKiB: number;
  plainKiB: number;
  differenceKiB: number;
  scripts: readonly Script[];
}

/** Gives the weight of the heaviest runbook page. Throws when the site has not been built. */
export async function benchPageWeight(): Promise<PageWeight> {
  const all = await weighAll();
  return all.reduce((heaviest, one) => (one.differenceKiB > heaviest.differenceKiB ? one : heaviest));
}

async function weighAll(): Promise<[PageWeight, ...PageWeight[]]> {
  if (!existsSync(join(ourSite, 'index.html'))) throw new Error('There is no site in build/site. Build it first: npm run catalog && npm run site');
  const folder = mkdtempSync(join(tmpdir(), 'handrail-plain-'));
  try {
    const plainSite = buildPlainSite(folder, root);
    await using browser = await Browser.start();
    await browser.context.addInitScript(nothingComesNear);
    const weights: PageWeight[] = [];
    for (const runbook of runbooksOf(root)) {
      const scripts = await scriptsFor(browser, ourSite, runbook);
      const oursKiB = sumKiB(scripts);
      const plainKiB = sumKiB(await scriptsFor(browser, plainSite, runbook));
      weights.push({ runbook, oursKiB, plainKiB, differenceKiB: oursKiB - plainKiB, scripts });
    }
    const [first, ...rest] = weights;
    if (first === undefined) throw new Error('There are no runbooks to weigh.');
    return [first, ...rest];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function scriptsFor(browser: Browser, site: string, runbook: string): Promise<Script[]> {
  await using server = await serveFolder(site);
  const page = await browser.open(`${server.origin}/runbooks/${runbook}`);
  await page.waitForLoadState('networkidle');
  const scripts = await scriptsOf(page, site);
  await page.close();
  return scripts;
}

if (import.meta.main) {
  for (const { runbook, oursKiB, plainKiB, differenceKiB, scripts } of await weighAll()) {
    const more = differenceKiB > 0 ? `${differenceKiB.toFixed(1)} KiB more` : `${(-differenceKiB).toFixed(1)} KiB less`;
    console.log(`${runbook}: ${oursKiB.toFixed(1)} KiB gzip of script; plain Docusaurus ${plainKiB.toFixed(1)} KiB; ${more}`);
    if (differenceKiB <= mostMoreKiB) continue;
    console.error(`The page of ${runbook} may cost ${mostMoreKiB} KiB more than plain Docusaurus. ${heaviest(scripts)}`);
    process.exitCode = 1;
  }
}
