/**
 * Writes when a run printed what, as marks (common/recording/mark.ts) in a file beside its output. Marks are gathered, so
 * that output never waits for them: a runner that is killed may lose those of the last half second, never a byte of
 * output. A disk that refuses them costs the recording its times and the run nothing.
 */
import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { encodeMark, markBytes, type MarkKind } from '../../../common/recording/mark.ts';
import type { TerminalSize } from '../../../common/run.ts';
import type { TimingPart } from '../protocol.ts';

export interface Timing {
  /** Takes the terminal's size; the run begins now. What comes before counts as its first moment. */
  begin(size: TerminalSize): void;
  /** Takes how many bytes were printed so far. */
  printed(end: number): void;
  resized(size: TerminalSize): void;
  /** Writes what is gathered. */
  flush(): void;
  /** The run has ended now. Gives the SHA-256 of the file, 64 hexadecimal digits. */
  end(): string;
}

/** How long marks are gathered, in milliseconds, and how many at most. */
const gatherMs = 500;
const gathered = 256;
/** So many marks are kept as they come (16 MiB); after them, one in each tenth of a second: a week of printing is 100 MB. */
const densely = 1024 * 1024;
const sparseUs = 100_000;

interface TimingOptions {
  /** milliseconds with fractions, never going back */
  clock?: () => number;
  dense?: number;
}

/** Takes the file to make and the size the terminal will have; gives the writer. The file is made with the first marks. */
export function createTiming(path: string, first: TerminalSize, { clock = () => performance.now(), dense = densely }: TimingOptions = {}): Timing {
  const buffer = new DataView(new ArrayBuffer(gathered * markBytes));
  let held = 0;
  let marked = 0;
  let position = 0;
  let fd: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let zero: number | null = null;
  let last = 0;
  let size = first;
  let bytes = 0;
  const digest = createHash('sha256');

  const now = () => {
    zero ??= clock();
    return Math.round((clock() - zero) * 1000);
  };
  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (held === 0) return;
    const marks = new Uint8Array(buffer.buffer, 0, held * markBytes);
    held = 0;
    try {
      fd ??= openSync(path, 'wx', 0o600);
      // What a full disk took only half of is written over: marks stay where marks are looked for.
      if (writeSync(fd, marks, 0, marks.length, position) !== marks.length) return;
      position += marks.length;
      digest.update(marks);
    } catch {
      // Without times the recording shows its output at once, and says so.
    }
  };
  const mark = (kind: MarkKind) => {
    const at = now();
    if (kind === 'output' && marked >= dense && at - last < sparseUs) return;
    last = at;
    marked += 1;
    encodeMark({ kind, at, end: bytes, size }, buffer, held * markBytes);
    held += 1;
    if (held === gathered) flush();
    else timer ??= setTimeout(flush, gatherMs).unref();
  };

  return {
    begin: (now) => { size = now; mark('size'); },
    printed(end) {
      bytes = end;
      mark('output');
    },
    resized(next) {
      size = next;
      // Before the beginning a size is only noted: the beginning tells it.
      if (zero !== null) mark('size');
    },
    flush,
    end() {
      // What never began has no times to keep.
      if (zero !== null) mark('end');
      flush();
      if (fd !== null) close(fd, position);
      return digest.digest('hex');
    },
  };
}

/** Half a mark that a full disk took is no part of it. */
function close(fd: number, size: number): void {
  try {
    ftruncateSync(fd, size);
  } finally {
    closeSync(fd);
  }
}

/** Takes how many bytes of marks there are and some of them; gives both as one answer of the runner. */
export function packTiming(total: number, bytes: Uint8Array): Uint8Array {
  const packed = Buffer.alloc(8 + bytes.length);
  packed.writeBigUInt64BE(BigInt(total), 0);
  packed.set(bytes, 8);
  return packed;
}

/** Takes such an answer; gives what is in it. */
export function unpackTiming(packed: Uint8Array): TimingPart {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  return { total: Number(view.getBigUint64(0)), bytes: packed.subarray(8) };
}
