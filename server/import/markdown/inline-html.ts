/** HTML inside Markdown's paragraphs. What is no HTML after all, such as `<pod-name>`, is text. */
import type { PhrasingContent } from 'mdast';
import { fromHtml } from 'hast-util-from-html';
import { comment, raw, text } from '../markup.ts';
import type { Tell } from '../page.ts';
import { tellHandlers } from './html.ts';

const shaping = new Set(['kbd', 'sub', 'sup', 'small', 'mark', 'ins', 'u', 's', 'del', 'abbr', 'samp', 'var']);
const silent = new Set(['span', 'font', 'div', 'p', 'center', 'tt', 'big', 'nobr', 'label', 'summary', 'details', 'section', 'article', 'time', 'ul', 'ol', 'li', 'picture', 'source', 'aside']);

interface Tag { name: string; closing: boolean; properties: Readonly<Record<string, unknown>> }

/** Takes phrases, where to tell and where labels go; gives the phrases without HTML. */
export function withoutInlineHtml(nodes: readonly PhrasingContent[], line: number, tell: Tell, anchor: (name: string) => void): PhrasingContent[] {
  const out: PhrasingContent[] = [];
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index];
    if (node?.type !== 'html') {
      if (node) out.push(node);
      continue;
    }
    const tag = tagOf(node.value);
    if (tag !== null) tellHandlers(tag.properties, tag.name, line, tell);
    const close = tag && !tag.closing ? closingOf(nodes, index, tag.name) : -1;
    if (node.value.startsWith('<!--')) out.push(comment(node.value.replace(/^<!--|-->$/g, '')));
    else if (tag === null) out.push(text(node.value));
    else if (close === -1) out.push(...alone(tag, node.value, line, tell, anchor));
    else {
      out.push(...around(tag, withoutInlineHtml(nodes.slice(index + 1, close), line, tell, anchor), line, tell, anchor));
      index = close;
    }
  }
  return out;
}

function tagOf(html: string): Tag | null {
  const [, slash = '', name = ''] = /^<(\/?)([a-z][a-z0-9]*)\b/i.exec(html) ?? [];
  const lower = name.toLowerCase();
  const known = shaping.has(lower) || silent.has(lower) || ['a', 'b', 'strong', 'i', 'em', 'code', 'br', 'img', 'hr', 'wbr', 'input'].includes(lower);
  if (!known) return null;
  if (slash !== '') return { name: lower, closing: true, properties: {} };
  const [element] = fromHtml(html, { fragment: true }).children;
  return { name: lower, closing: false, properties: element?.type === 'element' ? element.properties : {} };
}

function closingOf(nodes: readonly PhrasingContent[], from: number, name: string): number {
  let depth = 0;
  for (let index = from; index < nodes.length; index += 1) {
    const node = nodes[index];
    const tag = node?.type === 'html' ? tagOf(node.value) : null;
    if (tag?.name !== name) continue;
    depth += tag.closing ? -1 : 1;
    if (depth === 0) return index;
  }
  return -1;
}

function alone(tag: Tag, html: string, line: number, tell: Tell, anchor: (name: string) => void): PhrasingContent[] {
  const id = tag.properties['id'] ?? tag.properties['name'];
  if (tag.name === 'br') return [raw('<br />')];
  if (tag.name === 'img') return [{ type: 'image', url: String(tag.properties['src'] ?? ''), alt: String(tag.properties['alt'] ?? '') }];
  if (tag.name === 'a' && typeof id === 'string') {
    anchor(id);
    return [];
  }
  if (!tag.closing) tell(line, 'left', `the HTML tag \`${html.slice(0, 60)}\`, which is never closed`, html);
  return [];
}

function around(tag: Tag, children: PhrasingContent[], line: number, tell: Tell, anchor: (name: string) => void): PhrasingContent[] {
  const id = tag.properties['id'] ?? tag.properties['name'];
  if (typeof id === 'string') anchor(id);
  if (shaping.has(tag.name)) return [raw(`<${tag.name}>`), ...children, raw(`</${tag.name}>`)];
  switch (tag.name) {
    case 'a': return typeof tag.properties['href'] === 'string' ? [{ type: 'link', url: tag.properties['href'], children: children as never }] : children;
    case 'b':
    case 'strong': return [{ type: 'strong', children }];
    case 'i':
    case 'em': return [{ type: 'emphasis', children }];
    case 'code':
    case 'tt': return [{ type: 'inlineCode', value: children.map((child) => ('value' in child ? child.value : '')).join('') }];
    default:
      if (Object.keys(tag.properties).length > 0) tell(line, 'left', `the look that \`<${tag.name}>\` gives its text`, '');
      return children;
  }
}
