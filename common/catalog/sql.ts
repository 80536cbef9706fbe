/**
 * SQL text, read as far as running it safely needs: where statements, strings, names and comments begin and end, and where
 * `${NAME}` stands. A parameter is one value (`= ${NAME}`), part of one string (`LIKE '%${NAME}'`) or of one quoted name
 * (`FROM "${NAME}"`), and cannot leave it. Where databases read a text in different ways, it is refused.
 *
 * Lexical rules: https://www.postgresql.org/docs/current/sql-syntax-lexical.html, https://www.sqlite.org/lang_keywords.html.
 */
export interface SqlStatement {
  /** where it begins in the block, from 0 */
  pos: number;
  /** its words outside strings, quoted names and comments, in upper case; an operator `=` or `(` counts as one */
  words: readonly string[];
}

export interface SqlReference {
  name: string;
  pos: number;
  place: Place;
}

export interface SqlProblem {
  pos: number;
  message: string;
}

export interface SqlReading {
  statements: readonly SqlStatement[];
  references: readonly SqlReference[];
  problems: readonly SqlProblem[];
}

/** `value` stands by itself; `string` and `name` are between quotes. */
type Place = 'value' | 'string' | 'name';

const reference = /\$\{([^}]*)\}/g;
const bare = /\$\{([^}]*)\}/y;
/** What a piece of SQL begins with decides how it is read; the first that fits wins. */
const pieces: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['space', /\s+/y],
  ['comment', /--[^\n]*/y],
  ['comment', /\/\*[^]*?\*\//y],
  ['prefixed', /(?:[eExXbBnN]|[uU]&)'(?:[^']|'')*'/y],
  ['string', /'(?:[^']|'')*'/y],
  ['name', /"(?:[^"]|"")*"/y],
  ['name', /`(?:[^`]|``)*`/y],
  ['dollar', /\$\w*\$/y],
  ['word', /[A-Za-z_](?:\w|\$(?!\{))*/y],
  ['number', /\d[\w.]*/y],
];

interface Piece { kind: string; text: string; pos: number }

/** Takes a `sql` block; gives its statements, its parameters, and what is wrong with it. A block with problems must not run. */
export function readSql(source: string): SqlReading {
  const problems: SqlProblem[] = [];
  const references: SqlReference[] = [];
  const statements: { pos: number; words: string[] }[] = [];
  let current: { pos: number; words: string[] } | null = null;
  for (const piece of piecesOf(source)) {
    const message = complaintOf(piece, source, current === null);
    if (message !== null) problems.push({ pos: piece.pos, message });
    references.push(...referencesIn(piece));
    if (piece.kind === 'space' || piece.kind === 'comment') continue;
    if (piece.text === ';') {
      current = null;
      continue;
    }
    if (current === null) statements.push(current = { pos: piece.pos, words: [] });
    if (piece.kind === 'word' || piece.text === '=' || piece.text === '(') current.words.push(piece.text.toUpperCase());
  }
  if (statements.length === 0 && problems.length === 0) problems.push({ pos: 0, message: 'The block holds no statement. Write one, or remove `run`.' });
  return { statements, references, problems };
}

/**
 * Takes a `sql` block and values by name; gives the text to send, each value quoted where it stands.
 * Throws a `RangeError` when the block has a problem, a name has no value, or databases would read a value in different ways.
 */
export function fillSql(source: string, parameters: Readonly<Record<string, string>>): string {
  const { references, problems: [problem] } = readSql(source);
  if (problem) throw new RangeError(problem.message);
  let text = '';
  let at = 0;
  for (const { name, pos, place } of references) {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (value === undefined) throw new RangeError(`\${${name}} has no value.`);
    if (/[\\\0]/.test(value)) throw new RangeError(`The value of ${name} holds a “\\”, which some databases read as the beginning of something else. Choose another.`);
    text += source.slice(at, pos) + quoted(value, place);
    at = pos + name.length + '${}'.length;
  }
  return text + source.slice(at);
}

function quoted(value: string, place: Place): string {
  if (place === 'name') return value.replaceAll('"', '""');
  const inside = value.replaceAll("'", "''");
  return place === 'string' ? inside : `'${inside}'`;
}

function* piecesOf(source: string): Generator<Piece> {
  let at = 0;
  while (at < source.length) {
    const piece = pieceAt(source, at);
    yield piece;
    at += piece.text.length;
  }
}

function pieceAt(source: string, pos: number): Piece {
  const value = matchAt(bare, source, pos);
  if (value !== null) return { kind: 'value', text: value, pos };
  for (const [kind, pattern] of pieces) {
    const text = matchAt(pattern, source, pos);
    if (text !== null) return { kind, text, pos };
  }
  return { kind: 'mark', text: source[pos] ?? '', pos };
}

function matchAt(pattern: RegExp, source: string, pos: number): string | null {
  pattern.lastIndex = pos;
  return pattern.exec(source)?.[0] ?? null;
}

function referencesIn({ kind, text, pos }: Piece): SqlReference[] {
  if (kind !== 'value' && kind !== 'string' && kind !== 'name') return [];
  return Array.from(text.matchAll(reference), (match) => ({ name: match[1] ?? '', pos: pos + match.index, place: kind }));
}

/** Gives what is wrong with a piece, or null. */
function complaintOf({ kind, text, pos }: Piece, source: string, first: boolean): string | null {
  switch (kind) {
    case 'comment': return complaintOfComment(text);
    case 'prefixed': return text.includes('${') || text.includes('\\') ? 'Databases read strings such as E\'…\' in different ways. Write a plain string, without “\\” and without a parameter in it if it has a letter before it.' : null;
    case 'string': return text.includes("\\'") ? 'Databases disagree about “\\\'”. Write \'\' for a quote inside a string.' : null;
    case 'name': return complaintOfName(text);
    case 'dollar': return 'Text between “$$” is not read here. Write it between single quotes.';
    case 'value': return complaintOfValue(source, pos, text, first);
    case 'mark': return complaintOfMark(source, pos, text, first);
    default: return null;
  }
}

function complaintOfName(text: string): string | null {
  if (text.includes('\\"')) return 'Databases disagree about “\\"”. Write "" for a quote inside a name.';
  return text.startsWith('`') && text.includes('${') ? 'Put a name that holds a parameter between double quotes.' : null;
}

