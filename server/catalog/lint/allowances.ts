/** Silence for one finding: `{/* lint-allow rule: reason *\/}` in the line above, or `# lint-allow …` above a line of front matter. */
import { fenceLines } from './fence-lines.ts';
import type { Finding } from './finding.ts';

interface Allowance {
  line: number;
  column: number;
  rule: string;
  reason: string;
  /** the lines that it covers */
  from: number;
  to: number;
}

const comment = /\{\/\*\s*lint-allow\b(.*?)\*\/\}|^\s*#\s*lint-allow\b(.*)$/;

/** Takes the findings of a file, its lines and the rules there are; gives those not allowed, and what is wrong with allowances. */
export function withoutAllowed(findings: readonly Finding[], file: string, lines: readonly string[], rules: ReadonlySet<string>): Finding[] {
  if (!lines.some((line) => line.includes('lint-allow'))) return [...findings];
  const allowances: Allowance[] = [];
  const reach = reachOf(lines);
  const told: Finding[] = [];
  const tell = (line: number, column: number, message: string): void => {
    told.push({ rule: 'lint-allow', severity: 'warning', file, line, column, message, length: 1, fix: null });
  };
  for (const [at, text] of lines.entries()) {
    const found = text.includes('lint-allow') ? comment.exec(text) : null;
    if (!found || (found[2] !== undefined && at > reach.front)) continue;
    const [, rule = '', reason = ''] = /^\s*([\w-]*)\s*:?\s*(.*?)\s*$/.exec(found[1] ?? found[2] ?? '') ?? [];
    if (!rules.has(rule)) tell(at + 1, found.index + 1, `There is no rule \`${rule}\`. Write \`{/* lint-allow rule: reason */}\` with the name that the finding ends with.`);
    else if (reason === '') tell(at + 1, found.index + 1, `Nothing says why \`${rule}\` may be broken here. Write the reason behind it: \`{/* lint-allow ${rule}: … */}\`.`);
    else allowances.push({ line: at + 1, column: found.index + 1, rule, reason, ...reach.of(at) });
  }
  const used = new Set<Allowance>();
  const byRule = Map.groupBy(allowances, ({ rule }) => rule);
  const left = findings.filter((finding) => {
    const allowed = (byRule.get(finding.rule) ?? []).filter(({ from, to }) => from <= finding.line && finding.line <= to);
    for (const each of allowed) used.add(each);
    return allowed.length === 0;
  });
  for (const { line, column, rule } of allowances.filter((each) => !used.has(each))) tell(line, column, `Nothing under this breaks \`${rule}\` any more. Remove the comment.`);
  return [...left, ...told];
}

interface Reach {
  /** index of the line that ends the front matter */
  front: number;
  /** Takes the index of a comment's line; gives the lines it covers, from 1. */
  of(at: number): { from: number; to: number };
}

/** A comment covers the next line that is not empty: all of a block that begins there, and all of a paragraph. */
function reachOf(lines: readonly string[]): Reach {
  const front = lines.indexOf('---', 1);
  const next: number[] = [];
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at + 1] ?? '';
    next[at] = at + 1 < lines.length && (line.trim() === '' || comment.test(line)) ? next[at + 1] ?? lines.length : at + 1;
  }
  const ends = new Map<number, number>();
  return {
    front,
    of: (at) => {
      const first = next[at] ?? at + 1;
      const last = ends.get(first) ?? (first <= front ? first : fenceLines(lines, first) ?? paragraphEnd(lines, first));
      ends.set(first, last);
      return { from: first + 1, to: first <= front ? first + 1 : last };
    },
  };
}

/** The number, from 1, of the last line of a paragraph, a heading being one of its own. */
function paragraphEnd(lines: readonly string[], from: number): number {
  let last = from;
  while (last + 1 < lines.length && /\S/.test(lines[last + 1] ?? '') && !/^\s*#/.test(lines[from] ?? '')) last += 1;
  return last + 1;
}
