/**
 * Hides secrets in output before anything keeps or shows it. Output comes in chunks that may cut a secret anywhere, so
 * what could still become one is held back: with a pattern, the line that is not finished; the possible beginning of a
 * known value. Invariant: the chunks together give what the whole would have given.
 *
 * What the pattern finds is remembered and hidden by its value from there on. Bytes are treated as latin-1 text, one character
 * a byte, so that output that is no UTF-8 passes unharmed.
 *
 * Who waits at a prompt must see it, though its line is not finished: `prompt` gives what is held as it would stand if nothing
 * came after, but no more than three characters of what may become a known value. What comes after is looked at together
 * with what was given, so that a secret printed in two goes is hidden as far as it was not yet seen.
 */
import { LineStage } from './redact-lines.ts';
import { ValueStage } from './redact-values.ts';
import { hidden } from './secret-spellings.ts';

export interface Redactor {
  /** Takes bytes; gives what may be shown now. */
  push(bytes: Uint8Array): Uint8Array;
  /** Gives of what is held what a person who waits may see now. */
  prompt(): Uint8Array;
  /** Gives what is still held. Nothing comes after. */
  end(): Uint8Array;
  /** whether something is held back */
  readonly holding: boolean;
}

export interface Secrets {
  /** regular expression of what is secret, within one line; null when none */
  pattern: string | null;
  /** secrets known by value: hidden in every spelling of secret-spellings.ts */
  values: Iterable<string>;
  /** hears of each value that the pattern finds */
  onFound?(value: string): void;
}

/** Takes what is secret; gives the redactor, or null when nothing is. Throws when the pattern is no regular expression. */
export function createRedactor({ pattern, values, onFound }: Secrets): Redactor | null {
  const known = new ValueStage(values);
  if (pattern === null && !known.hasValues) return null;
  const lines = pattern === null ? null : new LineStage(pattern, {
    text: (text) => known.push(text),
    secret(found) {
      const before = known.flush();
      const value = Buffer.from(found, 'latin1').toString('utf8');
      if (known.add(value)) onFound?.(value);
      return before + hidden;
    },
  });
  const bytesOf = (text: string) => Buffer.from(text, 'latin1');
  return {
    push(bytes) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
      return bytesOf(lines === null ? known.push(text) : lines.push(text));
    },
    prompt: () => bytesOf((lines?.prompt() ?? '') + known.prompt()),
    end: () => bytesOf((lines?.end() ?? '') + known.flush()),
    get holding() { return lines?.holding === true || known.holding; },
  };
}
