/** A report as Markdown, for a ticket: everything that somebody or something wrote stays text (CommonMark, https://spec.commonmark.org/0.31.2/). */
import type { WalkText } from '../../common/walkthrough.ts';
import { capital } from './report-words.ts';
import type { Report, ReportNote, ReportRun, ReportStep } from './report.ts';

const boxes: Partial<Record<ReportStep['state'], string>> = { done: 'x', ticked: 'x' };

/** Takes a report; gives it as Markdown. */
export function markdownReport(report: Report): string {
  const { title, link, said, facts, steps, notes, log, made } = report;
  return [
    `# ${inline(title)}`, '', inline(said), '', ...facts.map(([name, value]) => `- **${name}:** ${inline(value)}`), `- **Walkthrough:** <${link}>`, '',
    ...(notes.length === 0 ? [] : ['## Notes', '', ...notes.flatMap(note)]),
    '## Steps', '', ...steps.flatMap((step, at) => stepLines(step, at + 1)),
    '## What was done when', '', ...log.map(([at, what]) => `- ${at} — ${inline(what)}`), '', `*${inline(made)}*`, '',
  ].join('\n');
}

function stepLines({ title, procedure, whole, state, said, text, runs, notes }: ReportStep, number: number): string[] {
  return [
    ...(procedure === '' ? [] : [`**${inline(procedure)}**`, '']), `### ${number}. [${boxes[state] ?? ' '}] ${inline(title)}`, '', `${inline(capital(said))}.`, '', ...(whole === '' ? [] : [inline(whole), '']),
    ...(text === null ? [] : source(text)), ...runs.flatMap((run, at) => runLines(run, at === 0 || run.text?.source !== runs[at - 1]?.text?.source)), ...notes.flatMap(note),
  ];
}

function runLines({ who, began, took, ending, link, parameters, reason, text, output, aside }: ReportRun, isOther: boolean): string[] {
  return [
    ...(text === null || !isOther ? [] : source(text)),
    `- Run by ${inline(who)}, ${began}${took === '' ? '' : `, took ${took}`}. ${inline(ending)} <${link}>`,
    ...(parameters === '' ? [] : [`- With ${inline(parameters)}`]), ...(reason === '' ? [] : [`- Reason given: ${inline(reason)}`]), '',
    ...(output === null || output === '' ? [] : [...fenced(output, 'text'), '']), ...(aside === '' ? [] : [`*${inline(aside)}*`, '']),
  ];
}

function source({ language, source: text, path }: WalkText): string[] {
  return [...(path === null ? [] : [`File ${inline(path)}:`, '']), ...fenced(text, /^[a-z0-9]+$/.test(language) ? language : 'text'), ''];
}

function note({ who, at, text }: ReportNote): string[] {
  return [`> **${inline(who)}**, ${at}:`, ...text.split('\n').map((line) => `> ${inline(line)}`.trimEnd()), ''];
}

/** A fence longer than any in the text cannot be closed by it. */
function fenced(text: string, language: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, text, fence];
}

/** One line of text, with nothing in it that Markdown or HTML would read. */
function inline(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.replace(/[\\`*_{}[\]<>|~#&$!]/g, '\\$&').replace(/^(?:[-+=]|\d+[.)])/, (mark) => mark.replace(/[-+=.)]$/, '\\$&'));
}
