/**
 * Prism, which colours the handbook's code in the browser, goes with the handbook's pages. Docusaurus's theme puts it into the
 * script of every page, 29 KiB of it; the build colours a runbook's code, so nobody who reads one needs it.
 */
import { createRequire } from 'node:module';
import type { Plugin } from '@docusaurus/types';

// As the theme's `getClientModules` names it, without its ending.
const everywhere = createRequire(__filename).resolve('@docusaurus/theme-classic/lib/prism-include-languages.js').replace(/\.js$/, '');

/** Gives the plugin. `HandbookPage` brings the module that it takes out. */
export function prismWhereUsed(): Plugin {
  return {
    name: 'handrail-prism',
    configureWebpack: () => ({ resolve: { alias: { [`${everywhere}$`]: false } } }),
  };
}
