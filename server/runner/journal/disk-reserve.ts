/**
 * Room kept for what must be written even when the disk is full: a file that is given up then, so that runs can be ended on
 * the record, and made again when there is room.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface DiskReserve {
  /** Takes what writes; does it, once more with the reserve given up when the disk is full. Throws what it throws. */
  withRoom<Result>(write: () => Result): Result;
  /** The same for what takes its time. */
  withRoomFor<Result>(write: () => Promise<Result>): Promise<Result>;
  /** Makes the reserve again when it is gone and there is room for much more. */
  restore(): void;
}

/** Some hundred ends: each takes two blocks of 4 KiB for a moment. */
const reserveBytes = 1024 * 1024;
/** Only so many times its size makes it again, so that it is not what fills the disk. */
const plenty = 8;

/** Takes the file to keep; gives the reserve. A disk that has no room for it is no error. */
export function openReserve(path: string): DiskReserve {
  const release = () => {
    const held = existsSync(path);
    rmSync(path, { force: true });
    return held;
  };
  const reserve: DiskReserve = {
    withRoom(write) {
      try {
        return write();
      } catch (error) {
        if (!isFull(error) || !release()) throw error;
        return write();
      }
    },
    async withRoomFor(write) {
      try {
        return await write();
      } catch (error) {
        if (!isFull(error) || !release()) throw error;
        return await write();
      }
    },
    restore() {
      try {
        if (existsSync(path)) return;
        const { bavail, bsize } = statfsSync(dirname(path));
        // What could be compressed or left out would keep no room.
        if (bavail * bsize > plenty * reserveBytes) writeFileSync(path, randomBytes(reserveBytes), { mode: 0o600 });
      } catch {
        // Without a reserve everything works until the disk is full.
      }
    },
  };
  reserve.restore();
  return reserve;
}

/** Takes an error; tells whether a disk or a quota is full. */
export function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}
