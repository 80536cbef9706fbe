/** The site of a folder in which nearly every runbook is broken: it builds, the good one is whole, the broken ones tell what is wrong. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brokenRunbooks, writeBrokenRunbooks } from './broken-runbooks.ts';
import { root } from './handrail.ts';

const folder = mkdtempSync(join(tmpdir(), 'handrail-site-'));
const generated = `build/generated-${process.pid}`;
const site = join(folder, 'site');
let said = '';

before(() => {
  writeBrokenRunbooks(join(folder, 'runbooks'));
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'docs/index.md'), '# Handbook\n\nText.\n');
  const environment = {
    ...process.env, SITE_RUNBOOKS: join(folder, 'runbooks'), SITE_DOCS: join(folder, 'docs'), HANDRAIL_CATALOG: join(folder, 'catalog.json'), DOCUSAURUS_GENERATED_FILES_DIR_NAME: generated,
    // The cache does not know that what is generated stands elsewhere.
    DOCUSAURUS_NO_PERSISTENT_CACHE: '1',
  };
  const run = (file: string, ...words: string[]) => {
    const { status, stdout } = spawnSync(file, words, { cwd: root, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 200_000 });
    assert.equal(status, 0, stdout);
    return stdout;
  };
  run(process.execPath, 'server/catalog/main.ts', environment.SITE_RUNBOOKS, environment.HANDRAIL_CATALOG);
  // One site at a time, as long as that can be waited for: two would take each other's memory.
  said = run('sh', '-c', 'exec 9>/tmp/site-build.lock; flock -w 20 9; exec "$0" build --config test/broken-site.config.mjs --no-minify --out-dir "$1" 2>&1', join(root, 'node_modules/.bin/docusaurus'), site);
}, { timeout: 230_000 });
after(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(root, generated), { recursive: true, force: true });
});

/** What a reader without JavaScript sees of a page. */
function textOf(page: string): string {
  const html = readFileSync(join(site, 'runbooks', page), 'utf8').replace(/<(script|style|nav|aside)[\s\S]*?<\/\1>/g, '');
  return html.replace(/<br[^>]*>/g, '\n').replace(/<[^>]+>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#x27;', '\'').replaceAll('&amp;', '&');
}

test('the good runbook has its page and its step', () => {
  const html = readFileSync(join(site, 'runbooks/good.html'), 'utf8');
  assert.match(html, /id="?step-look\b/);
  assert.match(textOf('good.html'), /The good one/);
});

test('what leads nowhere is told with its place', () => {
  assert.match(said, /good\.mdx:\d+:\d+ `\.\/gone\.mdx` leads nowhere/);
  assert.match(said, /good\.mdx:\d+:\d+ `\.\/none\.png` leads nowhere/);
  assert.match(said, /\/runbooks\/broken-mdx#no-such-heading/);
  assert.match(said, /\/docs\/nowhere/);
});

test('a broken runbook’s page has its title, its problems with their places, and its text as it is', () => {
  const page = textOf('broken-mdx.html');
  assert.match(page, /MDX: broken/);
  assert.match(page, /line 8, column 1: This is not valid MDX: Expected a closing tag for <div>/);
  assert.match(page, /kubectl get pods\n/);
  assert.match(page, /<div>\n/);
  assert.doesNotMatch(readFileSync(join(site, 'runbooks/broken-mdx.html'), 'utf8'), /id="?step-/);
  assert.match(textOf('bad-front.html'), /```mdx-code-block\n:::note Hello\n```/);
});

test('every file has a page, and a link out of the folder has none', () => {
  const pages = readdirSync(join(site, 'runbooks')).filter((name) => name.endsWith('.html'));
  assert.equal(pages.length, Object.keys(brokenRunbooks).length + 1, pages.join(' '));
  assert.equal(existsSync(join(site, 'runbooks/link.html')), false);
  assert.match(textOf('huge.html'), /only its beginning is shown/);
});

test('nothing of a runbook ran while it was built', () => {
  const hostname = readFileSync('/etc/hostname', 'utf8').trim();
  assert.doesNotMatch(textOf('code-front.html'), new RegExp(`(^|\\W)${hostname}(\\W|$)`));
});
