/** A page's bytes, read with bounds. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { largestFile } from '../../common/catalog/compile.ts';
import { Unreadable } from './unreadable.ts';

/** Takes a path; gives the text of the file. Throws `Unreadable` when it is missing, no plain file, too long, empty or no text. */
export function readSourceFile(path: string): string {
  const bytes = readBytes(path);
  const text = decode(bytes);
  if (text.includes('\0')) throw new Unreadable('The file is not text: it holds NUL bytes. Give the page’s source.');
  if (text.trim() === '') throw new Unreadable('The file is empty. Give a page with text.');
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
}

function readBytes(path: string): Buffer {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new Unreadable(`The file cannot be opened (${(error as NodeJS.ErrnoException).code ?? 'unknown'}). Correct its name.`);
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new Unreadable('This is not a file. Give the page’s source, such as `docs/runbook.rst`.');
    if (stat.size > largestFile) throw new Unreadable(`The file has ${Math.ceil(stat.size / 1024)} KiB; a page may have ${largestFile / 1024}. Divide it.`);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable('The file is not UTF-8 text. Save it as UTF-8, such as with `iconv -f latin1 -t utf-8`.');
  }
}
