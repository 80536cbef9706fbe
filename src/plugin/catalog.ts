/**
 * Hands the home page, the practice page and the overview of trust what they list. Reads the compiled catalog, keeps only
 * what is shown, and writes it where those pages alone import it, so that no other page carries it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';
import type { Catalog } from '../../common/catalog/runbook.ts';
import { brokenStanding, standingOf, triedSteps } from '../../common/standing.ts';
import { type Card, cardOf, inOrder } from './card.ts';
import { readCatalog } from './catalog-file.ts';
import { firstDay } from './first-day.ts';
import { readTested, testedPath } from './tested.ts';
import type { TrustData } from './trust-data.ts';

interface Where {
  /** the compiled catalog, from the site's folder */
  catalog: string;
  /** the folder of runbooks, from the site's folder */
  runbooks: string;
}

/** Takes Docusaurus's context and where things are; gives the plugin. Throws when the catalog has not been compiled yet. */
export default function catalogPlugin({ siteDir }: LoadContext, options: unknown): Plugin {
  const where = options as Where;
  const file = resolve(siteDir, where.catalog);
  const path = resolve(siteDir, where.runbooks, 'first-day.yaml');
  const results = resolve(siteDir, testedPath(siteDir));
  return {
    name: 'handrail-catalog',
    getPathsToWatch: () => [file, path, results],
    async contentLoaded({ actions }) {
      const catalog = readCatalog(file);
      const cards: Card[] = inOrder(catalog.runbooks.map(cardOf));
      await actions.createData('cards.json', JSON.stringify(cards));
      await actions.createData('first-day.json', JSON.stringify(firstDay(existsSync(path) ? readFileSync(path, 'utf8') : '[]', catalog)));
      await actions.createData('trust.json', JSON.stringify(trustData(catalog, results)));
    },
  };
}

function trustData({ runbooks, broken = [] }: Catalog, results: string): TrustData {
  // What is wrong with the results is told once, where the runbooks' pages are made.
  const tested = readTested(results, () => undefined);
  return {
    builtAt: Date.now(), testedAt: tested?.at ?? null,
    runbooks: [...broken.map(brokenStanding), ...runbooks.map((runbook) => standingOf(runbook, triedSteps(runbook, tested)))],
  };
}
