/**
 * A folder in which this process writes for pods to read: `/run/practice/pods/<namespace>/_<name>`. No pod can be called
 * so (names begin with a letter or digit), so no pod can write there or put a link in the way.
 */
import { appendFileSync, mkdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../state-file.ts';

/** A log that grew beyond so many bytes begins anew; what reads it has seen the rest. */
const longestLog = 256 * 1024;

export class NoticeBoard {
  readonly #folder: string;

  /** Takes the network's folder (`OperatorPlace.network`), a namespace that exists, and a name of letters, digits, dots and dashes. */
  constructor(network: string, namespace: string, name: string) {
    if (!/^[a-z0-9][a-z0-9.-]*$/.test(namespace) || !/^[a-z0-9][a-z0-9.-]*$/.test(name)) throw new Error(`\`${namespace}/${name}\` is no name for a notice board`);
    this.#folder = join(network, namespace, `_${name}`);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  /** Takes a plain file name and a line; adds it. */
  append(file: string, line: string): void {
    const path = join(this.#folder, file);
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > longestLog) truncateSync(path);
    appendFileSync(path, `${line}\n`, { mode: 0o644 });
  }

  /** Takes a plain file name; makes it, empty, when it is not there: who follows it from the beginning misses nothing. */
  open(file: string): void {
    appendFileSync(join(this.#folder, file), '', { mode: 0o644 });
  }

  /** Takes a plain file name and its content; exchanges it whole. */
  write(file: string, content: string): void {
    writeWhole(join(this.#folder, file), content, 0o644);
  }

  /** Takes a plain file name; removes it, if it is there. */
  remove(file: string): void {
    rmSync(join(this.#folder, file), { force: true });
  }
}
