/**
 * What one container printed, line by line with the time each line was begun, in memory and bounded: the oldest lines go
 * first, as a real node rotates its logs. Readers each have a place of their own and may be slow.
 */
import type { LogOptions, LogStream } from '../cluster/kubelet.ts';

/** 1 MiB a container run: twice what the chattiest runbook service prints in a day, and small for fifty worlds. */
export const keptBytes = 1024 * 1024;
/** A short line takes far more memory than its bytes; this many are 10 MiB at most. */
export const keptLines = 20_000;
/** A line longer than 16 KiB is kept in pieces, as container runtimes do. */
const longestLine = 16 * 1024;
/** A reader is given at most this much before others have their turn. */
const portion = 64 * 1024;

interface Line {
  time: number;
  bytes: Buffer;
}

export type Source = 'stdout' | 'stderr';

export class LogBook {
  readonly #lines: Line[] = [];
  readonly #open = new Map<Source, Line>();
  readonly #readers = new Set<() => void>();
  readonly #limit: number;
  #bytes = 0;
  /** number of lines that were dropped: line `n` stands at index `n - dropped` */
  #dropped = 0;
  #ended = false;

  /** Takes how many bytes to keep. */
  constructor(limit: number = keptBytes) {
    this.#limit = limit;
  }

  /** Takes output as it came and the time it came at, unix milliseconds. Gives the lines that were completed, as text. */
  append(source: Source, chunk: Buffer, time: number): string[] {
    const completed: string[] = [];
    let rest = chunk;
    while (rest.length > 0) {
      const begun = this.#open.get(source) ?? { time, bytes: Buffer.alloc(0) };
      const end = rest.subarray(0, longestLine - begun.bytes.length).indexOf(0x0a);
      const taken = end === -1 ? rest.subarray(0, longestLine - begun.bytes.length) : rest.subarray(0, end + 1);
      rest = rest.subarray(taken.length);
      const line = { time: begun.time, bytes: Buffer.concat([begun.bytes, taken]) };
      if (end === -1 && line.bytes.length < longestLine) {
        this.#open.set(source, line);
      } else {
        this.#open.delete(source);
        this.#keep(line);
        completed.push(line.bytes.toString());
      }
    }
    if (completed.length > 0) this.#wake();
    return completed;
  }

  /** The container has ended: what stands without a newline is kept too, and followers come to their end. */
  end(): void {
    for (const line of this.#open.values()) this.#keep(line);
    this.#open.clear();
    this.#ended = true;
    this.#wake();
  }

  /** Takes what a reader wants; gives it as a stream that begins when the caller has set its callbacks. */
  read(options: Omit<LogOptions, 'previous'>): LogStream {
    return new Reader(this, options);
  }

  /** Gives the number of the first line a reader with these options starts at. */
  startOf({ tailLines, since }: Pick<LogOptions, 'tailLines' | 'since'>): number {
    let index = tailLines === null ? 0 : Math.max(0, this.#lines.length - tailLines);
    if (since !== null) {
      while (index < this.#lines.length && (this.#lines[index]?.time ?? 0) < since) index += 1;
    }
    return this.#dropped + index;
  }

  /** Gives up to a portion of lines from a number on, and the number to go on from. */
  take(from: number, timestamps: boolean): { bytes: Buffer; next: number } {
    const pieces: Buffer[] = [];
    let size = 0;
    let index = Math.max(0, from - this.#dropped);
    for (; index < this.#lines.length && size < portion; index += 1) {
      const line = this.#lines[index] as Line;
      if (timestamps) pieces.push(Buffer.from(`${new Date(line.time).toISOString()} `));
      pieces.push(line.bytes);
      size += line.bytes.length;
    }
    return { bytes: Buffer.concat(pieces), next: this.#dropped + index };
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Calls back whenever there is more, until the returned function is called. */
  onMore(callback: () => void): () => void {
    this.#readers.add(callback);
    return () => this.#readers.delete(callback);
  }

  #keep(line: Line): void {
    this.#lines.push(line);
    this.#bytes += line.bytes.length;
    if (this.#bytes <= this.#limit && this.#lines.length <= keptLines) return;
    // A quarter goes at once: cutting the front of a long array for each line would cost more than the line.
    let gone = 0;
    const tooMuch = (): boolean => this.#bytes > this.#limit * 0.75 || this.#lines.length - gone > keptLines * 0.75;
    for (; tooMuch() && gone < this.#lines.length - 1; gone += 1) this.#bytes -= this.#lines[gone]?.bytes.length ?? 0;
    this.#lines.splice(0, gone);
    this.#dropped += gone;
  }

  #wake(): void {
    for (const reader of [...this.#readers]) reader();
  }
}

class Reader implements LogStream {
  readonly #book: LogBook;
  readonly #options: Omit<LogOptions, 'previous'>;
  readonly #unsubscribe: () => void;
  /** Where the reader ends that does not follow: what stood there when it came. */
  readonly #until: number;
  #next: number;
  #data: (bytes: Uint8Array) => void = () => undefined;
  #end: () => void = () => undefined;
  #paused = false;
  #closed = false;
  #scheduled = false;

  constructor(book: LogBook, options: Omit<LogOptions, 'previous'>) {
    this.#book = book;
    this.#options = options;
    this.#next = book.startOf(options);
    this.#until = book.startOf({ tailLines: 0, since: null });
    this.#unsubscribe = book.onMore(() => this.#schedule());
    this.#schedule();
  }

  onData(callback: (bytes: Uint8Array) => void): void {
    this.#data = callback;
  }

  onEnd(callback: () => void): void {
    this.#end = callback;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe();
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#deliver();
    });
  }

  #deliver(): void {
    if (this.#closed || this.#paused) return;
    if (this.#options.follow || this.#next < this.#until) {
      const { bytes, next } = this.#book.take(this.#next, this.#options.timestamps);
      if (next > this.#next) {
        this.#next = next;
        this.#data(bytes);
        this.#schedule();
        return;
      }
      if (this.#options.follow && !this.#book.ended) return;
    }
    this.close();
    this.#end();
  }
}
