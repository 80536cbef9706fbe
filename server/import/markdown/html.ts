/** HTML between Markdown's blocks, parsed by a browser's rules and told in Markdown again. */
import type { Nodes as HastNodes } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { toMdast } from 'hast-util-to-mdast';
import type { Node, RootContent } from 'mdast';
import { admonition, at, childrenOf, comment, details } from '../markup.ts';
import type { Tell } from '../page.ts';

const wrapper = /^\s*<(details|aside)\b[^>]*>/i;

/** Takes a page's blocks, how nested blocks are read, and where to tell; gives them without HTML. */
export function withoutHtml(nodes: readonly RootContent[], tell: Tell): RootContent[] {
  const out: RootContent[] = [];
  for (let index = 0; index < nodes.length;) {
    const node = nodes[index];
    if (node?.type !== 'html') {
      if (node) out.push(node);
      index += 1;
      continue;
    }
    const end = closingOf(nodes, index);
    if (end === null) out.push(...flow(node.value, node.position?.start.line ?? 1, tell));
    else out.push(...wrapped(nodes.slice(index, end + 1), tell));
    index = (end ?? index) + 1;
  }
  return out;
}

/** Gives where the `<details>` or `<aside>` opened at an index is closed among its siblings; null when it closes itself. */
function closingOf(nodes: readonly RootContent[], from: number): number | null {
  const first = nodes[from];
  const name = first?.type === 'html' ? wrapper.exec(first.value)?.[1]?.toLowerCase() : undefined;
  if (name === undefined) return null;
  let depth = 0;
  for (let index = from; index < nodes.length; index += 1) {
    const node = nodes[index];
    if (node?.type !== 'html') continue;
    const count = (pattern: string) => node.value.match(new RegExp(pattern, 'gi'))?.length ?? 0;
    depth += count(`<${name}\\b`) - count(`</${name}>`);
    if (depth <= 0) return index === from ? null : index;
  }
  return null;
}

function wrapped(nodes: readonly RootContent[], tell: Tell): RootContent[] {
  const first = nodes[0];
  const opening = first?.type === 'html' ? first.value : '';
  const line = first?.position?.start.line ?? 1;
  tellOuter(opening, line, tell);
  const summary = /<summary[^>]*>([^]*?)<\/summary>/i.exec(opening);
  const title = summary ? textOfHtml(summary[1] ?? '') : '';
  const rest = opening.replace(wrapper, '').replace(summary?.[0] ?? '', '');
  const last = nodes.at(-1);
  const tail = last?.type === 'html' ? last.value.replace(/<\/(?:details|aside)>/i, '') : '';
  const inside = [...flow(rest, line, tell), ...withoutHtml(nodes.slice(1, -1), tell), ...flow(tail, line, tell)];
  return /^\s*<aside/i.test(opening) ? admonition('note', '', inside) : details(title || 'More', inside);
}

function tellOuter(opening: string, line: number, tell: Tell): void {
  const [outer] = fromHtml(opening, { fragment: true }).children.filter(({ type }) => type === 'element');
  if (outer?.type === 'element') tellHandlers(outer.properties, outer.tagName, line, tell);
}

/** Takes one block of HTML; gives what it says. */
function flow(html: string, line: number, tell: Tell): RootContent[] {
  if (html.trim() === '') return [];
  const tree = fromHtml(html, { fragment: true });
  tellLost(tree, line, tell);
  const told = toMdast(tree, {
    document: true,
    handlers: {
      comment: (_, node: unknown) => comment((node as { value: string }).value),
      details: (state, node) => {
        const summary = node.children.find((child) => child.type === 'element' && child.tagName === 'summary');
        const rest = { ...node, children: node.children.filter((child) => child !== summary) };
        return details(summary ? textOfHast(summary) : 'More', state.toFlow(state.all(rest))) as never;
      },
    },
  });
  const children = (told.type === 'root' ? told.children : [told]) as RootContent[];
  for (const child of children) shift(child, line);
  return children;
}

/** Takes HTML; gives its text. */
function textOfHtml(html: string): string {
  return textOfHast(fromHtml(html, { fragment: true })).replace(/\s+/g, ' ').trim();
}

function textOfHast(node: HastNodes): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(textOfHast).join('') : '';
}

const dropped = new Set(['script', 'style', 'iframe', 'object', 'embed', 'template', 'form', 'input', 'button', 'select', 'video', 'audio', 'svg', 'noscript', 'head', 'title']);

function tellLost(node: HastNodes, line: number, tell: Tell): void {
  if (node.type === 'element' && dropped.has(node.tagName)) {
    tell(line + (node.position?.start.line ?? 1) - 1, 'left', `the HTML element \`<${node.tagName}>\``, `${JSON.stringify(node.properties)} ${textOfHast(node.tagName === 'template' ? node.content as HastNodes : node)}`);
    return;
  }
  if (node.type === 'element') tellHandlers(node.properties, node.tagName, line + (node.position?.start.line ?? 1) - 1, tell);
  if ('children' in node) for (const child of node.children) tellLost(child, line, tell);
}

/** Takes an element's properties; tells which of them act, and so are never carried over: `onclick` and the like. */
export function tellHandlers(properties: Readonly<Record<string, unknown>>, name: string, line: number, tell: Tell): void {
  for (const [property, value] of Object.entries(properties)) {
    if (/^on/i.test(property)) tell(line, 'left', `the attribute \`${property.toLowerCase()}\` of \`<${name}>\``, String(value));
  }
}

function shift(node: Node, by: number): void {
  const line = (node.position?.start.line ?? 1) + by - 1;
  node.position = at(line);
  for (const child of childrenOf(node)) shift(child, by);
}
