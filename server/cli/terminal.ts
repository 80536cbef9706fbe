/** The person's own terminal: its size, its keys, and what is written to it. */
import { once } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { isTerminalSize, type TerminalSize } from '../../common/run.ts';

/** Gives the size of the terminal, or a usual one where there is none. */
export function sizeNow(): TerminalSize {
  const size = { cols: process.stdout.columns, rows: process.stdout.rows };
  return process.stdout.isTTY && isTerminalSize(size) ? size : { cols: 80, rows: 24 };
}

/** Tells whether a person sits here: keys come from a terminal and output goes to one. */
export function isPerson(): boolean {
  // Neither is there at all when it is a pipe.
  return Boolean(process.stdin.isTTY && process.stdout.isTTY);
}

/** Ctrl-D, which tells a program on a terminal that no more comes. */
const endOfInput = '\u0004';

/**
 * Takes what to do with keys and with a new size; passes every key on as it is (Ctrl-C too, when a person sits here).
 * Gives how to stop.
 */
export function takeKeys(on: { input(data: string): void; resize(size: TerminalSize): void }): () => void {
  const { stdin, stdout } = process;
  const decoder = new StringDecoder('utf8');
  const data = (bytes: Buffer) => { on.input(decoder.write(bytes)); };
  const end = () => { on.input(endOfInput); };
  const resize = () => { on.resize(sizeNow()); };
  if (isPerson()) stdin.setRawMode(true);
  stdin.on('data', data).on('end', end);
  stdout.on('resize', resize);
  return () => {
    stdin.off('data', data).off('end', end);
    stdout.off('resize', resize);
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.pause();
  };
}

/** Takes what to do at Ctrl-C; gives how to stop. The second Ctrl-C ends the CLI itself. */
export function onInterrupt(act: () => void): () => void {
  let times = 0;
  const interrupted = () => {
    times += 1;
    if (times > 1) process.exit(130);
    act();
  };
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
  return () => { process.off('SIGINT', interrupted).off('SIGTERM', interrupted); };
}

/**
 * Writes output to stdout. A run prints onto a terminal, which ends lines with CR LF; where stdout is a file or a pipe the
 * CR is left out, so that what follows can read lines.
 */
export class Printer {
  readonly #toTerminal = process.stdout.isTTY;
  #hasCr = false;

  /** Takes bytes; writes them and waits while the reader is slower. */
  async write(bytes: Uint8Array): Promise<void> {
    const out = this.#toTerminal ? bytes : this.#plain(bytes);
    if (out.length > 0 && !process.stdout.write(out)) await once(process.stdout, 'drain');
  }

  /** Writes what was held back. */
  end(): void {
    if (this.#hasCr) process.stdout.write('\r');
    this.#hasCr = false;
  }

  #plain(bytes: Uint8Array): Uint8Array {
    const plain = plainLines(bytes, this.#hasCr);
    this.#hasCr = plain.hasCr;
    return plain.bytes;
  }
}

/**
 * Takes bytes and whether a CR was held back before them; gives them with LF for CR LF, and whether one is held back now.
 * Pure.
 */
export function plainLines(bytes: Uint8Array, hadCr: boolean): { bytes: Uint8Array; hasCr: boolean } {
  const whole = hadCr ? Buffer.concat([Buffer.from('\r'), bytes]) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const hasCr = whole.at(-1) === 13;
  const settled = hasCr ? whole.subarray(0, -1) : whole;
  const plain = settled.filter((byte, at) => !(byte === 13 && settled[at + 1] === 10));
  return { bytes: plain, hasCr };
}
