/**
 * A `console` step's output, cut into the answers to its commands, each held to what the transcript shows. Here an answer
 * counts as a whole: what may be left out is written as `…`. Pure.
 */
import { type ConsoleBlock, type Exchange, parseConsole } from '../../common/catalog/console.ts';
import { plain } from '../../common/catalog/expect.ts';
import { redisLines } from '../../common/catalog/redis.ts';
import { difference, wholeMatches } from './align.ts';

export interface Answer {
  exchange: Exchange;
  /** what was printed to it; null when the command was not come to */
  got: string | null;
  /** whether that is what the transcript shows; one that shows nothing says nothing */
  fits: boolean;
}

/** Takes the text of a transcript and what was printed; gives an answer for each command. */
export function answersTo(source: string, output: string): Answer[] {
  const block = parseConsole(source);
  const lines = plain(output).split('\n');
  let from = 0;
  const begins = block.exchanges.map((exchange) => {
    const echo = echoOf(exchange, block);
    const at = from === -1 ? -1 : find(lines, echo, from);
    from = at === -1 ? -1 : at + echo.length;
    return { exchange, at, next: from };
  });
  return begins.map(({ exchange, at, next }, index) => {
    if (at === -1) return { exchange, got: null, fits: exchange.expected === '' };
    const end = begins[index + 1]?.at ?? lines.length;
    const got = withoutEdges(lines.slice(next, end === -1 ? lines.length : end)).join('\n');
    return { exchange, got, fits: exchange.expected === '' || wholeMatches(got, plain(exchange.expected)) };
  });
}

/** Takes answers; gives the difference of those that do not fit, under their commands. */
export function differenceOf(answers: readonly Answer[]): string {
  return answers.filter(({ fits }) => !fits).map(({ exchange: { prompt, command, expected }, got }) => {
    const told = got === null ? '(this command was not come to)' : difference(plain(expected), got);
    return `  ${prompt} ${command}\n${told}`;
  }).join('\n');
}

/** How the runner prints a command before it runs it. */
function echoOf({ prompt, command }: Exchange, { session }: ConsoleBlock): string[] {
  const text = session === 'shell' ? command : redisLines(command, {}).map((line) => line.text).join('\n');
  return plain(`${prompt} ${text}`).split('\n');
}

function find(lines: readonly string[], wanted: readonly string[], from: number): number {
  for (let at = from; at + wanted.length <= lines.length; at += 1) {
    if (wanted.every((line, offset) => lines[at + offset] === line)) return at;
  }
  return -1;
}

function withoutEdges(lines: readonly string[]): readonly string[] {
  const filled = (line: string) => line.trim() !== '';
  const first = lines.findIndex(filled);
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex(filled) + 1);
}
