/**
 * Looks through a chain from its end, where what is looked for mostly stands: the record itself is read, and no index beside
 * it can say otherwise. An answer is bounded in what it brings and in how far it looked, and says where to go on.
 */
import { type FileHandle, open } from 'node:fs/promises';
import type { ChainRecord } from '../../common/chain.ts';
import { HandrailError } from '../../common/errors.ts';
import { longestLine } from './chain-line.ts';
import { finderOf, type Wanted } from './wanted.ts';

export interface Found {
  /** the newest first */
  records: Pick<ChainRecord<unknown>, 'seq' | 'at' | 'event'>[];
  /** where to go on, for `before`; null when all was looked through */
  next: number | null;
  /** the time of the last record that was looked at, Unix milliseconds; null when none was */
  reached: number | null;
}

const readAtOnce = 1024 * 1024;
/** One answer looks through so much, some hundred thousand records, and brings about so many bytes at most. */
const mostLooked = 64 * 1024 * 1024;
const mostBrought = 512 * 1024;
/** Longer values are cut: the export has them whole. */
const longestValue = 4 * 1024;
const lineFeed = 10;

/** Takes a chain's file, what is looked for, where to begin looking back (an offset; null for the end) and how many records to bring at most; gives what was found. */
export async function searchBack(path: string, wanted: Wanted, before: number | null, most: number): Promise<Found> {
  await using file = await opened(path);
  const find = finderOf(wanted);
  const found: Found = { records: [], next: null, reached: null };
  const { size } = await file.stat();
  const begin = Math.min(before ?? size, size);
  let brought = 0;
  for (let end = begin; end > 0 && begin - end < mostLooked;) {
    const { from, lines } = await linesBefore(file, end);
    let at = end;
    for (const line of lines.toReversed()) {
      at -= Buffer.byteLength(line) + 1;
      found.reached = timeOf(line) ?? found.reached;
      const record = find(line);
      if (record === null) continue;
      const { seq, event } = JSON.parse(line, shorten) as ChainRecord<unknown>;
      found.records.push({ seq, at: record.at, event });
      brought += Math.min(line.length, 16 * longestValue);
      if (found.records.length >= most || brought >= mostBrought) return { ...found, next: at > 0 ? at : null };
    }
    end = from;
    found.next = end > 0 ? end : null;
  }
  return found;
}

/** Takes a chain's file and what is looked for; gives the lines it stands in as they are, the oldest first. What is added meanwhile is not looked at. */
export async function* linesOf(path: string, wanted: Wanted): AsyncGenerator<string> {
  await using file = await opened(path);
  const find = finderOf(wanted);
  const { size } = await file.stat();
  for (let from = 0; from < size;) {
    const bytes = await read(file, from, Math.min(longestLine + readAtOnce, size - from));
    const whole = bytes.subarray(0, bytes.lastIndexOf(lineFeed) + 1);
    if (whole.length === 0) return;
    let matching = '';
    for (const line of whole.toString().split('\n')) if (line !== '' && find(line) !== null) matching += `${line}\n`;
    if (matching !== '') yield matching;
    from += whole.length;
  }
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new HandrailError('bad-message', { why: 'there is no such record here.' });
    throw error;
  }
}

/** The whole lines that end at or before an offset, as many as are read at once. */
async function linesBefore(file: FileHandle, end: number): Promise<{ from: number; lines: string[] }> {
  for (let most = readAtOnce; ; most *= 2) {
    const from = Math.max(0, end - most);
    const bytes = await read(file, from, end - from);
    const first = from === 0 ? 0 : bytes.indexOf(lineFeed) + 1;
    // An offset that is none of ours may stand inside a line: that line is nobody's.
    const last = bytes.lastIndexOf(lineFeed) + 1;
    if (last > first) return { from: from + first, lines: bytes.toString('utf8', first, last - 1).split('\n') };
    // What is longer than any line is no record.
    if (from === 0 || most > longestLine) return { from, lines: [] };
  }
}

async function read(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(buffer, 0, length, from);
  return buffer.subarray(0, bytesRead);
}

function timeOf(line: string): number | null {
  const at = /^\{"seq":\d+,"at":(\d+)/.exec(line)?.[1];
  return at === undefined ? null : Number(at);
}

function shorten(_: string, value: unknown): unknown {
  return typeof value === 'string' && value.length > longestValue ? `${value.slice(0, longestValue)}…` : value;
}
