/** A tree as MDX. Prose is escaped by the same library that the site's parser comes from; fences are written as they are. */
import type { Code, Paragraph, Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';

const processor = unified()
  .use(remarkStringify, {
    bullet: '-', emphasis: '*', rule: '-', listItemIndent: 'one', incrementListMarker: true,
    handlers: { code: fence },
    // A line of colons would open an admonition.
    unsafe: [{ character: ':', after: '::', atBreak: true }],
    join: [(left, right) => (left.type === 'html' && right.type === 'html' ? 1 : undefined)],
  })
  .use(remarkGfm)
  .use(remarkMdx, { printWidth: 130 })
  .freeze();

/** Takes a tree; gives it as MDX. */
export function writeMdx(tree: Root): string {
  for (const node of tree.children) if (node.type === 'paragraph') tidy(node);
  return escapeModules(processor.stringify(tree));
}

/** White space at a paragraph's ends would be written as references to characters. */
function tidy(node: Paragraph): void {
  const [first] = node.children;
  const last = node.children.at(-1);
  if (first?.type === 'text') first.value = first.value.trimStart();
  if (last?.type === 'text') last.value = last.value.trimEnd();
}

/** A metastring is read as it is written, so nothing in it may be escaped. */
function fence(node: Code): string {
  const longest = Math.max(2, ...Array.from(node.value.matchAll(/`{3,}/g), ([run]) => run.length));
  const marks = '`'.repeat(longest + 1);
  const language = (node.lang ?? '').replace(/[`\s]/g, '');
  const meta = node.data?.step === true ? node.meta ?? '' : '';
  return `${marks}${language || (meta === '' ? '' : 'text')}${meta === '' ? '' : ` ${meta}`}\n${node.value}\n${marks}`;
}

/** At the beginning of a line of prose these words would begin a program. */
function escapeModules(mdx: string): string {
  let open: string | null = null;
  return mdx.split('\n').map((line) => {
    const marks = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (marks !== undefined && open === null) open = marks;
    else if (marks !== undefined && open !== null && marks.startsWith(open) && line.trim() === marks) open = null;
    return open === null ? line.replace(/^(import|export)(?=[\s{*'"])/, (word) => `&#${word.charCodeAt(0)};${word.slice(1)}`) : line;
  }).join('\n');
}
