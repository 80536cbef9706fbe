/** The site: which folders become pages, which plugins make them, and how it is laid out. Wiring only. */
import { createRequire } from 'node:module';
import type { UserThemeConfig } from '@docusaurus/theme-common';
import type { Config } from '@docusaurus/types';
import catalogPlugin from './src/plugin/catalog';
import { prismTheme } from './src/css/prism-theme';

// Node reads the plugin and `common` as they are; Docusaurus's own loader would compile every module they import.
const native = createRequire(__filename);
const { runnableSteps } = native('./src/remark/runnable-steps/index.ts') as typeof import('./src/remark/runnable-steps/index.ts');

const themeConfig: UserThemeConfig = {
  colorMode: { respectPrefersColorScheme: true },
  docs: { sidebar: { autoCollapseCategories: false, hideable: false } },
  navbar: {
    title: 'Handrail',
    logo: { alt: '', src: 'img/logo.svg', srcDark: 'img/logo-dark.svg', width: 28, height: 28 },
    items: [
      { to: '/', label: 'Runbooks', position: 'left', activeBaseRegex: '^/(runbooks/.*)?$' },
      { to: '/practice', label: 'Practice', position: 'left' },
      { type: 'docSidebar', sidebarId: 'pages', label: 'Handbook', position: 'left' },
    ],
  },
  footer: { copyright: 'Handrail · Apache-2.0' },
  prism: { theme: prismTheme, additionalLanguages: ['bash', 'diff', 'json'] },
  tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 3 },
};

const config: Config = {
  title: 'Handrail',
  tagline: 'Runbooks you can run',
  favicon: 'img/favicon.svg',
  url: process.env.HANDRAIL_ORIGIN ?? 'http://127.0.0.1:3180',
  baseUrl: '/',
  trailingSlash: false,
  onBrokenLinks: 'throw',
  onBrokenAnchors: 'throw',
  onDuplicateRoutes: 'throw',
  future: { v4: true, faster: true },
  markdown: { format: 'detect', hooks: { onBrokenMarkdownLinks: 'throw', onBrokenMarkdownImages: 'throw' } },
  themes: [['@docusaurus/theme-classic', { customCss: './src/css/custom.css' }]],
  plugins: [
    ['@docusaurus/plugin-content-docs', {
      id: 'runbooks', path: 'runbooks', routeBasePath: 'runbooks', sidebarPath: './sidebars.ts', breadcrumbs: false,
      beforeDefaultRemarkPlugins: [runnableSteps],
    }],
    ['@docusaurus/plugin-content-docs', {
      id: 'default', path: 'docs', routeBasePath: 'docs', sidebarPath: './sidebars.ts', breadcrumbs: false,
    }],
    '@docusaurus/plugin-content-pages',
    catalogPlugin,
  ],
  themeConfig,
};

export default config;
