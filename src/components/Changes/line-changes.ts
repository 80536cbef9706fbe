/** What is different between two texts, line by line, purely: the lines, and what of them has to be made visible. */
import { diffLines } from 'diff';
import { visible } from '../../../common/catalog/visible.ts';

export interface Line {
  kind: 'same' | 'added' | 'removed';
  /** numbers of the line before and after, from 1; null where it is not there */
  before: number | null;
  after: number | null;
  text: string;
  /** the last line of a file that does not end with a line end */
  unended: boolean;
}

/** Lines that are the same and left out. */
export interface Fold {
  kind: 'fold';
  count: number;
}

export interface Changes {
  rows: (Line | Fold)[];
  added: number;
  removed: number;
  /** changed lines that are not among the rows, for want of room */
  hidden: number;
}

/** Lines shown around a change. */
const context = 3;
/** Rows drawn at most: more than anybody reads, and few enough to draw at once. */
const mostRows = 2_000;
/** Texts with next to nothing in common take long to compare; then all of one goes and all of the other comes. Milliseconds. */
const patience = 1_000;

/** Takes the text before and after; gives what changed, with some lines around it. */
export function changesOf(before: string, after: string): Changes {
  const parts = diffLines(before, after, { timeout: patience })
    ?? [{ value: before, added: false, removed: true }, { value: after, added: true, removed: false }];
  const lines: Line[] = [];
  let [old, now] = [1, 1];
  for (const { value, added, removed } of parts) {
    for (const { text, unended } of linesOf(value)) {
      const kind = added ? 'added' : removed ? 'removed' : 'same';
      lines.push({ kind, before: added ? null : old++, after: removed ? null : now++, text, unended });
    }
  }
  const rows = folded(lines);
  const count = (kind: Line['kind'], among: readonly (Line | Fold)[]) => among.filter((row) => row.kind === kind).length;
  const shown = rows.slice(0, mostRows);
  const [added, removed] = [count('added', lines), count('removed', lines)];
  return { rows: shown, added, removed, hidden: added + removed - count('added', shown) - count('removed', shown) };
}

function linesOf(value: string): { text: string; unended: boolean }[] {
  const lines = value.split('\n');
  const last = lines.pop() ?? '';
  return [...lines.map((text) => ({ text, unended: false })), ...(last === '' ? [] : [{ text: last, unended: true }])];
}

function folded(lines: readonly Line[]): (Line | Fold)[] {
  const near = new Uint8Array(lines.length);
  lines.forEach(({ kind }, at) => { if (kind !== 'same') near.fill(1, Math.max(0, at - context), at + context + 1); });
  const rows: (Line | Fold)[] = [];
  lines.forEach((line, at) => {
    const last = rows.at(-1);
    if (near[at] === 1) rows.push(line);
    else if (last?.kind === 'fold') last.count += 1;
    else rows.push({ kind: 'fold', count: 1 });
  });
  return rows;
}

export interface Part {
  text: string;
  /** drawn faintly: it stands for white space */
  faint: boolean;
}

/** White space that a reader would not see, or not tell apart: at either end of a line, several in a row, and tabs. */
const unseen = /^[ ]+|[ ]+$|[ ]{2,}|\t+/g;

/** Takes a changed line; gives it in parts, with white space and hidden characters made visible. */
export function shownParts(line: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  const plain = (to: number) => { if (to > from) parts.push({ text: spelledOut(line.slice(from, to)), faint: false }); };
  for (const { 0: found, index } of line.matchAll(unseen)) {
    plain(index);
    parts.push({ text: found.startsWith('\t') ? '→\t'.repeat(found.length) : '·'.repeat(found.length), faint: true });
    from = index + found.length;
  }
  plain(line.length);
  return parts;
}

function spelledOut(text: string): string {
  return visible(text).replaceAll('\u00a0', '⟦U+00A0⟧');
}
