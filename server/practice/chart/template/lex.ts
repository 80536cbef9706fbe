/**
 * Takes a template apart: text, and actions between `{{` and `}}`, and the words of an action
 * (https://pkg.go.dev/text/template). White space next to `{{-` and `-}}` goes.
 */
import { type Position, parseError } from './template-error.ts';

export interface Token {
  kind: 'field' | 'variable' | 'word' | 'string' | 'number' | 'mark';
  /** the name of a field or variable, what a string says, or the text itself */
  text: string;
  /** whether white space stands before it: `.a.b` is one operand, `.a .b` are two */
  spaced: boolean;
  at: Position;
}

export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'action'; source: string; tokens: Token[]; at: Position };

const space = /\s*/y;
const comment = /^\{\{(-\s+)?\/\*[^]*?\*\/(\s+-)?\}\}/;

/** The longest template, in characters. */
const longest = 256 * 1024;

/** Takes a template's name and text; gives its pieces. Throws a TemplateError for what cannot be read. */
export function lex(name: string, text: string): Piece[] {
  if (text.length > longest) throw parseError(name, { line: 1, column: 0 }, `the practice world reads templates of ${longest} characters at most`);
  const pieces: Piece[] = [];
  let trimNext = false;
  let at = 0;
  const lines = new Lines(text);
  for (;;) {
    const start = text.indexOf('{{', at);
    const plain = text.slice(at, start === -1 ? undefined : start);
    const trimEnd = start !== -1 && /^\{\{-\s/.test(text.slice(start, start + 4));
    const left = trimNext ? plain.trimStart() : plain;
    const kept = trimEnd ? left.trimEnd() : left;
    if (kept !== '') pieces.push({ kind: 'text', text: kept });
    if (start === -1) return pieces;
    const action = readAction(name, text, start, lines);
    if (action.piece) pieces.push(action.piece);
    trimNext = action.trims;
    at = action.end;
  }
}

function readAction(name: string, text: string, start: number, lines: Lines): { piece: Piece | null; end: number; trims: boolean } {
  const said = comment.exec(text.slice(start));
  if (said) return { piece: null, end: start + said[0].length, trims: said[2] !== undefined };
  const at = lines.position(start);
  let from = start + 2;
  if (/^-\s/.test(text.slice(from, from + 2))) from += 1;
  const tokens: Token[] = [];
  let position = from;
  for (;;) {
    space.lastIndex = position;
    const gap = space.exec(text)?.[0].length ?? 0;
    position += gap;
    const trims = gap > 0 && text.startsWith('-}}', position);
    if (trims || text.startsWith('}}', position)) {
      const source = text.slice(from, position).trim();
      return { piece: { kind: 'action', source, tokens, at }, end: position + (trims ? 3 : 2), trims };
    }
    if (position >= text.length) throw parseError(name, at, 'unclosed action');
    const found = readToken(text, position);
    if (!found) throw parseError(name, lines.position(position), `unexpected ${JSON.stringify(text[position])} in command`);
    tokens.push({ ...found.token, spaced: gap > 0, at: lines.position(position) });
    position = found.end;
  }
}

const forms: readonly { kind: Token['kind']; form: RegExp; text: (match: string) => string | null }[] = [
  { kind: 'string', form: /"(?:[^"\\\n]|\\[^\n])*"/y, text: unquote },
  { kind: 'string', form: /`[^`]*`/y, text: (match) => match.slice(1, -1) },
  { kind: 'number', form: /[+-]?(?:0[xX][0-9a-fA-F]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/y, text: (match) => match.replaceAll('_', '') },
  { kind: 'variable', form: /\$\w*/y, text: (match) => match.slice(1) },
  { kind: 'field', form: /\.[A-Za-z_]\w*/y, text: (match) => match.slice(1) },
  { kind: 'word', form: /[A-Za-z_]\w*/y, text: (match) => match },
  { kind: 'mark', form: /:=|[=|(),.]/y, text: (match) => match },
];

function readToken(text: string, position: number): { token: Pick<Token, 'kind' | 'text'>; end: number } | null {
  for (const { kind, form, text: meaning } of forms) {
    form.lastIndex = position;
    const match = form.exec(text)?.[0];
    const said = match === undefined ? null : meaning(match);
    if (match !== undefined && said !== null) return { token: { kind, text: said }, end: position + match.length };
  }
  return null;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\', "'": "'" };

/** Go's escapes; of the numeric ones `\xhh` and `\uhhhh`. */
function unquote(quoted: string): string | null {
  let known = true;
  const text = quoted.slice(1, -1).replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))/g, (_, hex?: string, unicode?: string, one?: string) => {
    if (hex !== undefined || unicode !== undefined) return String.fromCharCode(Number.parseInt(hex ?? unicode ?? '', 16));
    const meant = escapes[one ?? ''];
    known &&= meant !== undefined;
    return meant ?? '';
  });
  return known ? text : null;
}

/** Where in a text an offset is, asked with growing offsets. */
class Lines {
  readonly #text: string;
  #line = 1;
  #lineStart = 0;
  #lineEnd: number;

  constructor(text: string) {
    this.#text = text;
    this.#lineEnd = endOfLine(text, 0);
  }

  position(offset: number): Position {
    while (this.#lineEnd < offset) {
      this.#line += 1;
      this.#lineStart = this.#lineEnd + 1;
      this.#lineEnd = endOfLine(this.#text, this.#lineStart);
    }
    return { line: this.#line, column: offset - this.#lineStart };
  }
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found === -1 ? text.length : found;
}
