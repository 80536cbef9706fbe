/** A Markdown page, in whatever dialect, as plain Markdown's tree. */
import Slugger from 'github-slugger';
import type { Blockquote, Heading, Node, Paragraph, Root, RootContent } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { parse as parseYaml } from 'yaml';
import { textOf } from '../../../common/catalog/mdx/headings.ts';
import { admonition, admonitionKind, childrenOf, lineIn, paragraph, text } from '../markup.ts';
import { type Label, type Page, type Tell, teller } from '../page.ts';
import { Unreadable } from '../unreadable.ts';
import { plainMarkdown } from './habits.ts';
import { withoutHtml } from './html.ts';
import { withoutInlineHtml } from './inline-html.ts';

const processor = unified().use(remarkParse).use(remarkFrontmatter, ['yaml', 'toml']).use(remarkGfm).freeze();
const deepest = 40;
const mostMarks = 4000;

interface Context {
  tell: Tell;
  labels: Label[];
  headings: number;
  slugger: Slugger;
}

/** Takes a page's file, id and text; gives the page. Throws `Unreadable` when it is nested too deeply. */
export function readMarkdownPage(file: string, id: string, source: string): Page {
  const notes: Page['notes'] = [];
  const tell = teller(file, notes);
  checkBounds(source);
  const tree = processor.parse(plainMarkdown(source, tell));
  const fields = frontMatterOf(tree, tell);
  const context: Context = { tell, labels: [], headings: 0, slugger: new Slugger() };
  clean(tree, context);
  return { file, id, format: 'markdown', text: source, tree, fields, labels: context.labels, notes };
}

/** What the parser would take very long for, and no person writes. */
function checkBounds(source: string): void {
  let marks = 0;
  let inFence = false;
  for (const line of source.split('\n')) {
    if (isTooDeep(line)) throw new Unreadable(`A line is nested more than ${deepest} levels deep. Simplify it.`);
    if (/^\s*(?:`{3}|~{3})/.test(line)) inFence = !inFence;
    marks = inFence || line.trim() === '' ? 0 : marks + (line.match(/[[*_<`~!&]/g)?.length ?? 0);
    if (marks > mostMarks) throw new Unreadable(`A paragraph has more than ${mostMarks} marks such as “[” and “*”. Divide it.`);
  }
}

/** By marks in a row, or by white space before one. */
function isTooDeep(line: string): boolean {
  const marks = /^[\s>*+-]*/.exec(line)?.[0].replace(/\s+/g, '').length ?? 0;
  const indent = line.length - line.trimStart().length;
  return marks > deepest && /[^\s>*+-]/.test(line) || indent > 2 * deepest && /^ *[-*+>] /.test(line);
}

function frontMatterOf(tree: Root, tell: Tell): Map<string, string> {
  const first = tree.children[0] as RootContent | { type: 'toml'; value: string } | undefined;
  if (first?.type !== 'yaml' && first?.type !== 'toml') return new Map();
  tree.children.shift();
  const value = 'value' in first ? first.value : '';
  try {
    const read: unknown = first.type === 'yaml' ? parseYaml(value, { maxAliasCount: 0 }) : Object.fromEntries(Array.from(value.matchAll(/^([\w-]+)\s*=\s*"?(.*?)"?$/gm), (match) => [match[1], match[2]]));
    if (typeof read !== 'object' || read === null) return new Map();
    return new Map(Object.entries(read).map(([key, each]) => [key.toLowerCase(), typeof each === 'string' ? each : Array.isArray(each) ? each.map(String).join(', ') : JSON.stringify(each)]));
  } catch {
    tell(1, 'left', 'the front matter, which cannot be read', value);
    return new Map();
  }
}

/** Rewrites a node's children in place: HTML, alerts, headings with ids. */
function clean(node: Node, context: Context): void {
  if (!('children' in node) || !Array.isArray(node.children)) return;
  const isFlow = ['root', 'blockquote', 'listItem', 'footnoteDefinition'].includes(node.type);
  const line = lineIn(node);
  const anchor = (name: string) => { context.labels.push({ name: name.toLowerCase(), heading: context.headings, given: true }); };
  if (isFlow) tellAnchors(node.children as Node[], anchor);
  node.children = isFlow ? withoutHtml(node.children as RootContent[], context.tell) : withoutInlineHtml(node.children as never[], line, context.tell, anchor);
  if (node.type === 'heading') label(node as Heading, context);
  for (const child of childrenOf(node)) clean(child, context);
  if (isFlow) node.children = childrenOf(node).flatMap((child) => (child.type === 'blockquote' ? alert(child as Blockquote) : [child as RootContent]));
}

/** `<a name="x"></a>` on a line of its own, before what it names. */
function tellAnchors(children: readonly Node[], anchor: (name: string) => void): void {
  for (const child of children) {
    if (child.type !== 'html' || !('value' in child)) continue;
    for (const match of String(child.value).matchAll(/<a\s+(?:name|id)=["']?([\w.-]+)/gi)) anchor(match[1] ?? '');
  }
}

function label(heading: Heading, context: Context): void {
  const index = context.headings++;
  const last = heading.children.at(-1);
  const given = last?.type === 'text' ? /\s*\{(?::\s*)?#([\w-]+)[^}]*\}\s*$/.exec(last.value) : null;
  if (given && last?.type === 'text') {
    last.value = last.value.slice(0, given.index);
    context.labels.push({ name: (given[1] ?? '').toLowerCase(), heading: index, given: true });
  }
  context.labels.push({ name: context.slugger.slug(textOf(heading)), heading: index, given: false });
}

/** `> [!NOTE]` and `> **Note:** …` */
function alert(quote: Blockquote): RootContent[] {
  const [first, ...rest] = quote.children;
  if (first?.type !== 'paragraph') return [quote];
  const [start, ...others] = first.children;
  if (start?.type === 'text') return marked(quote, start.value, others, rest);
  const bold = start?.type === 'strong' ? admonitionKind(textOf(start).replace(/[:!.]\s*$/, '')) : null;
  return bold === null ? [quote] : admonition(bold, '', [first, ...rest]);
}

function marked(quote: Blockquote, value: string, others: Paragraph['children'], rest: RootContent[]): RootContent[] {
  const [mark = '', name = '', title = ''] = /^\[!(\w+)\][-+]?[ \t]*([^\n]*)\n?/.exec(value) ?? [];
  const kind = admonitionKind(name);
  if (kind === null) return [quote];
  const remaining = value.slice(mark.length);
  const children = remaining === '' ? others : [text(remaining), ...others];
  return admonition(kind, title, [...(children.length === 0 ? [] : [paragraph(children, lineIn(quote))]), ...rest]);
}
