/** Phrases of a reStructuredText page as Markdown's. */
import type { PhrasingContent } from 'mdast';
import { text } from '../markup.ts';
import type { Tell } from '../page.ts';
import { attribute, lineOf, plainText, type RstNode } from './tree.ts';

export interface InlineContext {
  tell: Tell;
  /** phrases by the name of their substitution, in lower case */
  substitutions: ReadonlyMap<string, RstNode>;
  /** addresses by the name of their target */
  targets: ReadonlyMap<string, string>;
  /** line of the paragraph being read */
  line: number;
}

/** Links that are resolved when all pages are read carry their target behind one of these. */
export const reference = { label: 'rst-label:', page: 'rst-page:', file: 'rst-file:' } as const;

const asCode = new Set(['literal', 'code', 'command', 'file', 'samp', 'envvar', 'option', 'program', 'kbd', 'makevar', 'token', 'keyword', 'regexp', 'mimetype', 'newsgroup', 'py:func', 'func', 'class', 'meth', 'mod', 'attr', 'data', 'const', 'exc', 'obj', 'math', 'confval', 'setting']);
const asStrong = new Set(['strong', 'guilabel', 'menuselection', 'bolditalic']);
const asText = new Set(['abbr', 'sub', 'sup', 'subscript', 'superscript', 'title-reference', 'title', 'term', 'dfn', 'emphasis']);

/** Takes nodes of a paragraph; gives them as Markdown's phrases. */
export function inline(nodes: readonly RstNode[], context: InlineContext): PhrasingContent[] {
  return nodes.flatMap((node) => one(node, context));
}

function one(node: RstNode, context: InlineContext): PhrasingContent[] {
  const inner = () => inline(node.c ?? [], context);
  switch (node.t) {
    case '#': return [text(node.v ?? '')];
    case 'emphasis': return [{ type: 'emphasis', children: inner() }];
    case 'strong': return [{ type: 'strong', children: inner() }];
    case 'literal': return [{ type: 'inlineCode', value: plainText(node) }];
    case 'generic_role': return role(node, context);
    case 'reference': return link(node, context);
    case 'substitution_reference': return substitution(node, context);
    case 'footnote_reference':
    case 'citation_reference': return [text(`[${plainText(node)}]`)];
    case 'image': return [image(node)];
    case 'target': return [];
    default: return inner();
  }
}

function role(node: RstNode, context: InlineContext): PhrasingContent[] {
  const name = attribute(node, 'name').replace(/^(?:std|c|cpp|js):/, '');
  const written = attribute(node, 'text');
  const shaped = shapedBy(name, written);
  if (shaped !== null) return [shaped];
  const [, shown = '', target = ''] = /^([^]*?)\s*<([^<>]+)>$/.exec(written) ?? [];
  const prefix = prefixes[name];
  if (prefix !== undefined) return [{ type: 'link', url: prefix + (target || written), children: shown === '' ? [] : [text(shown)] }];
  context.tell(node.l ?? context.line, 'left', `the role \`${name}\`; its text stands in the page`, '');
  return target === '' ? [text(written)] : [text(`${shown} (`), { type: 'inlineCode', value: target }, text(')')];
}

const prefixes: Readonly<Record<string, string | undefined>> = { ref: reference.label, numref: reference.label, doc: reference.page, download: reference.file };

/** Roles that only say how their text looks. */
function shapedBy(name: string, written: string): PhrasingContent | null {
  if (name === 'samp') return { type: 'inlineCode', value: written.replace(/\{([^{}]+)\}/g, '<$1>') };
  if (asCode.has(name) || name.startsWith('py:')) return { type: 'inlineCode', value: written.replace(/^~/, '') };
  if (asStrong.has(name)) return { type: 'strong', children: [text(written.replace(/\s*-->\s*/g, ' → '))] };
  return asText.has(name) ? { type: 'emphasis', children: [text(written)] } : null;
}

function link(node: RstNode, context: InlineContext): PhrasingContent[] {
  const children = inline(node.c ?? [], context);
  const uri = attribute(node, 'refuri') || (context.targets.get(attribute(node, 'refname')) ?? '');
  if (uri !== '') return [{ type: 'link', url: uri, children }];
  const name = attribute(node, 'refname') || plainText(node);
  return [{ type: 'link', url: reference.label + name, children }];
}

function substitution(node: RstNode, context: InlineContext): PhrasingContent[] {
  const name = attribute(node, 'refname') || plainText(node);
  const definition = context.substitutions.get(name.toLowerCase());
  if (definition) return inline(definition.c ?? [], { ...context, substitutions: new Map() });
  context.tell(lineOf(node) || context.line, 'left', `the substitution |${name}|, which is not defined in the page; its name stands there`, '');
  return [text(`|${plainText(node)}|`)];
}

/** Takes an image's node; gives it as Markdown's. */
export function image(node: RstNode): PhrasingContent {
  return { type: 'image', url: attribute(node, 'uri'), alt: attribute(node, 'alt') };
}
