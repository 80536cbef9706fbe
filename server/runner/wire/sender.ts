/** What goes out on one connection of the runner. */
import type { Socket } from 'node:net';
import type { Pool } from './pool.ts';

/** How long a packet that is in no hurry waits for another to go with, in milliseconds. */
const soonMs = 20;

export class Sender {
  readonly #socket: Socket;
  readonly #pool: Pool;
  readonly #waiting: Buffer[] = [];
  #timer: NodeJS.Timeout | null = null;

  /** Takes where packets go, and where the memory of those that are gone is given back. */
  constructor(socket: Socket, pool: Pool) {
    this.#socket = socket;
    this.#pool = pool;
    socket.once('close', () => { this.#stopWaiting(); });
  }

  /** Sends a packet, after those that wait. */
  send(packet: Buffer): void {
    const waiting = this.#stopWaiting();
    if (!this.#socket.writable) return;
    if (waiting.length === 0) {
      this.#write(packet);
      return;
    }
    // One write for all: each costs a waking of who reads.
    this.#socket.cork();
    for (const one of [...waiting, packet]) this.#write(one);
    this.#socket.uncork();
  }

  /** Sends a packet with the next one, or after a moment. */
  soon(packet: Buffer): void {
    this.#waiting.push(packet);
    this.#timer ??= setTimeout(() => {
      const last = this.#waiting.pop();
      if (last !== undefined) this.send(last);
    }, soonMs);
  }

  #write(packet: Buffer): void {
    this.#socket.write(packet, () => { this.#pool.give(packet); });
  }

  #stopWaiting(): Buffer[] {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    return this.#waiting.splice(0);
  }
}
