/**
 * The commands that a client sends to Redis, found in a stream of bytes that may be hostile. Only the shortest spelling of
 * RESP2 is taken (https://redis.io/docs/latest/develop/reference/protocol-spec/), so what is sent on byte for byte is read
 * by Redis just as it was read here. Nothing of a command is given out before somebody has decided on it; what follows its
 * first arguments streams through and is kept nowhere.
 */

/** Bytes go in the command's place. */
export type Verdict = 'more' | 'forward' | 'drop' | Buffer;

export interface RequestSink {
  /** Takes the arguments read so far, how many there are and whether no further one can be had; unless so, `more` asks for it. */
  decide(args: readonly Buffer[], count: number, isLast: boolean): Verdict;
  /** Bytes of commands that were decided to go forward. */
  send(bytes: Buffer): void;
}

/** What nobody who speaks Redis sends: the connection is to be closed with this sentence. */
export class MalformedRequest extends Error {}

/** As much as Redis takes (`proto-max-bulk-len`), in bytes, and as many arguments as Redis 6 does. */
export const largestArgument = 512 * 1024 * 1024;
export const mostArguments = 1024 * 1024;
/** What is decided on is short: names, options. In bytes, each argument and all together. */
const largestHead = 8 * 1024;
/** As Redis itself (`PROTO_INLINE_MAX_SIZE`), in bytes. */
const longestLine = 64 * 1024;

const [cr, lf, star, dollar, zero] = [13, 10, 42, 36, 48];
type Place = 'start' | 'count' | 'count-end' | 'dollar' | 'length' | 'length-end' | 'data' | 'data-end' | 'data-end-2' | 'line';

export class RequestReader {
  readonly #sink: RequestSink;
  #place: Place = 'start';
  /** of the number being read; -1 before its first digit */
  #number = -1;
  #argsLeft = 0;
  #count = 0;
  #bytesLeft = 0;
  #verdict: Exclude<Verdict, Buffer> = 'more';
  #args: Buffer[] = [];
  /** pieces of the argument being read, as long as it may be needed */
  #pieces: Buffer[] = [];
  #headBytes = 0;
  /** of the command nobody has decided on yet, from earlier chunks */
  #held: Buffer[] = [];
  /** where in this chunk bytes begin that were neither sent, held nor dropped, and where the command begins that is read */
  #from = 0;
  #mark = 0;

  constructor(sink: RequestSink) {
    this.#sink = sink;
  }

  /** Whether a command has begun that has not ended. */
  get isWithin(): boolean {
    return this.#place !== 'start';
  }

  /** Takes the next bytes. Throws `MalformedRequest`; nothing may be pushed after that. */
  push(chunk: Buffer): void {
    [this.#from, this.#mark] = [0, 0];
    for (let at = 0; at < chunk.length;) at = this.#step(chunk, at);
    if (this.#place === 'start' || this.#verdict === 'forward') this.#flush(chunk, chunk.length);
    else if (this.#verdict === 'more') {
      this.#flush(chunk, this.#mark);
      this.#hold(chunk.subarray(this.#from));
    }
  }

  #flush(chunk: Buffer, end: number): void {
    if (end > this.#from) this.#sink.send(chunk.subarray(this.#from, end));
    this.#from = Math.max(this.#from, end);
  }

  #hold(bytes: Buffer): void {
    this.#headBytes += bytes.length;
    if (this.#headBytes > 2 * longestLine) throw new MalformedRequest('the beginning of a command is too long');
    this.#held.push(Buffer.from(bytes));
    // A piece of a chunk would keep all of the chunk.
    this.#pieces = this.#pieces.map((piece) => Buffer.from(piece));
  }

  #step(chunk: Buffer, at: number): number {
    const byte = chunk[at] ?? 0;
    switch (this.#place) {
      case 'start': return this.#start(chunk, at, byte);
      case 'count': return this.#digit(byte, cr, mostArguments, 'count-end', at);
      case 'count-end': return this.#counted(byte, at);
      case 'dollar': return this.#expect(byte, dollar, 'length', at);
      case 'length': return this.#digit(byte, cr, largestArgument, 'length-end', at);
      case 'length-end': {
        this.#bytesLeft = this.#number;
        return this.#expect(byte, lf, this.#number === 0 ? 'data-end' : 'data', at);
      }
      case 'data': return this.#data(chunk, at);
      case 'data-end': return this.#expect(byte, cr, 'data-end-2', at);
      case 'data-end-2': {
        const next = this.#expect(byte, lf, this.#argsLeft > 1 ? 'dollar' : 'start', at);
        this.#argument(chunk, next);
        return next;
      }
      case 'line': return this.#line(chunk, at);
    }
  }

  #start(chunk: Buffer, at: number, byte: number): number {
    this.#mark = at;
    this.#verdict = 'more';
    this.#number = -1;
    [this.#args, this.#pieces, this.#held, this.#headBytes] = [[], [], [], 0];
    this.#place = byte === star ? 'count' : 'line';
    if (byte === star) return at + 1;
    this.#flush(chunk, at);
    return at;
  }

  #expect(byte: number, wanted: number, next: Place, at: number): number {
    if (byte !== wanted) throw new MalformedRequest('a command is not spelt as Redis clients spell it');
    this.#place = next;
    this.#number = -1;
    return at + 1;
  }

