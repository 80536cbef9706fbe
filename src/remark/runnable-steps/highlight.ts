/**
 * Highlighting at build time: text → lines of [text, kind], kind being the name of a CSS variable (`token-keyword`) or
 * empty. The page colours them by its own light and dark variables and never loads a highlighter.
 */
import { bundledLanguages, createCssVariablesTheme, createHighlighter, type BundledLanguage, type Highlighter } from 'shiki';

export type Token = [text: string, kind: string];

/** Languages of steps that the highlighter knows under another name, or not at all. */
const named: Readonly<Record<string, string>> = { console: 'shellsession', redis: 'text' };
const prefix = '--shiki-';

let made: Promise<Highlighter> | undefined;

/** Takes a block's text and language; gives its tokens by line. An unknown language gives plain lines. */
export async function highlight(source: string, language: string): Promise<Token[][]> {
  const name = named[language] ?? language;
  if (!isBundled(name)) return source.split('\n').map((line) => [[line, '']]);
  const highlighter = await once();
  await highlighter.loadLanguage(name);
  const { tokens } = highlighter.codeToTokens(source, { lang: name, theme: 'css-variables' });
  return tokens.map((line) => merge(line.map(({ content, color }): Token => [content, kindOf(color)])));
}

function once(): Promise<Highlighter> {
  made ??= createHighlighter({ themes: [createCssVariablesTheme({ name: 'css-variables', variablePrefix: prefix })], langs: [] });
  return made;
}

function isBundled(name: string): name is BundledLanguage {
  return Object.hasOwn(bundledLanguages, name);
}

function kindOf(color: string | undefined): string {
  const kind = /^var\(--shiki-([\w-]+)/.exec(color ?? '')?.[1] ?? '';
  return kind === 'foreground' ? '' : kind;
}

/** Neighbours of one kind become one token: fewer elements on the page. */
function merge(line: readonly Token[]): Token[] {
  const merged: Token[] = [];
  for (const [text, kind] of line) {
    const last = merged.at(-1);
    if (last?.[1] === kind) last[0] += text;
    else merged.push([text, kind]);
  }
  return merged;
}
