/**
 * How fast output comes, to its last byte at the client: megabytes of 10^6 bytes a second, and what the peer's own
 * processes spend on each. What comes is compared with what was to come by SHA-256. The terminal makes each line feed two
 * bytes, for every peer alike.
 */
import { createHash, type Hash } from 'node:crypto';
import { cpuOf } from '../process-cpu.ts';
import { expect, type Peer, type Session, type Task } from './peer.ts';

export interface Flood {
  task: Task;
  /** bytes on the terminal, and their SHA-256 */
  bytes: number;
  digest: string;
}

export interface Flow {
  /** MB/s */
  speed: number;
  /** milliseconds of processor for each MB */
  cpu: number;
}

/** Takes a peer and what it is to print; gives how it went. Throws when other bytes come, or fewer. */
export async function pour(peer: Peer, { task, bytes, digest }: Flood, patienceS = 120): Promise<Flow> {
  const hash = createHash('sha256');
  const session = await peer.open(task);
  try {
    await expect(session, (seen) => seen.includes('ready\r\n'));
    const before = cpuOf(peer.pids);
    const { took, came } = await drain(session, bytes, hash, patienceS);
    const cpu = cpuOf(peer.pids) - before;
    const found = hash.digest('hex');
    if (came !== bytes || found !== digest) throw new Error(`${peer.name}: other bytes came than were sent (${came} of ${bytes}, ${found})`);
    return { speed: bytes / 1000 / took, cpu: cpu / (bytes / 1e6) };
  } finally {
    await session.close();
  }
}

function drain(session: Session, bytes: number, hash: Hash, patienceS: number): Promise<{ took: number; came: number }> {
  let came = 0;
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const late = setTimeout(() => { reject(new Error(`${came} of ${bytes} bytes after ${patienceS} s`)); }, patienceS * 1000);
    session.listen((part) => {
      came += part.length;
      hash.update(part);
      if (came < bytes) return;
      clearTimeout(late);
      resolve({ took: performance.now() - began, came });
    });
    session.type('\r');
  });
}
