/**
 * Hides secrets in output before anything keeps or shows it. Output comes in chunks that may cut a secret anywhere, so
 * what could still become one is held back: the possible beginning of a known value; with a pattern, the line that is
 * not finished. Invariant: the chunks together give what the whole would have given.
 *
 * Bytes are treated as latin-1 text, one character a byte, so that output that is no UTF-8 passes unharmed.
 */
export interface Redactor {
  /** Takes bytes; gives what may be shown now. */
  push(bytes: Uint8Array): Uint8Array;
  /** Gives what is still held. */
  end(): Uint8Array;
  /** whether something is held back */
  readonly holding: boolean;
}

export interface Secrets {
  /** regular expression of what is secret, within one line; null when none */
  pattern: string | null;
  /** secrets known by value: hidden as they are, in base64 and URL-encoded */
  values: readonly string[];
}

const shown = '[hidden]';
/** A line without end is not held for ever: a longer one is looked at in pieces of this many bytes. */
const longestLine = 64 * 1024;
/** A known value shorter than this would hide ordinary words. */
const shortestValue = 4;

/** Takes what is secret; gives the redactor, or null when nothing is. Throws when the pattern is no regular expression. */
export function createRedactor(secrets: Secrets): Redactor | null {
  const needles = secrets.values.filter((value) => value.length >= shortestValue).flatMap(spellings);
  if (secrets.pattern === null && needles.length === 0) return null;
  const alternatives = needles.map(escape).sort((left, right) => right.length - left.length);
  if (secrets.pattern !== null) alternatives.push(`(?:${latin(secrets.pattern)})`);
  const expression = new RegExp(alternatives.join('|'), 'g');
  const hide = (text: string) => text.replace(expression, (found) => (found === '' ? '' : shown));
  const safe = secrets.pattern === null ? (text: string) => safeByValue(text, needles) : safeByLine;
  let held = '';
  return {
    push(bytes) {
      held += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
      const until = wholeMatches(held, safe(held), expression);
      const ready = hide(held.slice(0, until));
      held = held.slice(until);
      return Buffer.from(ready, 'latin1');
    },
    end() {
      const ready = hide(held);
      held = '';
      return Buffer.from(ready, 'latin1');
    },
    get holding() { return held !== ''; },
  };
}

/** Everything up to the last line's end; or all but what a secret might span when a line has none for too long. */
function safeByLine(text: string): number {
  const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
  return text.length - end > longestLine ? text.length - longestLine / 2 : end;
}

/** Everything but the longest end that begins a needle. */
function safeByValue(text: string, needles: readonly string[]): number {
  const longest = Math.max(...needles.map((needle) => needle.length)) - 1;
  for (let at = Math.max(0, text.length - longest); at < text.length; at += 1) {
    const rest = text.slice(at);
    if (needles.some((needle) => needle.length > rest.length && needle.startsWith(rest))) return at;
  }
  return text.length;
}

/** Moves a cut that would fall inside a match to the match's beginning. */
function wholeMatches(text: string, cut: number, expression: RegExp): number {
  if (cut === 0 || cut === text.length) return cut;
  for (const match of text.matchAll(expression)) {
    if (match.index >= cut) break;
    if (match.index + match[0].length > cut) return match.index;
  }
  return cut;
}

/** A secret as it is, in base64 (with and without padding, URL alphabet too) and URL-encoded. */
function spellings(value: string): string[] {
  const base64 = Buffer.from(value).toString('base64');
  const all = [value, encodeURIComponent(value), base64, base64.replace(/=+$/, ''), Buffer.from(value).toString('base64url')];
  return [...new Set(all.map(latin))];
}

function latin(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
