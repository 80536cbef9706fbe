/** Applies fixes to a text. Only what a fix names changes; line ends and the byte order mark stay as they are. */
import type { Edit, Fix, Spot } from './finding.ts';

/** Takes a file's text as it stands and fixes; gives the new text and how many were applied. Those that overlap an earlier one wait. */
export function applyFixes(text: string, fixes: readonly Fix[]): { text: string; applied: number } {
  const starts = startsOf(text);
  const offset = ([line, column]: Spot): number => Math.min(text.length, (starts[line - 1] ?? text.length) + column - 1);
  const taken: { from: number; to: number; text: string }[] = [];
  let applied = 0;
  for (const { edits } of fixes) {
    const placed = edits.map((edit: Edit) => ({ from: offset(edit.from), to: offset(edit.to), text: edit.text }));
    if (placed.some((each) => taken.some((other) => each.from <= other.to && other.from <= each.to))) continue;
    taken.push(...placed);
    applied += 1;
  }
  const parts: string[] = [];
  let at = 0;
  for (const { from, to, text: put } of taken.sort((left, right) => left.from - right.from)) {
    parts.push(text.slice(at, from), put);
    at = to;
  }
  return { text: parts.join('') + text.slice(at), applied };
}

/** Where lines start; the byte order mark is no column of the first. */
function startsOf(text: string): number[] {
  const starts = [text.startsWith('\ufeff') ? 1 : 0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
