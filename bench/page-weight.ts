/**
 * What a runbook page costs before any Run: the gzip size of every script a browser has run once the page is quiet, ours
 * and that of a plain Docusaurus site built from the same pages, where steps are ordinary code blocks. Chunks that are
 * merely prefetched for other pages are not counted on either side, nor is what draws diagrams: the plain site has the same
 * plugin for them, and none to draw. Takes the site in build/site as it is.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Browser } from '../test/browser/browser.ts';
import { writePlainSite } from './plain-site.ts';

/** A drawing brings its library when the reader comes near it, wherever on the page that is. */
const nothingComesNear = 'window.IntersectionObserver = class { observe() {} unobserve() {} disconnect() {} }';

const root = resolve(import.meta.dirname, '..');
const ourSite = join(root, 'build/site');

interface PageWeight {
  runbook: string;
  oursKiB: number;
  plainKiB: number;
  differenceKiB: number;
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
    buildPlain(folder);
    await using browser = await Browser.start();
    await browser.context.addInitScript(nothingComesNear);
    const weights: PageWeight[] = [];
    for (const runbook of runbooks()) {
      const oursKiB = await scriptKiB(browser, ourSite, runbook);
      const plainKiB = await scriptKiB(browser, join(folder, 'build'), runbook);
      weights.push({ runbook, oursKiB, plainKiB, differenceKiB: oursKiB - plainKiB });
    }
    const [first, ...rest] = weights;
    if (first === undefined) throw new Error('There are no runbooks to weigh.');
    return [first, ...rest];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runbooks(): string[] {
  return globSync('runbooks/*.mdx', { cwd: root }).map((file) => basename(file, '.mdx')).sort();
}

function buildPlain(folder: string): void {
  writePlainSite(folder, root, runbooks().map((id) => ({ id, text: readFileSync(join(root, 'runbooks', `${id}.mdx`), 'utf8') })));
  execFileSync(process.execPath, [join(folder, 'node_modules/@docusaurus/core/bin/docusaurus.mjs'), 'build', '--out-dir', 'build'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** Serves a folder as a plain web server does; what is not there, the API included, is not there. */
async function serve(site: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = [path, `${path}.html`, join(path, 'index.html')].map((one) => join(site, one)).find((one) => extname(one) !== '' && existsSync(one));
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file));
  });
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
  return server;
}

async function scriptKiB(browser: Browser, site: string, runbook: string): Promise<number> {
  const server = await serve(site);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The site could not be served.');
  try {
    const page = await browser.open(`http://127.0.0.1:${address.port}/runbooks/${runbook}`);
    await page.waitForLoadState('networkidle');
    // What a `<link rel=prefetch>` fetched is entered as `link`.
    const scripts = (await page.evaluate(`performance.getEntriesByType('resource')
      .filter((entry) => entry.initiatorType === 'script').map(({ name }) => name)`)) as string[];
    await page.close();
    const bytes = scripts.map((src) => gzipSync(readFileSync(join(site, new URL(src).pathname)), { level: 9 }).length);
    return bytes.reduce((sum, one) => sum + one, 0) / 1024;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

if (import.meta.main) {
  for (const { runbook, oursKiB, plainKiB, differenceKiB } of await weighAll()) {
    console.log(`${runbook}: ${oursKiB.toFixed(1)} KiB gzip of script; plain Docusaurus ${plainKiB.toFixed(1)} KiB; ${differenceKiB.toFixed(1)} KiB more`);
  }
}
