/**
 * A `console` block: a transcript. What follows a prompt runs; what stands under it is the output to expect, `…` matching
 * anything. A first line without a prompt (or with a shell's, when the prompts after it are Redis's) opens the session
 * that the prompts belong to. The first prompt decides which kind the block has, so that `# Server` in Redis's answer
 * to INFO is output and not a root shell's prompt.
 */
export interface Exchange {
  /** as written, without the space that ends it: `$`, `#`, `127.0.0.1:6379>` */
  prompt: string;
  /** what runs; several lines when the line ends with `\` */
  command: string;
  /** what to expect, without empty lines around it; empty when nothing is expected */
  expected: string;
  /** of the prompt, in the block, from 1 */
  line: number;
}

export interface ConsoleProblem {
  /** line in the block, from 1 */
  line: number;
  message: string;
}

export interface ConsoleBlock {
  /** what the prompts belong to: a shell, or Redis's command line */
  session: 'shell' | 'redis';
  /** the command that opens the session; null when none is shown */
  opening: string | null;
  exchanges: readonly Exchange[];
  problems: readonly ConsoleProblem[];
}

const shellPrompt = /^([$#])(?: (.*))?$/;
/** host:port, then the database and `(TX)` as redis-cli shows them */
const redisPrompt = /^((?:\[[0-9a-f:]+\]|[\w.-]+):\d{1,5}(?:\[\d+\])?(?:\(TX\))?>)(?: (.*))?$/;

type Kind = ConsoleBlock['session'];
interface Prompted { kind: Kind; prompt: string; command: string }

/** Takes the text of a `console` block; gives its parts, and what is wrong with it. A block with problems must not run. */
export function parseConsole(source: string): ConsoleBlock {
  const lines = source.split('\n');
  const problems: ConsoleProblem[] = [];
  const start = readOpening(lines, problems);
  const exchanges: Exchange[] = [];
  for (let at = start.next; at < lines.length;) {
    const read = readExchange(lines, at, start.kind, start.mark);
    if (read.exchange.command.trim() === '') {
      problems.push({ line: at + 1, message: 'Nothing stands after this prompt. Write the command behind it, or remove the line.' });
    }
    exchanges.push(read.exchange);
    at = read.next;
  }
  if (exchanges.length === 0 && problems.length === 0) {
    problems.push({ line: 1, message: 'No line begins with a prompt. Write one before each command: `$ `, `# ` or `127.0.0.1:6379> `.' });
  }
  return { session: start.kind, opening: start.opening, exchanges, problems };
}

interface Start { opening: string | null; kind: Kind; /** `$` or `#` when a shell's prompts begin so */ mark: string; next: number }

function readOpening(lines: readonly string[], problems: ConsoleProblem[]): Start {
  const found = lines.findIndex((line) => promptOf(line) !== null);
  const first = found === -1 ? null : promptOf(lines[found] ?? '');
  if (first === null) return { opening: null, kind: 'shell', mark: '$', next: lines.length };
  const before = lines.slice(0, found).map((line) => line.trim()).filter((line) => line !== '');
  if (before.length > 1) {
    problems.push({ line: found, message: 'Only one line may stand before the first prompt: the command that opens the session. Join the lines, or give each command a prompt.' });
  }
  const opening = before[0] ?? null;
  if (opening !== null && before.length === 1 && first.kind === 'shell') {
    problems.push({ line: 1, message: `\`${opening}\` has no prompt. Write \`$ \` before it, so that it is clear that it runs.` });
  }
  if (opening === null && first.kind === 'shell') {
    const next = nextFilled(lines, found + 1);
    if (promptOf(lines[next] ?? '')?.kind === 'redis') {
      return { opening: first.command.trim(), kind: 'redis', mark: '', next };
    }
  }
  return { opening, kind: first.kind, mark: first.kind === 'shell' ? first.prompt : '', next: found };
}

function readExchange(lines: readonly string[], from: number, kind: Kind, mark: string): { exchange: Exchange; next: number } {
  const first = promptOf(lines[from] ?? '');
  let command = first?.command ?? '';
  let at = from + 1;
  while (kind === 'shell' && /(?:^|[^\\])(?:\\\\)*\\$/.test(command) && at < lines.length) {
    command += `\n${(lines[at] ?? '').replace(/^> /, '')}`;
    at += 1;
  }
  const expected: string[] = [];
  while (at < lines.length && !begins(lines[at] ?? '', kind, mark)) {
    expected.push(lines[at] ?? '');
    at += 1;
  }
  return { exchange: { prompt: first?.prompt ?? '', command, expected: withoutEdges(expected).join('\n'), line: from + 1 }, next: at };
}

function begins(line: string, kind: Kind, mark: string): boolean {
  const prompted = promptOf(line);
  return prompted !== null && prompted.kind === kind && (kind === 'redis' || prompted.prompt === mark);
}

function promptOf(line: string): Prompted | null {
  const redis = redisPrompt.exec(line);
  if (redis) return { kind: 'redis', prompt: redis[1] ?? '', command: redis[2] ?? '' };
  const shell = shellPrompt.exec(line);
  return shell ? { kind: 'shell', prompt: shell[1] ?? '', command: shell[2] ?? '' } : null;
}

function nextFilled(lines: readonly string[], from: number): number {
  const found = lines.findIndex((line, at) => at >= from && line.trim() !== '');
  return found === -1 ? lines.length : found;
}

function withoutEdges(lines: readonly string[]): readonly string[] {
  const filled = (line: string) => line.trim() !== '';
  const first = lines.findIndex(filled);
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex(filled) + 1);
}
