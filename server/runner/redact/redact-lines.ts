/** Hides what a pattern finds in the lines of text that comes in pieces. Part of redact.ts. */
import { type Found, type MaskPattern, maskPattern } from './mask-pattern.ts';

export interface LineSink {
  /** Takes text between matches; gives what may be shown of it. */
  text(text: string): string;
  /** Takes the secret of a match; gives what stands in the match's place. */
  secret(value: string): string;
}

/** A line without end is not held for ever: of one this long, in bytes, the first half goes on. */
export const longestLine = 64 * 1024;

export class LineStage {
  readonly #find: MaskPattern;
  readonly #sink: LineSink;
  #held = '';
  /** how much of what is held has gone on at a prompt */
  #shown = 0;

  /** Throws when the pattern is no regular expression. */
  constructor(pattern: string, sink: LineSink) {
    this.#find = maskPattern(pattern);
    this.#sink = sink;
  }

  get holding(): boolean {
    return this.#held.length > this.#shown;
  }

  push(text: string): string {
    const all = this.#held + text;
    let ready = '';
    let at = 0;
    let lines: string[] = [];
    for (;;) {
      const line = lineAt(all, at);
      if (line !== null) {
        lines.push(line);
        at += line.length;
        continue;
      }
      // All at once, as each look costs.
      ready += this.#showLines(lines);
      lines = [];
      // Where a long line is cut depends on the line alone, not on how it came.
      if (all.length - at < longestLine) break;
      const cut = this.#cut(all.slice(at, at + longestLine));
      ready += cut.ready;
      at += cut.length;
    }
    this.#held = all.slice(at);
    return ready;
  }

  prompt(): string {
    if (!this.holding) return '';
    const ready = this.#show(this.#held, this.#find([this.#held])[0] ?? []);
    this.#shown = this.#held.length;
    return ready;
  }

  end(): string {
    const ready = this.#held === '' ? '' : this.#showLines([this.#held]);
    this.#held = '';
    return ready;
  }

  #showLines(lines: readonly string[]): string {
    if (lines.length === 0) return '';
    let ready = '';
    let plain = '';
    for (const [at, matches] of this.#find(lines).entries()) {
      const line = lines[at] ?? '';
      if (matches.length === 0 && this.#shown === 0) {
        plain += line;
        continue;
      }
      ready += this.#plain(plain) + this.#show(line, matches);
      plain = '';
    }
    return ready + this.#plain(plain);
  }

  /** Takes the beginning of a line that is too long; lets half of it go on, or all up to the end of what lies across the middle. */
  #cut(piece: string): { ready: string; length: number } {
    const middle = longestLine / 2;
    const matches = this.#find([piece])[0] ?? [];
    const length = matches.find(({ at, end }) => at < middle && end > middle)?.end ?? middle;
    return { ready: this.#show(piece.slice(0, length), matches.filter(({ end }) => end <= length)), length };
  }

  #show(text: string, matches: readonly Found[]): string {
    let from = Math.min(this.#shown, text.length);
    this.#shown -= from;
    let ready = '';
    for (const { at, end, value } of matches) {
      if (end <= from) continue;
      ready += this.#plain(text.slice(from, at)) + this.#sink.secret(value);
      from = end;
    }
    return ready + this.#plain(text.slice(from));
  }

  #plain(text: string): string {
    return text === '' ? '' : this.#sink.text(text);
  }
}

/** The line that begins there with its end, when it has one and is not too long; else null. */
function lineAt(text: string, at: number): string | null {
  for (let end = at; end < text.length && end - at < longestLine; end += 1) {
    const code = text.charCodeAt(end);
    if (code === 10 || code === 13) return text.slice(at, end + 1);
  }
  return null;
}
