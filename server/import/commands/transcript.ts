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
  const prompted = lines.map((line) => promptOf(line, rootPrompts));
  const first = prompted.findIndex((each) => each !== null && (each.session !== 'shell' || each.prompt !== '%'));
  if (first === -1) return null;
  if (!marked && prompted[first]?.session === 'shell' && /^[$%]$/.test(prompted[first].prompt) && !looksLikeCommand(prompted[first].command) && !/^[\w./~-]+/.test(prompted[first].command)) return null;
  const exchanges: Exchange[] = [];
  for (let at = first; at < lines.length;) {
    const read = readExchange(lines, prompted, at);
    exchanges.push(read.exchange);
    at = read.next;
  }
  return { before: lines.slice(0, first), exchanges: exchanges.filter(({ command }) => command.trim() !== '') };
}

/** `#` is root's prompt where each line with one is a command and no other line is. */
function hasRootPrompts(lines: readonly string[]): boolean {
  const marks = lines.filter((line) => /^\s*# /.test(line)).map((line) => line.trim().slice(2));
  const others = lines.filter((line) => line.trim() !== '' && !/^\s*#/.test(line));
  return marks.length > 0 && marks.every((text) => (looksLikeCommand(text) || others.length > 0 && /^[a-z]\w*-[\w-]+(?: [\w./=-]+)+$/.test(text)) && !/^[A-Z]/.test(text)) && !others.some((line) => looksLikeCommand(line) || promptOf(line, false) !== null);
}

function readExchange(lines: readonly string[], prompted: readonly (Prompted | null)[], from: number): { exchange: Exchange; next: number } {
  const { session, prompt, command: first } = prompted[from] ?? { session: 'shell' as const, prompt: '', command: '' };
  const typed = [first];
  let at = from + 1;
  for (; at < lines.length && goesOn(session, typed, lines[at] ?? '', prompted[at] ?? null); at += 1) typed.push(typedIn(lines[at] ?? '', prompted[at] ?? null));
  const begins = lines.findIndex((_, index) => index >= at && prompted[index] && !(prompted[index]?.prompt === '%' && prompt !== '%'));
  const next = begins === -1 ? lines.length : begins;
  return { exchange: { session, prompt, command: typed.join('\n').trim(), output: withoutEdges(lines.slice(at, next)), line: from }, next };
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
