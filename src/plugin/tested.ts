/** The last results of the test, for the build: read as they stand, and told when they are broken. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTested, type Tested, testedFile } from '../../common/tested.ts';

/** Takes the site's folder; gives where the results stand. */
export function testedPath(siteDir: string): string {
  return process.env['HANDRAIL_TESTED'] ?? join(siteDir, testedFile);
}

/** Takes the path and whom to tell; gives the results, null when there are none: a page without them is built all the same. */
export function readTested(path: string, tell: (problem: string) => void): Tested | null {
  if (!existsSync(path)) return null;
  const { tested, problem } = parseTested(readFileSync(path, 'utf8'), path);
  if (problem !== '') tell(`${problem} The pages are built without it. Run \`npx handrail test\`.`);
  return tested;
}
