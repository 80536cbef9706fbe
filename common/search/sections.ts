/** A page's tree cut at its headings: its words, with the steps where they stand. */
import type { Code, Heading, Node, Root } from 'mdast';
import { type Procedure, proceduresOf } from '../catalog/mdx/headings.ts';
import { attributeOf, isElement } from '../catalog/mdx/markup.ts';
import type { SearchRow, SearchSection, SearchStep } from './content.ts';
import type { RowReader } from './rows.ts';

/** UTF-16 units of one paragraph, row or block that are looked through. */
const longestPart = 2_000;
/** Of one section; what is longer is no prose. */
const mostParts = 200;
/** Headings under which people look when something went wrong. */
const ofTrouble = /troubl|problem|fail|error|wrong|issue|symptom|diagnos|recover|incident|hang|stuck|broken|not (running|working|starting|retrying)|nobody/i;
/** Drawings are told in words beside them. */
const passedOver = new Set(['mermaid']);
/** A note's first and last line: its title says something. */
const fenceOfNote = /^:::\s*\w*(?:\[([^\]]*)\])?|:::$/g;
const flows = new Set(['paragraph', 'heading', 'tableRow', 'code']);

interface Open extends SearchSection {
  depth: number;
  parts: (string | SearchRow | SearchStep)[];
}

/** Takes a tree, the step that begins in a line, if any, and the step that a row names, if any; gives its sections in order, without those that say nothing. */
export function sectionsOf(tree: Root, stepAt: (line: number) => SearchStep | undefined, readRow: RowReader): SearchSection[] {
  const headings = new Map(proceduresOf(tree).map((heading) => [heading.line, heading]));
  const sections: Open[] = [{ anchor: '', title: '', trouble: false, depth: 0, parts: [] }];
  const visit = (node: Node): void => {
    const line = node.position?.start.line ?? 0;
    const into = sections.at(-1);
    const heading = isHeading(node) ? headings.get(line) : undefined;
    if (into === undefined) return;
    if (heading !== undefined) {
      sections.push(opened(heading, node, sections));
      return;
    }
    const step = isStep(node) ? stepAt(line) : undefined;
    if (step !== undefined) into.parts.push(step);
    else if (flows.has(node.type)) add(node, into, node.type === 'tableRow' && into.trouble ? readRow(node) : null);
    else if ('children' in node && Array.isArray(node.children)) for (const child of node.children as Node[]) visit(child);
  };
  visit(tree);
  return sections.filter(({ anchor, parts }) => anchor !== '' || parts.length > 0).map(({ anchor, title, trouble, parts }) => ({ anchor, title, trouble, parts }));
}

function opened({ slug, title }: Procedure, node: Node, before: readonly Open[]): Open {
  const depth = (node as Heading).depth;
  const above = before.findLast((section) => section.depth < depth);
  return { anchor: slug, title, trouble: ofTrouble.test(title) || above?.trouble === true, depth, parts: [] };
}

function isHeading(node: Node): boolean {
  return node.type === 'heading';
}

function isStep(node: Node): boolean {
  return node.type === 'code' || (isElement(node) && node.name === 'Manual' && attributeOf(node, 'id') !== undefined);
}

function add(node: Node, into: Open, leads: string | null): void {
  if (into.parts.length >= mostParts || (node.type === 'code' && passedOver.has((node as Code).lang ?? ''))) return;
  const text = node.type === 'code' ? (node as Code).value : wordsOf(node).replace(fenceOfNote, '$1').replace(/\s+/g, ' ').trim();
  const said = text.slice(0, longestPart);
  if (said !== '') into.parts.push(leads === null ? said : { row: said, leads });
}

/** A node's text; what is code stays in backticks, so that it can be told from prose. */
function wordsOf(node: Node): string {
  if (node.type === 'inlineCode') return `\`${String((node as Node & { value: string }).value)}\``;
  if (node.type === 'tableRow') return (node as Node & { children: Node[] }).children.map(wordsOf).filter((cell) => cell.trim() !== '').join(' | ');
  if (node.type.startsWith('mdx') && !isElement(node)) return '';
  if ('value' in node && typeof node.value === 'string') return node.type === 'html' ? ' ' : node.value;
  if ('alt' in node && typeof node.alt === 'string') return node.alt;
  if (node.type === 'break') return ' ';
  return 'children' in node && Array.isArray(node.children) ? (node.children as Node[]).map(wordsOf).join('') : '';
}
