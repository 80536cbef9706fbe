/** Which steps stand under which heading, and how far one has come with them. Pure. */
import type { Mark } from '../../client/step-mark.ts';

/** An entry of Docusaurus's table of contents. */
export interface TocItem {
  readonly value: string;
  readonly id: string;
  readonly level: number;
}

export interface Procedure {
  /** the heading's id; empty for steps before the first */
  id: string;
  /** ids of the steps */
  steps: readonly string[];
}

const prefix = 'step-';

/** Takes a page's table of contents; gives its headings in order, each with the steps right under it. */
export function proceduresOf(toc: readonly TocItem[]): Procedure[] {
  const found: { id: string; steps: string[] }[] = [];
  for (const { id } of toc) {
    if (!id.startsWith(prefix)) found.push({ id, steps: [] });
    else {
      if (found.length === 0) found.push({ id: '', steps: [] });
      found.at(-1)?.steps.push(id.slice(prefix.length));
    }
  }
  return found;
}

export interface Tally {
  done: number;
  all: number;
}

/** Takes steps and their marks; gives how many are done as expected. */
export function tallyOf(steps: readonly string[], marks: Readonly<Record<string, Mark>>): Tally {
  return { done: steps.filter((step) => marks[step] === 'good').length, all: steps.length };
}

/** Takes a tally; gives it as a sentence begins with it: “3 of 9 steps done as expected”. */
export function tallySaid({ done, all }: Tally): string {
  return `${done} of ${all} ${all === 1 ? 'step' : 'steps'} done as expected`;
}
