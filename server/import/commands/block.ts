/** A code block of a page as what it is: steps with prose between, or a block that only shows something. */
import { isExample, readTranscript, type Exchange, type Transcript } from './transcript.ts';
import { isWindows, promptOf } from './prompts.ts';
import { longestLine, looksLikeCommand, looksLikeOutput, looksLikeRedis, looksLikeSql, nameOf } from './looks.ts';
import { withSessions } from './session.ts';
import { distinct } from './known.ts';
import { isForShell, isScript } from './script.ts';
import { endOf, splitBlock, splitSql, type Line } from './split.ts';

export type Piece =
  | { kind: 'step'; language: 'bash' | 'redis' | 'sql'; source: string; comment: readonly string[]; answer: string; /** the answer is always the same */ exact: boolean; prompt: string; opening: string; /** what is typed into the shell that it opens */ inside: readonly Typed[]; line: number }
  | { kind: 'prose'; text: string; line: number }
  | { kind: 'show'; text: string; line: number };

/** A command for the shell that a step opens. */
export interface Typed { language: 'bash' | 'redis' | 'sql'; source: string }

type Comment = Line & { kind: 'comment' };

const shells = new Set(['bash', 'sh', 'shell', 'zsh', 'ksh', 'fish', 'shellscript', 'bash-session', 'commandline', 'command', 'cli', 'terminal']);
const sessions = new Set(['console', 'shell-session', 'shellsession', 'session', 'sh-session', 'term', 'ansi', 'text-session']);
const texts = new Set(['', 'text', 'txt', 'plain', 'plaintext', 'none', 'default', 'redis', 'raw', 'nohighlight', 'pre', 'example', 'sql', 'postgresql', 'pgsql', 'psql', 'mysql', 'plsql', 'tsql', 'mariadb', 'sqlite']);
const databases = new Set(['sql', 'postgresql', 'pgsql', 'psql', 'mysql', 'plsql', 'tsql', 'mariadb', 'sqlite']);
const configurations = new Set(['yaml', 'yml', 'json', 'ini', 'toml', 'conf']);
const forbidding = /\b(?:do not|don['’]t|never|must not|should not|shouldn['’]t|avoid)\s+(?:ever\s+)?(?:run|runn?ing|us(?:e|ing)|execut(?:e|ing)|do(?:ing)?|typ(?:e|ing)|try(?:ing)?|call(?:ing)?)\b(?![^.!?]*\b(?:without|unless|until|before|but|instead)\b)[^.!?]*:\s*$|^(?:bad|wrong|incorrect|not like this|don['’]t)\s*:\s*$/i;
const announcesOutput = /\b(?:(?:example |sample |expected |typical )?(?:output|response|result)|should (?:see|return|print|show|look)|looks? (?:something )?like|similar to(?: this)?|you(?:'ll| will) see|prints?|returns?|displays|shows)\b[^.!?`]*:?\s*$/i;

/** Takes a block's text and language, and the text before it; gives its pieces, or null when it only shows something. */
export function readBlock(text: string, language: string, intro: string): Piece[] | null {
  if (isForbidden(intro)) return null;
  const lines = text.split('\n').map((line) => line.replace(/\t/g, '    ').trimEnd());
  const lang = language.toLowerCase().replace(/^[{.]+|[}]+$/g, '');
  if (configurations.has(lang)) return commandsAbove(lines, intro);
  const { marked, isSession } = kindOf(lang, lines);
  if (!marked && !isSession && !texts.has(lang) || isNoShell(text, lines)) return null;
  const transcript = readTranscript(lines, marked);
  if (transcript !== null && transcript.exchanges.length > 0) return transcriptPieces(transcript, marked, intro);
  if (/^#!/.test(lines[0] ?? '')) return marked || isForShell(lines[0] ?? '') ? [step('bash', lines.slice(1).join('\n').trim(), 1)] : null;
  if (databases.has(lang)) return plainPieces(splitSql(lines));
  return untyped(text, lines, marked, intro);
}

/** Commands at the top of a block that is marked as configuration: what they open, or what they print, stands below. */
function commandsAbove(lines: readonly string[], intro: string): Piece[] | null {
  let end = 0;
  for (let at = 0; at < lines.length;) {
    const line = (lines[at] ?? '').replace(/^\s*\$ /, '');
    if (/^\s*(?:#.*)?$/.test(line)) at += 1;
    else if (line.startsWith(' ') || line.length > longestLine || /^[\w.-]+:(?:\s|$)/.test(line) || !distinct.has(nameOf(line)) || !looksLikeCommand(line)) break;
    else end = at = endOf(lines, at);
  }
  if (end === 0) return null;
  return [...readBlock(lines.slice(0, end).join('\n'), 'bash', intro) ?? [], ...shown(lines.slice(end).join('\n').replace(/^\n+/, ''), end)];
}

function untyped(text: string, lines: readonly string[], marked: boolean, intro: string): Piece[] | null {
  if (lines.every((line) => line.trim() === '' || isSynopsis(line))) return null;
  const filled = lines.filter((line) => line.trim() !== '' && !/^\s*#/.test(line));
  if (marked ? onlyShows(filled, intro) : !begins(filled[0] ?? '', intro)) return null;
  return isScript(text) ? [step('bash', text.trim(), 0)] : withSessions(plainPieces(splitBlock(lines, marked)));
}

function transcriptPieces({ before, exchanges }: Transcript, marked: boolean, intro: string): Piece[] | null {
  const known = exchanges.some(({ session, command }) => looksLikeCommand(command) || looksLikeRedis(command) || session === 'sql' && looksLikeSql(command));
  if (!marked && !known && announcesOutput.test(intro)) return null;
  return withSessions([...opened(before, exchanges, marked), ...exchanges.slice(isOpening(exchanges) ? 1 : 0).flatMap((exchange) => (isSynopsis(exchange.command) ? shown(exchange.command, exchange.line) : exchangePieces(exchange)))]);
}

/** A language that only this page’s writer knows, whose lines show prompts with commands behind them. */
function isOddSession(lang: string, lines: readonly string[]): boolean {
  if (shells.has(lang) || texts.has(lang)) return false;
  return /shell|console|terminal|session|bash|prompt|command/.test(lang) || lines.some((line) => /^\s*\$\s/.test(line) && looksLikeCommand(promptOf(line, false)?.command ?? ''));
}

function kindOf(lang: string, lines: readonly string[]): { marked: boolean; isSession: boolean } {
  const isSession = sessions.has(lang) || isOddSession(lang, lines);
  return { isSession, marked: shells.has(lang) || isSession && (lines.some(hasPrompt) || isTypedThroughout(lines)) };
}

/** Lines that nobody types, Windows, and trees of files. */
function isNoShell(text: string, lines: readonly string[]): boolean {
  return lines.some((line) => line.length > longestLine) || isWindows(lines) || isConfiguration(text) || /[├└]──|^\s*[|+`]-- ?[\w.]/m.test(text);
}

/** `path { … }` as logrotate and web servers write it, and their like: nobody types that. */
function isConfiguration(text: string): boolean {
  return /^\s*(?:["']?\/[\w./*"' -]*|(?:server|http|events|stream|upstream|location|frontend|backend|options|zone|acl|key|input|output|filter|resource|variable|provider|module|data|terraform|locals)\b[^\n(){};|&]*)\s\{\s*$/m.test(text) && /^\s*\}/m.test(text);
}

/** “Never run this:” */
function isForbidden(intro: string): boolean {
  return forbidding.test(intro.split(/(?<=[.!?])\s+/).at(-1) ?? '');
}

/** A block that is not marked as shell has to begin with a command. */
function begins(first: string, intro: string): boolean {
  return looksLikeCommand(first) || distinct.has(first.trim()) || !announcesOutput.test(intro) && (looksLikeRedis(first) || looksLikeSql(first));
}

/** `tool [options] [file]` tells how a tool is called; nobody types it so. */
function isSynopsis(line: string): boolean {
  const optional = line.match(/(?<=^|\s)\[(?:--?[\w-]+[^\]]*|[\w-]*(?:options?|flags?|args?|arguments?)[\w-]*)\](?=\s|$)|\s\.\.\.$/gi) ?? [];
  return optional.length > 0 && !/^\s*\[(?!--?[a-z])|\s\[\[?\s/.test(line);
}

/** A session that shows no prompt, and no answer either. */
function isTypedThroughout(lines: readonly string[]): boolean {
  const filled = lines.filter((line) => line.trim() !== '' && !/^\s*#/.test(line));
  return looksLikeCommand(filled[0] ?? '') && !filled.some((line) => looksLikeOutput(line) || /^\s*[A-Z][a-z]+\b/.test(line));
}

/** A block that is marked as shell may be nothing but an answer. */
function onlyShows(filled: readonly string[], intro: string): boolean {
  if (filled.every((line) => looksLikeOutput(line) && !looksLikeCommand(line) && !looksLikeRedis(line))) return true;
  return announcesOutput.test(intro) && /output|response/i.test(intro) && !looksLikeCommand(filled[0] ?? '');
}

function step(language: 'bash' | 'redis' | 'sql', source: string, line: number, comment: readonly string[] = []): Piece & { kind: 'step' } {
  return { kind: 'step', language, source, comment, answer: '', exact: false, prompt: '', opening: '', inside: [], line };
}

function isOpening(exchanges: readonly Exchange[]): boolean {
  return exchanges[0]?.session === 'shell' && exchanges[1]?.session === 'redis' && /redis-cli\s*$/.test(exchanges[0].command) && exchanges[0].output === '';
}

/** What stands before the first prompt: a command that opens the session, or remarks. */
function opened(before: readonly string[], exchanges: readonly Exchange[], marked: boolean): Piece[] {
  const pieces = before.some((line) => line.trim() !== '') ? plainPieces(splitBlock(before, marked)) : [];
  if (isOpening(exchanges)) pieces.push(step('bash', exchanges[0]?.command ?? '', exchanges[0]?.line ?? 0));
  const target = exchanges.find(({ session }) => session === 'redis');
  const last = pieces.at(-1);
  const opens = last?.kind === 'step' && last.language === 'bash' && /redis-cli\s*$/.test(last.source);
  if (!target || !opens || target.output === '' || isExample(target.output)) return pieces;
  target.prompt = `${last.source}\n${target.prompt}`;
  return pieces.slice(0, -1);
}

function exchangePieces(exchange: Exchange): Piece[] {
  const { comment } = exchange;
  const isTitle = comment.length === 1 && (comment[0]?.length ?? 0) <= 80 && exchange.command !== '';
  const prose: Piece[] = isTitle || comment.length === 0 ? [] : [{ kind: 'prose', text: comment.join('\n'), line: exchange.line - comment.length }];
  return [...prose, ...(exchange.command === '' ? [] : answered(exchange, isTitle ? comment : []))];
}

function answered({ session, prompt, command, output, line }: Exchange, comment: readonly string[]): Piece[] {
  const [opening, ownPrompt] = prompt.includes('\n') ? prompt.split('\n') as [string, string] : ['', prompt];
  if (/^#\s/.test(command)) return [{ kind: 'prose', text: command.replace(/^#+\s*/, ''), line }, ...shown(output, line + 1)];
  const language = session === 'shell' ? 'bash' : session;
  if (session === 'sql' && !looksLikeSql(command.split('\n')[0] ?? '') && !/^(?:use|set|begin|commit|rollback|start|stop|reset|flush|kill|lock|unlock|desc|describe|show|select|update|insert|delete|call|change|purge|optimize|check|repair|table|values|with)\b.*;?\s*$/i.test(command)) return [{ kind: 'show', text: [`${ownPrompt} ${command}`, output].filter((part) => part !== '').join('\n'), line }];
  const exact = output !== '' && session !== 'sql' && !isExample(output);
  const piece = { ...step(language, command, line, comment), prompt: ownPrompt, answer: output, exact, opening };
  return exact ? [piece] : [piece, ...shown(output, line + 1)];
}

function shown(text: string, line: number): Piece[] {
  return text.trim() === '' ? [] : [{ kind: 'show', text, line }];
}

/** Comments before commands are their titles; those right behind a command explain it. */
function plainPieces(lines: readonly Line[]): Piece[] {
  const pieces: Piece[] = [];
  let comments: Comment[] = [];
  const flush = () => {
    if (comments.length > 0) pieces.push({ kind: 'prose', text: comments.map(({ text }) => text).join('\n'), line: comments[0]?.line ?? 0 });
    comments = [];
  };
  for (const [index, line] of lines.entries()) {
    if (line.kind === 'comment') {
      if (line.text !== '') comments.push(line);
      if (explains(lines, index, comments.length)) flush();
    } else if (line.kind === 'output') {
      flush();
      pieces.push({ kind: 'show', text: line.text, line: line.line });
    } else if (line.kind !== 'blank') {
      if (isProse(comments, isCommand(lines[index + 1]))) flush();
      pieces.push(step(line.kind === 'command' ? 'bash' : line.kind, line.text, line.line, comments.map(({ text }) => text)));
      comments = [];
    } else if (!isCommand(lines[index + 1])) flush();
  }
  flush();
  return pieces;
}

/** Comments right behind a command, with nothing below them. */
function explains(lines: readonly Line[], index: number, count: number): boolean {
  const next = lines[index + 1];
  const line = lines[index];
  if (line?.kind !== 'comment' || !line.tight || next !== undefined && next.kind !== 'blank' && next.kind !== 'output') return false;
  return index >= count && lines[index - count]?.kind !== 'blank';
}

/** Too much for a title: several lines, a long one, or one over several commands. */
function isProse(comments: readonly Comment[], several: boolean): boolean {
  return comments.length > 1 || several && comments.length > 0 || (comments[0]?.text.length ?? 0) > 80;
}

function isCommand(line: Line | undefined): boolean {
  return line?.kind === 'command' || line?.kind === 'redis' || line?.kind === 'sql';
}

/** Takes a line; tells whether it begins with a prompt. */
function hasPrompt(line: string): boolean {
  return promptOf(line, false) !== null;
}
