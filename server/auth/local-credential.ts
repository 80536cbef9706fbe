/**
 * The credential with which the CLI speaks to the server on the same machine: a file that only its owner can read,
 * written anew at every start.
 */
import { openSync, closeSync, readFileSync, renameSync, writeSync, rmSync } from 'node:fs';
import type { Clock } from '../clock.ts';
import { hashSecret, newSecret } from './secret.ts';

/** Takes the path; writes a new credential there and gives its hash. */
export function writeLocalCredential(path: string, clock: Clock): string {
  const secret = newSecret(clock);
  const next = `${path}.next`;
  rmSync(next, { force: true });
  const file = openSync(next, 'wx', 0o600);
  try {
    writeSync(file, `${secret}\n`);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
  return hashSecret(secret);
}

/** Takes the path; gives the credential, or null when there is none. */
export function readLocalCredential(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
