/**
 * Hands the home page what it lists. Reads the compiled catalog, keeps only what a card shows, and writes it where that
 * page alone imports it, so that no other page carries it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';
import type { Catalog } from '../../common/catalog/runbook';
import { type Card, cardOf } from './card';

/** Takes Docusaurus's context; gives the plugin. Throws when the catalog has not been compiled yet. */
export default function catalogPlugin({ siteDir }: LoadContext): Plugin {
  const file = join(siteDir, 'build', 'catalog.json');
  return {
    name: 'handrail-catalog',
    getPathsToWatch: () => [file],
    async contentLoaded({ actions }) {
      const { runbooks } = JSON.parse(read(file)) as Catalog;
      const cards: Card[] = runbooks.map(cardOf);
      await actions.createData('cards.json', JSON.stringify(cards));
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
