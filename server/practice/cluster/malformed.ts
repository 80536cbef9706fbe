/** What is wrong with a text that should be JSON, in the words of Go's decoder, which people meet in a real cluster (pure). */

/** What V8 says, and how Go says it: `%c` is the character it met. */
const wordings: [RegExp, string][] = [
  [/^Expected ':' after property name/, "invalid character '%c' after object key"],
  [/^Expected ',' or '}'/, "invalid character '%c' after object key:value pair"],
  [/^Expected ',' or '\]'/, "invalid character '%c' after array element"],
  [/^Expected (property name|double-quoted)/, "invalid character '%c' looking for beginning of object key string"],
  [/^Unexpected non-whitespace/, "invalid character '%c' after top-level value"],
  [/^Bad control character/, "invalid character '%c' in string literal"],
  [/^Bad escaped character/, "invalid character '%c' in string escape code"],
  [/^(No number after minus|Unterminated fractional|Exponent part|Unexpected number)/, "invalid character '%c' in numeric literal"],
];

/** Takes a text and the error JSON.parse threw for it; gives Go's sentence. */
export function wording(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const at = Number(/at position (\d+)/.exec(message)?.[1] ?? Number.NaN);
  const token = /^Unexpected token '(.+?)', /s.exec(message)?.[1];
  if (token !== undefined) return `invalid character '${shown(token)}' looking for beginning of value`;
  const met = Number.isNaN(at) ? undefined : text[at];
  const found = wordings.find(([form]) => form.test(message));
  return found && met !== undefined ? found[1].replace('%c', () => shown(met)) : 'unexpected end of JSON input';
}

function shown(character: string): string {
  return character === "'" ? "\\'" : JSON.stringify(character).slice(1, -1).replace('\\"', '"');
}

/** Takes a body; gives its beginning, as an API server shows it: as text when it may be JSON, in hex otherwise. */
export function summary(text: string): string {
  if (text === '') return '<empty>';
  const bytes = Buffer.from(text);
  const start = bytes.subarray(0, 30);
  return `${text.startsWith('{') ? start.toString() : start.toString('hex')}${bytes.length > 30 ? ' ...' : ''}`;
}
