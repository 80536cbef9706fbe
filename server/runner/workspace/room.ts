/**
 * What a workspace may take of the disk, and its home folder of memory. To look through a workspace costs, so it is looked at
 * only when the filesystem it stands on has filled up by a good piece since: while nobody writes much, it costs one question
 * of the filesystem a second. A file that was removed and is still held open counts too, where its holder is one of the run's.
 */
import { execFile } from 'node:child_process';
import { readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Most {
  bytes: number;
  files: number;
}

export interface Part extends Most {
  /** as a person knows it, such as “The workspace” */
  name: string;
  folder: string;
}

/** What may be taken. */
export interface Room {
  mostInWorkspace: Most;
  mostAtHome: Most;
  /** between two looks, in milliseconds */
  lookMs?: number;
  /** what must have been written before a folder is looked through again */
  step?: Most;
}

export interface RoomOptions extends Room {
  /** folder of the files */
  workspace: string;
  /** folder in memory; null where there is none that outlives the run */
  home: string | null;
  /** Gives the run's processes. */
  processes(): readonly number[];
  /** Takes a sentence. Called once. */
  onFull(why: string): void;
}

const mebibyte = 1024 * 1024;
const endless: Most = { bytes: Number.POSITIVE_INFINITY, files: Number.POSITIVE_INFINITY };
const usual = { lookMs: 1_000, step: { bytes: 32 * mebibyte, files: 5_000 } };
/** A folder that takes longer to be looked through has too much in it, in milliseconds. */
const longestLook = 60_000;
/** Folders that were found too full. Who comes to clear one up is not ended for what was there, but for what they add. */
const tooFull = new Set<string>();
/** One folder is looked through at a time: twenty runs beside one that writes are not to keep the disk busy all together. */
let turn: Promise<unknown> = Promise.resolve();

/** Takes MiB that a workspace may hold; gives the room that goes with it. */
export function roomOf(workspaceMiB: number): Room {
  return { mostInWorkspace: { bytes: workspaceMiB * mebibyte, files: 500_000 }, mostAtHome: { bytes: 256 * mebibyte, files: 50_000 } };
}

/** Takes what a run may fill and who hears when it has; gives what ends the watching. */
export function watchRoom({ workspace, home, mostInWorkspace, mostAtHome, processes, onFull, lookMs = usual.lookMs, step = usual.step }: RoomOptions): () => void {
  const parts: Part[] = [
    { name: 'The workspace', folder: workspace, ...mostInWorkspace },
    ...(home === null ? [] : [{ name: 'The home folder', folder: home, ...mostAtHome }]),
  ];
  let isOver = false;
  let isLooking = false;
  const before = new Map(parts.map((part) => [part.folder, takenAt(part.folder)]));
  /** what too full folders held as the run began */
  const found = new Map<string, Most>();
  const measure = (folder: string): Promise<Most | null> => {
    const mine = turn.then(() => (isOver ? null : sizeOf(folder, processes())));
    turn = mine.catch(() => undefined);
    return mine;
  };
  for (const { folder } of parts.filter((part) => tooFull.has(part.folder))) {
    isLooking = true;
    void measure(folder).then((size) => { found.set(folder, size ?? endless); }).finally(() => { isLooking = false; });
  }
  const look = async (part: Part) => {
    const taken = takenAt(part.folder);
    const last = before.get(part.folder) ?? taken;
    if (taken.bytes < last.bytes || taken.files < last.files) before.set(part.folder, taken);
    if (taken.bytes - last.bytes < step.bytes && taken.files - last.files < step.files) return;
    before.set(part.folder, taken);
    const size = await measure(part.folder);
    if (isOver) return;
    const why = judgeRoom(part, size, found.get(part.folder));
    if (size !== null && size.bytes <= part.bytes && size.files <= part.files) tooFull.delete(part.folder);
    if (why === null) return;
    tooFull.add(part.folder);
    isOver = true;
    onFull(why);
  };
  const timer = setInterval(() => {
    if (isLooking || isOver) return;
    isLooking = true;
    void (async () => { for (const part of parts) await look(part); })().finally(() => { isLooking = false; });
  }, lookMs);
  timer.unref();
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}

/** Takes a part, its size (null when it could not be told in time) and what it held as the run began, when it was too full then; gives why the run must end, or null. */
export function judgeRoom(part: Part, size: Most | null, known: Most | undefined): string | null {
  const least = 'Remove what is not needed there, then run it again.';
  if (size === null) return known === undefined ? `${part.name} holds more than can be counted. The step was stopped. ${least}` : null;
  if (size.bytes > Math.max(part.bytes, known?.bytes ?? 0)) {
    return `${part.name} holds ${Math.ceil(size.bytes / mebibyte)} MiB, and may hold ${Math.floor(part.bytes / mebibyte)}. The step was stopped. ${least}`;
  }
  if (size.files > Math.max(part.files, known?.files ?? 0)) {
    return `${part.name} holds ${size.files} files, and may hold ${part.files}. The step was stopped. ${least}`;
  }
  return null;
}

/** What is taken of the whole filesystem. */
function takenAt(folder: string): Most {
  try {
    const { blocks, bfree, bsize, files, ffree } = statfsSync(folder);
    return { bytes: (blocks - bfree) * bsize, files: files - ffree };
  } catch {
    return { bytes: 0, files: 0 };
  }
}

async function sizeOf(folder: string, processes: readonly number[]): Promise<Most | null> {
  const [bytes, files] = await Promise.all([du(folder, '--block-size=1'), du(folder, '--inodes')]);
  return bytes === null || files === null ? null : { bytes: bytes + heldOpen(folder, processes), files };
}

/** Blocks, not lengths, so that a file full of holes counts for what it takes; a file with two names counts once. Follows no link. */
function du(folder: string, unit: string): Promise<number | null> {
  return new Promise((resolve) => {
    execFile('/usr/bin/nice', ['/usr/bin/du', '-s', '-x', unit, '--', folder], { timeout: longestLook, killSignal: 'SIGKILL', env: {} }, (error, said) => {
      // What vanished or is closed to us makes it complain, and it counts the rest.
      const count = /^(\d+)\s/.exec(said);
      resolve(count === null || error?.killed === true ? null : Number(count[1]));
    });
  });
}

/** Bytes of files on the folder's filesystem that have no name any more and that these processes hold open. */
function heldOpen(folder: string, processes: readonly number[]): number {
  const device = statSync(folder, { throwIfNoEntry: false })?.dev;
  const held = new Map<number, number>();
  for (const pid of processes) {
    for (const fd of namesIn(`/proc/${pid}/fd`)) {
      const file = statOf(join(`/proc/${pid}/fd`, fd));
      if (file?.nlink === 0 && file.dev === device && file.isFile()) held.set(file.ino, file.blocks * 512);
    }
  }
  return [...held.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
