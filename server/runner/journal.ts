/**
 * A run's output and records on disk: `<journals>/<run id>/` with
 *
 *   run.json   the run as it began; what is known of it when the runner dies
 *   output     its bytes, append-only; offsets count from the first
 *   end.json   how it ended: one file, complete and durable the moment it appears; output before it is never lost
 *
 * and an empty `<journals>/live/<run id>` while it is going, so that a new runner finds at once what the last one left.
 */
import { closeSync, fdatasync, fstatSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isRunId, type RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';

const syncData = promisify(fdatasync);

export interface Journal {
  /** bytes so far */
  readonly end: number;
  /** Appends; gives the offset the bytes begin at. Throws when the disk refuses: then nothing counts as written. */
  append(bytes: Uint8Array): number;
  read(from: number, to: number): Uint8Array;
  /** Makes the output durable, then the end; after it the run is over whatever happens. */
  finish(run: Run): Promise<void>;
}

export interface Journals {
  /** Takes a run as it begins; makes its journal. Throws `EEXIST` when there is one. */
  begin(run: Run): Journal;
  /** Takes a run that is going; keeps what is known of it now. */
  note(run: Run): void;
  /** Takes an id; gives the run's record as it was last written, or null. */
  find(id: RunId): Run | null;
  /** Takes offsets; gives those bytes of a run's output, fewer at its end. */
  read(id: RunId, from: number, to: number): Uint8Array;
  /** Gives the newest runs begun at or after a time (Unix milliseconds), oldest of them first. */
  since(time: number, most: number): Run[];
  /** Gives the runs an earlier runner left without an end, each with all it printed, and forgets that it left them. */
  takeUnfinished(end: (run: Run) => Run): Promise<Run[]>;
}

/** Takes the folder of journals; gives them. */
export function openJournals(folder: string): Journals {
  const live = join(folder, 'live');
  mkdirSync(live, { recursive: true, mode: 0o700 });
  const of = (id: RunId) => join(folder, id);
  const find = (id: RunId) => readRecord(join(of(id), 'end.json')) ?? readRecord(join(of(id), 'run.json'));
  const note = (run: Run) => writeWhole(join(of(run.id), 'run.json'), JSON.stringify(run));
  const forget = (id: RunId) => rmSync(join(live, id), { force: true });

  return {
    begin(run) {
      writeFileSync(join(live, run.id), '', { mode: 0o600 });
      mkdirSync(of(run.id), { mode: 0o700 });
      note(run);
      return createJournal(of(run.id), () => forget(run.id));
    },
    note,
    find,
    read: (id, from, to) => readPart(join(of(id), 'output'), from, to),
    since: (time, most) => idsIn(folder).filter((id) => timeOf(id) >= time).sort().slice(-most).flatMap((id) => find(id) ?? []),
    async takeUnfinished(end) {
      const ended: Run[] = [];
      for (const id of idsIn(live)) {
        const run = readRecord(join(of(id), 'run.json'));
        if (run !== null && readRecord(join(of(id), 'end.json')) === null) {
          const over = end({ ...run, end: sizeOf(join(of(id), 'output')) });
          await writeDurably(join(of(id), 'end.json'), JSON.stringify(over));
          ended.push(over);
        }
        forget(id);
      }
      return ended;
    },
  };
}

function createJournal(folder: string, over: () => void): Journal {
  // Kept open until the end is recorded, then closed once: a second close could hit somebody else's file.
  const fd = openSync(join(folder, 'output'), 'wx+', 0o600);
  let end = 0;
  return {
    get end() { return end; },
    append(bytes) {
      const from = end;
      for (let written = 0; written < bytes.length;) {
        written += writeSync(fd, bytes, written, bytes.length - written, from + written);
      }
      end = from + bytes.length;
      return from;
    },
    read: (from, to) => readFrom(fd, from, Math.min(to, end)),
    async finish(run) {
      try {
        await syncData(fd);
        await writeDurably(join(folder, 'end.json'), JSON.stringify(run));
        over();
      } finally {
        closeSync(fd);
      }
    },
  };
}

function readPart(path: string, from: number, to: number): Uint8Array {
  const fd = openSync(path, 'r');
  try {
    return readFrom(fd, from, Math.min(to, fstatSync(fd).size));
  } finally {
    closeSync(fd);
  }
}

function readFrom(fd: number, from: number, to: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(Math.max(0, to - from));
  let read = 0;
  while (read < bytes.length) {
    const got = readSync(fd, bytes, read, bytes.length - read, from + read);
    if (got === 0) break;
    read += got;
  }
  return bytes.subarray(0, read);
}

/** Half-written or foreign files are no records. */
function readRecord(path: string): Run | null {
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as Run;
    return isRunId(record.id) && typeof record.state === 'string' ? record : null;
  } catch {
    return null;
  }
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  const folder = await open(join(path, '..'), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function idsIn(folder: string): RunId[] {
  return readdirSync(folder).filter(isRunId);
}

/** The first 48 bits of a run's id are the Unix milliseconds it was made at. */
function timeOf(id: RunId): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
