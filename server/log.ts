/**
 * The structured log. Callers pass named fields; what could hold a secret is never passed, and the usual suspects are
 * removed all the same.
 */
import { pino, type Logger } from 'pino';

export type Log = Logger;

/** Takes the least level to write and the name of the process; gives a log that writes JSON lines to stderr. */
export function createLog(level: string, name: string): Log {
  return pino({
    name,
    level,
    base: { name },
    redact: ['token', 'ticket', 'secret', 'password', 'cookie', 'authorization', '*.token', '*.ticket', '*.secret', '*.password'],
  }, pino.destination(2));
}
