/**
 * A run's output and records on disk: `<journals>/<run id>/` with
 *
 *   run.json   the run as it began; what is known of it when the runner dies
 *   output     its bytes, append-only; offsets count from the first
 *   timing     when it printed what, for its recording (timing.ts)
 *   end.json   how it ended: one file, complete and durable the moment it appears; output before it is never lost
 *
 * and `<journals>/live/<run id>` while it is going, with the generation of the runner that has it (empty for the first) and
 * the run as it began, so that a new runner finds at once what one that died has left. What is damaged among all that is set
 * aside (`….damaged`, `damaged/<run id>`), told once, and never in anybody's way.
 */
import { createHash } from 'node:crypto';
import { closeSync, fdatasync, fstatSync, ftruncateSync, openSync, readSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunId } from '../../../common/ids.ts';
import type { Recording, Run, TerminalSize } from '../../../common/run.ts';
import type { Log } from '../../log.ts';
import { openReserve, type DiskReserve } from './disk-reserve.ts';
import type { TimingPart } from '../protocol.ts';
import { RunRecords, sizeOf } from './run-records.ts';
import { createTiming, type Timing } from './timing.ts';

const syncData = promisify(fdatasync);

export interface Journal {
  /** bytes so far */
  readonly end: number;
  /** Appends; gives the offset the bytes begin at. Throws when the disk refuses: what it took before counts, the rest does not. */
  append(bytes: Uint8Array): number;
  /** Appends last words, for which there is room even on a full disk. */
  conclude(bytes: Uint8Array): void;
  read(from: number, to: number): Uint8Array;
  /** The run begins now, on a terminal of this size; or its terminal gets another size now. */
  begun(size: TerminalSize): void;
  resized(size: TerminalSize): void;
  /** Nothing is printed any more: gives the digests of all that was. */
  seal(): Recording;
  /** Makes the output durable, then the end; after it the run is over whatever happens. */
  finish(run: Run): Promise<void>;
}

export interface Journals {
  /** Takes a run as it begins; makes its journal. Throws `EEXIST` when there is one. */
  begin(run: Run): Journal;
  /** Takes a run that is going; keeps what is known of it now, as far as the disk allows: the run as it began is kept already. */
  note(run: Run): void;
  /** Takes an id; gives the run's record as it was last written, or null. One that nobody has any more and that has no end is lost. */
  find(id: RunId): Run | null;
  /** Takes offsets; gives those bytes of a run's output, fewer at its end. */
  read(id: RunId, from: number, to: number): Uint8Array;
  /** Takes byte offsets; gives that part of when a run printed what; nothing of a run that has no times. */
  timing(id: RunId, from: number, to: number): TimingPart;
  /** Takes a run that is over and what its record says from now on; keeps the record alone. To be repeated when it fails halfway. */
  removeOutput(id: RunId, record: Run): Promise<void>;
  /** Gives every run there is a journal of, oldest first. */
  ids(): RunId[];
  /** Whether the bytes a run printed are still here. */
  hasOutput(id: RunId): boolean;
  /** Gives the newest runs begun at or after a time (Unix milliseconds), oldest of them first. */
  since(time: number, most: number): Run[];
  /** Takes a generation whose runner is no more; gives the runs it left without an end, each with all it printed, and forgets that it left them. */
  takeUnfinished(end: (run: Run) => Run, generation?: number): Promise<Run[]>;
}

