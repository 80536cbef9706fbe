/** A transcript as exchanges: what was typed, and what came back. */
import { readShell } from '../../../common/catalog/shell.ts';
import { looksLikeCommand } from './looks.ts';
import { isInHeredoc } from './quote-state.ts';
import { promptOf, type Prompted, type Session } from './prompts.ts';

export interface Exchange {
  session: Session;
  prompt: string;
  command: string;
  output: string;
  /** the remarks right above it */
  comment: readonly string[];
  /** line in the block, from 0 */
  line: number;
}

export interface Transcript {
  /** the lines before the first prompt */
  before: readonly string[];
  exchanges: readonly Exchange[];
}

/** Takes a block's lines; gives them as a transcript, or null when no line shows a prompt. */
export function readTranscript(lines: readonly string[], marked: boolean): Transcript | null {
  const rootPrompts = hasRootPrompts(lines);
  const prompted = lines.map((line) => promptOf(line, rootPrompts && isTyped(line.trim().replace(/^#\s+/, ''))));
  const first = prompted.findIndex((each) => each !== null && (each.session !== 'shell' || each.prompt !== '%' || looksLikeCommand(each.command)));
  if (first === -1) return null;
  if (!marked && prompted[first]?.session === 'shell' && /^[$%]$/.test(prompted[first].prompt) && !looksLikeCommand(prompted[first].command) && !/^[\w./~-]+/.test(prompted[first].command)) return null;
  const exchanges: Exchange[] = [];
  for (let at = first; at < lines.length;) {
    const read = readExchange(lines, prompted, at);
    exchanges.push(read.exchange);
    at = read.next;
  }
  return withRemarks(lines.slice(0, first), exchanges.filter(({ command }) => command.trim() !== ''));
}

/** A `# remark` above a prompt belongs to what is typed there, and is no answer to what was typed before. */
function withRemarks(before: readonly string[], exchanges: readonly Exchange[]): Transcript {
  const above = remarksAtEnd(before);
  let comment = above.remarks;
  const told: Exchange[] = [];
  for (const exchange of exchanges) {
    const { rest, remarks } = remarksAtEnd(exchange.output.split('\n'));
    told.push({ ...exchange, output: withoutEdges(rest), comment });
    comment = remarks;
  }
  if (comment.length > 0) told.push({ session: 'shell', prompt: '', command: '', output: '', comment, line: (exchanges.at(-1)?.line ?? 0) + 1 });
  return { before: above.rest, exchanges: told };
}

/** Remarks at the end of an answer, behind an empty line or with nothing before them. */
function remarksAtEnd(lines: readonly string[]): { rest: readonly string[]; remarks: readonly string[] } {
  const filled = lines.findLastIndex((line) => line.trim() !== '') + 1;
  const first = lines.slice(0, filled).findLastIndex((line) => line.trim() !== '' && !/^\s*#+(?:\s|$)/.test(line)) + 1;
  const apart = lines.slice(0, first).every((line) => line.trim() === '') || (lines[first] ?? '').trim() === '';
  const remarks = lines.slice(first, filled).map((line) => line.trim().replace(/^#+\s*/, '')).filter((line) => line !== '');
  return apart && remarks.length > 0 ? { rest: lines.slice(0, first), remarks } : { rest: lines, remarks: [] };
}

/** `#` is root's prompt where some line with one is a command, as it would be typed, and no line without one is. */
function hasRootPrompts(lines: readonly string[]): boolean {
  const marks = lines.filter((line) => /^\s*# /.test(line)).map((line) => line.trim().slice(2));
  const others = lines.filter((line) => line.trim() !== '' && !/^\s*#/.test(line));
  if (others.some((line) => looksLikeCommand(line) || isPrompted(line))) return false;
  return marks.some(isTyped) && (marks.every(isTyped) || others.length === 0);
}

/** `%` begins lines of output, too. */
function isPrompted(line: string): boolean {
  const prompted = promptOf(line, false);
  return prompted !== null && (prompted.prompt !== '%' || looksLikeCommand(prompted.command));
}

function isTyped(text: string): boolean {
  return !/^[A-Z]/.test(text) && (looksLikeCommand(text) || /^[a-z]\w*-[\w-]+(?: [\w./=-]+)+$/.test(text) && !/\s(?:the|is|to|a)\s/.test(text));
}

function readExchange(lines: readonly string[], prompted: readonly (Prompted | null)[], from: number): { exchange: Exchange; next: number } {
  const { session, prompt, command: first } = prompted[from] ?? { session: 'shell' as const, prompt: '', command: '' };
  const typed = [first];
  let at = from + 1;
  for (; at < lines.length && goesOn(session, typed, lines[at] ?? '', prompted[at] ?? null); at += 1) typed.push(typedIn(lines[at] ?? '', prompted[at] ?? null));
  const begins = lines.findIndex((_, index) => index >= at && prompted[index] && !(prompted[index]?.prompt === '%' && prompt !== '%'));
  const next = begins === -1 ? lines.length : begins;
  return { exchange: { session, prompt, command: typed.join('\n').trim(), output: withoutEdges(lines.slice(at, next)), comment: [], line: from }, next };
}

function typedIn(line: string, prompted: Prompted | null): string {
  return prompted?.continues === true ? prompted.command : line.replace(/^\s*> ?/, '');
}

function goesOn(session: Session, typed: readonly string[], next: string, prompted: Prompted | null): boolean {
  if (prompted !== null) return prompted.continues;
  if (typed.length > 200 || session === 'redis') return false;
  return session === 'sql' ? sqlGoesOn(typed, next) : shellGoesOn(typed, next);
}

function sqlGoesOn(typed: readonly string[], next: string): boolean {
  if (/;\s*$|^\s*[\\.]|\\[gGx]\s*$/.test(typed.at(-1) ?? '') || typed.join(' ').trim() === '') return false;
  return next.trim() !== '' && !/^\s*[-+|(]/.test(next);
}

function shellGoesOn(typed: readonly string[], next: string): boolean {
  if (isInHeredoc(typed) || /(?:^|[^\\])(?:\\\\)*\\\s*$/.test(typed.at(-1) ?? '') || /^> /.test(next)) return true;
  const whole = typed.join('\n');
  return typed.length < 60 && hasOpenQuote(whole) && readShell(whole.replace(/<[^<>\n]{1,80}>/g, 'placeholder')).problems.length > 0;
}

function hasOpenQuote(text: string): boolean {
  return /'|"|\bdo\b|\bthen\b|\{$|\|\s*$|&&\s*$|\(/.test(text);
}

function withoutEdges(lines: readonly string[]): string {
  const first = lines.findIndex((line) => line.trim() !== '');
  return first === -1 ? '' : lines.slice(first, lines.findLastIndex((line) => line.trim() !== '') + 1).join('\n');
}

/** Takes an answer; tells whether it only shows an example: ages, times, addresses and the like are never the same again. */
export function isExample(output: string): boolean {
  return /\b\d+(?:\.\d+)?[smhd](?:\d+[smhd])?\b|\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}:\d{2}|\b\d{1,3}(?:\.\d{1,3}){3}\b|-[a-z0-9]{8,10}-[a-z0-9]{5}\b|\b[0-9a-f]{12,}\b|[0-9a-f]{8}-[0-9a-f]{4}-|\d{5,}|\.\.\.|\[\.\.\]|<[\w -]+>|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|\d+(?:\.\d+)?\s?(?:%|[KMGT]i?B?\b)/.test(output) || output.split('\n').length > 25;
}
