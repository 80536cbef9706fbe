/** The scripts that a browser has run for a page, and what each weighs on its way: as a browser enters them, as gzip makes them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';

export interface Script {
  /** its path on the site */
  path: string;
  /** gzip, level 9 */
  bytes: number;
}

/** Takes a page that is quiet and the folder of its site; gives its scripts. What was merely prefetched for other pages is not among them. */
export async function scriptsOf(page: Page, site: string): Promise<Script[]> {
  // What a `<link rel=prefetch>` fetched is entered as `link`.
  const names = (await page.evaluate(`performance.getEntriesByType('resource')
    .filter((entry) => entry.initiatorType === 'script').map(({ name }) => name)`)) as string[];
  return [...new Set(names.map((name) => new URL(name).pathname))]
    .map((path) => ({ path, bytes: gzipSync(readFileSync(join(site, path)), { level: 9 }).length }));
}

/** Takes scripts; gives their sum in KiB. */
export function sumKiB(scripts: readonly Script[]): number {
  return scripts.reduce((sum, { bytes }) => sum + bytes, 0) / 1024;
}

/** Takes scripts; names the heaviest of them, for whoever has to make a page lighter. */
export function heaviest(scripts: readonly Script[], count = 3): string {
  const named = scripts.toSorted((one, other) => other.bytes - one.bytes).slice(0, count)
    .map(({ path, bytes }) => `${path.split('/').at(-1)} (${(bytes / 1024).toFixed(1)} KiB)`);
  return `The heaviest are ${named.join(', ')}. See in them what came in, and load it when it is first needed.`;
}
