/**
 * Redis's answers in a stream of bytes: where each ends, without keeping any of it (RESP2,
 * https://redis.io/docs/latest/develop/reference/protocol-spec/), so that what the gateway answers by itself gets its place
 * between them. And, for the few answers that the gateway asks for itself, what they say.
 */

/** What no Redis answers that was asked in RESP2: the connection is to be closed. */
export class MalformedAnswer extends Error {}

const [cr, lf, plus, minus, colon, dollar, star] = [13, 10, 43, 45, 58, 36, 42];
/** Far deeper than any command answers. */
const deepest = 128;
/** Digits and sign of the longest number there is. */
const longestNumber = 21;

export class AnswerScanner {
  /** answers still to come at each depth */
  readonly #left: number[] = [];
  #kind = 0;
  #number = '';
  #skip = 0;

  /** Whether it stands between two answers. */
  get isBetween(): boolean {
    return this.#kind === 0 && this.#left.length === 0;
  }

  /** Takes bytes and where to go on in them; gives where the answer that is going ends, or -1 when it goes on beyond them. Throws `MalformedAnswer`. */
  next(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length;) {
      at = this.#skip > 0 ? this.#pass(chunk, at) : this.#read(chunk, at);
      if (this.#kind === 0 && this.#left.length === 0) return at;
    }
    return -1;
  }

  #pass(chunk: Buffer, at: number): number {
    const step = Math.min(this.#skip, chunk.length - at);
    this.#skip -= step;
    if (this.#skip === 0) this.#ended();
    return at + step;
  }

  #read(chunk: Buffer, at: number): number {
    if (this.#kind === 0) {
      this.#kind = chunk[at] ?? 0;
      this.#number = '';
      if (this.#kind !== plus && this.#kind !== minus && this.#kind !== colon && this.#kind !== dollar && this.#kind !== star) throw new MalformedAnswer('Redis answers in a way that was not asked for');
      return at + 1;
    }
    const end = chunk.indexOf(lf, at);
    const isNumber = this.#kind === dollar || this.#kind === star;
    if (isNumber) this.#number += chunk.toString('latin1', at, end === -1 ? Math.min(chunk.length, at + longestNumber + 2) : end);
    if (this.#number.length > longestNumber) throw new MalformedAnswer('a length in an answer is too long');
    if (end === -1) return chunk.length;
    if (isNumber) this.#measured();
    else this.#ended();
    return end + 1;
  }

  #measured(): void {
    if (!/^(-1|\d+)\r$/.test(this.#number)) throw new MalformedAnswer('a length in an answer is no number');
    const number = Number(this.#number.slice(0, -1));
    if (number < 0 || (number === 0 && this.#kind === star)) this.#ended();
    else if (this.#kind === dollar) this.#skip = number + 2;
    else {
      if (this.#left.length >= deepest) throw new MalformedAnswer('an answer is nested too deep');
      this.#left.push(number);
      this.#kind = 0;
    }
  }

  #ended(): void {
    this.#kind = 0;
    for (let last = this.#left.length - 1; last >= 0; last -= 1) {
      const left = (this.#left[last] ?? 0) - 1;
      this.#left[last] = left;
      if (left > 0) return;
      this.#left.pop();
    }
  }
}

export type Answer = string | number | null | Error | Answer[];

/** Takes the bytes of one whole answer, found by a scanner; gives what it says, texts as latin-1. */
export function answerIn(bytes: Buffer): Answer {
  let at = 0;
  const line = (): string => {
    const end = bytes.indexOf(lf, at);
    const text = bytes.toString('latin1', at, bytes[end - 1] === cr ? end - 1 : end);
    at = end + 1;
    return text;
  };
  const read = (): Answer => {
    const head = line();
    const rest = head.slice(1);
    switch (head.charCodeAt(0)) {
      case plus: return rest;
      case minus: return new Error(rest);
      case colon: return Number(rest);
      case dollar: {
        if (rest === '-1') return null;
        const text = bytes.toString('latin1', at, at + Number(rest));
        at += Number(rest) + 2;
        return text;
      }
      default: return rest === '-1' ? null : Array.from({ length: Number(rest) }, read);
    }
  };
  return read();
}
