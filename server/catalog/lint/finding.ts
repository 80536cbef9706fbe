/** What lint finds: a problem with its weight, and, where a program can mend it, how. */
import type { Problem } from '../../../common/catalog/problem.ts';

/** From the heaviest on. A gap is what a runbook itself says is not written yet. */
export const severities = ['error', 'warning', 'note', 'gap'] as const;
export type Severity = (typeof severities)[number];

/** Line and column, both from 1; columns count UTF-16 units. */
export type Spot = readonly [line: number, column: number];

/** Puts `text` in the place of what stands from one spot up to another. */
export interface Edit {
  from: Spot;
  to: Spot;
  text: string;
}

export interface Fix {
  /** what it does, in a few words */
  title: string;
  edits: readonly Edit[];
}

export interface Finding extends Problem {
  severity: Severity;
  /** how many columns it is about; 1 where only the beginning is known */
  length: number;
  /** null where a person must decide */
  fix: Fix | null;
}

/** Takes findings; gives how many there are of each severity. */
export function countOf(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, note: 0, gap: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** Takes counts; gives them as the sentence that lint ends with. */
export function describeCounts({ error, warning, note, gap }: Record<Severity, number>): string {
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  return `${count(error, 'error')}, ${count(warning, 'warning')}, ${count(note, 'note')}, ${count(gap, 'gap')} (not written yet)`;
}
