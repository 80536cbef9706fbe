/** A reStructuredText page as Markdown's tree. */
import type { ListItem, PhrasingContent, Root, RootContent } from 'mdast';
import { at, code, comment, paragraph, raw, text } from '../markup.ts';
import { Unreadable } from '../unreadable.ts';
import { type Label, type Page, teller } from '../page.ts';
import { directive } from './directive.ts';
import { readRst } from './docutils.ts';
import { image, inline, type InlineContext } from './inline.ts';
import { dashedParagraph } from './dashed-paragraph.ts';
import { table } from './table.ts';
import { attribute, attributes, lineOf, plainText, type RstNode } from './tree.ts';

interface Context extends InlineContext {
  labels: Label[];
  headings: { count: number };
  language: { name: string };
  fields: Map<string, string>;
  /** how many sections are around */
  depth: number;
}

/** Takes a page's file, id and text; gives the page. Throws `Unreadable` when docutils cannot read it. */
export function readRstPage(file: string, id: string, source: string): Page {
  const tree = readRst(withoutEmptyLiterals(source));
  const notes: Page['notes'] = [];
  const context: Context = {
    tell: teller(file, notes), substitutions: substitutionsIn(tree), targets: targetsIn(tree), labels: [], headings: { count: 0 },
    language: { name: '' }, fields: new Map(), depth: 0, line: 1,
  };
  if (depthOf(tree) > 200) throw new Unreadable('The page is nested more than 200 levels deep. Simplify it.');
  const children = blocks(tree.c ?? [], context);
  return { file, id, format: 'rst', text: source, tree: { type: 'root', children } satisfies Root, fields: context.fields, labels: context.labels, notes };
}

/** A writer's slip: `do this::` with a directive right below, which is no literal text. docutils would take its first line for one. */
function withoutEmptyLiterals(source: string): string {
  const lines = source.split('\n');
  let filled = -1;
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const before = lines[filled] ?? '';
    if (at > filled + 1 && /\S\s*::\s*$/.test(before) && !/^\s*\.\. /.test(before) && /^\s*\.\. (?:prompt|code-block|code|sourcecode|terminal)::/.test(line) && within(before) >= line.search(/\S/)) lines[filled] = before.replace(/::\s*$/, ':');
    filled = at;
  }
  return lines.join('\n');
}

