/**
 * A driver turns a step into files that bash runs in the sandbox. Purely: it knows nothing of processes or disks.
 */
import type { Endpoints, SqlClient } from '../endpoints/endpoints.ts';
import type { RunRequest } from '../protocol.ts';
import type { ShellState } from '../workspace/shell-state.ts';
import { argvDriver } from './argv.ts';
import { bashDriver } from './bash.ts';
import { consoleDriver } from './console.ts';
import { fileDriver } from './file.ts';
import { redisDriver } from './redis.ts';
import { sqlDriver } from './sql.ts';

/** What a driver makes of a step. Texts are latin-1: one character a byte. */
export interface Script {
  /** read by the shell after its variables and directory are set */
  body: string;
  /** further files that stand beside it */
  files: Readonly<Record<string, string>>;
  /** whether the shell's directory and variables are kept for the next step */
  keepsState: boolean;
}

export interface DriverInput {
  request: RunRequest;
  state: ShellState;
  /** where a Redis is inside, by what runbooks call it */
  redis: Endpoints['redis'];
  /** null when the environment names none */
  sql: SqlClient | null;
}

/** Throws a `RangeError` that says what is wrong with the step. */
export type Driver = (input: DriverInput) => Script;

export const drivers: Readonly<Record<RunRequest['step']['language'], Driver>> = {
  bash: bashDriver,
  redis: redisDriver,
  console: consoleDriver,
  sql: sqlDriver,
  file: fileDriver,
  argv: argvDriver,
};
