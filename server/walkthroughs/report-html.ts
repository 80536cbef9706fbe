/** A report as one HTML page that needs nothing else and does nothing. Everything in it that somebody or something wrote is text. It is made to be printed, too. */
import { escapeHtml } from '../../common/escape-html.ts';
import type { WalkText } from '../../common/walkthrough.ts';
import { factList, pageFoot, pageHead } from '../recordings/html-page.ts';
import { capital } from './report-words.ts';
import type { Report, ReportNote, ReportRun, ReportStep } from './report.ts';

const marks: Readonly<Record<ReportStep['state'], string>> = {
  done: '✓', ticked: '✓', skipped: '–', elsewhere: '–', waiting: '○', running: '…', unexpected: '✗', stopped: '✗', lost: '✗', stale: '!',
};

/** How each mark looks; quiet where nothing is said. */
const looks: Readonly<Record<string, string>> = { '✓': 'good', '✗': 'amiss', '!': 'amiss' };

const own = `
h2{font-size:1.15rem;margin:1.75rem 0 .5rem}
h3{font-size:1rem;margin:1.25rem 0 .25rem;overflow-wrap:anywhere}
.mark{display:inline-block;min-width:1.5rem}
pre{margin:0 0 .75rem;max-height:none;white-space:pre-wrap;overflow-wrap:anywhere}
pre.source{border-left-width:4px}
blockquote{border-left:4px solid var(--line);margin:0 0 .75rem;padding:.125rem 0 .125rem .75rem;white-space:pre-wrap;overflow-wrap:anywhere}
table{border-collapse:collapse;font-size:.875rem;width:100%}
td{border-top:1px solid var(--line);padding:.25rem .75rem .25rem 0;vertical-align:top;overflow-wrap:anywhere}
td:first-child{white-space:nowrap;width:1%}
a{color:inherit}
.quiet{color:var(--quiet)}
.amiss{color:var(--p1)}
.procedure{border-bottom:1px solid var(--line);color:var(--quiet);margin:1.75rem 0 0}
.made{margin-top:1.5rem}
@media (width <= 36rem){td{display:block;padding:0}td:first-child{border-top:1px solid var(--line);color:var(--quiet);padding-top:.375rem}td+td{border:0;padding-bottom:.375rem}}
@media print{
  body{background:#fff;color:#000;font-size:10pt}
  main{max-width:none;padding:0}
  h2,h3,.procedure{break-after:avoid}
  pre,blockquote,tr{break-inside:avoid-page}
}
`;

/** Takes a report; gives its page. */
export function htmlReport({ title, link, said, facts, steps, notes, log, made }: Report): string {
  return `${pageHead(title, own)}<p>${escapeHtml(said)}</p>
${factList([...facts.map(([name, value]) => [name, escapeHtml(value)] as const), ['Walkthrough', anchor(link)]])}${notes.length === 0 ? '' : `<h2>Notes</h2>\n${notes.map(noteHtml).join('')}`}<h2>Steps</h2>
${steps.map((step, at) => stepHtml(step, at + 1)).join('')}<h2>What was done when</h2>
<table>
${log.map(([at, what]) => `<tr><td>${escapeHtml(at)}</td><td>${escapeHtml(what)}</td></tr>`).join('\n')}
</table>
<p class="quiet made">${escapeHtml(made)}</p>
${pageFoot}`;
}

function stepHtml({ title, procedure, whole, state, said, text, runs, notes }: ReportStep, number: number): string {
  const shown = runs.map((run, at) => runHtml(run, at === 0 || run.text?.source !== runs[at - 1]?.text?.source)).join('');
  return `${procedure === '' ? '' : `<p class="procedure">${escapeHtml(procedure)}</p>\n`}<section>
<h3><span class="mark" aria-hidden="true">${marks[state]}</span>${number}. ${escapeHtml(title)}</h3>
<p class="${looks[marks[state]] ?? 'quiet'}">${escapeHtml(capital(said))}.</p>${whole === '' ? '' : `
<p>${escapeHtml(whole)}</p>`}
${text === null ? '' : sourceHtml(text)}${shown}${notes.map(noteHtml).join('')}</section>
`;
}

function runHtml({ who, began, took, ending, isGood, link, parameters, reason, text, output, aside }: ReportRun, isOther: boolean): string {
  const rows = [['Run by', `${who}, ${began}${took === '' ? '' : `, took ${took}`}`], ...(parameters === '' ? [] : [['With', parameters]]), ...(reason === '' ? [] : [['Reason given', reason]])];
  return `${text === null || !isOther ? '' : sourceHtml(text)}<dl>
${rows.map(([name = '', value = '']) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('\n')}
<dt>Ended</dt><dd class="${isGood ? 'good' : 'amiss'}">${escapeHtml(ending)}</dd>
<dt>Link</dt><dd>${anchor(link)}</dd>
</dl>
${output === null || output === '' ? '' : `<pre aria-label="Output">${escapeHtml(output)}</pre>\n`}${aside === '' ? '' : `<p class="quiet">${escapeHtml(aside)}</p>\n`}`;
}

function sourceHtml({ source, path }: WalkText): string {
  return `${path === null ? '' : `<p class="quiet">File ${escapeHtml(path)}:</p>\n`}<pre class="source" aria-label="Command">${escapeHtml(source)}</pre>\n`;
}

function noteHtml({ who, at, text }: ReportNote): string {
  return `<blockquote><strong>${escapeHtml(who)}</strong> <span class="quiet">${escapeHtml(at)}</span>\n${escapeHtml(text)}</blockquote>\n`;
}

/** The address is of our own making; it is text all the same. */
function anchor(link: string): string {
  return `<a href="${escapeHtml(link)}">${escapeHtml(link)}</a>`;
}
