/** The site: which folders become pages, which plugins make them, and how it is laid out. Wiring only. */
import { createRequire } from 'node:module';
import type { UserThemeConfig } from '@docusaurus/theme-common';
import type { Config } from '@docusaurus/types';
import { prismTheme } from './src/css/prism-theme';
import { sidebarByService } from './src/sidebar/by-service';
import { devPlugin } from './src/dev/plugin';
import { mermaid } from './src/plugin/mermaid';
import { prismWhereUsed } from './src/plugin/prism';

// Node reads the plugins and `common` as they are; Docusaurus's own loader would compile every module they import.
const native = createRequire(__filename);
const { default: catalogPlugin } = native('./src/plugin/catalog.ts') as typeof import('./src/plugin/catalog.ts');
const { default: pageAssets } = native('./src/plugin/page-assets.ts') as typeof import('./src/plugin/page-assets.ts');
const { default: searchPlugin } = native('./src/plugin/search.ts') as typeof import('./src/plugin/search.ts');
const { runbooksPlugin } = native('./src/plugin/runbooks.ts') as typeof import('./src/plugin/runbooks.ts');
const { runnableSteps } = native('./src/remark/runnable-steps/index.ts') as typeof import('./src/remark/runnable-steps/index.ts');
const { tocSteps } = native('./src/remark/toc-steps/index.ts') as typeof import('./src/remark/toc-steps/index.ts');
const { brokenRunbooks } = native('./src/remark/broken-runbooks/index.ts') as typeof import('./src/remark/broken-runbooks/index.ts');

/** The folder of runbooks, from the site's folder; another for a site that is made to look at it. */
const runbooks = process.env.SITE_RUNBOOKS ?? 'runbooks';
// A runbook's mistakes become its page's; they never keep the others from their readers.
const hooks = brokenRunbooks(runbooks, (line) => { process.stderr.write(`[WARNING] ${line}\n`); });

const themeConfig: UserThemeConfig & { mermaid: typeof mermaid } = {
  metadata: [{ property: 'og:site_name', content: 'Handrail' }, { property: 'og:type', content: 'article' }, { name: 'twitter:card', content: 'summary' }],
  colorMode: { respectPrefersColorScheme: true },
  docs: { sidebar: { autoCollapseCategories: false, hideable: false } },
  navbar: {
    title: 'Handrail',
    logo: { alt: '', src: 'img/logo.svg', srcDark: 'img/logo-dark.svg', width: 28, height: 28 },
    items: [
      { to: '/', label: 'Runbooks', position: 'left', activeBaseRegex: '^/(runbooks/.*)?$' },
      { to: '/practice', label: 'Practice', position: 'left' },
      {
        type: 'dropdown', label: 'Work', position: 'left', items: [
          { to: '/walkthroughs', label: 'Walkthroughs' },
          { to: '/runs', label: 'Runs' },
          { to: '/approvals', label: 'Approvals' },
          { to: '/workspace', label: 'Workspace' },
        ],
      },
      { to: '/trust', label: 'Trust', position: 'left' },
      { type: 'docSidebar', sidebarId: 'pages', label: 'Handbook', position: 'left' },
      { type: 'custom-account', position: 'right' },
    ],
  },
  footer: { copyright: 'Handrail · Apache-2.0', links: [{ label: 'The record', to: '/audit' }, { label: 'The sandbox', to: '/sandbox' }, { html: '<button type="button" class="clean-btn" data-handrail="keys">Keys</button>' }] },
  prism: { theme: prismTheme, additionalLanguages: ['bash', 'diff', 'json'] },
  tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 3 },
  mermaid,
};

const config: Config = {
  title: 'Handrail',
  tagline: 'Runbooks you can run',
  favicon: 'img/favicon.svg',
  url: process.env.HANDRAIL_ORIGIN ?? 'http://127.0.0.1:3180',
  baseUrl: '/',
  trailingSlash: false,
  onBrokenLinks: 'warn',
  onBrokenAnchors: 'warn',
  onDuplicateRoutes: 'throw',
  future: { v4: true, faster: true },
  markdown: {
    format: 'detect', mermaid: true, preprocessor: hooks.preprocessor, parseFrontMatter: hooks.parseFrontMatter,
    hooks: { onBrokenMarkdownLinks: hooks.onUnresolved, onBrokenMarkdownImages: hooks.onUnresolved },
  },
  clientModules: ['./src/client/keys.ts', './src/client/awaited.ts', './src/client/prefetch.ts'],
  themes: [['@docusaurus/theme-classic', { customCss: './src/css/custom.css' }], '@docusaurus/theme-mermaid'],
  plugins: [
    [runbooksPlugin(process.env.HANDRAIL_CATALOG ?? 'build/catalog.json'), {
      id: 'runbooks', path: runbooks, routeBasePath: 'runbooks', sidebarPath: './sidebars.ts', breadcrumbs: false,
      sidebarItemsGenerator: sidebarByService, numberPrefixParser: false, exclude: hooks.exclude,
      beforeDefaultRemarkPlugins: [hooks.unlessBroken(() => runnableSteps({ folder: runbooks }))], remarkPlugins: [tocSteps],
    }],
    ['@docusaurus/plugin-content-docs', {
      id: 'default', path: 'docs', routeBasePath: 'docs', sidebarPath: './sidebars.ts', breadcrumbs: false,
      docItemComponent: '@site/src/components/HandbookPage',
    }],
    '@docusaurus/plugin-content-pages',
    prismWhereUsed,
    pageAssets,
    ...(process.env.SITE_DEV === undefined ? [] : [devPlugin(process.env.SITE_DEV)]),
    [catalogPlugin, { catalog: process.env.HANDRAIL_CATALOG ?? 'build/catalog.json', runbooks }],
    [searchPlugin, { catalog: process.env.HANDRAIL_CATALOG ?? 'build/catalog.json' }],
  ],
  themeConfig,
};

export default config;
