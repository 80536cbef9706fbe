/** Directives of docutils and of Sphinx and its usual extensions, as what the site has for them. */
import type { Code, RootContent } from 'mdast';
import { admonition, admonitionKind, at, code, comment, details, paragraph, text } from '../markup.ts';
import type { Tell } from '../page.ts';
import { reference } from './inline.ts';
import { attribute, lineOf, options, type RstNode } from './tree.ts';

export interface DirectiveContext {
  tell: Tell;
  blocks: (nodes: readonly RstNode[]) => RootContent[];
  /** language of blocks that name none; a `highlight` directive changes it */
  language: { name: string };
}

const codeBlocks = new Set(['code-block', 'code', 'sourcecode', 'code-cell', 'ipython', 'testcode', 'testoutput', 'terminal', 'prompt']);
const diagrams = new Map([['mermaid', 'mermaid'], ['graphviz', 'dot'], ['uml', 'plantuml'], ['plantuml', 'plantuml'], ['math', 'latex'], ['productionlist', 'text']]);
/** They only change how a page looks, or make what the site makes by itself. */
const looks = new Set(['rst-class', 'class', 'contents', 'index', 'sectnum', 'default-role', 'highlightlang', 'tabularcolumns', 'meta', 'title', 'sidebar-links', 'role']);
const wrappers = new Set(['container', 'only', 'tabs', 'tab-set', 'grid', 'compound', 'ifconfig', 'hlist', 'table-wrapper', 'centered', 'div', 'md-tab-set', 'card-carousel']);
const titled = new Set(['tab', 'tab-item', 'group-tab', 'code-tab', 'md-tab-item', 'grid-item-card', 'card', 'topic', 'sidebar', 'rubric', 'grid-item']);
const folded = new Set(['dropdown', 'collapse', 'toggle', 'details']);
const versions = new Map([['versionadded', 'New in version'], ['versionchanged', 'Changed in version'], ['deprecated', 'Deprecated since version'], ['deprecated-removed', 'Deprecated since version']]);
const quiet = new Set(['linenos', 'class', 'lineno-start', 'dedent', 'force', 'name', 'caption', 'language', 'open', 'icon', 'color', 'animate', 'collapsible', 'sync', 'title', 'columns', 'width', 'align', 'widths', 'header-rows', 'depth', 'local', 'maxdepth', 'titlesonly', 'hidden', 'glob', 'numbered', 'emphasize-lines', 'prompts', 'modifiers', 'host', 'user', 'selected']);

/** Takes a directive's node; gives what stands in the runbook in its place. */
export function directive(node: RstNode, context: DirectiveContext): RootContent[] {
  const name = attribute(node, 'name').toLowerCase().replace(/^(?:rst|std|sphinx|design|sphinx-design):/, '');
  const line = lineOf(node);
  tellOptions(name, node, line, context.tell);
  const argument = attribute(node, 'argument').replace(/\s+/g, ' ');
  const kind = admonitionKind(name);
  if (codeBlocks.has(name)) return codeBlock(name, node, context);
  if (name === 'highlight') return highlight(node, context);
  if (kind !== null) return admonition(kind, ...admonitionParts(name, node, context));
  if (name === 'toctree') return toctree(node, line, context);
  if (name === 'include' || name === 'literalinclude') return [included(argument, line, context.tell)];
  if (looks.has(name)) return look(name, node, line, context.tell);
  const diagram = diagrams.get(name);
  if (diagram !== undefined) return [code([argument, attribute(node, 'content')].filter((part) => part !== '').join('\n'), diagram, attributeLine(node))];
  if (folded.has(name)) return details(argument || 'More', context.blocks(node.c ?? []));
  return other(name, argument, node, context);
}

function other(name: string, argument: string, node: RstNode, context: DirectiveContext): RootContent[] {
  const line = lineOf(node);
  const version = versions.get(name);
  if (version !== undefined) return [paragraph([text(`${version} ${argument}`)], line), ...context.blocks(node.c ?? [])];
  if (name === 'code-tab') return [bold(argument, line), code(attribute(node, 'content'), argument.split(' ')[0] ?? '', attributeLine(node))];
  if (titled.has(name)) return [...(argument === '' ? [] : [bold(argument, line)]), ...context.blocks(node.c ?? [])];
  if (name === 'raw' || (node.c ?? []).some(({ t }) => t === 'system_message')) {
    context.tell(line, 'left', `the directive \`${name}\`; its content stands in the page as a block`, argument);
    return attribute(node, 'content') === '' ? [] : [code(attribute(node, 'content'), 'text', attributeLine(node))];
  }
  if (!wrappers.has(name)) context.tell(line, 'left', `the directive \`${name}\`; what it says stands in the page as text`, argument);
  else if (argument !== '') context.tell(line, 'left', `the condition or title of \`${name}\``, argument);
  return context.blocks(node.c ?? []);
}