/** Where the text of a line begins, behind the mark of a list. */
function within(line: string): number {
  return /^\s*(?:(?:[-*+•]|[#\w]{1,3}[.)]|\([#\w]{1,3}\))\s+)?/.exec(line)?.[0].length ?? 0;
}

function depthOf(node: RstNode): number {
  return 1 + Math.max(0, ...(node.c ?? []).map(depthOf));
}

function* walk(node: RstNode): Generator<RstNode> {
  yield node;
  for (const child of node.c ?? []) yield* walk(child);
}

function substitutionsIn(tree: RstNode): Map<string, RstNode> {
  const found = new Map<string, RstNode>();
  for (const node of walk(tree)) {
    if (node.t === 'substitution_definition') for (const name of attributes(node, 'names')) found.set(name.toLowerCase(), node);
  }
  return found;
}

function targetsIn(tree: RstNode): Map<string, string> {
  const found = new Map<string, string>();
  for (const node of walk(tree)) {
    const uri = node.t === 'target' ? attribute(node, 'refuri') : '';
    if (uri !== '') for (const name of attributes(node, 'names')) found.set(name, uri);
  }
  return found;
}

function blocks(nodes: readonly RstNode[], context: Context): RootContent[] {
  return nodes.flatMap((node) => block(node, { ...context, line: lineOf(node) || context.line }));
}

type Reader = (node: RstNode, context: Context) => RootContent[];

const nothing: Reader = () => [];
const strong: Reader = (node, context) => [paragraph([{ type: 'strong', children: inline(node.c ?? [], context) }], context.line)];

/** docutils' nodes by name; one that is not here is what is in it. */
const readers: Readonly<Record<string, Reader>> = {
  section, field_list: fields, definition_list: definitions, option_list: optionList, footnote, citation: footnote, target, system_message: message,
  substitution_definition: nothing, label: nothing, caption: strong, rubric: strong,
  paragraph: (node, context) => dashedParagraph(paragraph(inline(node.c ?? [], context), context.line)),
  bullet_list: (node, context) => [list(node, false, context)],
  enumerated_list: (node, context) => [list(node, true, context)],
  literal_block: (node, context) => [code(literal(node), attributes(node, 'classes').find((name) => name !== 'code') ?? context.language.name, context.line)],
  doctest_block: (node, context) => [code(plainText(node), 'python', context.line)],
  line_block: (node, context) => [paragraph(lines(node, context), context.line)],
  comment: (node) => (plainText(node).trim() === '' ? [] : [comment(plainText(node))]),
  generic_directive: (node, context) => directive(node, { ...context, blocks: (children) => blocks(children, context) }),
  image: (node, context) => [paragraph([image(node)], context.line)],
  table: (node, context) => [...caption(node, context), ...table(node, (children) => blocks(children, context))],
  transition: () => [{ type: 'thematicBreak' }],
  attribution: (node, context) => [paragraph([text('— '), ...inline(node.c ?? [], context)], context.line)],
  '#': (node, context) => [paragraph([text(node.v ?? '')], context.line)],
};

function block(node: RstNode, context: Context): RootContent[] {
  const reader = Object.hasOwn(readers, node.t) ? readers[node.t] : undefined;
  return reader ? reader(node, context) : blocks(node.c ?? [], context);
}

function section(node: RstNode, context: Context): RootContent[] {
  const [title, ...rest] = node.c ?? [];
  const heading = context.headings.count++;
  for (const name of attributes(node, 'names')) context.labels.push({ name, heading, given: false });
  const depth = Math.min(context.depth + 1, 6) as 1 | 2 | 3 | 4 | 5 | 6;
  const within = { ...context, depth: context.depth + 1 };
  // The site's headings hold the line above them as docutils counts; their text is one line up.
  return [{ type: 'heading', depth, children: inline(title?.c ?? [], context), position: at((title?.l ?? 1) - 1) }, ...blocks(rest, within)];
}

function list(node: RstNode, ordered: boolean, context: Context): RootContent {
  const children = (node.c ?? []).map((item): ListItem => ({ type: 'listItem', spread: false, children: blocks(item.c ?? [], context) as ListItem['children'] }));
  return { type: 'list', ordered, start: ordered ? Number(attribute(node, 'start')) || 1 : null, spread: children.some((item) => item.children.length > 1), children, position: at(context.line) };
}

/** A term with a list under it is a sentence that opens the list; others become items. */
function definitions(node: RstNode, context: Context): RootContent[] {
  return (node.c ?? []).flatMap((item) => {
    const term = (item.c ?? []).filter(({ t }) => t === 'term' || t === 'classifier').flatMap((each): PhrasingContent[] => inline(each.c ?? [], context));
    const body = blocks((item.c ?? []).filter(({ t }) => t === 'definition').flatMap(({ c }) => c ?? []), context);
    const line = lineOf(item);
    if (body[0]?.type === 'list' || body[0]?.type === 'code') return [paragraph(term, line), ...body];
    const children = [paragraph([{ type: 'strong', children: term }], line), ...body] as ListItem['children'];
    return [{ type: 'list', ordered: false, spread: true, position: at(line), children: [{ type: 'listItem', spread: true, children }] } satisfies RootContent];
  });
}

/** A field list before everything else is the page's own front matter, as `:audience: Operators`. */
function fields(node: RstNode, context: Context): RootContent[] {
  const children = (node.c ?? []).map((field): ListItem => {
    const [name, body] = field.c ?? [];
    const key = name ? plainText(name) : '';
    if (context.headings.count <= 1) context.fields.set(key.toLowerCase(), body ? plainText(body).replace(/\s+/g, ' ') : '');
    const [first, ...rest] = blocks(body?.c ?? [], context);
    const phrases: PhrasingContent[] = [{ type: 'strong', children: [text(`${key}:`)] }, ...(first?.type === 'paragraph' ? [text(' '), ...first.children] : [])];
    const others = first && first.type !== 'paragraph' ? [first, ...rest] : rest;
    return { type: 'listItem', spread: false, children: [paragraph(phrases, lineOf(field)), ...others as ListItem['children']] };
  });
  return [{ type: 'list', ordered: false, spread: false, children, position: at(context.line) }];
}

function optionList(node: RstNode, context: Context): RootContent[] {
  const children = (node.c ?? []).map((item): ListItem => {
    const [group, description] = item.c ?? [];
    const [first, ...rest] = blocks(description?.c ?? [], context);
    const phrases: PhrasingContent[] = [{ type: 'inlineCode', value: (group?.c ?? []).map(plainText).join(', ') }, text(' '), ...(first?.type === 'paragraph' ? first.children : [])];
    return { type: 'listItem', spread: false, children: [paragraph(phrases, lineOf(item)), ...rest as ListItem['children']] };
  });
  return [{ type: 'list', ordered: false, spread: false, children, position: at(context.line) }];
}

/** What is emphasised in a `parsed-literal` stands for something: `kubectl logs *pod*`. */
function literal(node: RstNode): string {
  return (node.c ?? []).map((child) => (child.t === 'emphasis' ? `<${plainText(child).replace(/^<|>$/g, '')}>` : plainText(child))).join('');
}

function lines(node: RstNode, context: Context): PhrasingContent[] {
  return (node.c ?? []).flatMap((child, index): PhrasingContent[] => [
    ...(index === 0 ? [] : [raw('<br />'), text('\n')]),
    ...(child.t === 'line_block' ? lines(child, context) : inline(child.c ?? [], context)),
  ]);
}

function caption(node: RstNode, context: Context): RootContent[] {
  return (node.c ?? []).filter(({ t }) => t === 'title').map((title) => paragraph([{ type: 'strong', children: inline(title.c ?? [], context) }], context.line));
}

function footnote(node: RstNode, context: Context): RootContent[] {
  const label = (node.c ?? []).find(({ t }) => t === 'label');
  const [first, ...rest] = blocks((node.c ?? []).filter((child) => child !== label), context);
  const mark = text(`[${label ? plainText(label) : attributes(node, 'names')[0] ?? '#'}] `);
  return first?.type === 'paragraph' ? [{ ...first, children: [mark, ...first.children] }, ...rest] : [paragraph([mark], context.line), ...(first ? [first, ...rest] : [])];
}

function target(node: RstNode, context: Context): RootContent[] {
  if (attribute(node, 'refuri') !== '') return [];
  for (const name of attributes(node, 'names')) context.labels.push({ name, heading: context.headings.count, given: true });
  return [];
}

/** What docutils says of the page; what it could not read stands in its message. */
function message(node: RstNode, context: Context): RootContent[] {
  if (Number(attribute(node, 'level')) < 2) return [];
  const line = Number(attribute(node, 'line')) || context.line;
  const kept = (node.c ?? []).filter(({ t }) => t === 'literal_block').map(plainText);
  const said = (node.c ?? []).filter(({ t }) => t === 'paragraph').map(plainText).join(' ').replace(/\s+/g, ' ');
  context.tell(line, kept.length > 0 ? 'left' : 'review', `docutils says: ${said}${kept.length > 0 ? ' What it could not read stands in the page as a block.' : ''}`);
  return kept.map((value) => code(value, 'text', line));
}