function complaintOfComment(text: string): string | null {
  if (text.startsWith('/*') && (text.startsWith('/*!') || text.includes('/*', 2))) return 'Some databases run what stands in such a comment. Write a plain one, without another in it.';
  return text.includes('${') ? 'A parameter in a comment is never filled in. Leave it out, so that what is shown is what runs.' : null;
}

function complaintOfValue(source: string, pos: number, text: string, first: boolean): string | null {
  const around = `${source[pos - 1] ?? ' '}${source[pos + text.length] ?? ' '}`;
  if (/[\w$.'"`}{]/.test(around)) return `\`${text}\` stands for one whole value. Put spaces around it; write "…" around a name or '…' around a string it is part of.`;
  return first ? `A statement cannot begin with \`${text}\`: its effect could not be known. Write it out.` : null;
}

function complaintOfMark(source: string, pos: number, mark: string, first: boolean): string | null {
  if (mark === "'" || mark === '"' || mark === '`') return `This ${mark} is never closed. Close it.`;
  if (mark === '/' && source[pos + 1] === '*') return 'This comment is never closed. Close it with “*/”.';
  if (mark === '\\') return 'A “\\” outside quotes is a command of one client, not SQL. Write SQL, or a bash step.';
  if (mark === '.' && first) return 'Commands that begin with “.” are one client’s own, not SQL. Write SQL, or a bash step.';
  if (mark === '[' && /^\[[^\]]*['"`]/.test(source.slice(pos))) return 'Databases disagree about quotes between brackets. Write a name between double quotes.';
  if (mark === '$') return 'A parameter is written `${NAME}` here.';
  return mark === '#' || mark === '\0' ? `Databases disagree about “${mark}”. Write it between quotes, and comments with “--”.` : null;
}
