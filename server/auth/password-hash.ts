/**
 * What is kept of a password: Argon2id in the PHC string format, with the second of the parameter sets that RFC 9106,
 * section 4, recommends (64 MiB, 3 passes, 4 lanes, 128 bits of salt, 256 of tag); that is above the least of OWASP's
 * Password Storage Cheat Sheet (19 MiB, 2 passes). The parameters stand in the string, so that they can be raised later.
 */
import { argon2, timingSafeEqual } from 'node:crypto';
import { HandrailError } from '../../common/errors.ts';
import type { Clock } from '../clock.ts';

export interface Argon2Cost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

export const rfc9106: Argon2Cost = Object.freeze({ memoryKiB: 64 * 1024, passes: 3, lanes: 4 });
const saltBytes = 16;
const tagBytes = 32;
/** Hashes at once: 128 MiB, and two of libuv's four threads, so that files are read and names looked up meanwhile. */
const atOnce = 2;
/** Hashes that wait: some four seconds of them. Whoever comes after is asked to come again. */
const mostWaiting = 40;

interface Kept extends Argon2Cost {
  readonly salt: Buffer;
  readonly tag: Buffer;
}

export class PasswordHasher {
  readonly #clock: Clock;
  readonly #cost: Argon2Cost;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(clock: Clock, cost: Argon2Cost = rfc9106) {
    this.#clock = clock;
    this.#cost = cost;
  }

  /** Takes a password; gives what to keep of it. Throws `too-fast` when too many wait already. */
  async hash(password: string): Promise<string> {
    const salt = Buffer.from(this.#clock.random(saltBytes));
    const tag = await this.#run(password, salt, this.#cost, tagBytes);
    return write({ ...this.#cost, salt, tag });
  }

  /**
   * Takes a password and what is kept of the right one (null: nobody has one, which takes as long to find out). Tells
   * whether it is the right one, and whether it should be kept anew. Throws `too-fast`.
   */
  async verify(password: string, kept: string | null): Promise<{ isRight: boolean; isOld: boolean }> {
    const known = kept === null ? null : read(kept);
    const against = known ?? { ...this.#cost, salt: Buffer.alloc(saltBytes), tag: Buffer.alloc(tagBytes) };
    const tag = await this.#run(password, against.salt, against, against.tag.length);
    const isRight = timingSafeEqual(tag, against.tag) && known !== null;
    const { memoryKiB, passes, lanes } = this.#cost;
    return { isRight, isOld: against.memoryKiB !== memoryKiB || against.passes !== passes || against.lanes !== lanes };
  }

  async #run(password: string, salt: Buffer, cost: Argon2Cost, length: number): Promise<Buffer> {
    if (this.#running < atOnce) this.#running += 1;
    else {
      if (this.#waiting.length >= mostWaiting) throw new HandrailError('too-fast');
      // Whoever ends hands on the place; it is never free in between.
      await new Promise<void>((go) => { this.#waiting.push(go); });
    }
    try {
      return await derive(password, salt, cost, length);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}

function derive(password: string, salt: Buffer, { memoryKiB, passes, lanes }: Argon2Cost, tagLength: number): Promise<Buffer> {
  // NFKC, as NIST SP 800-63B-4, section 3.1.1.2, asks for, so that one keyboard's é is another's.
  const message = Buffer.from(password.normalize('NFKC'));
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce: salt, parallelism: lanes, tagLength, memory: memoryKiB, passes }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

function write({ memoryKiB, passes, lanes, salt, tag }: Kept): string {
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${bare(salt)}$${bare(tag)}`;
}

function bare(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

const phc = /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,4}),p=(\d{1,3})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

/** Takes what is kept; gives its parts. Null when it is not ours: then no password is right. */
function read(kept: string): Kept | null {
  const [, memory, passes, lanes, salt, tag] = phc.exec(kept) ?? [];
  if (salt === undefined || tag === undefined) return null;
  return { memoryKiB: Number(memory), passes: Number(passes), lanes: Number(lanes), salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') };
}
