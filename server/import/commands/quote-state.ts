/** Where in a piece of shell each character stands: between quotes or not. A placeholder is put in accordingly. */

/** `none`: outside quotes; `comment`: behind a `#`; `heredoc`: in a text given to a command; `plain-heredoc`: in one that bash leaves as it is. */
export type QuoteState = 'none' | 'single' | 'double' | 'comment' | 'heredoc' | 'plain-heredoc';

/** Takes a piece of shell; gives the state of each of its characters (UTF-16 units). */
export function quoteStates(source: string): QuoteState[] {
  const states: QuoteState[] = [];
  const around: Plain[] = [];
  let state: QuoteState = 'none';
  const heredocs = heredocLines(source);
  for (let at = 0; at < source.length;) {
    const body = heredocs.find(({ from }) => from === at);
    if (body && body.to > at) {
      states.push(...Array.from({ length: body.to - at }, (): QuoteState => (body.plain ? 'plain-heredoc' : 'heredoc')));
      at = body.to;
      state = 'none';
      continue;
    }
    const length = isEscape(state, source[at]) || opensCommand(state, source, at) ? 2 : 1;
    states.push(...Array.from({ length }, () => state));
    state = nextState(state, source, at, around);
    at += length;
  }
  return states.slice(0, source.length);
}

type Plain = 'none' | 'double';

function isEscape(state: QuoteState, character: string | undefined): boolean {
  return character === '\\' && state !== 'single' && state !== 'comment';
}

/** `$(…)` is read anew, whatever is around it. */
function opensCommand(state: QuoteState, source: string, at: number): boolean {
  return state !== 'single' && state !== 'comment' && source.startsWith('$(', at);
}

function nextState(state: QuoteState, source: string, at: number, around: Plain[]): QuoteState {
  const character = source[at] ?? '';
  if (state === 'comment') return character === '\n' ? 'none' : state;
  if (state === 'single') return character === "'" ? 'none' : state;
  if (isEscape(state, character)) return state;
  if (opensCommand(state, source, at)) {
    around.push(state === 'double' ? 'double' : 'none');
    return 'none';
  }
  if (character === '"') return state === 'double' ? 'none' : 'double';
  return state === 'none' ? outsideQuotes(source, at, around) : state;
}

function outsideQuotes(source: string, at: number, around: Plain[]): QuoteState {
  const character = source[at] ?? '';
  if (character === ')') return around.pop() ?? 'none';
  if (character === "'") return 'single';
  return character === '#' && /\s/.test(source[at - 1] ?? ' ') ? 'comment' : 'none';
}

export interface Heredoc {
  /** offsets of the text, the line with its end not in it */
  from: number;
  to: number;
  /** the word that ends it stands in quotes: nothing in the text is expanded */
  plain: boolean;
  /** where that word stands with its quotes, and without */
  mark: { from: number; to: number; word: string };
}

/** Takes a piece of shell; gives the texts given to its commands by `<<`. */
export function heredocLines(source: string): Heredoc[] {
  const found: Heredoc[] = [];
  for (const match of source.matchAll(/(?<!<)<<-?\s*(\\?)(["']?)([A-Za-z_]\w*)\2/g)) {
    const line = source.indexOf('\n', match.index);
    if (line === -1 || found.some(({ from, to }) => match.index >= from && match.index < to)) continue;
    const word = match[3] ?? '';
    const end = new RegExp(`^\\t*${word}[ \\t]*$`, 'm').exec(source.slice(line + 1));
    const markAt = match.index + match[0].length - word.length - (match[2]?.length ?? 0) * 2 - (match[1]?.length ?? 0);
    found.push({ from: line + 1, to: end ? line + 1 + end.index : source.length, plain: match[1] !== '' || match[2] !== '', mark: { from: markAt, to: match.index + match[0].length, word } });
  }
  return found;
}

/** Takes the lines of a piece of shell; tells whether a text given by `<<` is still open at their end. */
export function isInHeredoc(lines: readonly string[]): boolean {
  return lines.reduce<string | null>(heredocAfter, null) !== null;
}

/** Takes the word that ends the text being given by `<<` (null for none) and the next line; gives the word behind that line. */
export function heredocAfter(open: string | null, line: string): string | null {
  if (open !== null) return line.trim() === open ? null : open;
  return /(?<!<)<<-?\s*\\?["']?([A-Za-z_]\w*)["']?/.exec(line)?.[1] ?? null;
}
