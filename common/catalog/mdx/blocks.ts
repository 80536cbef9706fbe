/**
 * The code blocks of a tree with their metastrings as written. Markdown resolves escapes and entities in what stands
 * behind a fence (`\.` becomes `.`), which would change a pattern in silence; so it is read from the text itself.
 */
import type { Code, Node, Root } from 'mdast';
import { walk } from './walk.ts';

export interface Block {
  node: Code;
  language: string;
  metastring: string;
  /** of the opening fence, from 1 */
  line: number;
  /** of the metastring, from 1 */
  column: number;
  /** of the block's own lines, from 1: how far the fence is indented */
  indent: number;
}

/** Takes a tree and the text its positions are in; gives its fenced blocks in order. */
export function blocksOf(tree: Root, text: string): Block[] {
  const found: Block[] = [];
  walk(tree, (each: Node) => {
    if (each.type !== 'code') return;
    const node = each as Code;
    const start = node.position?.start;
    if (start?.offset === undefined) return;
    const end = text.indexOf('\n', start.offset);
    const line = text.slice(start.offset, end === -1 ? undefined : end).replace(/\r$/, '');
    const fence = /^(?:`{3,}|~{3,})[ \t]*(\S*)[ \t]*/.exec(line);
    if (!fence) return;
    found.push({
      node,
      language: fence[1] ?? '',
      metastring: line.slice(fence[0].length).trimEnd(),
      line: start.line,
      column: start.column + fence[0].length,
      indent: start.column,
    });
  });
  return found;
}
