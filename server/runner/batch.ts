/**
 * Gathers output without making anybody wait who need not: what comes after a silence goes on at once (a key's echo),
 * what follows within 4 ms is gathered, and 64 KiB never wait.
 */
const gatherMs = 4;
const fullBytes = 64 * 1024;

export interface Batch {
  /** Takes bytes, and keeps none of the memory they are in. */
  add(bytes: Uint8Array): void;
  /** Hands on what is held. Call it at the end. */
  flush(): void;
}

/** Takes where batches go, each at most 64 KiB, in memory that is ours again once that returns; gives the batch. */
export function createBatch(onward: (bytes: Uint8Array) => void): Batch {
  /** made once there is something to gather */
  let held: Buffer | null = null;
  let heldBytes = 0;
  let timer: NodeJS.Timeout | null = null;

  const flush = () => {
    if (held === null || heldBytes === 0) return;
    const bytes = held.subarray(0, heldBytes);
    heldBytes = 0;
    onward(bytes);
  };
  const gather = (bytes: Uint8Array) => {
    held ??= Buffer.allocUnsafeSlow(fullBytes);
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + fullBytes - heldBytes);
      held.set(part, heldBytes);
      heldBytes += part.length;
      at += part.length;
      if (heldBytes === fullBytes) flush();
    }
  };
  /** Runs after each batch: as long as output comes, it is gathered; the first silent interval ends that. */
  const wait = () => {
    timer = setTimeout(() => {
      timer = null;
      if (heldBytes === 0) {
        held = null;
        return;
      }
      flush();
      wait();
    }, gatherMs);
  };

  return {
    add(bytes) {
      if (bytes.length === 0) return;
      if (timer === null && bytes.length <= fullBytes) onward(bytes);
      else gather(bytes);
      if (timer !== null) return;
      flush();
      wait();
    },
    flush() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      flush();
    },
  };
}
