/**
 * Writes what search is made from: the runbooks that compile, and the handbook, each under the address the site gives it. It is
 * a file of its own, which the dialog fetches when it is first opened; the bundler gives it a name with its hash.
 */
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { LoadedContent } from '@docusaurus/plugin-content-docs';
import type { AllContent, LoadContext, Plugin } from '@docusaurus/types';
import { namesOf } from '../../common/search/names.ts';
import { makeContent, type PageSource, type RunbookSource } from '../../common/search/make-content.ts';
import { readCatalog } from './catalog-file.ts';

interface Where {
  /** the compiled catalog, from the site's folder */
  catalog: string;
}

interface DocPage {
  /** with `@site` for the site's folder */
  source: string;
  permalink: string;
  title: string;
  description: string;
  unlisted: boolean;
}

const name = 'handrail-search';
const docsPlugin = 'docusaurus-plugin-content-docs';

/** Takes Docusaurus's context and where the catalog is; gives the plugin. */
export default function searchPlugin({ siteDir, generatedFilesDir }: LoadContext, options: unknown): Plugin {
  const file = resolve(siteDir, (options as Where).catalog);
  return {
    name,
    // What imports it gets its address.
    configureWebpack: (_config, isServer) => ({ module: { rules: [{
      test: join(generatedFilesDir, name, 'default/content.json'), type: 'asset/resource', generator: { filename: 'assets/search.[contenthash:8].json', emit: !isServer },
    }] } }),
    async allContentLoaded({ allContent, actions }) {
      const pages = (id: string): [DocPage, string][] => pagesOf(allContent, id).map((page) => [page, readFileSync(page.source.replace('@site', siteDir), 'utf8')]);
      const content = makeContent(runbooksOf(pages('runbooks'), file), pages('default').map(handbookPage));
      await actions.createData('content.json', JSON.stringify(content));
      await actions.createData('names.json', JSON.stringify(namesOf(content)));
    },
  };
}

function pagesOf(content: AllContent, id: string): DocPage[] {
  const loaded = content[docsPlugin]?.[id] as LoadedContent | undefined;
  return (loaded?.loadedVersions ?? []).flatMap(({ docs }) => docs).filter(({ unlisted }) => !unlisted);
}

/** Broken runbooks have a page, which only tells what is wrong with them, and are not in the catalog. */
function runbooksOf(pages: readonly (readonly [DocPage, string])[], catalog: string): RunbookSource[] {
  const byId = new Map(pages.map(([page, text]) => [basename(page.source, '.mdx'), { path: page.permalink, text }]));
  return readCatalog(catalog).runbooks.flatMap((runbook) => {
    const page = byId.get(runbook.id);
    return page === undefined ? [] : [{ runbook, ...page }];
  });
}

/** A description that nobody wrote is the page's first words, which are looked through anyway. */
function handbookPage([{ permalink, title }, text]: readonly [DocPage, string]): PageSource {
  return { path: permalink, title, description: '', text };
}
