/** How far a fenced block reaches. */

/** Takes lines and the index of one; gives the number, from 1, of the line that closes the block it opens, or null when it opens none. */
export function fenceLines(lines: readonly string[], at: number): number | null {
  const mark = /^\s*(`{3,}|~{3,})/.exec(lines[at] ?? '')?.[1];
  if (mark === undefined) return null;
  for (let next = at + 1; next < lines.length; next += 1) {
    const closing = /^\s*(`{3,}|~{3,})\s*$/.exec(lines[next] ?? '')?.[1];
    if (closing?.startsWith(mark)) return next + 1;
  }
  return lines.length;
}
