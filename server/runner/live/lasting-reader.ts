/**
 * A reader for as long as something is watched: opened anew after it was dropped, as when a practice world was put back and
 * has other sockets now, or an environment's credential changed.
 */
import type { EnvironmentTime } from '../../../common/panel.ts';
import { ReadProblem } from './read-problem.ts';
import type { Reader } from './reader.ts';

export class LastingReader {
  readonly #open: () => Promise<Reader>;
  #reader: Promise<Reader> | null;
  /** the latest there was */
  #latest: Reader;
  #isClosed = false;

  /** Takes what opens one, and the first. */
  constructor(open: () => Promise<Reader>, first: Reader) {
    this.#open = open;
    this.#reader = Promise.resolve(first);
    this.#latest = first;
  }

  /** The reader there is, or a new one. Throws `ReadProblem` when there is none to be had. */
  async get(): Promise<Reader> {
    try {
      if (this.#isClosed) throw new Error('It is closed.');
      this.#latest = await (this.#reader ??= this.#open());
      return this.#latest;
    } catch (error) {
      this.drop();
      throw new ReadProblem(error instanceof Error ? error.message : 'The environment cannot be reached.');
    }
  }

  /** How the environment's time goes; null while it is as ours. */
  time(): EnvironmentTime | null {
    return this.#latest.time();
  }

  /** What is open is closed; who asks next opens another. */
  drop(): void {
    this.#reader?.then((reader) => { reader.close(); }, () => undefined);
    this.#reader = null;
  }

  close(): void {
    this.#isClosed = true;
    this.drop();
  }
}
