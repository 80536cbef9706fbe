/**
 * The floor for pages: the same runbooks as a plain Docusaurus site, with the same themes, plugins and navigation and nothing
 * of ours. Steps are ordinary code blocks there, coloured in the browser.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A runbook's file: its name without `.mdx`, and its text. */
export interface RunbookText {
  id: string;
  text: string;
}

/** Takes an empty folder, this repository's and the runbooks; writes the plain site's sources there, ready to build. */
export function writePlainSite(folder: string, root: string, runbooks: readonly RunbookText[]): void {
  mkdirSync(join(folder, 'runbooks'));
  mkdirSync(join(folder, 'src/pages'), { recursive: true });
  for (const { id, text } of runbooks) writeFileSync(join(folder, 'runbooks', `${id}.mdx`), plainRunbook(text));
  cpSync(join(root, 'docs'), join(folder, 'docs'), { recursive: true });
  cpSync(join(root, 'static'), join(folder, 'static'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'src/pages/index.md'), '# Runbooks\n');
  writeFileSync(join(folder, 'package.json'), '{ "name": "plain", "private": true }\n');
  writeFileSync(join(folder, 'docusaurus.config.js'), `module.exports = ${JSON.stringify(plainConfig())};\n`);
}

/** Takes this repository's folder; gives the ids of its runbooks. */
export function runbooksOf(root: string): string[] {
  return globSync('runbooks/*.mdx', { cwd: root }).map((file) => basename(file, '.mdx')).sort();
}

/** Takes an empty folder and this repository's; builds this repository's runbooks plainly and gives the folder of the built site. */
export function buildPlainSite(folder: string, root: string): string {
  writePlainSite(folder, root, runbooksOf(root).map((id) => ({ id, text: readFileSync(join(root, 'runbooks', `${id}.mdx`), 'utf8') })));
  execFileSync(process.execPath, [join(folder, 'node_modules/@docusaurus/core/bin/docusaurus.mjs'), 'build', '--out-dir', 'build'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return join(folder, 'build');
}

/** Takes a runbook; gives the same page with ordinary blocks: fences keep their language only, drawings and hand steps their text. */
function plainRunbook(text: string): string {
  return text.replace(/^(\s*(?:`{3,}|~{3,})\w+).*$/gm, '$1').replace(/^(\s*(?:`{3,}|~{3,}))mermaid$/gm, '$1text')
    .replace(/<\/?(?:Manual|NotWritten|Announce|Pods|Jobs|RedisGroup|Events)\b[^>]*>/g, '').replace(/\{\/\*[^*]*\*\/\}/g, '');
}

function plainConfig(): object {
  const docs = (id: string, path: string) => ['@docusaurus/plugin-content-docs', { id, path, routeBasePath: path, breadcrumbs: false }];
  return {
    title: 'Plain', url: 'http://127.0.0.1', baseUrl: '/', trailingSlash: false, onBrokenLinks: 'ignore', onBrokenAnchors: 'ignore',
    future: { v4: true, faster: true },
    markdown: { format: 'detect', mermaid: true, hooks: { onBrokenMarkdownLinks: 'ignore', onBrokenMarkdownImages: 'ignore' } },
    themes: ['@docusaurus/theme-classic', '@docusaurus/theme-mermaid'],
    plugins: [docs('runbooks', 'runbooks'), docs('default', 'docs'), '@docusaurus/plugin-content-pages'],
    themeConfig: {
      colorMode: { respectPrefersColorScheme: true },
      navbar: { title: 'Plain', items: [{ to: '/', label: 'Runbooks' }, { to: '/docs', label: 'Handbook' }] },
      footer: { copyright: 'Plain' },
      prism: { additionalLanguages: ['bash', 'diff', 'json'] },
    },
  };
}
