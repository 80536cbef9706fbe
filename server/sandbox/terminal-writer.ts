/**
 * Writes to a terminal what somebody types, and never waits for the program to read it. Node's own stream would: libuv holds
 * a terminal's writes to be blocking, so when there is no room it tries again without end, and everything else in the
 * process stands still.
 */
import { writeSync } from 'node:fs';

export interface TerminalWriter {
  /** Takes bytes; writes what there is room for, and the rest in its turn. */
  write(bytes: Uint8Array): void;
  /** bytes that wait for room */
  readonly waiting: number;
}

export interface WriterOptions {
  /** the terminal's master, not blocking */
  fd: number;
  /** Whether the descriptor is still the terminal's: after its end the number may be another file's. */
  isOpen(): boolean;
  /** Called when nothing waits any more, after something did. */
  onRoom?(): void;
}

/** A terminal holds 4 KiB; who reads at all has read them in this many milliseconds. */
const retryMs = 5;

/** Takes a terminal; gives its writer. */
export function createTerminalWriter({ fd, isOpen, onRoom }: WriterOptions): TerminalWriter {
  const queue: Uint8Array[] = [];
  let waiting = 0;
  const flush = () => {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      const written = isOpen() ? tryWrite(fd, first) : first.length;
      waiting -= written;
      if (written === first.length) queue.shift();
      else {
        queue[0] = first.subarray(written);
        setTimeout(again, retryMs);
        return;
      }
    }
  };
  const again = () => {
    flush();
    if (waiting === 0) onRoom?.();
  };
  return {
    get waiting() { return waiting; },
    write(bytes) {
      if (bytes.length === 0) return;
      queue.push(bytes);
      waiting += bytes.length;
      if (waiting === bytes.length) flush();
    },
  };
}

/** Gives how much was written. What a terminal that has ended refuses counts as written: nobody will read it. */
function tryWrite(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 0 : bytes.length;
  }
}
