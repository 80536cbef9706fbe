/**
 * Highlighting at build time: text → lines of [text, kind], kind being the name of a CSS variable (`token-keyword`) or
 * empty. The page colours them by its own light and dark variables and never loads a highlighter.
 */
import { bundledLanguages, createCssVariablesTheme, createHighlighter, type BundledLanguage, type Highlighter } from 'shiki';
import { redisTokens } from './redis-tokens.ts';

export type Token = [text: string, kind: string];

/** What a transcript's line begins with where a command stands: `$ `, `# `, `127.0.0.1:6379> `. */
const promptPattern = /^(?:[$#]|\S+:\d+(?:\[\d+\])?>) /;
const prefix = '--shiki-';

let made: Promise<Highlighter> | undefined;

/** Takes a block's text and language; gives its tokens by line. An unknown language gives plain lines. */
export async function highlight(source: string, language: string): Promise<Token[][]> {
  if (language === 'redis') return source.split('\n').map((line) => merge(redisTokens(line)));
  if (language === 'console') return await Promise.all(source.split('\n').map(transcriptLine));
  if (!isBundled(language)) return source.split('\n').map((line) => [[line, '']]);
  const highlighter = await once();
  await highlighter.loadLanguage(language);
  const { tokens } = highlighter.codeToTokens(source, { lang: language, theme: 'css-variables' });
  return tokens.map((line) => merge(line.map(({ content, color }): Token => [content, kindOf(color)])));
}

/** A first line without a prompt is the command that opens the session; later ones are answers. */
async function transcriptLine(line: string, at: number): Promise<Token[]> {
  const prompt = promptPattern.exec(line)?.[0];
  if (prompt === undefined) return at === 0 ? await shellLine(line) : [[line, 'token-comment']];
  const command = line.slice(prompt.length);
  return [[prompt, 'token-punctuation'], ...(prompt.endsWith('> ') ? merge(redisTokens(command)) : await shellLine(command))];
}

async function shellLine(line: string): Promise<Token[]> {
  return (await highlight(line, 'bash'))[0] ?? [];
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
