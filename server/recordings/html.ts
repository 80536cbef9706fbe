/** A recording as one HTML file that needs nothing else and does nothing. Everything in it that a step or a person said is text. */
import { escapeHtml } from '../../common/escape-html.ts';
import { clockText } from '../../common/recording/clock.ts';
import { endingOf } from '../../common/recording/ending.ts';
import { isPlain, type Piece as TextPiece } from '../../common/recording/snapshot.ts';
import type { Run } from '../../common/run.ts';
import { factList, pageFoot, pageHead } from './html-page.ts';
import type { Source } from './source.ts';
import { textPiecesOf } from './text.ts';

/** A page with more than this could not be opened: then it has the tail, and says so. */
const mostBytes = 4 * 1024 * 1024;

/** Takes a source; gives its page in parts. */
export async function* htmlOf(source: Source): AsyncGenerator<string> {
  const { run } = source;
  const from = run.end > mostBytes ? await lineAfter(source, run.end - mostBytes) : 0;
  yield head(run);
  if (from > 0) yield `<p class="cut">The first ${from.toLocaleString('en')} bytes of ${run.end.toLocaleString('en')} are left out here. The download as text has all of them.</p>\n`;
  yield '<pre tabindex="0" aria-label="Output">';
  let isEmpty = true;
  for await (const pieces of textPiecesOf(source, from)) {
    isEmpty &&= pieces.length === 0;
    yield pieces.map(span).join('');
  }
  yield `</pre>\n${isEmpty ? '<p>Nothing was printed.</p>\n' : ''}${pageFoot}`;
}

function head(run: Run): string {
  const isGood = run.state === 'exited' && run.asExpected !== false;
  return `${pageHead(isTyped(run) ? 'A typed command' : run.title || run.step)}<p class="${isGood ? 'good' : 'other'}">${escapeHtml(endingOf(run))}</p>
${factList(factsOf(run).map(([name, value]) => [name, escapeHtml(value)]))}`;
}

/** A command that somebody typed into `handrail practice` is no step of a runbook. */
function isTyped({ runbook }: Run): boolean {
  return runbook === '';
}

function factsOf(run: Run): [name: string, value: string][] {
  const parameters = Object.entries(run.parameters).map(([name, value]) => `${name} = ${value}`).join('\n');
  const { startedAt, endedAt } = run;
  return [
    isTyped(run) ? ['Command', run.title] : ['Step', `${run.runbook} / ${run.step}`],
    ['Environment', run.environment],
    ...(parameters === '' ? [] : [['Parameters', parameters] satisfies [string, string]]),
    ['Run by', run.person],
    ['Began', new Date(startedAt ?? run.queuedAt).toISOString()],
    ...(endedAt === null ? [] : [['Ended', new Date(endedAt).toISOString()] satisfies [string, string]]),
    ...(endedAt === null || startedAt === null ? [] : [['Took', clockText(endedAt - startedAt)] satisfies [string, string]]),
    ['Run', run.id],
  ];
}

function span(piece: TextPiece): string {
  const text = escapeHtml(piece.text);
  if (isPlain(piece)) return text;
  const classes = [
    typeof piece.colour === 'number' && `c${piece.colour}`, piece.colour === 'inverse' && 'ci',
    typeof piece.background === 'number' && `b${piece.background}`, piece.background === 'inverse' && 'bi',
    piece.bold && 'bold', piece.faint && 'faint', piece.italic && 'italic', piece.underline && 'underline',
  ].filter((name) => name !== false);
  const given = [colourStyle('color', piece.colour), colourStyle('background', piece.background)].filter((one) => one !== '').join(';');
  return `<span${classes.length > 0 ? ` class="${classes.join(' ')}"` : ''}${given === '' ? '' : ` style="${given}"`}>${text}</span>`;
}

function colourStyle(property: 'color' | 'background', colour: TextPiece['colour']): string {
  return typeof colour === 'string' && /^#[0-9a-f]{6}$/.test(colour) ? `${property}:${colour}` : '';
}

/** Takes where to begin; gives the beginning of the next line, if there is one soon. */
async function lineAfter(source: Source, from: number): Promise<number> {
  const bytes = await source.output(from, from + 64 * 1024);
  const end = bytes.indexOf(10);
  return end < 0 ? from : from + end + 1;
}
