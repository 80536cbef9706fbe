/**
 * The lines of a `redis` block: one command a line, split into arguments by redis-cli's quoting rules. A runbook's
 * `${NAME}` is replaced inside one argument and the whole is quoted anew, so a value can never become a second argument
 * or a second command. A bare `$` stays: Redis has a use of its own for it. Empty lines and lines beginning with `#`
 * are skipped.
 */
export interface RedisLine {
  /** line in the block, from 1 */
  line: number;
  /** arguments as written, quotes resolved, `${NAME}` still in them */
  args: readonly string[];
}

export interface RedisCommand {
  line: number;
  /** the arguments, values filled in; a byte that is no text (`\xff`) is held as the lone surrogate U+DC00 + byte */
  args: readonly string[];
  /** the same, quoted so that redis-cli reads back just these arguments; always one line */
  text: string;
}

export interface RedisProblem {
  line: number;
  /** in the line, from 1 */
  column: number;
  message: string;
}

const reference = /\$\{([^}]*)\}/g;
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\u0007' };
/** What redis-cli reads as itself without quotes. */
const bare = /^[\w:.,/@%+=$*>~^!?()[\]{}|&;<-][\w:.,/@%+=$*>~^!?()[\]{}|&;<#-]*$/;

/** Takes a `redis` block; gives its lines, and what is wrong with it. A block with problems must not run. */
export function parseRedis(source: string): { lines: RedisLine[]; problems: RedisProblem[] } {
  const lines: RedisLine[] = [];
  const problems: RedisProblem[] = [];
  for (const [at, text] of source.split('\n').entries()) {
    if (text.trim() === '' || text.trimStart().startsWith('#')) continue;
    const args = splitArguments(text);
    if (Array.isArray(args)) lines.push({ line: at + 1, args });
    else problems.push({ line: at + 1, ...args });
  }
  if (lines.length === 0 && problems.length === 0) {
    problems.push({ line: 1, column: 1, message: 'The block holds no command. Write one Redis command a line.' });
  }
  return { lines, problems };
}

/** Takes the lines of a block; gives the names written as `${NAME}` in them, each once, in order of use. */
export function redisNames(lines: readonly RedisLine[]): string[] {
  const names = lines.flatMap(({ args }) => args.flatMap((arg) => Array.from(arg.matchAll(reference), (match) => match[1] ?? '')));
  return [...new Set(names)];
}

/**
 * Takes a `redis` block and values by name; gives the commands to send, in order.
 * Throws a `RangeError` when the block has a problem or a name has no value: both are caught when runbooks compile.
 */
export function redisLines(source: string, parameters: Readonly<Record<string, string>>): RedisCommand[] {
  const { lines, problems } = parseRedis(source);
  const first = problems[0];
  if (first) throw new RangeError(`line ${first.line}: ${first.message}`);
  return lines.map(({ line, args }) => {
    const filled = args.map((arg) => fill(arg, parameters));
    return { line, args: filled, text: filled.map(quote).join(' ') };
  });
}

/** Takes one argument; gives it as redis-cli would have to be told it. */
export function quote(argument: string): string {
  if (bare.test(argument)) return argument;
  const inside = Array.from(argument, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '"' || character === '\\') return `\\${character}`;
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
    return code < 0x20 || code === 0x7f ? `\\x${code.toString(16).padStart(2, '0')}` : character;
  });
  return `"${inside.join('')}"`;
}

function fill(argument: string, parameters: Readonly<Record<string, string>>): string {
  return argument.replace(reference, (_, name: string) => {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (value === undefined) throw new RangeError(`\${${name}} has no value.`);
    return value;
  });
}

function splitArguments(text: string): string[] | { column: number; message: string } {
  const args: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (isSpace(text[at])) {
      at += 1;
      continue;
    }
    const read = readArgument(text, at);
    if ('message' in read) return read;
    args.push(read.value);
    at = read.next;
  }
  return args;
}

function readArgument(text: string, from: number): { value: string; next: number } | { column: number; message: string } {
  let value = '';
  let at = from;
  while (at < text.length && !isSpace(text[at])) {
    const mark = text[at] ?? '';
    if (mark !== '"' && mark !== "'") {
      value += mark;
      at += 1;
      continue;
    }
    const read = mark === '"' ? readDouble(text, at + 1) : readSingle(text, at + 1);
    if (read === null) return { column: at + 1, message: `This ${mark} is never closed. Close it in the same line, or write \\${mark} inside other quotes.` };
    value += read.value;
    at = read.next;
    if (at < text.length && !isSpace(text[at])) {
      return { column: at + 1, message: `A closing ${mark} must be followed by a space: redis-cli refuses the line otherwise.` };
    }
  }
  return { value, next: at };
}

function readDouble(text: string, from: number): { value: string; next: number } | null {
  let value = '';
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"') return { value, next: at + 1 };
    if (character !== '\\' || at + 1 === text.length) {
      value += character;
      continue;
    }
    const hex = /^\\x([0-9a-f]{2})/i.exec(text.slice(at, at + 4));
    if (hex) {
      const byte = Number.parseInt(hex[1] ?? '', 16);
      value += String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
      at += 3;
    } else {
      at += 1;
      value += escapes[text[at] ?? ''] ?? text[at] ?? '';
    }
  }
  return null;
}

function readSingle(text: string, from: number): { value: string; next: number } | null {
  let value = '';
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "'") return { value, next: at + 1 };
    if (text[at] === '\\' && text[at + 1] === "'") at += 1;
    value += text[at] ?? '';
  }
  return null;
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character);
}
