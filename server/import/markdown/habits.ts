/**
 * Habits of writing that are not Markdown's, turned into it line by line, before it is parsed: macros of wiki exports,
 * containers of site generators, templates of blog engines. Lines keep their numbers.
 */
import { admonitionKind } from '../markup.ts';
import type { Tell } from '../page.ts';

interface Reading {
  lines: string[];
  out: string[];
  tell: Tell;
  /** headings of MediaWiki or Confluence stand in the page */
  wiki: 'mediawiki' | 'confluence' | null;
}

const fenceLine = /^\s*(?:>\s*)*(`{3,}|~{3,})/;
const openers: readonly (readonly [RegExp, RegExp])[] = [
  [/^\s*\{%-?\s*highlight\s+(\S+).*%\}\s*$/, /^\s*\{%-?\s*endhighlight\s*-?%\}\s*$/],
  [/^\s*\{\{<\s*highlight\s+(\S+).*>\}\}\s*$/, /^\s*\{\{<\s*\/\s*highlight\s*>\}\}\s*$/],
  [/^\s*\{code(?::(?:language=)?([\w+-]+)[^}]*|:[^}]*)?\}\s*$/, /^\s*\{code\}\s*$/],
  [/^\s*\{noformat[^}]*\}\s*$/, /^\s*\{noformat\}\s*$/],
  [/^\s*<(?:syntaxhighlight|source)(?:\s+lang=["']?([\w+-]+)["']?[^>]*)?>\s*$/i, /^\s*<\/(?:syntaxhighlight|source)>\s*$/i],
  [/^\s*:::\s*(mermaid)\s*$/, /^\s*:::\s*$/],
];
const opening = {
  material: /^(\s*)(?:!!!|\?\?\?\+?)\s+([\w-]+)[^"\n]*(?:"([^"]*)")?\s*$/,
  container: /^(\s*)(:{3,})\s*([\w-]+)\s*(?:\[([^\]]*)\]|\{[^}]*\}|(\S.*))?\s*$/,
  tab: /^(\s*)={3}[!+]?\s+"([^"]+)"\s*$/,
  macro: /^\{(info|note|tip|warning|panel|expand)(?::(?:title=)?([^}|]*)[^}]*)?\}\s*$/,
} as const;

/** Takes a page's text and where to tell; gives it in plain Markdown, with as many lines. */
export function plainMarkdown(source: string, tell: Tell): string {
  const lines = source.split('\n');
  const wiki = lines.some((line) => /^h[1-6]\. \S/.test(line)) ? 'confluence' : lines.filter((line) => /^(={2,5})[^=].*[^=]\1\s*$/.test(line)).length > 1 ? 'mediawiki' : null;
  const reading: Reading = { lines, out: [], tell, wiki };
  convert(reading, 0, lines.length, '');
  return reading.out.join('\n');
}

/** Converts the lines from one to before another, each with a prefix before it. */
function convert(reading: Reading, from: number, to: number, prefix: string): void {
  for (let index = from; index < to;) index = step(reading, index, to, prefix);
}

function step(reading: Reading, index: number, to: number, prefix: string): number {
  const line = reading.lines[index] ?? '';
  const fence = fenceLine.exec(line)?.[1];
  if (fence !== undefined) return copyFence(reading, index, to, prefix, fence);
  for (const [open, close] of openers) {
    const found = open.exec(line);
    if (found) return macroFence(reading, index, to, prefix, found[1] ?? '', close);
  }
  const container = containerAt(reading, index, to, prefix) ?? macroAt(reading, index, to, prefix) ?? indentedAt(reading, index, prefix, to);
  if (container !== null) return container;
  reading.out.push(prefix + plainLine(reading, line, index));
  return index + 1;
}

function copyFence(reading: Reading, from: number, to: number, prefix: string, fence: string): number {
  const closes = new RegExp(`^\\s*(?:>\\s*)*${fence[0] ?? ''}{${fence.length},}\\s*$`);
  let at = from + 1;
  while (at < to && !closes.test(reading.lines[at] ?? '')) at += 1;
  for (const line of reading.lines.slice(from, Math.min(at + 1, to))) reading.out.push(prefix + line);
  return Math.min(at + 1, to);
}

function macroFence(reading: Reading, from: number, to: number, prefix: string, language: string, close: RegExp): number {
  const end = reading.lines.findIndex((line, at) => at > from && at < to && close.test(line));
  if (end === -1) {
    reading.out.push(prefix + (reading.lines[from] ?? ''));
    return from + 1;
  }
  const body = reading.lines.slice(from + 1, end);
  const fence = '`'.repeat(Math.max(3, ...body.map((line) => (/`+/.exec(line)?.[0].length ?? 0) + 1)));
  const indent = /^\s*/.exec(reading.lines[from] ?? '')?.[0] ?? '';
  reading.out.push(`${prefix}${indent}${fence}${language}`, ...body.map((line) => prefix + line), `${prefix}${indent}${fence}`);
  return end + 1;
}

