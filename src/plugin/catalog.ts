/**
 * Hands the home page and the practice page what they list. Reads the compiled catalog, keeps only what is shown, and writes
 * it where those pages alone import it, so that no other page carries it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';
import type { Catalog } from '../../common/catalog/runbook';
import { type Card, cardOf, inOrder } from './card';
import { firstDay } from './first-day';

/** Takes Docusaurus's context; gives the plugin. Throws when the catalog has not been compiled yet. */
export default function catalogPlugin({ siteDir }: LoadContext): Plugin {
  const file = join(siteDir, 'build', 'catalog.json');
  const path = join(siteDir, 'runbooks', 'first-day.yaml');
  return {
    name: 'handrail-catalog',
    getPathsToWatch: () => [file, path],
    async contentLoaded({ actions }) {
      const catalog = JSON.parse(read(file)) as Catalog;
      const cards: Card[] = inOrder(catalog.runbooks.map(cardOf));
      await actions.createData('cards.json', JSON.stringify(cards));
      await actions.createData('first-day.json', JSON.stringify(firstDay(readFileSync(path, 'utf8'), catalog)));
    },
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`The catalog ${file} cannot be read. Compile the runbooks first: npm run catalog`, { cause });
  }
}
