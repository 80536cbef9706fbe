/**
 * Reads what `redis-cli --no-raw` prints, as redis-cli writes it down (redis-cli.c, `cliFormatReplyTTY`): the items of a list
 * numbered, each list below one indented by the width of its number. Every redis-cli can do that; `--json` came with 7.0. Pure.
 */
export type Answer = string | number | null | Answer[];

/** Far deeper than any answer that is asked for. */
const deepest = 16;

interface Place {
  lines: readonly string[];
  line: number;
}

/** Takes the text; gives what it says, or the error that it tells of. Throws when it is nothing that redis-cli prints. */
export function answerIn(text: string): Answer | Error {
  const [first = ''] = text.split('\n', 1);
  const refused = /^\(error\) (.*)$/.exec(first.replace(/\r$/, ''));
  if (refused !== null) return new Error(refused[1]);
  return valueAt({ lines: text.split(/\r?\n/), line: 0 }, 0, 0);
}

/** Takes the place and the column at which a value begins; gives it, and moves the place behind it. */
function valueAt(place: Place, column: number, depth: number): Answer {
  const rest = (place.lines[place.line] ?? '').slice(column);
  const marker = /^ *1\) /.exec(rest);
  if (marker === null) {
    place.line += 1;
    return plainValue(rest);
  }
  if (depth >= deepest) throw new RangeError('an answer is nested too deep');
  const width = marker[0].length;
  const items: Answer[] = [];
  for (let isFirst = true; isFirst || isItem(place, column, width, items.length + 1); isFirst = false) items.push(valueAt(place, column + width, depth + 1));
  return items;
}

/** Tells whether the next line begins with the number of a further item of the list at that column. */
function isItem({ lines, line }: Place, column: number, width: number, index: number): boolean {
  const text = lines[line] ?? '';
  return text.slice(0, column).trim() === '' && text.slice(column, column + width) === `${String(index).padStart(width - 2)}) `;
}

function plainValue(text: string): Answer {
  if (text.startsWith('"')) return textIn(text);
  if (text === '(nil)') return null;
  if (/^\(empty (array|list or set|set|hash|list)\)$/.test(text)) return [];
  const number = /^\((?:integer|double)\) (.+)$/.exec(text);
  if (number !== null) return Number(number[1]);
  if (/^\((true|false)\)$/.test(text)) return text.slice(1, -1);
  // A status, such as OK, stands bare; an error inside a list is told as it is.
  return text;
}

const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' };

/** Undoes the quoting of `sdscatrepr`, whose `\x..` are bytes of UTF-8. */
function textIn(quoted: string): string {
  const inner = quoted.replace(/^"|"$/g, '');
  const bytes = inner.replace(/\\(?:x([0-9a-f]{2})|(.))/gs, (_, hex: string | undefined, plain: string) => (hex === undefined ? named[plain] ?? plain : String.fromCharCode(Number.parseInt(hex, 16))));
  return /[^\0-\xff]/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}