  #digit(byte: number, end: number, most: number, next: Place, at: number): number {
    if (byte === end && this.#number >= 0) {
      this.#place = next;
      return at + 1;
    }
    const digit = byte - zero;
    // No sign, no zero in front: one number, one spelling.
    if (digit < 0 || digit > 9 || this.#number === 0) throw new MalformedRequest('a length is not a plain number');
    this.#number = Math.max(this.#number, 0) * 10 + digit;
    if (this.#number > most) throw new MalformedRequest('a command is larger than Redis takes');
    return at + 1;
  }

  #counted(byte: number, at: number): number {
    [this.#count, this.#argsLeft] = [this.#number, this.#number];
    if (this.#number === 0) throw new MalformedRequest('a command has no name');
    return this.#expect(byte, lf, 'dollar', at);
  }

  #data(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#bytesLeft);
    if (this.#verdict === 'more') {
      this.#pieces.push(chunk.subarray(at, end));
      // Too long to be decided by: who asked for it hears what there is of it, and that is no name or option.
      if (this.#pieces.reduce((sum, piece) => sum + piece.length, 0) > largestHead) this.#decide(chunk, end);
    }
    this.#bytesLeft -= end - at;
    if (this.#bytesLeft === 0) this.#place = 'data-end';
    return end;
  }

  #argument(chunk: Buffer, end: number): void {
    this.#argsLeft -= 1;
    if (this.#verdict === 'more') this.#decide(chunk, end);
    if (this.#argsLeft > 0) return;
    if (this.#verdict === 'drop') this.#from = end;
  }

  /** Asks for a verdict with the argument that has just been read, or as much of it as may be kept. */
  #decide(chunk: Buffer, end: number): void {
    this.#args.push(this.#pieces.length === 1 ? this.#pieces[0] ?? Buffer.alloc(0) : Buffer.concat(this.#pieces));
    this.#pieces = [];
    const isWhole = this.#bytesLeft === 0 || this.#place !== 'data';
    const isLast = this.#args.length === this.#count || !isWhole;
    const verdict = this.#sink.decide(this.#args, this.#count, isLast);
    this.#verdict = (verdict === 'more' && isLast) || typeof verdict !== 'string' ? 'drop' : verdict;
    if (this.#verdict === 'more') {
      this.#args = this.#args.map((each) => Buffer.from(each));
      return;
    }
    if (this.#verdict === 'forward') for (const piece of this.#held) this.#sink.send(piece);
    else {
      this.#flush(chunk, this.#mark);
      this.#from = end;
      if (typeof verdict !== 'string') this.#sink.send(verdict);
    }
    this.#held = [];
  }

  /** A command as people type it into a bare connection: one line, spelt anew. */
  #line(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(lf, at);
    const piece = chunk.subarray(at, end === -1 ? chunk.length : end);
    this.#pieces.push(Buffer.from(piece));
    this.#headBytes += piece.length;
    if (this.#headBytes > longestLine) throw new MalformedRequest('a line is too long');
    this.#from = at + piece.length;
    if (end === -1) return chunk.length;
    const words = wordsOf(Buffer.concat(this.#pieces).toString('latin1'));
    [this.#place, this.#verdict] = ['start', 'forward'];
    if (words.length > 0) this.push(respOf(words));
    this.#from = end + 1;
    return end + 1;
  }
}

function wordsOf(line: string): string[] {
  const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
  // Redis has quotes and escapes of its own here: what we might read otherwise than it does, we do not take.
  if (/["'\\]|[^\x20-\x7e\t\x80-\xff]/.test(bare)) throw new MalformedRequest('a line holds quotes or control characters');
  return bare.split(/[ \t]+/).filter((word) => word !== '');
}

/** Takes words as latin-1 text; gives the command as clients send it. */
export function respOf(words: readonly string[]): Buffer {
  return Buffer.from(`*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`, 'latin1');
}
