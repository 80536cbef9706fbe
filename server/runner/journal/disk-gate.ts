/**
 * Keeps the disk from filling up: below a first mark no run begins, below half of it those that go on are ended while there
 * is still room to say so.
 */
import { statfsSync } from 'node:fs';
import { HandrailError } from '../../../common/errors.ts';

export interface DiskGate {
  /** Throws `disk-full` when no run may begin. */
  check(): void;
  /** Takes bytes just written; gives why everything that goes on must end now, or null. Cheap: it looks at the disk now and then. */
  urgency(written: number): string | null;
}

export interface DiskGateOptions {
  /** folders that runs fill */
  folders: readonly string[];
  /** kept free, in MiB */
  leastMiB: number;
  /** Takes a folder; gives what is free where it stands, in bytes. */
  free?(folder: string): number;
  /** milliseconds, never going back */
  clock?(): number;
}

const mebibyte = 1024 * 1024;
/** The disk is looked at again after so many bytes, and after so many milliseconds. */
const again = { bytes: 8 * mebibyte, ms: 500 };

/** Takes what to keep free; gives the gate. A folder that cannot be asked counts as roomy: writing to it will say what is wrong. */
export function openDiskGate({ folders, leastMiB, free = freeBytes, clock = () => performance.now() }: DiskGateOptions): DiskGate {
  let since = Number.POSITIVE_INFINITY;
  let looked = Number.NEGATIVE_INFINITY;
  let left = Number.POSITIVE_INFINITY;
  const look = () => {
    since = 0;
    looked = clock();
    left = Math.min(...folders.map(free));
  };
  return {
    check() {
      look();
      if (left < leastMiB * mebibyte) throw new HandrailError('disk-full', { free: Math.floor(left / mebibyte), least: leastMiB });
    },
    urgency(written) {
      since += written;
      if (since >= again.bytes || clock() - looked >= again.ms) look();
      if (left >= (leastMiB * mebibyte) / 2) return null;
      return `The disk is almost full: ${Math.floor(left / mebibyte)} MiB are left. The step was stopped. Free some space, then run it again.`;
    },
  };
}

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
