/**
 * The structured log. Only the fields of the table below are written, each made plain and short; whatever else a caller
 * passes is left out. Of an error its kind, code and place go in, never its message: that may hold what somebody sent. So
 * no header, cookie, body or query can come into the log by mistake.
 */
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { pino } from 'pino';

/** Every field that may be logged, with what it is. A new one goes here, if it can hold no secret. */
const fields = {
  aside: text, build: text, code: text, context: text, data: text, days: number, digest: text, endpoint: text, environment: text, environments: list,
  err: reduced, folder: text, gateway: text, generation: number, host: text, id: text, kept: text, level: text, method: text, mistake: text, ms: number, origin: text,
  ours: text, path: text, person: text, pid: number, problem: text, problems: list, removed: number, route: text, run: text, runbooks: number, runs: either,
  signal: text, socket: text, status: number, theirs: text, until: text, walkthrough: text, where: text, why: text,
} as const;

export type Fields = { readonly [name in keyof typeof fields]?: unknown };

/** The message says what happened, in words of ours: what it happened to stands in fields. */
interface Say {
  (fields: Fields, message: string): void;
  (message: string): void;
}

export interface Log {
  readonly debug: Say;
  readonly info: Say;
  readonly warn: Say;
  readonly error: Say;
  readonly fatal: Say;
}

const longestText = 500;
const longestList = 50;
const deepestCause = 4;
const mostFrames = 12;
const root = pathToFileURL(resolve(import.meta.dirname, '..')).href;

/** Takes the least level to write, the name of the process, and where to when that is not stderr; gives a log of JSON lines. */
export function createLog(level: string, name: string, to?: { write(line: string): void }): Log {
  const lines = pino({ level, base: { name } }, to ?? pino.destination(2));
  const say = (at: keyof Log): Say => (first: Fields | string, message?: string) => {
    if (typeof first === 'string') lines[at](first);
    else lines[at](allowed(first), message ?? 'something without a message');
  };
  return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error'), fatal: say('fatal') };
}

/** Takes the log; from now on an error that nobody caught is logged as any other, and ends the process. */
export function endOnSurprise(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.error({ err: error }, 'an error that nobody expected ends this process');
    process.exit(1);
  });
}

/** Takes what a caller passes; gives what may be written of it. */
export function allowed(given: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(fields, name)) continue;
    const plain = value === null ? null : fields[name as keyof Fields](value);
    if (plain !== undefined) kept[name] = plain;
  }
  return kept;
}

function text(value: unknown): string | number | boolean | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  // What could turn a line round or hide in it is shown as a sign for it.
  return typeof value === 'string' ? value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}').slice(0, longestText) : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function list(value: unknown): unknown[] | undefined {
  return Array.isArray(value) ? value.slice(0, longestList).map(text).filter((one) => one !== undefined) : undefined;
}

function either(value: unknown): unknown {
  return Array.isArray(value) ? list(value) : number(value);
}

function reduced(error: unknown, depth = 0): object | undefined {
  if (depth > deepestCause) return undefined;
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, errno, syscall, errcode, status } = error as Error & Record<string, unknown>;
  const word = (value: unknown) => (typeof value === 'number' || (typeof value === 'string' && /^[A-Za-z][\w-]{0,60}$/.test(value)) ? value : undefined);
  return {
    type: word(error.constructor.name) ?? 'Error', code: word(code), errno: number(errno), syscall: word(syscall), errcode: number(errcode), status: number(status),
    at: framesOf(error), cause: error.cause === undefined ? undefined : reduced(error.cause, depth + 1),
  };
}

/** Where it was thrown, as `file:line:column` of our own code, of packages and of Node. */
function framesOf({ stack, name, message }: Error): string[] {
  if (typeof stack !== 'string') return [];
  // The message stands before the frames, and might look like some.
  const head = stack.startsWith(`${name}: ${message}`) ? name.length + 2 + message.length : message === '' ? 0 : Math.max(0, stack.indexOf(message)) + message.length;
  const places = stack.slice(head).matchAll(/^ {4}at [^\n]*?\(?((?:file:\/\/|node:|\/)[\w./@%+-]*:\d+:\d+)\)?$/gm);
  return [...places].slice(0, mostFrames).map(([, place = '']) => place.replace(`${root}/`, ''));
}
