/** Findings for a person at a terminal: a place to click, what is wrong, and the line with a mark under it. */
import { countOf, describeCounts, type Finding, type Severity } from '../finding.ts';
import type { LintResult } from '../lint-folder.ts';

const longestLine = 160;
/** SGR: ECMA-48, section 8.3.117 */
const colours: Readonly<Record<Severity, string>> = { error: '31', warning: '33', note: '36', gap: '35' };

/** Takes what lint found and whether to colour it; gives the lines to print. */
export function forTerminal({ findings, lines, fixed, remarks, files }: LintResult, colour: boolean): string[] {
  const mended = Object.values(fixed).reduce((sum, count) => sum + count, 0);
  return [
    ...findings.flatMap((finding) => oneFinding(finding, lines.get(finding.file)?.[finding.line - 1], colour)),
    ...remarks.map((remark) => `${paint('note', '36', colour)}: ${visible(remark)}`),
    ...(mended > 0 ? [`${mended} ${mended === 1 ? 'thing' : 'things'} mended in ${Object.keys(fixed).map(visible).join(', ')}.`] : []),
    `${files} ${files === 1 ? 'runbook' : 'runbooks'}: ${describeCounts(countOf(findings))}`,
  ];
}

function oneFinding({ file, line, column, severity, message, rule, length, fix }: Finding, text: string | undefined, colour: boolean): string[] {
  const first = `${paint(`${visible(file)}:${line}:${column}`, '1', colour)} ${paint(severity, colours[severity], colour)}: ${visible(message)} ${paint(`[${rule}]`, '2', colour)}${fix ? paint(' --fix mends this', '2', colour) : ''}`;
  if (text === undefined || text.trim() === '' || column > text.length + 1) return [first];
  const from = Math.max(0, column - 1 - longestLine / 2);
  const shown = visible(text.slice(from, from + longestLine));
  const before = text.slice(from, column - 1);
  const mark = '^'.repeat(Math.max(1, Math.min(length, text.length - column + 1, longestLine - before.length)));
  return [first, `  ${shown}`, `  ${' '.repeat(widthOf(visible(before)))}${paint(mark, colours[severity], colour)}`];
}

function paint(text: string, code: string, colour: boolean): string {
  return colour ? `\u001b[${code}m${text}\u001b[0m` : text;
}

/** What stands in a runbook must not reach the terminal as a control: each becomes a sign that is seen. */
function visible(text: string): string {
  return text.replace(/\t/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '·');
}

/** Columns of a terminal: wide characters take two, combining ones none. https://www.unicode.org/reports/tr11/ */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue;
    width += /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(character) ? 2 : 1;
  }
  return width;
}
