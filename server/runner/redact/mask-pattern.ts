/**
 * A step's own `mask`: a regular expression of what is secret in a line. It is a runbook's, what it looks at is anybody's, and
 * the process is everybody's: so it may take only so long (see also server/runs/bounded-match.ts). A pattern that takes longer
 * once is not tried again, and whole lines are hidden from there on.
 */
import { createContext, Script } from 'node:vm';
import { latin } from './secret-spellings.ts';

export interface Found {
  at: number;
  end: number;
  /** what is secret of it: the pattern's first group when it has one and that took part, else all of it; empty when nobody knows */
  value: string;
}

/** Takes lines in latin-1 text; gives what of each is secret, in order. */
export type MaskPattern = (lines: readonly string[]) => Found[][];

/** All that a pattern needs of a fitting line is microseconds, and lines come by some hundred. */
const longestMs = 250;
/** The limit goes by the clock on the wall. Where the machine stood still meanwhile, the pattern is not to blame: it is tried again. */
const mostTries = 4;
const search = new Script(`lines.map((line) => (line.search(expression) === -1 ? nothing : [...line.matchAll(expression)]
  .filter((match) => match[0] !== "")
  .map((match) => ({ at: match.index, end: match.index + match[0].length, value: match[1] ?? match[0] }))))`);
const nothing: Found[] = [];
/** One for all: nothing of a search stays in it. */
const context = createContext({ expression: null, nothing, lines: nothing });

/** Takes the pattern; gives what finds its matches. Throws `SyntaxError` when it is no regular expression. */
export function maskPattern(pattern: string): MaskPattern {
  const expression = new RegExp(latin(pattern), 'g');
  let isTooSlow = false;
  return (lines) => {
    for (let tries = 0; !isTooSlow && tries < mostTries; tries += 1) {
      const began = process.threadCpuUsage();
      try {
        Object.assign(context, { expression, lines });
        return search.runInContext(context, { timeout: longestMs }) as Found[][];
      } catch {
        const { user, system } = process.threadCpuUsage(began);
        isTooSlow = (user + system) / 1000 > longestMs / 2;
      } finally {
        context['lines'] = nothing;
      }
    }
    return lines.map((line) => (line.trim() === '' ? nothing : [{ at: 0, end: line.trimEnd().length, value: '' }]));
  };
}
