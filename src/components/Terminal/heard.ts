/** What of a run's output is read out while it goes on: little, seldom, and less often the longer it prints. Pure. */

/** The end of what was printed, as a terminal has it. */
export interface Tail {
  /** the last one may be unfinished */
  lines: readonly string[];
  /** how many lines were begun in all, the one at the cursor included */
  begun: number;
}

/** What is kept to be read line by line, and what is read out at once. */
export const bounds = { lines: 200, aloud: 3, letters: 160, firstPauseMs: 5_000, longestPauseMs: 60_000 } as const;

/** Takes the tail and how many lines had been begun when something was read out last; gives what to read out, empty for nothing. */
export function aloud({ lines, begun }: Tail, before: number): string {
  // The line at the cursor may yet grow; it is read out once it has ended.
  const fresh = begun - before;
  if (fresh <= 0) return '';
  const ended = lines.slice(0, -1).slice(-fresh).filter((line) => line.trim() !== '');
  if (ended.length === 0) return '';
  const last = ended.slice(-bounds.aloud).map(cut);
  return ended.length <= bounds.aloud && fresh <= bounds.lines ? last.join('\n') : `${fresh.toLocaleString('en')} new lines. The last: ${last.at(-1) ?? ''}`;
}

/** Takes how often something was read out; gives how long to be silent before the next, in milliseconds. */
export function pauseAfter(times: number): number {
  return times === 0 ? 0 : Math.min(bounds.longestPauseMs, bounds.firstPauseMs * 2 ** (times - 1));
}

function cut(line: string): string {
  return line.length <= bounds.letters ? line : `${line.slice(0, bounds.letters)}…`;
}
