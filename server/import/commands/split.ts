/** The lines of a block of shell as commands, comments and output. */
import { readShell } from '../../../common/catalog/shell.ts';
import { looksLikeCommand, looksLikeOutput, looksLikeRedis, looksLikeSql, nameOf } from './looks.ts';
import { distinct } from './known.ts';
import { heredocAfter } from './quote-state.ts';

export type Line =
  | { kind: 'comment'; text: string; line: number; tight: boolean }
  | { kind: 'blank'; line: number }
  | { kind: 'command' | 'redis' | 'sql' | 'output'; text: string; line: number };

const longest = 400;

/** Takes a block's lines, and whether all that is no output is a command (it is marked as shell); gives what they are. */
export function splitBlock(lines: readonly string[], marked: boolean): Line[] {
  const found: Line[] = [];
  for (let at = 0; at < lines.length;) {
    const next = readOne(lines, at, marked, found);
    at = next;
  }
  return found;
}

function readOne(lines: readonly string[], at: number, marked: boolean, found: Line[]): number {
  const text = lines[at] ?? '';
  if (text.trim() === '') {
    found.push({ kind: 'blank', line: at });
    return at + 1;
  }
  if (/^\s*#(?!!)/.test(text) || /^\s*(?:\/\/|--)\s+\w/.test(text)) {
    found.push({ kind: 'comment', text: text.trim().replace(/^(?:#+|\/\/|--)\s?/, '').trim(), line: at, tight: /\S/.test(lines[at - 1] ?? '') });
    return at + 1;
  }
  if (looksLikeSql(text)) return readSqlLines(lines, at, found);
  if (looksLikeRedis(text) && !looksLikeCommand(text)) {
    found.push({ kind: 'redis', text: text.trim(), line: at });
    return at + 1;
  }
  if (isOutput(text, marked, found)) {
    const last = found.at(-1);
    if (last?.kind === 'output') last.text += `\n${text}`;
    else found.push({ kind: 'output', text, line: at });
    return at + 1;
  }
  const end = endOf(lines, at);
  found.push({ kind: 'command', text: lines.slice(at, end).join('\n').trim(), line: at });
  return end;
}

function isOutput(text: string, marked: boolean, before: readonly Line[]): boolean {
  if (looksLikeCommand(text) || distinct.has(text.trim())) return false;
  const follows = before.some(({ kind }) => kind === 'command' || kind === 'redis' || kind === 'sql');
  if (!marked || /^\s*[A-Za-z_][\w.-]*\s+=\s/.test(text)) return true;
  return looksLikeOutput(text) || follows && (/^[A-Z][a-z]+[ :]/.test(text.trim()) || /^\s*(?:\.\.\.|…)\s*$/.test(text)) || before.at(-1)?.kind === 'output' && !distinct.has(nameOf(text));
}

/** Takes the lines of a block of SQL; gives its statements and comments. */
export function splitSql(lines: readonly string[]): Line[] {
  const found: Line[] = [];
  for (let at = 0; at < lines.length;) {
    const text = lines[at] ?? '';
    if (text.trim() === '') found.push({ kind: 'blank', line: at++ });
    else if (/^\s*--/.test(text)) found.push({ kind: 'comment', text: text.trim().replace(/^-+\s?/, ''), line: at, tight: /\S/.test(lines[at++ - 1] ?? '') });
    else at = readSqlLines(lines, at, found);
  }
  return found;
}

function readSqlLines(lines: readonly string[], at: number, found: Line[]): number {
  let end = at + 1;
  while (end < lines.length && !/;\s*(?:--.*)?$/.test(lines[end - 1] ?? '') && (lines[end] ?? '').trim() !== '') end += 1;
  found.push({ kind: 'sql', text: lines.slice(at, end).join('\n').trim(), line: at });
  return end;
}

/** Takes a block's lines and where a command begins; gives the line behind its end, as bash would find it. */
export function endOf(lines: readonly string[], from: number): number {
  let open: string | null = null;
  for (let end = from + 1; end <= Math.min(lines.length, from + longest); end += 1) {
    open = heredocAfter(open, lines[end - 1] ?? '');
    if (open !== null || /(?:^|[^\\])(?:\\\\)*\\\s*$/.test(lines[end - 1] ?? '') && end < lines.length) continue;
    if (isComplete(lines.slice(from, end).join('\n')) && !/^\s*(?:\||&&|\|\|)/.test(lines[end] ?? '')) return end;
  }
  return from + 1;
}

/** Placeholders such as `<pod>` are no redirections here. */
function isComplete(text: string): boolean {
  return readShell(text.replace(/<[^<>\n]{1,80}>/g, 'placeholder')).problems.length === 0;
}