/** Takes the folder of journals, which generation of runners writes, and where to tell of damage; gives them. Makes the folder. */
export function openJournals(folder: string, ours = 1, log: Pick<Log, 'warn'> | null = null): Journals {
  const reserve = openReserve(join(folder, 'reserve'));
  const records = new RunRecords({ folder, ours, reserve, log });
  const order = beginningOrder();
  /** of the runs that are going */
  const timings = new Map<RunId, Timing>();
  return {
    begin(run) {
      reserve.restore();
      return records.begin(run, () => {
        const path = records.file(run.id, 'output');
        const fd = openSync(path, 'wx+', 0o600);
        const timing = createTiming(records.file(run.id, 'timing'), run.size);
        timings.set(run.id, timing);
        order.began(run.id);
        return createJournal({ path, fd, timing, reserve, keepEnd: (over, before) => records.end(over, before), close: () => timings.delete(run.id) });
      });
    },
    note: (run) => records.note(run),
    find: (id) => records.find(id),
    read: (id, from, to) => readPart(records.file(id, 'output'), from, to),
    timing(id, from, to) {
      timings.get(id)?.flush();
      const path = records.file(id, 'timing');
      const total = sizeOf(path) ?? 0;
      return { total, bytes: total <= from ? new Uint8Array() : readPart(path, from, to) };
    },
    async removeOutput(id, record) {
      // The record first: it may say too early that the bytes are gone, never that they are there when they are not.
      await records.replaceEnd(record);
      for (const name of readdirSync(records.file(id, ''))) {
        if (name !== 'run.json' && name !== 'end.json') rmSync(records.file(id, name), { recursive: true, force: true });
      }
    },
    ids: () => records.ids().sort(),
    hasOutput: (id) => sizeOf(records.file(id, 'output')) !== null,
    since: (time, most) => records.ids().filter((id) => order.timeOf(id) >= time).sort().slice(-most).flatMap((id) => records.find(id) ?? []),
    async takeUnfinished(end, generation = ours) {
      const ended: Run[] = [];
      for (const run of records.unfinished(generation)) {
        const over = end({ ...run, end: sizeOf(records.file(run.id, 'output')) ?? 0 });
        ended.push(over);
        await records.end(over).catch((error: unknown) => log?.warn({ run: run.id, why: (error as Error).message }, 'the end of a lost run could not be kept'));
      }
      return ended;
    },
  };
}

/** When runs began, by a clock that never goes back: who asks what has begun since a moment ago must get it, set back or not. */
function beginningOrder(): { began(id: RunId): void; timeOf(id: RunId): number } {
  const late = new Map<RunId, number>();
  let latest = 0;
  return {
    began(id) {
      latest = Math.max(latest, idTime(id));
      if (idTime(id) < latest) late.set(id, latest);
    },
    timeOf: (id) => late.get(id) ?? idTime(id),
  };
}

interface JournalParts {
  /** of the output */
  path: string;
  /** of the output: kept open until the end is recorded, then closed once, as a second close could hit somebody else's file */
  fd: number;
  timing: Timing;
  reserve: DiskReserve;
  keepEnd(run: Run, before: Promise<void>): Promise<void>;
  close(): void;
}

function createJournal({ path, fd, timing, reserve, keepEnd, close }: JournalParts): Journal {
  let end = 0;
  let isOpen = true;
  let sealed: Recording | null = null;
  const digest = createHash('sha256');
  const append = (bytes: Uint8Array) => {
    const from = end;
    try {
      while (end < from + bytes.length) end += writeSync(fd, bytes, end - from, from + bytes.length - end, end);
    } finally {
      if (end > from) {
        digest.update(bytes.subarray(0, end - from));
        timing.printed(end);
      }
    }
    return from;
  };
  // What is printed from here on is none of it: the runner lets nothing come, and the file is cut to it.
  const seal = () => (sealed ??= { output: digest.digest('hex'), timing: timing.end() });
  return {
    get end() { return end; },
    append,
    conclude(bytes) {
      const from = end;
      reserve.withRoom(() => append(bytes.subarray(end - from)));
    },
    // Once it is closed the descriptor's number may be another file's.
    read: (from, to) => (isOpen ? readFrom(fd, from, Math.min(to, end)) : readPart(path, from, Math.min(to, end))),
    begun: timing.begin,
    resized: timing.resized,
    seal,
    async finish(run) {
      seal();
      close();
      let synced: Promise<void> = Promise.resolve();
      try {
        ftruncateSync(fd, end);
        synced = syncData(fd);
        await keepEnd(run, synced);
      } finally {
        // It may fail first, or go on when all else has failed.
        await synced.catch(() => undefined);
        isOpen = false;
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

/** The first 48 bits of a run's id are the Unix milliseconds it was made at. */
function idTime(id: RunId): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
