/**
 * What a runbook's MDX may hold besides Markdown. One origin serves the site and its API, so a runbook may not bring code:
 * no import, export or expression, no event handler, no script; known components and harmless elements, with literal
 * attributes.
 */
import type { Node, Root } from 'mdast';
import type { MdxJsxAttribute, MdxJsxFlowElement, MdxJsxTextElement } from 'mdast-util-mdx-jsx';
import { panelAttributes, panelKinds } from '../../panel.ts';
import type { CompileRule, Complain } from '../problem.ts';
import { walk } from './walk.ts';

export type Element = MdxJsxFlowElement | MdxJsxTextElement;
type Say = (rule: CompileRule, message: string) => void;

const panels = Object.fromEntries(panelKinds.map((kind) => [kind, [...Object.keys(panelAttributes[kind]), 'title', 'rows']]));
/** Components that the page knows, with the attributes they take. */
const components: Readonly<Record<string, readonly string[]>> = { Announce: ['id', 'channel'], Manual: ['id'], NotWritten: ['owner'], ...panels };
/** HTML elements that only shape text. */
const elements = ['a', 'abbr', 'b', 'br', 'code', 'dd', 'del', 'details', 'div', 'dl', 'dt', 'em', 'figcaption', 'figure', 'hr', 'i',
  'img', 'ins', 'kbd', 'li', 'mark', 'ol', 'p', 'pre', 's', 'samp', 'small', 'span', 'strong', 'sub', 'summary', 'sup', 'table',
  'tbody', 'td', 'th', 'thead', 'tr', 'u', 'ul', 'var'];
const attributes = ['id', 'className', 'title', 'lang', 'dir', 'href', 'src', 'alt', 'width', 'height', 'open', 'colSpan', 'rowSpan', 'align'];

/** Takes a runbook's tree; complains of all that it may not hold. */
export function checkMarkup(tree: Root, complain: Complain): void {
  walk(tree, (node: Node) => {
    const line = node.position?.start.line ?? 1;
    const column = node.position?.start.column ?? 1;
    const say: Say = (rule, message) => complain(rule, line, column, message);
    if (node.type === 'mdxjsEsm') say('no-code', 'A runbook may not import or export: it would run as code in the reader’s browser. Remove this line.');
    else if (isExpression(node) && !isComment(node.value)) say('no-code', 'A runbook may not hold expressions in braces. Write the text itself, or `\\{` for a brace.');
    else if (isElement(node)) checkElement(node, say);
    else if (isLink(node)) checkUrl(node.url, say);
  });
}

/** Takes a node; tells whether it is a component or an element written in MDX. */
export function isElement(node: Node): node is Element {
  return node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement';
}

/** Takes an element and the name of an attribute; gives its literal value, or undefined. */
export function attributeOf(element: Element, name: string): string | undefined {
  const found = element.attributes.find((attribute): attribute is MdxJsxAttribute => attribute.type === 'mdxJsxAttribute' && attribute.name === name);
  return typeof found?.value === 'string' ? found.value : undefined;
}

function checkElement(element: Element, say: Say): void {
  const name = element.name ?? '';
  const component = Object.hasOwn(components, name) ? components[name] : undefined;
  if (!component && !elements.includes(name)) {
    say('markup', `\`<${name}>\` is not known here. Components: ${Object.keys(components).map((known) => `<${known}>`).join(', ')}; of HTML only what shapes text. For a “<” in prose write \`\\<\`.`);
    return;
  }
  const allowed = component ?? attributes;
  for (const attribute of element.attributes) {
    if (attribute.type !== 'mdxJsxAttribute') say('no-code', `\`<${name}>\` spreads an expression. Write each attribute out.`);
    else if (!allowed.includes(attribute.name)) say('markup', `\`<${name}>\` takes no \`${attribute.name}\`. It takes: ${allowed.join(', ')}.`);
    else if (typeof attribute.value === 'object' && attribute.value !== null) say('no-code', `\`${attribute.name}\` of \`<${name}>\` must be a plain text in quotes, not an expression in braces.`);
    else if ((attribute.name === 'href' || attribute.name === 'src') && attribute.value) checkUrl(attribute.value, say);
  }
}

/** Browsers leave tabs and line ends out of an address, wherever they stand: https://url.spec.whatwg.org/#concept-basic-url-parser */
function checkUrl(url: string, say: Say): void {
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(url.replace(/[\t\n\r]/g, ''))?.[1]?.toLowerCase();
  if (scheme && !['http', 'https', 'mailto'].includes(scheme)) say('url-scheme', `A link may begin with https:, http: or mailto:, or stay on the site, but not with \`${scheme}:\`.`);
}

function isExpression(node: Node): node is Node & { value: string } {
  return node.type === 'mdxFlowExpression' || node.type === 'mdxTextExpression';
}

function isComment(value: string): boolean {
  return value.replace(/\/\*(?:[^*]|\*(?!\/))*\*\//g, '').trim() === '';
}

function isLink(node: Node): node is Node & { url: string } {
  return (node.type === 'link' || node.type === 'image' || node.type === 'definition') && 'url' in node && typeof node.url === 'string';
}
