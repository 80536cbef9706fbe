/**
 * A transcript's expected answers written anew from what came: a `…` that still fits stays where it is, and what differs
 * between several runs becomes one. Pure.
 */
import { parseConsole } from '../../common/catalog/console.ts';
import { plain } from '../../common/catalog/expect.ts';
import { align, type Beside, linesOf, wholeMatches } from './align.ts';
import { answersTo } from './transcript.ts';

const ellipsis = '…';

/**
 * Takes the text of a transcript and the output of runs of it, one or more; gives the text with answers that fit all of them.
 * Null where that cannot be: a command was not come to, or an answer has lines that would read as prompts.
 */
export function mendTranscript(source: string, outputs: readonly string[]): string | null {
  const { exchanges } = parseConsole(source);
  const runs = outputs.map((output) => answersTo(source, output));
  const answers: string[] = [];
  for (const [at, { expected }] of exchanges.entries()) {
    const came = runs.map((run) => run[at]?.got ?? null);
    if (came.includes(null)) return null;
    answers.push(mendAnswer(expected, came.map((got) => got ?? '')));
  }
  const mended = write(source, answers);
  const isRight = outputs.every((output) => answersTo(mended, output).every(({ got, fits }) => got !== null && fits));
  return isRight && parseConsole(mended).exchanges.length === exchanges.length ? mended : null;
}

/** Takes what was expected and what came, in one run or several; gives what to expect. An answer nobody looks at stays so. */
export function mendAnswer(expected: string, came: readonly string[]): string {
  if (expected === '') return '';
  return came.reduce((now, got, at) => {
    if (wholeMatches(got, plain(now))) return now;
    const mended = tidy(align(linesOf(plain(now)), linesOf(got)).flatMap(at === 0 ? takeOver : agree));
    if (wholeMatches(got, mended)) return mended;
    return at === 0 ? got : ellipsis;
  }, expected);
}

/** What came counts, except where a `…` stands for it. */
function takeOver(beside: Beside): string[] {
  switch (beside.kind) {
    case 'same': return [beside.expected];
    case 'any': return [beside.expected];
    case 'extra': return [beside.got];
    case 'other': return [beside.got];
    default: return [];
  }
}

/** What two runs printed differently becomes `…`. */
function agree(beside: Beside): string[] {
  switch (beside.kind) {
    case 'same': return [beside.expected];
    case 'other': return [common(beside.expected, beside.got)];
    case 'within': return [];
    default: return [ellipsis];
  }
}

/** Takes two lines; gives one that fits both, word by word. */
function common(one: string, other: string): string {
  const [left, right] = [one.split(/(\s+)/), other.split(/(\s+)/)];
  if (left.length !== right.length) return ellipsis;
  return left.map((word, at) => (word === right[at] ? word : word.trim() === '' ? ' ' : ellipsis)).join('');
}

function tidy(lines: readonly string[]): string {
  return lines.filter((line, at) => line !== ellipsis || lines[at - 1] !== ellipsis).join('\n');
}

/** The transcript with other answers. Empty lines around an answer go; prompts and commands stay to the letter. */
function write(source: string, answers: readonly string[]): string {
  const lines = source.split('\n');
  const { exchanges } = parseConsole(source);
  const head = lines.slice(0, (exchanges[0]?.line ?? 1) - 1);
  const written = exchanges.flatMap(({ command, line }, at) => {
    const commands = lines.slice(line - 1, line - 1 + command.split('\n').length);
    return [...commands, ...linesOf(answers[at] ?? '')];
  });
  return [...head, ...written].join('\n');
}