/** `:::note[Title]` … `:::`, as Docusaurus, VitePress and Azure write it. */
function containerAt(reading: Reading, index: number, to: number, prefix: string): number | null {
  const [, indent = '', colons = '', name = '', inBrackets, bare] = opening.container.exec(reading.lines[index] ?? '') ?? [];
  if (name === '') return null;
  const end = reading.lines.findIndex((line, at) => at > index && at < to && line.trim() === colons);
  if (end === -1) return null;
  quoted(reading, prefix + indent, name, inBrackets ?? bare ?? '', index + 1, end);
  reading.out.push(prefix);
  return end + 1;
}

function macroAt(reading: Reading, index: number, to: number, prefix: string): number | null {
  const [, name = '', title = ''] = opening.macro.exec(reading.lines[index] ?? '') ?? [];
  if (name === '') return null;
  const end = reading.lines.findIndex((line, at) => at > index && at < to && line.trim() === `{${name}}`);
  if (end === -1) return null;
  quoted(reading, prefix, name, title, index + 1, end);
  reading.out.push(prefix);
  return end + 1;
}

/** `!!! note "Title"` and `=== "Tab"`, with what belongs to them indented. */
function indentedAt(reading: Reading, index: number, prefix: string, to: number): number | null {
  const line = reading.lines[index] ?? '';
  const tab = opening.tab.exec(line);
  const found = tab ?? opening.material.exec(line);
  if (found === null) return null;
  const [, indent = '', name = '', title = ''] = found;
  const end = dedent(reading, index + 1, to, indent.length + 4);
  if (tab === null) quoted(reading, prefix + indent, name, title, index + 1, end);
  else {
    reading.out.push(`${prefix}${indent}**${name}**`);
    convert(reading, index + 1, end, prefix + indent);
  }
  return end;
}

/** Takes lines that are indented by a number of spaces out of it; gives the line behind the last of them. */
function dedent({ lines }: Reading, from: number, to: number, spaces: number): number {
  const isInside = (line: string) => line.trim() === '' || line.length - line.trimStart().length >= spaces;
  let end = from;
  while (end < to && isInside(lines[end] ?? '')) end += 1;
  while (end > from && lines[end - 1]?.trim() === '') end -= 1;
  for (let at = from; at < end; at += 1) lines[at] = (lines[at] ?? '').slice(spaces);
  return end;
}

/** An alert, as GitHub writes it. */
function quoted(reading: Reading, prefix: string, name: string, title: string, from: number, to: number): void {
  const kind = admonitionKind(name);
  const shown = [kind === null && !['details', 'expand', 'panel'].includes(name) ? name : '', title].filter((part) => part !== '').join(' ');
  reading.out.push(`${prefix}> [!${(kind ?? 'note').toUpperCase()}] ${shown}`.trimEnd());
  convert(reading, from, to, `${prefix}> `);
}

function plainLine({ wiki, tell }: Reading, line: string, index: number): string {
  if (/^\s*(?:\[\[_TOC_\]\]|\[TOC\]|\{toc[^}]*\}|__TOC__|\{:\s*\.?toc.*\})\s*$/i.test(line)) {
    tell(index + 1, 'left', 'the table of contents, which the site makes by itself', line.trim());
    return '';
  }
  const linked = line.includes('[[') ? outsideCode(line, (part) => part.replace(/\[\[([^\s|\][][^|\][]*)(?:\|([^\][|]+))?\]\]/g, (_, first: string, second?: string) => wikiLink(wiki, first, second))) : line;
  if (wiki === 'confluence') return confluence(linked);
  return wiki === 'mediawiki' ? mediawiki(linked) : linked;
}

/** GitHub's wikis write `[[text|page]]`, MediaWiki `[[page|text]]`. */
function wikiLink(wiki: Reading['wiki'], first: string, second?: string): string {
  const [shown, page] = second === undefined ? [first, first] : wiki === 'mediawiki' ? [second, first] : [first, second];
  return `[${shown.trim()}](<${page.trim().replace(/\s+/g, '-')}>)`;
}

function confluence(line: string): string {
  const heading = line.replace(/^h([1-6])\. +/, (_, level: string) => `${'#'.repeat(Number(level))} `);
  return heading.replace(/\{\{([^{}]+)\}\}/g, '`$1`').replace(/^bq\. /, '> ').replace(/^#(?=\s)(?!# )/, (mark) => (heading === line ? '1.' : mark));
}

function mediawiki(line: string): string {
  const heading = line.replace(/^(={2,5})\s*(.*?[^=\s])\s*\1\s*$/, (_, level: string, title: string) => `${'#'.repeat(level.length)} ${title}`);
  if (heading !== line) return heading;
  if (/^ \S/.test(line)) return `   ${line}`;
  return line.replace(/'''([^']+)'''/g, '**$1**').replace(/''([^']+)''/g, '*$1*').replace(/^#(?!#)\s*/, '1. ').replace(/^\*(?=[^*\s])/, '* ');
}

function outsideCode(line: string, change: (part: string) => string): string {
  return line.split(/(`+[^`]*`+)/).map((part, index) => (index % 2 === 0 ? change(part) : part)).join('');
}
