/**
 * asciicast v3, the recording format of asciinema (https://docs.asciinema.org/manual/asciicast/v3/): one JSON value a line,
 * first a header, then events `[seconds since the event before, code, data]`. Pure.
 */
import { isTerminalSize, type TerminalSize } from '../run.ts';

interface CastHeader {
  size: TerminalSize;
  /** Unix milliseconds; null when not known */
  startedAt: number | null;
  title: string;
}

/** `o` output, `r` a new size, `m` a marker with its label, `x` the end with its exit status. */
type CastCode = 'o' | 'r' | 'm' | 'x';

export interface CastEvent {
  /** microseconds since the recording began */
  at: number;
  code: CastCode;
  data: string;
}

/** What steps have as `TERM`. */
const terminalType = 'xterm-256color';

/** Takes what is known of a recording; gives its first line. */
export function castHeader({ size, startedAt, title }: CastHeader): string {
  const timestamp = startedAt === null ? {} : { timestamp: Math.floor(startedAt / 1000) };
  return `${JSON.stringify({ version: 3, term: { cols: size.cols, rows: size.rows, type: terminalType }, ...timestamp, title })}\n`;
}

/** Takes an event and when the one before it was; gives its line. */
export function castLine({ at, code, data }: CastEvent, before: number): string {
  return `[${seconds(Math.max(0, at - before))}, "${code}", ${JSON.stringify(data)}]\n`;
}

/** Never with an exponent, which not every reader takes. */
function seconds(microseconds: number): string {
  const fraction = String(microseconds % 1_000_000).padStart(6, '0').replace(/(?<=\d)0+$/, '');
  return `${Math.floor(microseconds / 1_000_000)}.${fraction}`;
}

/** Takes a whole recording; gives what is in it, the times summed up. Throws with the line that is not as the format says. */
export function parseCast(text: string): { header: CastHeader; events: CastEvent[] } {
  const [first = '', ...lines] = text.split('\n');
  const header = parseHeader(first);
  const events: CastEvent[] = [];
  let at = 0;
  for (const [index, line] of lines.entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const event: unknown = JSON.parse(line);
    if (!isEvent(event)) throw new SyntaxError(`line ${index + 2} is no event: ${line.slice(0, 80)}`);
    at += Math.round(event[0] * 1_000_000);
    events.push({ at, code: event[1], data: event[2] });
  }
  return { header, events };
}

function parseHeader(line: string): CastHeader {
  const { version, term, timestamp, title } = JSON.parse(line) as { version?: unknown; term?: TerminalSize; timestamp?: unknown; title?: unknown };
  if (version !== 3 || term === undefined || !isTerminalSize(term)) throw new SyntaxError('line 1 is no header of an asciicast v3');
  return {
    size: { cols: term.cols, rows: term.rows },
    startedAt: typeof timestamp === 'number' ? timestamp * 1000 : null,
    title: typeof title === 'string' ? title : '',
  };
}

function isEvent(value: unknown): value is [interval: number, code: CastCode, data: string] {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [interval, code, data] = value as unknown[];
  if (typeof interval !== 'number' || interval < 0 || typeof data !== 'string') return false;
  return code === 'o' || code === 'm' || (code === 'r' && /^\d+x\d+$/.test(data)) || (code === 'x' && /^\d+$/.test(data));
}
