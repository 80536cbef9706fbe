/** Bytes that only grow, or do not change: a record on disk or in memory. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

export interface Source {
  /** bytes there are now */
  size(): number;
  /** Gives the bytes from an offset on, at most so many: fewer at the end. */
  read(offset: number, most: number): Buffer;
  close(): void;
}

/** Takes a path; gives the file's bytes, or null when there is no such file. Throws when it cannot be read. */
export function fileSource(path: string): Source | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
  return {
    size: () => fstatSync(file).size,
    read(offset, most) {
      const buffer = Buffer.allocUnsafe(most);
      return buffer.subarray(0, readSync(file, buffer, 0, most, offset));
    },
    close: () => { closeSync(file); },
  };
}

/** Takes bytes; gives them as a source. */
export function memorySource(bytes: Buffer): Source {
  return { size: () => bytes.length, read: (offset, most) => bytes.subarray(offset, offset + most), close: () => undefined };
}
