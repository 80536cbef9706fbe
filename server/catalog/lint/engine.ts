/** Runbooks → findings: what compiling says and what the rules find, without what is allowed. Pure. */
import type { RunbookFile } from '../../../common/catalog/compile.ts';
import { inOrder, type Problem } from '../../../common/catalog/problem.ts';
import { withoutAllowed } from './allowances.ts';
import type { Finding, Fix } from './finding.ts';
import { addToFence, keyOf, readPage, type Page } from './page.ts';
import { mostOfOneRule, type Report } from './rule.ts';
import { ruleNames, rules } from './rules.ts';
import type { Site } from './site.ts';

export interface ReadFile {
  file: string;
  page: Page | null;
  findings: Finding[];
}

/** Takes a runbook's file; gives its page, and what compiling says of it. */
export function readFile(file: RunbookFile): ReadFile {
  const { reading, page } = readPage(file);
  return { file: file.file, page, findings: reading.problems.map((problem) => ({ ...problem, severity: 'error', length: 1, fix: page && fixOf(page, problem) })) };
}

/** Takes a file that is linted, the site it stands in, and what ShellCheck says of it; gives its findings in order. */
export function findingsOf({ file, page, findings: told }: ReadFile, site: Site, checked: readonly Finding[]): Finding[] {
  if (!page) return told;
  const found = [...told, ...checked];
  for (const rule of rules) {
    let count = 0;
    const report: Report = ([line, column], message, { severity = rule.severity, length = 1, fix = null as Fix | null } = {}) => {
      count += 1;
      if (count <= mostOfOneRule) found.push({ rule: rule.name, severity, file, line, column, message, length, fix });
    };
    rule.check(page, site, report);
  }
  return inOrder(withoutAllowed(found, file, page.lines, ruleNames));
}

/** What compiling says a program could mend: a harsher effect, a forgotten `interactive`. */
function fixOf(page: Page, { rule, line, instead }: Problem): Fix | null {
  const draft = page.drafts.findLast(({ step, block }) => block !== null && step.line <= line);
  if (instead === undefined || !draft?.block) return null;
  if (rule === 'interactive') return addToFence(draft, instead) ?? null;
  const key = rule === 'effect' ? keyOf(draft, 'effect') : undefined;
  if (!key) return null;
  const { line: row, column } = draft.block;
  return { title: `write \`effect=${instead}\``, edits: [{ from: [row, column + key.column], to: [row, column + key.end], text: `effect=${instead}` }] };
}
