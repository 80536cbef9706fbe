/**
 * Gathers output without making anybody wait who need not: what comes after a silence goes on at once (a key's echo),
 * what follows within 4 ms is gathered, and 64 KiB never wait.
 */
const gatherMs = 4;
const fullBytes = 64 * 1024;

export interface Batch {
  add(bytes: Uint8Array): void;
  /** Hands on what is held. Call it at the end. */
  flush(): void;
}

/** Takes where batches go; gives the batch. */
export function createBatch(onward: (bytes: Uint8Array) => void): Batch {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let timer: NodeJS.Timeout | null = null;

  const flush = () => {
    if (heldBytes === 0) return;
    const [first] = held;
    const bytes = held.length === 1 && first !== undefined ? first : Buffer.concat(held, heldBytes);
    held = [];
    heldBytes = 0;
    onward(bytes);
  };
  /** Runs after each batch: as long as output comes, it is gathered; the first silent interval ends that. */
  const gather = () => {
    timer = setTimeout(() => {
      timer = null;
      if (heldBytes === 0) return;
      flush();
      gather();
    }, gatherMs);
  };

  return {
    add(bytes) {
      if (bytes.length === 0) return;
      held.push(bytes);
      heldBytes += bytes.length;
      if (timer === null) {
        flush();
        gather();
      } else if (heldBytes >= fullBytes) {
        flush();
      }
    },
    flush() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      flush();
    },
  };
}
