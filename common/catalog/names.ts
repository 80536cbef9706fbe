/**
 * What links may call a runbook and its places. Links stand in Slack and in tickets for years, so a place that is renamed keeps
 * its old names, and of one that is gone it is told plainly where its work went.
 */
import type { Problem } from './problem.ts';

export interface Names {
  /** names that the runbook's file had before */
  formerly: readonly string[];
  /** names that headings and steps had before, with those they have now */
  aliases: Readonly<Record<string, string>>;
  /** names of headings and steps that are no more, each with a sentence on what is instead */
  gone: Readonly<Record<string, string>>;
  headings: readonly Heading[];
}

export interface Heading {
  /** the heading's anchor */
  id: string;
  title: string;
}

/** Those of a runbook that says nothing of it. */
export const noNames: Names = { formerly: [], aliases: {}, gone: {}, headings: [] };

/** Takes the runbooks of a catalog, and where each of all files stands; gives a problem for each old name of a runbook that is in use. */
export function namedTwice(runbooks: readonly { id: string; names?: Names | undefined }[], files: readonly { id: string; file: string }[]): Problem[] {
  const taken = new Map(files.map(({ id, file }) => [id, file]));
  return runbooks.flatMap(({ id, names }) => (names?.formerly ?? []).flatMap((old): Problem[] => {
    const other = taken.get(old);
    const file = files.find((one) => one.id === id)?.file ?? id;
    taken.set(old, file);
    if (other === undefined) return [];
    return [{ rule: 'link-name', file, line: 1, column: 1, message: `\`formerly\` says \`${old}\`, and links with that name lead to ${other}. Remove it from one of the two.` }];
  }));
}