function tellOptions(name: string, node: RstNode, line: number, tell: Tell): void {
  for (const [key, value] of Object.entries(options(node))) {
    const shown = ['caption', 'title'].includes(key) && (codeBlocks.has(name) || admonitionKind(name) !== null);
    if (shown || value === '' && quiet.has(key)) continue;
    tell(line, 'left', `the option \`${key}\` of \`${name}\``, value);
  }
}

function codeBlock(name: string, node: RstNode, { language }: DirectiveContext): RootContent[] {
  const [lang = '', ...rest] = attribute(node, 'argument').split(/\s+/);
  const content = attribute(node, 'content');
  const caption = options(node)['caption'] ?? '';
  if (name === 'prompt') return [promptBlock(lang, (rest[0] ?? options(node)['prompts'] ?? '').split(',')[0] ?? '', node, caption)];
  return [code(content, name === 'terminal' ? 'console' : lang || language.name, attributeLine(node), caption)];
}

/** Each line of a `prompt` is typed, and the prompt drawn before it; where the lines show it themselves, output may stand between. */
function promptBlock(lang: string, mark: string, node: RstNode, caption: string): Code {
  const content = attribute(node, 'content');
  const line = attributeLine(node);
  const isShell = lang === '' || /^(?:bash|sh|shell|zsh|console|text)$/.test(lang);
  if (content.split('\n').some((each) => /^\s*(?:[$#%>]|\S+[$#>])\s/.test(each) && (mark === '' || each.includes(`${mark} `)))) return code(content, isShell ? 'console' : lang, line, caption);
  if (isShell && /^(?:[$#%]|[^\s=]+[$#%])?$/.test(mark)) return code(content, 'bash', line, caption);
  const value = mark === '' ? content : content.split('\n').map((each) => (/^\s|^$/.test(each) ? each : `${mark} ${each}`)).join('\n');
  return code(value, isShell ? 'console' : lang, line, caption);
}

function highlight(node: RstNode, { language }: DirectiveContext): RootContent[] {
  language.name = attribute(node, 'argument').split(' ')[0] ?? '';
  return [];
}

function admonitionParts(name: string, node: RstNode, { blocks }: DirectiveContext): [string, RootContent[]] {
  const title = name === 'seealso' ? 'See also' : name === 'todo' ? 'To do' : attribute(node, 'argument');
  return [title, blocks(node.c ?? [])];
}

function toctree(node: RstNode, line: number, { tell }: DirectiveContext): RootContent[] {
  const entries = attribute(node, 'content').split('\n').map((entry) => entry.trim()).filter((entry) => entry !== '');
  if (entries.length === 0) return [];
  tell(line, 'review', 'a toctree became a list of links; the site’s sidebar has its own order', '');
  return [{
    type: 'list', ordered: false, spread: false, position: at(line),
    children: entries.map((entry) => {
      const [, title = '', page = entry] = /^(.*?)\s*<([^<>]+)>$/.exec(entry) ?? [];
      return { type: 'listItem', spread: false, children: [paragraph([{ type: 'link', url: reference.page + page, children: title === '' ? [] : [text(title)] }], line)] };
    }),
  }];
}

function included(path: string, line: number, tell: Tell): RootContent {
  tell(line, 'left', `what \`${path}\` holds: a page that is included is not read`, path);
  return paragraph([text('Here the source includes '), { type: 'inlineCode', value: path || 'nothing' }, text('.')], line);
}

function look(name: string, node: RstNode, line: number, tell: Tell): RootContent[] {
  const argument = attribute(node, 'argument');
  const content = attribute(node, 'content');
  tell(line, 'left', `the directive \`${name}\`, which only changes how the page looks or is found`, `${argument} ${content}`.trim());
  return content === '' || name === 'contents' ? [] : [comment(content)];
}

function bold(title: string, line: number): RootContent {
  return paragraph([{ type: 'strong', children: [text(title)] }], line);
}

function attributeLine(node: RstNode): number {
  return Number(attribute(node, 'contentLine')) || lineOf(node);
}
