/**
 * A paragraph whose lines begin with `- `: its author meant a list and left out the empty line before it. docutils reads
 * one paragraph, where Markdown would read a list.
 */
import type { List, ListItem, Paragraph, PhrasingContent, RootContent } from 'mdast';
import { at, paragraph, text } from '../markup.ts';

const dash = /\n[ \t]*[-*][ \t]+/;

/** Takes a paragraph; gives it as its author meant it. */
export function dashedParagraph(whole: Paragraph): RootContent[] {
  const line = whole.position?.start.line ?? 1;
  const parts = partsOf(whole.children);
  const [head = [], ...items] = parts;
  if (items.length === 0) return [whole];
  const list: List = { type: 'list', ordered: false, spread: false, position: at(line + 1), children: items.map((children, index): ListItem => ({ type: 'listItem', spread: false, children: [paragraph(children, line + 1 + index)] })) };
  return head.length === 0 ? [list] : [paragraph(head, line), list];
}

function partsOf(children: readonly PhrasingContent[]): PhrasingContent[][] {
  const parts: PhrasingContent[][] = [[]];
  for (const child of children) {
    const pieces = child.type === 'text' ? child.value.split(dash) : [];
    if (pieces.length < 2) parts.at(-1)?.push(child);
    else pieces.forEach((piece, index) => {
      if (index > 0) parts.push([]);
      if (piece !== '') parts.at(-1)?.push(text(piece));
    });
  }
  return parts;
}
