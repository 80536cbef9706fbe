/**
 * Findings as annotations of GitHub Actions:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 */
import { countOf, describeCounts, type Finding, type Severity } from '../finding.ts';
import type { LintResult } from '../lint-folder.ts';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice', gap: 'notice' };

/** Takes what lint found; gives the lines to print, one a finding, and the sums last. */
export function forGitHub({ findings, remarks, files }: LintResult): string[] {
  return [
    ...findings.map(annotation),
    ...remarks.map((remark) => `::notice::${data(remark)}`),
    `${files} ${files === 1 ? 'runbook' : 'runbooks'}: ${describeCounts(countOf(findings))}`,
  ];
}

function annotation({ file, line, column, length, severity, message, rule }: Finding): string {
  const properties = { file, line: String(line), col: String(column), endColumn: String(column + length), title: rule };
  return `::${commands[severity]} ${Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`).join(',')}::${data(message)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
