/**
 * Docusaurus's docs plugin for the folder of runbooks, with one thing more: each page gets what its build knows of the
 * runbook's freshness, as the property `facts`. It travels in the page's own chunk, so no page carries another's.
 */
import { createRequire } from 'node:module';
import { basename, resolve } from 'node:path';
import type { LoadedContent, PluginOptions } from '@docusaurus/plugin-content-docs';
import type { LoadContext, Plugin, PluginModule, RouteConfig } from '@docusaurus/types';
import type { PageFacts } from '../../common/page-facts.ts';
import { readCatalog } from './catalog-file.ts';
import { pageFacts } from './facts.ts';
import { readTested, testedPath } from './tested.ts';

// Its default export is behind `default` for an ES module, which `require` sees as it is meant.
const docs = createRequire(import.meta.url)('@docusaurus/plugin-content-docs') as typeof import('@docusaurus/plugin-content-docs');

/** Takes the compiled catalog's path, from the site's folder; gives the plugin, which takes the docs plugin's options. */
export function runbooksPlugin(catalog: string): PluginModule {
  async function plugin(context: LoadContext, options: unknown): Promise<Plugin<LoadedContent>> {
    const original = await docs.default(context, options as PluginOptions);
    const file = resolve(context.siteDir, catalog);
    const results = resolve(context.siteDir, testedPath(context.siteDir));
    return {
      ...original,
      getPathsToWatch: () => [...(original.getPathsToWatch?.() ?? []), file, results],
      async contentLoaded({ content, actions }) {
        const tested = readTested(results, (problem) => { process.emitWarning(problem); });
        const facts = new Map(readCatalog(file).runbooks.map((runbook) => [runbook.id, pageFacts(runbook, tested, Date.now())]));
        const addRoute = (route: RouteConfig) => { actions.addRoute(withFacts(route, facts)); };
        await original.contentLoaded?.({ content, actions: { ...actions, addRoute } });
      },
    };
  }
  return Object.assign(plugin, { validateOptions: docs.validateOptions }) as PluginModule;
}

/** Takes a route and what pages carry, by runbook; gives the route with every runbook's page below it carrying its own. */
export function withFacts(route: RouteConfig, facts: ReadonlyMap<string, PageFacts>): RouteConfig {
  const file = route.metadata?.sourceFilePath;
  const own = file === undefined ? undefined : facts.get(basename(file, '.mdx'));
  return {
    ...route,
    ...(own === undefined ? {} : { props: { ...route.props, facts: own } }),
    ...(route.routes === undefined ? {} : { routes: route.routes.map((below) => withFacts(below, facts)) }),
  };
}
