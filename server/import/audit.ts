/**
 * Is every word of the source in the runbook, or in the list of what was left? Words are compared without case and marks,
 * so that `<pod-name>` and `POD_NAME` are the same; lines of code blocks must be there as they stood.
 */
import type { Node, Root } from 'mdast';
import { childrenOf, lineIn } from './markup.ts';
import type { Declaration } from './commands/parameters.ts';

export interface SourceLine { line: number; text: string }

/** What was asked for is missing at a line of the source. */
export interface Missing { line: number; text: string }

const tags = /<\/?(?:a|abbr|article|aside|b|big|blockquote|body|br|center|code|col|colgroup|dd|del|details|div|dl|dt|em|figcaption|figure|font|h[1-6]|head|hr|html|i|img|ins|kbd|li|mark|nobr|ol|p|picture|pre|s|samp|section|small|span|strong|style|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var|syntaxhighlight|source)\b(?:\s[^<>]*)?\/?>/gi;

/** Takes a text; gives its words in lower case. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Takes a page's tree as it was read; gives the lines of its blocks. */
export function literalLines(tree: Root): SourceLine[] {
  const found: SourceLine[] = [];
  const visit = (node: Node): void => {
    if (node.type === 'code' && 'value' in node) {
      for (const [index, text] of String(node.value).split('\n').entries()) if (text.trim() !== '') found.push({ line: lineIn(node) + index, text });
    } else childrenOf(node).forEach(visit);
  };
  visit(tree);
  return found;
}

/** Takes a source, its format, its literal lines, the runbook made of it, and its parameters; gives what is in the first only. */
export function audit(source: string, format: 'rst' | 'markdown', literals: readonly SourceLine[], mdx: string, parameters: ReadonlyMap<string, Declaration>): Missing[] {
  const there = wordsOf(spoken(mdx, parameters));
  return [...missingWords(source, format, there), ...missingLines(literals, there)];
}

/** The runbook's own words: a parameter is also what it stands for; ids and titles of steps were not in the source. */
function spoken(mdx: string, parameters: ReadonlyMap<string, Declaration>): string {
  const bare = mdx.replace(/^(\s*`{3,}\w* )(?:run=|file=).*$/gm, (line, fence: string) => fence + (/title="((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? ''));
  const known = [...parameters].map(([name, { title = '' }]) => [name, `${name} ${title}`] as const);
  const text = bare.replace(/\$\{?([A-Z][A-Z0-9_]*)\}?/g, (whole, name: string) => known.find(([each]) => each === name)?.[1] ?? whole);
  return decoded(text).replace(/\\([\\`*_{}[\]()#+\-.!<>&|~:"'$^=/@%,;?])/g, '$1');
}

function decoded(text: string): string {
  return text.replace(/&#x([0-9a-f]+);/gi, (_, hex: string) => character(Number.parseInt(hex, 16))).replace(/&#(\d+);/g, (_, number: string) => character(Number(number)))
    .replace(/&(nbsp|lt|gt|amp|quot|apos|mdash|ndash|hellip|rarr|larr|copy|reg|trade|bull|middot|emsp|ensp|times|check);/g, ' ');
}

function character(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
}

function missingWords(source: string, format: 'rst' | 'markdown', there: readonly string[]): Missing[] {
  const left = new Map<string, number>();
  for (const word of there) left.set(word, (left.get(word) ?? 0) + 1);
  return source.split('\n').flatMap((line, index) => {
    const lost = wordsOf(format === 'rst' ? withoutRst(line) : withoutMarkdown(line)).filter((word) => {
      const count = left.get(word) ?? 0;
      left.set(word, count - 1);
      return count <= 0;
    });
    return lost.length === 0 ? [] : [{ line: index + 1, text: lost.join(' ') }];
  });
}

/** The marks that docutils itself takes away. */
function withoutRst(line: string): string {
  return line
    .replace(/^\s*\.\. _[^:]*:\s*$/, '').replace(/^\s*\.\. (?:code-block|code|sourcecode|highlight)::.*$/, '').replace(/^(\s*)\.\. \|[^|]+\| [\w-]+::/, '$1').replace(/^\s*\.\. [\w:.+-]+::/, '')
    .replace(/^\s*:[\w -]+:(?=\s|$)/, (field) => (/^\s+:/.test(field) ? '' : field)).replace(/:[\w:.+-]+:(?=`)/g, '').replace(/^\s*(?:\d+|[a-zA-Z]|[ivxIVX]+|#)[.)]\s/, '').replace(/^(\s*)\(\w+\)\s/, '$1').replace(/\[#?\w*\]_/g, '');
}

function withoutMarkdown(line: string): string {
  return decoded(line.replace(/^\s*(?:>\s*)*(?:`{3,}|~{3,})\s*[\w+#.-]*/, '').replace(/^\s*(?:[!?]{3}\+?|:::+)\s*[\w-]+/, '').replace(/\[!\w+\]/, '')
    .replace(tags, (tag) => ` ${/(?:href|src|alt)=["']?([^"'>]*)/gi.exec(tag)?.[1] ?? ''} `).replace(/^\s*(?:>\s*)*(?:\d+|[-*+]\s+\d+)[.)]\s/, '')
    .replace(/\{(?:code|noformat)[^}]*\}/g, '').replace(/\{%-?\s*(?:end)?highlight[^%]*%\}/g, '').replace(/^h[1-6]\. /, '').replace(/^\s*\[[^\]]+\]:/, ' ').replace(/\]\[[^\]]*\]/g, '] ').replace(/\{(?::\s*)?#[\w-]+\}\s*$/, ''));
}

function missingLines(literals: readonly SourceLine[], there: readonly string[]): Missing[] {
  const places = new Map<string, number[]>();
  for (const [index, word] of there.entries()) {
    const known = places.get(word);
    if (known) known.push(index);
    else places.set(word, [index]);
  }
  return literals.filter(({ text }) => {
    const words = wordsOf(text);
    const [first] = words;
    return first !== undefined && words.length < 400 && !(places.get(first) ?? []).slice(0, 5000).some((at) => follows(words, there, at));
  }).map(({ line, text }) => ({ line, text: text.trim() }));
}

/** The words stand there in their order, with little between: a parameter says its name and what it stands for. */
function follows(words: readonly string[], there: readonly string[], from: number): boolean {
  let at = from;
  const end = from + words.length * 3 + 8;
  for (const word of words) {
    while (at < end && there[at] !== word) at += 1;
    if (at >= end || at >= there.length) return false;
    at += 1;
  }
  return true;
}
