/** The prose of a runbook: its texts and the code in them, each with its place and what it stands in. */
import type { Node, Root } from 'mdast';
import { isElement } from '../../../common/catalog/mdx/markup.ts';
import type { Spot } from './finding.ts';

export interface Piece {
  kind: 'text' | 'code';
  value: string;
  at: Spot;
  /** names of the elements and kinds of the nodes around it, the outermost first: `Manual`, `link`, `heading` */
  around: readonly string[];
}

/** Takes a runbook's tree; gives the pieces of its prose, in order. Blocks of code are none. */
export function proseOf(tree: Root): Piece[] {
  const pieces: Piece[] = [];
  gather(tree, [], pieces);
  return pieces;
}

function gather(node: Node, around: readonly string[], into: Piece[]): void {
  const start = node.position?.start;
  if ((node.type === 'text' || node.type === 'inlineCode') && 'value' in node && start) {
    into.push({ kind: node.type === 'text' ? 'text' : 'code', value: String(node.value), at: [start.line, start.column], around });
  }
  if (!('children' in node) || !Array.isArray(node.children)) return;
  const name = isElement(node) ? node.name ?? '' : node.type;
  const inside = [...around, name];
  for (const child of node.children as Node[]) gather(child, inside, into);
}

/** Takes a piece and an offset in its value; gives the place in the file, as near as entities and line ends let it be known. */
export function inPiece({ value, at, kind }: Piece, offset: number): Spot {
  const before = value.slice(0, offset);
  const line = before.split('\n').length - 1;
  if (line > 0) return [at[0] + line, offset - before.lastIndexOf('\n')];
  return [at[0], at[1] + offset + (kind === 'code' ? 1 : 0)];
}
