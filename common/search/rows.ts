/**
 * Which step a row of a table about trouble names: by a link to it, or by a link that says its title, in full or shortened, to
 * the heading it stands under. What is found in such a row leads to the step, where one can act on it.
 */
import type { Link, Node } from 'mdast';
import { textOf } from '../catalog/mdx/headings.ts';

/** A step as rows may name it. */
export interface StepName {
  id: string;
  title: string;
  /** anchor of the heading it stands under */
  procedure: string;
}

/** A link of one word, such as “here”, is no title cut short. */
const fewestWords = 2;
const toStep = /^(?:\.\/([\w-]+)\.mdx)?#step-([\w-]+)$/;

/** Gives `runbook#step` for the row, or null. A row whose first cell is empty goes on with the one before it. */
export type RowReader = (row: Node) => string | null;

/** Takes a runbook's id and its steps; gives what reads the rows of its tables in their order. */
export function rowReader(runbook: string, steps: readonly StepName[]): RowReader {
  let before: string | null = null;
  return (row) => {
    const cells = 'children' in row ? row.children as Node[] : [];
    const goesOn = cells[0] !== undefined && textOf(cells[0]).trim() === '';
    before = linksIn(row).map((link) => named(link, runbook, steps)).find((found) => found !== null) ?? (goesOn ? before : null);
    return before;
  };
}

function named(link: Link, runbook: string, steps: readonly StepName[]): string | null {
  const [, elsewhere, id] = toStep.exec(link.url) ?? [];
  if (id !== undefined) return `${elsewhere ?? runbook}#${id}`;
  const anchor = /^#(.+)$/.exec(link.url)?.[1];
  const words = wordsOf(textOf(link));
  if (anchor === undefined || words.length < fewestWords) return null;
  const found = steps.find(({ title, procedure }) => procedure === anchor && isShortFor(words, wordsOf(title)));
  return found === undefined ? null : `${runbook}#${found.id}`;
}

/** All its words are in the title, in the same order. */
function isShortFor(words: readonly string[], title: readonly string[]): boolean {
  let at = 0;
  for (const word of title) if (word === words[at]) at += 1;
  return at === words.length;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function linksIn(node: Node): Link[] {
  if (node.type === 'link') return [node as Link];
  return 'children' in node ? (node.children as Node[]).flatMap(linksIn) : [];
}
