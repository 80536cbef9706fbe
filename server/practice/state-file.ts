/**
 * A file that follows a state: written soon after a change, whole or not at all (into a neighbour, then renamed over it),
 * one write at a time.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** At most this many milliseconds of changes are lost when the process is killed. */
export const writeWithin = 150;

/** Takes a file, its content and its mode; writes it whole or not at all. */
export function writeWhole(path: string, content: string, mode = 0o600): void {
  const next = `${path}.${randomUUID().slice(0, 8)}`;
  try {
    writeFileSync(next, content, { mode });
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}

/** Takes a file; gives what its JSON says, or null when it is not there or no JSON. The caller looks at what it got. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch {
    return null;
  }
}

export class StateFile {
  readonly #path: string;
  readonly #state: () => string;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  /** Takes the file, what gives its content, and whom to tell when it cannot be written. */
  constructor(path: string, state: () => string, onError: (error: unknown) => void) {
    this.#path = path;
    this.#state = state;
    this.#onError = onError;
  }

  /** The state has changed. */
  changed(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#writing = this.#writing.then(() => this.#write()).catch(this.#onError);
    }, writeWithin);
  }

  /** Writes the state as it is now and follows it no further. */
  async close(): Promise<void> {
    this.abandon();
    await this.#writing;
    writeWhole(this.#path, this.#state());
  }

  /** Follows the state no further, and writes nothing more than what is being written. */
  abandon(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Resolves when nothing is being written. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    if (this.#closed) return;
    const next = `${this.#path}.${randomUUID().slice(0, 8)}`;
    await mkdir(dirname(this.#path), { recursive: true });
    try {
      await writeFile(next, this.#state(), { mode: 0o600 });
      await rename(next, this.#path);
    } catch (error) {
      rmSync(next, { force: true });
      throw error;
    }
  }
}
