/**
 * Runs SQL on a world's databases: Debian's `sqlite3` in a sandbox that holds nothing but the folder of the databases. The
 * statements are a person's and the files are written by pods, so neither is believed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, lstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { readSql } from '../../../common/catalog/sql.ts';
import { searchPath } from '../images/machine.ts';

export interface SqlRequest {
  text: string;
  /** refuses whatever would change a database */
  readOnly: boolean;
}

export interface SqlAnswer {
  /** 0 when all statements were carried out */
  status: number;
  output: string;
  error: string;
}

export interface SqlGround {
  /** folder of the databases, ours but for what pods have written into it */
  folder: string;
  /** file with the seccomp filter */
  filterFile: string;
}

/** What one call may take: milliseconds, bytes of output, bytes of memory, seconds of a processor. */
export const bounds = Object.freeze({ time: 20_000, output: 1024 * 1024, memory: 256 * 1024 * 1024, cpu: 15 });

/** Databases by the schema under which their tables are found; the file has the same name. */
const schemas = ['efd_scheduler'];
/** Of brackets, comments and parameters, each of which is looked for its end: many thousand in a long text would take minutes. */
const mostOpenings = 1000;
/** Milliseconds that a statement waits while a pod writes. */
const patience = 5000;

/** Takes SQL, where it runs and what ends it early; gives how it ended. Never throws. */
export async function runSql({ text, readOnly }: SqlRequest, { folder, filterFile }: SqlGround, signal: AbortSignal): Promise<SqlAnswer> {
  if ((text.match(/\[|\$\{|\/\*/g)?.length ?? 0) > mostOpenings) return refusal(`there are more than ${mostOpenings} brackets and comments in it. Divide the statements.`);
  const [problem] = readSql(text).problems;
  if (problem !== undefined) return refusal(`near line ${text.slice(0, problem.pos).split('\n').length}: ${problem.message}`);
  const missing = schemas.filter((schema) => lstatSync(join(folder, `${schema}.db`), { throwIfNoEntry: false })?.isFile() !== true);
  if (missing.length > 0) return refusal(`the database ${missing.join(', ')} is not there. Reset the world to have it anew.`);
  const filter = openSync(filterFile, 'r');
  try {
    const [program = '', ...args] = sqlCommand(folder, readOnly, randomBytes(16).toString('hex'));
    const child = spawn(program, args, { env: { PATH: searchPath }, cwd: '/', stdio: ['pipe', 'pipe', 'pipe', filter] });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(`${text}\n`);
    return await ending(child, signal);
  } finally {
    closeSync(filter);
  }
}

function refusal(why: string): SqlAnswer {
  return { status: 1, output: '', error: `sql: ${why}\n` };
}

/**
 * Takes the folder, whether nothing may change, and a word nobody can guess; gives the program and its arguments. Safe mode
 * (https://www.sqlite.org/cli.html#the_safe_command_line_option) forbids other files, other programs and extensions; the
 * word lifts it for attaching the databases, until the next command of the client's own.
 */
export function sqlCommand(folder: string, readOnly: boolean, nonce: string): string[] {
  const commands = [
    `.nonce ${nonce}`, ...schemas.map((schema) => `ATTACH '${schema}.db' AS ${schema}`),
    '.mode box', '.nullvalue NULL', `.timeout ${patience}`, ...(readOnly ? [] : ['.changes on']),
  ];
  return [
    'prlimit', '--core=0', '--nofile=64', '--fsize=268435456', `--as=${bounds.memory}`, `--cpu=${bounds.cpu}`, '--',
    'bwrap', '--unshare-all', '--unshare-user', '--disable-userns', '--die-with-parent', '--as-pid-1', '--new-session',
    '--uid', '65534', '--gid', '65534', '--cap-drop', 'ALL', '--hostname', 'database',
    '--ro-bind', '/usr', '/usr', '--symlink', 'usr/bin', '/bin', '--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64',
    '--dev', '/dev', '--remount-ro', '/dev', '--size', '16777216', '--tmpfs', '/tmp', '--bind', folder, '/database',
    '--remount-ro', '/', '--chdir', '/database', '--clearenv', '--setenv', 'PATH', '/usr/bin', '--setenv', 'LANG', 'C.UTF-8',
    '--seccomp', '3', '--',
    'sqlite3', '-init', '/dev/null', '-batch', '-safe', '-nofollow', '-nonce', nonce, '-bail', ...(readOnly ? ['-readonly'] : []),
    ...commands.flatMap((command) => ['-cmd', command]), ':memory:',
  ];
}

function ending(child: ChildProcess, signal: AbortSignal): Promise<SqlAnswer> {
  const kept = { output: [] as Buffer[], error: [] as Buffer[] };
  let room = bounds.output;
  let cut = '';
  const cutShort = (why: string): void => {
    if (cut === '') cut = why;
    child.kill('SIGKILL');
  };
  const keep = (chunks: Buffer[]) => (chunk: Buffer): void => {
    chunks.push(chunk.subarray(0, room));
    room = Math.max(0, room - chunk.length);
    if (room === 0) cutShort(`sql: there is more than ${bounds.output / 1024} KiB of output. Ask for less, such as with LIMIT.\n`);
  };
  child.stdout?.on('data', keep(kept.output));
  child.stderr?.on('data', keep(kept.error));
  const timer = setTimeout(() => cutShort(`sql: it took longer than ${bounds.time / 1000} s, and was stopped.\n`), bounds.time);
  const stop = (): void => cutShort('sql: it was stopped.\n');
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  return new Promise((resolve) => {
    const end = (status: number): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      const text = (chunks: Buffer[]): string => Buffer.concat(chunks).toString('utf8');
      resolve({ status: cut === '' ? status : 1, output: withoutIdle(text(kept.output)), error: `${text(kept.error)}${cut}` });
    };
    child.once('error', (error) => {
      cut = `sql: it cannot be run: ${error.message}\n`;
      end(1);
    });
    child.once('close', (status) => {
      // Ended by a signal: by ours, or by a limit.
      if (status === null || status > 128) cut ||= 'sql: it was stopped: it needed too much time or memory.\n';
      end(status ?? 137);
    });
  });
}

/** The client counts after every statement, also one that changed nothing. Takes its output; gives it with the counts that grew. */
function withoutIdle(output: string): string {
  let before = '0';
  return output.replace(/^changes: +\d+ +total_changes: +(\d+)\n/gm, (line, total: string) => {
    if (total === before) return '';
    before = total;
    return line;
  });
}
