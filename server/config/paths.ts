/**
 * Where everything kept lives under the data folder, and where sockets live.
 * Sockets get a short folder of their own: a unix socket's path may have at most 107 bytes (`man 7 unix`).
 */
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HandrailError } from '../../common/errors.ts';

export interface Paths {
  readonly data: string;
  /** SQLite database of the server */
  readonly database: string;
  readonly journals: string;
  readonly workspaces: string;
  readonly worlds: string;
  readonly audit: string;
  /** 0600 credential with which the CLI on this machine speaks to the server */
  readonly localCredential: string;
  readonly logs: string;
  /** short folder for sockets and per-run files, 0700 */
  readonly runtime: string;
  /** which process is the server (process-mark.ts) */
  readonly serverMark: string;
  /** where the server listens for commands on this machine when its port speaks TLS */
  readonly serverSocket: string;
  /** of the first generation of runners (server/runner/generations/generation.ts) */
  readonly runnerSocket: string;
  readonly practiceSocket: string;
}

/** Takes the absolute data folder; gives every path under it. Touches nothing. */
export function pathsOf(data: string): Paths {
  const mark = createHash('sha256').update(data).digest('hex').slice(0, 8);
  const runtime = join(tmpdir(), `handrail-${ourUser()}-${mark}`);
  return Object.freeze({
    data,
    database: join(data, 'handrail.db'),
    journals: join(data, 'journals'),
    workspaces: join(data, 'workspaces'),
    worlds: join(data, 'worlds'),
    audit: join(data, 'audit'),
    localCredential: join(data, 'local-credential'),
    logs: join(data, 'logs'),
    runtime,
    serverMark: join(runtime, 'server.json'),
    serverSocket: join(runtime, 'server.sock'),
    runnerSocket: join(runtime, 'runner.sock'),
    practiceSocket: join(runtime, 'practice.sock'),
  });
}

/**
 * Makes the data and runtime folders, readable by their owner only.
 * Throws `bad-config` when the runtime folder belongs to somebody else: its name can be guessed.
 */
export function makeFolders(paths: Paths): void {
  for (const folder of [paths.data, paths.journals, paths.workspaces, paths.worlds, paths.audit, paths.logs, paths.runtime]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  const found = lstatSync(paths.runtime);
  if (!found.isDirectory() || found.uid !== ourUser()) {
    throw new HandrailError('bad-config', { why: `${paths.runtime} belongs to somebody else. Remove it, or set HANDRAIL_DATA to another folder.` });
  }
  chmodSync(paths.runtime, 0o700);
}

/** A container may give us a user that no file names: so the number alone. */
function ourUser(): number {
  return process.getuid?.() ?? 0;
}
