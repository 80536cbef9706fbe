/** What is piped or redirected into the CLI, for a command that has no terminal. */
import { fstatSync } from 'node:fs';
import { Sorry } from './api.ts';

/** The most that is passed on, in bytes. */
export const mostInput = 512 * 1024;
/** After this silence on a pipe we say what we wait for, in milliseconds. */
const sayAfterMs = 2_000;

/**
 * Gives what stands in standard input, as latin-1: one character a byte. Empty when it is a terminal or a device such as
 * `/dev/null`. Throws a sentence when it is too much.
 */
export async function standardInput(): Promise<string> {
  const kind = fstatSync(0);
  if (!kind.isFile() && !kind.isFIFO() && !kind.isSocket()) return '';
  if (kind.isFile() && kind.size > mostInput) throw tooMuch();
  const say = setTimeout(() => { process.stderr.write('handrail: reading standard input; end it with Ctrl-D, or give </dev/null.\n'); }, sayAfterMs);
  try {
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of process.stdin as AsyncIterable<Buffer>) {
      clearTimeout(say);
      length += piece.length;
      if (length > mostInput) throw tooMuch();
      pieces.push(piece);
    }
    return Buffer.concat(pieces).toString('latin1');
  } finally {
    clearTimeout(say);
  }
}

function tooMuch(): Sorry {
  return new Sorry(`Standard input is too long: at most ${mostInput / 1024} KiB reach a command. Nothing was run.`);
}
