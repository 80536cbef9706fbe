/** The compiled catalog, as the build reads it. */
import { readFileSync } from 'node:fs';
import type { Catalog } from '../../common/catalog/runbook.ts';

/** Takes the file's path; gives the catalog. Throws an error that says what to do when there is none. */
export function readCatalog(file: string): Catalog {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Catalog;
  } catch (cause) {
    throw new Error(`The catalog ${file} cannot be read. Compile the runbooks first: npm run catalog`, { cause });
  }
}
