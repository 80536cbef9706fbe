/** Tables of a reStructuredText page. Markdown's cells hold one line: what stands in a cell as blocks is told, and joined. */
import type { PhrasingContent, RootContent, TableCell, TableRow } from 'mdast';
import { at, childrenOf, raw, text } from '../markup.ts';
import { attribute, lineOf, type RstNode } from './tree.ts';

type Blocks = (nodes: readonly RstNode[]) => RootContent[];

/** Takes a table's node and how its cells are read; gives the table, its caption before it. */
export function table(node: RstNode, blocks: Blocks): RootContent[] {
  const groups = (node.c ?? []).filter(({ t }) => t === 'tgroup').flatMap(({ c }) => c ?? []);
  const rows = (name: string) => groups.filter(({ t }) => t === name).flatMap(({ c }) => c ?? []);
  const head = rows('thead');
  const all = [...head, ...rows('tbody')].map((row) => tableRow(row, blocks));
  const width = Math.max(1, ...all.map(({ children }) => children.length));
  if (head.length === 0) all.unshift({ type: 'tableRow', children: Array.from({ length: width }, () => ({ type: 'tableCell', children: [] })) });
  return [{ type: 'table', align: [], children: all, position: at(lineOf(node)) }];
}

function tableRow(row: RstNode, blocks: Blocks): TableRow {
  return { type: 'tableRow', children: (row.c ?? []).flatMap((entry) => cells(entry, blocks)) };
}

/** A cell over several columns leaves empty ones behind it. */
function cells(entry: RstNode, blocks: Blocks): TableCell[] {
  const more = Math.min(Number(attribute(entry, 'morecols')) || 0, 100);
  return [{ type: 'tableCell', children: phrasesOf(blocks(entry.c ?? [])), position: at(lineOf(entry)) }, ...Array.from({ length: more }, (): TableCell => ({ type: 'tableCell', children: [] }))];
}

/** Takes blocks; gives them as phrases of one line, with breaks between. */
function phrasesOf(blocks: readonly RootContent[]): PhrasingContent[] {
  return blocks.map(phrases).filter((each) => each.length > 0).flatMap((each, index) => (index === 0 ? each : [raw('<br />'), ...each]));
}

function phrases(block: RootContent): PhrasingContent[] {
  switch (block.type) {
    case 'paragraph': return block.children.map((child) => (child.type === 'text' ? text(child.value.replace(/\s*\n\s*/g, ' ')) : child));
    case 'code': return block.value.split('\n').filter((line) => line.trim() !== '').flatMap((line, index): PhrasingContent[] => [...(index === 0 ? [] : [raw('<br />')]), { type: 'inlineCode', value: line }]);
    case 'html': return [text(block.value)];
    case 'list': return phrasesOf(block.children.flatMap((item, index): RootContent[] => bulleted(item.children, block.ordered === true ? `${index + (block.start ?? 1)}. ` : '• ')));
    default: return phrasesOf(childrenOf(block) as RootContent[]);
  }
}

function bulleted(children: readonly RootContent[], mark: string): RootContent[] {
  const [first, ...rest] = children;
  if (first?.type !== 'paragraph') return [...children];
  return [{ ...first, children: [text(mark), ...first.children] }, ...rest];
}
