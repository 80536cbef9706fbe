/** Parts of a runbook's MDX that are no Markdown, as nodes of its tree. An `html` node is written out as it is. */
import type { BlockContent, Code, Html, Paragraph, PhrasingContent, RootContent, Text } from 'mdast';
import type { MdxJsxFlowElement } from 'mdast-util-mdx-jsx';
import type { Node } from 'mdast';

declare module 'mdast' {
  interface CodeData {
    /** what the source calls the block: a caption, or a file's name */
    caption?: string;
    /** the block already is a step */
    step?: boolean;
  }
}

/** Takes a node's line; gives the position that nodes carry. */
export function at(line: number): Node['position'] {
  return { start: { line: Math.max(line, 1), column: 1 }, end: { line: Math.max(line, 1), column: 1 } };
}

/** Takes a node; gives its line in the source, or that of the first thing in it that has one. */
export function lineIn(node: Node): number {
  if (node.position) return node.position.start.line;
  for (const child of childrenOf(node)) {
    const line = lineIn(child);
    if (line > 0) return line;
  }
  return 0;
}

/** Takes a node; gives its children. */
export function childrenOf(node: Node): Node[] {
  return 'children' in node && Array.isArray(node.children) ? node.children as Node[] : [];
}

/** Takes text; gives a text node. */
export function text(value: string): Text {
  return { type: 'text', value };
}

/** Takes phrases; gives a paragraph of them. */
export function paragraph(children: PhrasingContent[], line: number): Paragraph {
  return { type: 'paragraph', children, position: at(line) };
}

/** Takes text and its language; gives a code block. */
export function code(value: string, lang: string, line: number, caption = ''): Code {
  return { type: 'code', value, lang: lang === '' ? null : lang, meta: null, position: at(line), ...(caption === '' ? {} : { data: { caption } }) };
}

/** Takes MDX; gives a node that is written out as it is. */
export function raw(value: string): Html {
  return { type: 'html', value };
}

/** Takes text; gives a comment, which readers of the page do not see. */
export function comment(value: string): Html {
  return raw(`{/* ${value.replaceAll('*/', '* /').replaceAll('/*', '/ *').trim()} */}`);
}

const kinds = new Map(Object.entries({
  note: 'note', info: 'info', tip: 'tip', hint: 'tip', warning: 'warning', caution: 'caution', danger: 'danger', error: 'danger', attention: 'warning',
  important: 'info', seealso: 'info', admonition: 'note', todo: 'info', success: 'tip', question: 'info', example: 'info', abstract: 'info', quote: 'info', bug: 'danger', failure: 'danger',
}));

/** Takes the name a source gives to an admonition; gives the site's, or null when it is none. */
export function admonitionKind(name: string): string | null {
  return kinds.get(name.toLowerCase()) ?? null;
}

/** Takes a kind, a title (empty for none) and content; gives the nodes of an admonition around it. */
export function admonition(kind: string, title: string, children: readonly RootContent[]): RootContent[] {
  const inner = children.flatMap((child) => (child.type === 'html' ? [/^:+/.exec(child.value)?.[0].length ?? 0] : []));
  const fence = ':'.repeat(Math.max(3, ...inner.map((length) => length + 1)));
  return [raw(`${fence}${kind}${title === '' ? '' : `[${escapeText(title)}]`}`), ...children, raw(fence)];
}

/** Takes a summary and content; gives the nodes of a part that opens with a click. */
export function details(summary: string, children: readonly RootContent[]): RootContent[] {
  return [raw(`<details>\n<summary>${escapeText(summary)}</summary>`), ...children, raw('</details>')];
}

/** Takes an id and an instruction; gives a step done by hand. */
export function manual(id: string, children: PhrasingContent[], line: number): MdxJsxFlowElement {
  return element('Manual', { id }, [paragraph(children, line)], line);
}

/** Takes who would know and what is missing; gives the gap. */
export function notWritten(owner: string, children: PhrasingContent[], line: number): MdxJsxFlowElement {
  return element('NotWritten', owner === '' ? {} : { owner }, [paragraph(children, line)], line);
}

function element(name: string, attributes: Record<string, string>, children: BlockContent[], line: number): MdxJsxFlowElement {
  return { type: 'mdxJsxFlowElement', name, attributes: Object.entries(attributes).map(([key, value]) => ({ type: 'mdxJsxAttribute', name: key, value })), children, position: at(line) };
}

/** Takes text; gives it as MDX reads it back. */
function escapeText(value: string): string {
  return value.replace(/\s+/g, ' ').trim().replace(/[\\`*_{}[\]<>]/g, '\\$&');
}
