/** The anchors of headings, as the site makes them: `{/* #id *\/}` (or `\{#id}`) at the end when given, else from the text. */
import Slugger from 'github-slugger';
import type { Heading, Node, Root } from 'mdast';

import { walk } from './walk.ts';

export interface Procedure {
  slug: string;
  title: string;
  /** line of the heading, from 1 */
  line: number;
}

/** Takes a runbook's tree; gives its headings in order. */
export function proceduresOf(tree: Root): Procedure[] {
  const slugger = new Slugger();
  const found: Procedure[] = [];
  walk(tree, (node) => {
    if (!isHeading(node)) return;
    const heading = node;
    const text = textOf(heading);
    const classic = /\s*\{#((?:.(?!\{#|\}))*.)\}$/.exec(text);
    const given = commentId(heading) ?? classic?.[1]?.trim();
    const title = (classic ? text.slice(0, classic.index) : text).trim();
    found.push({ slug: given ?? slugger.slug(text), title, line: heading.position?.start.line ?? 1 });
  });
  return found;
}

/** Takes a node; gives the text in it, without markup. */
export function textOf(node: Node): string {
  if ('value' in node && typeof node.value === 'string' && !node.type.startsWith('mdx')) return node.value;
  if ('alt' in node && typeof node.alt === 'string') return node.alt;
  return 'children' in node && Array.isArray(node.children) ? node.children.map(textOf).join('') : '';
}

function isHeading(node: Node): node is Heading {
  return node.type === 'heading';
}

function commentId(heading: Heading): string | undefined {
  const last = heading.children.at(-1);
  if (last?.type !== 'mdxTextExpression') return undefined;
  return /^\s*\/\*\s*#(\S+)[^]*\*\/\s*$/.exec(last.value)?.[1];
}
