/**
 * What a runbook page costs before any Run: the gzip size of every script a browser has run once the page is quiet, ours
 * and that of a plain Docusaurus site built from the same pages, where steps are ordinary code blocks. Chunks that are
 * merely prefetched for other pages are not counted on either side. Takes the site in build/site as it is.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Browser } from '../test/browser/browser.ts';

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

/** Builds the same pages with what Docusaurus brings along: same themes, plugins and navigation, nothing of ours. */
function buildPlain(folder: string): void {
  mkdirSync(join(folder, 'runbooks'));
  mkdirSync(join(folder, 'src/pages'), { recursive: true });
  for (const id of runbooks()) {
    writeFileSync(join(folder, 'runbooks', `${id}.mdx`), plainRunbook(readFileSync(join(root, 'runbooks', `${id}.mdx`), 'utf8')));
  }
  cpSync(join(root, 'docs'), join(folder, 'docs'), { recursive: true });
  cpSync(join(root, 'static'), join(folder, 'static'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'src/pages/index.md'), '# Runbooks\n');
  writeFileSync(join(folder, 'package.json'), '{ "name": "plain", "private": true }\n');
  writeFileSync(join(folder, 'docusaurus.config.js'), `module.exports = ${JSON.stringify(plainConfig())};\n`);
  execFileSync(process.execPath, [join(folder, 'node_modules/@docusaurus/core/bin/docusaurus.mjs'), 'build', '--out-dir', 'build'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Takes a runbook; gives the same page with ordinary blocks: fences keep their language only, hand steps their text. */
function plainRunbook(text: string): string {
  return text.replace(/^(\s*(?:`{3,}|~{3,})\w+).*$/gm, '$1').replace(/<\/?Manual[^>]*>/g, '').replace(/\{\/\*[^*]*\*\/\}/g, '');
}

function plainConfig(): object {
  const docs = (id: string, path: string) => ['@docusaurus/plugin-content-docs', { id, path, routeBasePath: path, breadcrumbs: false }];
  return {
    title: 'Plain', url: 'http://127.0.0.1', baseUrl: '/', trailingSlash: false, onBrokenLinks: 'ignore', onBrokenAnchors: 'ignore',
    future: { v4: true, faster: true },
    markdown: { format: 'detect', hooks: { onBrokenMarkdownLinks: 'ignore', onBrokenMarkdownImages: 'ignore' } },
    themes: ['@docusaurus/theme-classic'],
    plugins: [docs('runbooks', 'runbooks'), docs('default', 'docs'), '@docusaurus/plugin-content-pages'],
    themeConfig: {
      colorMode: { respectPrefersColorScheme: true },
      navbar: { title: 'Plain', items: [{ to: '/', label: 'Runbooks' }, { to: '/docs', label: 'Handbook' }] },
      footer: { copyright: 'Plain' },
      prism: { additionalLanguages: ['bash', 'diff', 'json'] },
    },
  };
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
