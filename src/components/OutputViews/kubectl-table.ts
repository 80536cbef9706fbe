/**
 * Tables as kubectl prints them: a head of capitals, columns three or more blanks apart, each cell beginning under its head. Found
 * in whatever else was printed. Pure.
 */
export interface Table {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}

/** As kubectl's printer sets them: https://github.com/kubernetes/cli-runtime/blob/master/pkg/printers/tabwriter.go (at least 3 apart). */
const head = /^[A-Z][A-Z0-9_%()/-]*(?: [A-Z0-9(%][A-Z0-9_%()/-]*)*(?: {2,}[A-Z][A-Z0-9_%()/-]*(?: [A-Z0-9(%][A-Z0-9_%()/-]*)*)+ *$/;
/** More than anybody sorts by eye. */
const mostRows = 5_000;

/** Takes what was printed, as text; gives the tables in it, in order. */
export function tablesIn(text: string): Table[] {
  const lines = text.split('\n');
  const found: Table[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (!head.test(line)) continue;
    const starts = startsOf(line);
    const rows: string[][] = [];
    for (let next = at + 1; next < lines.length && rows.length < mostRows; next += 1) {
      const row = rowOf(lines[next] ?? '', starts);
      if (row === null || head.test(lines[next] ?? '')) break;
      rows.push(row);
    }
    if (rows.length === 0) continue;
    found.push({ columns: cellsOf(line, starts), rows });
    at += rows.length;
  }
  return found;
}

function startsOf(line: string): number[] {
  return Array.from(line.matchAll(/(?:^| {2,})(?=[A-Z])/g), (found) => found.index + found[0].length);
}

/** A row has something in its first column, and a blank before each other one. */
function rowOf(line: string, starts: readonly number[]): string[] | null {
  if (!/^\S/.test(line)) return null;
  const fits = starts.every((start) => start === 0 || start > line.length || line[start - 1] === ' ');
  return fits ? cellsOf(line, starts) : null;
}

function cellsOf(line: string, starts: readonly number[]): string[] {
  return starts.map((start, at) => line.slice(start, starts[at + 1]).trim());
}
