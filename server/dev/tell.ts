/** A report as lines for the terminal. Pure. */
import type { DevFinding, DevReport } from '../../common/dev-report.ts';

/** Notes are told on the page only. */
const told: readonly DevFinding['severity'][] = ['problem', 'error', 'warning'];

/** Takes a report; gives its lines, places first, so that terminals and editors make them clickable. */
export function linesOf({ findings, runbooks }: Pick<DevReport, 'findings' | 'runbooks'>): string[] {
  const all = Object.values(findings).flat().filter(({ severity }) => told.includes(severity));
  const places = all.map(({ file, line, column, message, severity, rule }) => `${file}:${line}:${column} ${severity === 'warning' ? 'warning: ' : ''}${message} [${rule}]`);
  const broken = Object.values(findings).filter((its) => its.some(({ severity }) => severity === 'problem')).length;
  const warnings = all.filter(({ severity }) => severity === 'warning').length;
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  if (all.length === 0) return [`${count(runbooks, 'runbook')}: no problems.`];
  return [...places, `${count(runbooks, 'runbook')}: ${count(all.length - warnings, 'problem')}, ${count(warnings, 'warning')}${broken === 0 ? '' : `; steps of ${count(broken, 'runbook')} cannot be run`}.`];
}
