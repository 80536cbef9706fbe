/**
 * How fast what comes from an environment is taken: no faster than a small part of this process's time allows, for terminals of
 * runs are served by it too. Whoever sends more waits.
 */
import { setTimeout as pause } from 'node:timers/promises';

/** Parsing so much takes some 40 ms of each second. */
const bytesASecond = 4 * 1024 * 1024;

export class Budget {
  #from = performance.now();
  #bytes = 0;

  /** Takes how many bytes came; resolves when more may be taken. */
  async spend(bytes: number): Promise<void> {
    this.#bytes += bytes;
    const now = performance.now();
    if (this.#bytes > bytesASecond && now - this.#from < 1_000) await pause(1_000 - (now - this.#from));
    if (performance.now() - this.#from < 1_000) return;
    this.#from = performance.now();
    this.#bytes = 0;
  }
}
