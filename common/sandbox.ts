/** What this machine's sandbox was proved to give, in words: for the page, `handrail status` and the log. */

export type SandboxLevel = 'none' | 'contained' | 'limited';

/** One thing that was really tried from inside a sandbox. */
export interface Wall {
  /** what should hold, as a sentence without its full stop */
  says: string;
  holds: boolean;
  /** what was found when it does not hold; else empty, or by what means it holds */
  found: string;
}

/** What each level means, as the second half of “this machine gives: …”. */
export const levelWords: Readonly<Record<SandboxLevel, string>> = {
  none: 'no step runs here: a wall of the sandbox does not hold, or it does not start',
  contained: 'steps reach nothing but their environment; what they take of processes, memory or processors is not bounded for each. Enough for practice',
  limited: 'steps reach nothing but their environment, and each has bounds on processes, memory and processors. Enough for every environment',
};

export interface SandboxReport {
  level: SandboxLevel;
  /** why it is no better; empty when it is the best */
  why: string;
  /** programs that are not there, without which nothing was tried */
  missing: readonly string[];
  walls: readonly Wall[];
}

/** Takes what was tried; gives how it went, in one sentence. */
export function summaryOf(walls: readonly Wall[]): string {
  const held = walls.filter(({ holds }) => holds).length;
  if (walls.length === 0) return 'Nothing was tried.';
  return held === walls.length ? `All ${walls.length} attempts to get out of it, or to take too much, were held.` : `${held} of ${walls.length} attempts to get out of it, or to take too much, were held.`;
}
