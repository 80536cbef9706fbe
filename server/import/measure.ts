/**
 * `node server/import/measure.ts [page expected.yaml]…`: imports the fixture pages, or those named, and prints how many of
 * their commands became right steps. Pages whose name begins with `held-out-` were written after the importer.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { importPages } from './import-pages.ts';
import { type Expected, score, type Score } from './score.ts';
import { readSourceFile } from './source-file.ts';

const fixtures = new URL('./fixtures/', import.meta.url);

export interface Measured extends Score { name: string }

type Pairs = readonly (readonly [page: string, expected: string])[];

/** Takes pairs of a page and its expected commands; gives what came of importing the pages, all together. */
export function importAll(pairs: Pairs): ReturnType<typeof importPages> {
  return importPages(pairs.map(([page]) => ({ file: page, text: readSourceFile(page) })));
}

/** Takes pairs of a page and its expected commands, and what came of importing the pages; gives each page's score. */
export function measure(pairs: Pairs, { imported, refused }: ReturnType<typeof importPages> = importAll(pairs)): Measured[] {
  return pairs.map(([page, list]) => {
    const expected = parse(readFileSync(list, 'utf8')) as Expected[];
    const name = page.split('/').at(-1) ?? page;
    const result = score(imported.find(({ file }) => file === page), name, expected);
    const why = refused.find(({ file }) => file === page)?.why ?? imported.find(({ file }) => file === page)?.problems[0]?.message;
    return { ...result, misses: why === undefined ? result.misses : [{ file: name, command: '', why }, ...result.misses], name };
  });
}

/** Gives the fixture pages with their expected commands. */
export function fixturePairs(): [string, string][] {
  return readdirSync(fixtures).filter((name) => /\.(?:rst|md)$/.test(name)).sort().map((name) => [new URL(name, fixtures).pathname, new URL(name.replace(/\.\w+$/, '.expected.yaml'), fixtures).pathname]);
}

/** Takes scores; gives their sum. A step that nobody would run counts against it as a missing one does. */
export function total(scores: readonly Score[]): { expected: number; right: number; extra: number; share: number } {
  const sum = (key: 'expected' | 'right' | 'extra') => scores.reduce((all, each) => all + each[key], 0);
  return { expected: sum('expected'), right: sum('right'), extra: sum('extra'), share: sum('right') / Math.max(1, sum('expected') + sum('extra')) };
}

/** Takes scores; gives them as a table with the list of misses. */
export function report(scores: readonly Measured[]): string {
  const row = (name: string, { expected, right, extra, share }: ReturnType<typeof total>) => `${name.padEnd(44)} ${String(right).padStart(4)} of ${String(expected).padStart(4)} right, ${String(extra).padStart(3)} extra  ${(share * 100).toFixed(1).padStart(6)} %`;
  const held = scores.filter(({ name }) => name.startsWith('held-out-'));
  const rest = scores.filter((each) => !held.includes(each));
  return [
    ...scores.map((each) => row(each.name, total([each]))),
    ...scores.flatMap(({ misses }) => misses).map(({ file, command, why }) => `miss ${file}: \`${command.replaceAll('\n', ' ⏎ ').slice(0, 110)}\` ${why}`),
    ...(held.length > 0 && rest.length > 0 ? [row('written before the importer', total(rest)), row('held out', total(held))] : []),
    row('all', total(scores)),
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  const words = process.argv.slice(2);
  const pairs = words.length === 0 ? fixturePairs() : words.flatMap((word, at): [string, string][] => (at % 2 === 0 ? [[word, words[at + 1] ?? '']] : []));
  process.stdout.write(`${report(measure(pairs))}\n`);
}
