/**
 * As much of Redis's protocol as one question and its answer need (https://redis.io/docs/latest/develop/reference/protocol-spec/,
 * RESP2). What answers is a pod, and may answer anything: lengths, counts and depth are bounded. Pure.
 */
export type Reply = string | number | null | Reply[] | RedisError;

/** An answer that says why there is none, such as `ERR no such key`. */
export class RedisError extends Error {}

/** What an answer may be at most: its bytes, and how deep lists stand in lists. */
export const bounds = { bytes: 128 * 1024, depth: 4 } as const;

/** Takes a command; gives its bytes. */
export function encode(command: readonly string[]): Buffer {
  const words = command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return Buffer.from(`*${command.length}\r\n${words.join('')}`);
}

/** Takes what has come so far; gives the reply, or undefined while it is not complete. Throws when it is no reply, or too large. */
export function decode(bytes: Buffer): Reply | undefined {
  if (bytes.length > bounds.bytes) throw new RedisError(`the answer has more than ${bounds.bytes} bytes`);
  return new Reader(bytes).reply(0);
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  reply(depth: number): Reply | undefined {
    if (depth > bounds.depth) throw new RedisError('the answer is nested too deep');
    const line = this.#line();
    if (line === undefined) return undefined;
    const rest = line.slice(1);
    switch (line[0]) {
      case '+': return rest;
      case '-': return new RedisError(rest.slice(0, 500));
      case ':': return integer(rest);
      case '$': return this.#text(integer(rest));
      case '*': return this.#list(integer(rest), depth);
      default: throw new RedisError('the answer is not in the Redis protocol');
    }
  }

  #line(): string | undefined {
    const end = this.#bytes.indexOf('\r\n', this.#at);
    if (end < 0) return undefined;
    const line = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 2;
    return line;
  }

  #text(length: number): string | null | undefined {
    if (length < 0) return null;
    if (length > bounds.bytes) throw new RedisError(`the answer has more than ${bounds.bytes} bytes`);
    const end = this.#at + length;
    if (this.#bytes.length < end + 2) return undefined;
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 2;
    return text;
  }

  #list(count: number, depth: number): Reply[] | null | undefined {
    if (count < 0) return null;
    const items: Reply[] = [];
    for (let left = count; left > 0; left -= 1) {
      // every item takes bytes, so what is complete cannot hold more items than bytes
      const item = this.reply(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }
}

function integer(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new RedisError('the answer is not in the Redis protocol');
  return Number(text);
}
