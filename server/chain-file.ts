/**
 * A hash chain (common/chain.ts) as a file of JSON lines that only grows. Each record is one synchronous append, so lines
 * never mix. What has reached the disk is told by a small file beside it, `<name>.head`: a chain whose tail was cut off is
 * found by it, and after a loss of power it never says more than the disk has.
 */
import { closeSync, fdatasync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';
import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { canonical } from '../common/catalog/digest.ts';
import { type ChainHead, type ChainRecord, chainStart, nextRecord } from '../common/chain.ts';

const syncLater = promisify(fdatasync);

export interface ChainFile {
  /** Takes an event; writes it as the next record. Throws when that cannot be: then nothing was written. */
  add(event: object): void;
  /** Makes all that was written durable before it returns. Throws when the disk refuses. */
  sync(): void;
  /** Settles once all that was written so far is durable. Many who wait at once share one flush. */
  durable(): Promise<void>;
  /** Where the chain stands. */
  readonly head: ChainHead;
  /** bytes of a last line that a crash had left unfinished, and that was cut off when this was opened */
  readonly cut: number;
  /** what the file of the head knew, when the chain was found to end before that or to say otherwise there; else null */
  readonly missing: ChainHead | null;
  close(): void;
}

const readAtOnce = 64 * 1024;
/** What nobody waits for is made durable after so many milliseconds: a loss of power costs no more than that. */
const lazyMs = 1_000;
/** The file of a head: written in place and always of one length, so that no half of it is left. */
const headBytes = 88;

/** Takes a value; gives the same digest as `digestOf` (common/catalog/digest.ts), by Node's own code, which is faster. */
export function fastDigest(value: unknown): string {
  return hash('sha256', canonical(value));
}

/** Takes a chain's path; gives the path of the file that knows its head. */
export function headPath(path: string): string {
  return path.replace(/(\.jsonl)?$/, '.head');
}

/** Takes a chain's path; gives its head as the file beside it knows it; null when there is none, or `damaged`. */
export function keptHead(path: string): ChainHead | 'damaged' | null {
  let text: string;
  try {
    text = readFileSync(headPath(path), 'latin1');
  } catch {
    return null;
  }
  const [, seq, hash] = /^(\d{1,16}):([0-9a-f]{64}) *\n$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined) return text === '' ? null : 'damaged';
  return { seq: Number(seq), hash };
}

/** Takes the file and what gives the time (Unix milliseconds); gives the chain, going on where it ended. Throws when it cannot be opened, or its last whole line is no record. */
export function openChainFile(path: string, now: () => number): ChainFile {
  const file = openSync(path, 'a+', 0o600);
  try {
    return new OpenChain(path, file, now);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

class OpenChain implements ChainFile {
  readonly cut: number;
  readonly missing: ChainHead | null;
  readonly #path: string;
  readonly #file: number;
  readonly #now: () => number;
  readonly #inode: number;
  #size: number;
  #head: ChainHead;
  /** of what the disk has for certain */
  #durable = 0;
  #headFile: number | null = null;
  #lazy: NodeJS.Timeout | null = null;
  #flushing: Promise<void> | null = null;
  #isOpen = true;

  constructor(path: string, file: number, now: () => number) {
    const { size, ino } = fstatSync(file);
    const whole = endOfLastLine(file, size);
    this.#path = path;
    this.#file = file;
    this.#now = now;
    this.#inode = ino;
    this.#head = headAt(file, whole);
    this.cut = size - whole;
    if (this.cut > 0) ftruncateSync(file, whole);
    this.#size = whole;
    this.missing = missingFrom(this.#head, keptHead(path));
  }

  get head(): ChainHead {
    return { seq: this.#head.seq, hash: this.#head.hash };
  }

  add(event: object): void {
    const found = statSync(this.#path);
    // A chain has one writer. Whoever else wrote, cut or moved it is found before a line of ours goes astray.
    if (found.size !== this.#size || found.ino !== this.#inode) throw new Error(`${this.#path} was changed by somebody else. Run \`npx handrail audit verify\`, then restart Handrail`);
    const record = nextRecord(this.#head, this.#now(), event, fastDigest);
    const line = Buffer.from(`${JSON.stringify(record)}\n`);
    // A line half written (disk full) is taken back, so that the next one does not begin in its middle.
    if (writeSync(this.#file, line) !== line.length) {
      ftruncateSync(this.#file, this.#size);
      throw new Error('the disk is full');
    }
    this.#size += line.length;
    this.#head = record;
    this.#lazy ??= setTimeout(() => {
      this.#lazy = null;
      this.durable().catch(() => undefined);
    }, lazyMs).unref();
  }

  sync(): void {
    fdatasyncSync(this.#file);
    this.#isDurable(this.head);
  }

  async durable(): Promise<void> {
    const wanted = this.#head.seq;
    while (this.#durable < wanted && this.#isOpen) {
      // Those who come while the disk is busy wait for the next flush together.
      this.#flushing ??= this.#flush().finally(() => { this.#flushing = null; });
      await this.#flushing;
    }
  }

  close(): void {
    if (this.#lazy !== null) clearTimeout(this.#lazy);
    try {
      this.sync();
    } catch {
      // What the disk does not take now it did not promise either.
    }
    this.#isOpen = false;
    const close = () => {
      closeSync(this.#file);
      if (this.#headFile !== null) closeSync(this.#headFile);
    };
    // A flush under way still uses the descriptor.
    if (this.#flushing === null) close();
    else void this.#flushing.then(close, close);
  }

  async #flush(): Promise<void> {
    const { head } = this;
    await syncLater(this.#file);
    if (this.#isOpen) this.#isDurable(head);
  }

  #isDurable(head: ChainHead): void {
    if (head.seq <= this.#durable) return;
    this.#durable = head.seq;
    try {
      this.#headFile ??= openSync(headPath(this.#path), 'w', 0o600);
      writeSync(this.#headFile, `${`${head.seq}:${head.hash}`.padEnd(headBytes - 1)}\n`, 0);
    } catch {
      // The chain itself is whole; only the end of it is vouched for by others.
    }
  }
}

/** Gives the kept head when the chain ends before it, or otherwise. One further back is for `handrail audit verify` to find. */
function missingFrom(head: ChainHead, kept: ReturnType<typeof keptHead>): ChainHead | null {
  if (kept === null || kept === 'damaged' || kept.seq < head.seq) return null;
  return kept.seq === head.seq && kept.hash === head.hash ? null : kept;
}

/** The offset after the last line feed; 0 when there is none. */
function endOfLastLine(file: number, size: number): number {
  const buffer = Buffer.alloc(readAtOnce);
  for (let end = size; end > 0; end -= readAtOnce) {
    const from = Math.max(0, end - readAtOnce);
    const read = readSync(file, buffer, 0, end - from, from);
    const found = buffer.subarray(0, read).lastIndexOf(10);
    if (found >= 0) return from + found + 1;
  }
  return 0;
}

/** Where the chain stands after the line that ends at an offset. */
function headAt(file: number, end: number): ChainHead {
  if (end === 0) return chainStart;
  const from = endOfLastLine(file, end - 1);
  const line = Buffer.alloc(end - from);
  readSync(file, line, 0, line.length, from);
  const record = JSON.parse(line.toString()) as Partial<ChainRecord<unknown>>;
  if (!Number.isSafeInteger(record.seq) || typeof record.hash !== 'string') throw new Error('its last line is not a record');
  return { seq: Number(record.seq), hash: record.hash };
}
