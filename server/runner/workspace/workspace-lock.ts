/**
 * Exactly one run at a time writes a workspace, also while two runners are there, an old one that ends its last runs beside
 * a new one. The lock is a name in the kernel that the process holds (`man 7 unix`, abstract sockets): it is free again the
 * moment its holder lets go or dies, however that dies.
 */
import { createHash } from 'node:crypto';
import { connect, createServer, type Socket } from 'node:net';

/** Lets go. */
export type Release = () => void;

/** Takes the runtime folder and a workspace's key; waits until nobody else has that workspace, and gives what lets it go. */
export async function lockWorkspace(runtime: string, key: string): Promise<Release> {
  for (;;) {
    const release = await tryLock(runtime, key);
    if (release !== null) return release;
    await untilReleased(nameOf(runtime, key));
  }
}

/** The same without waiting: null while somebody has it. Throws when the system has no socket left. */
export function tryLock(runtime: string, key: string): Promise<Release | null> {
  return new Promise((resolve, reject) => {
    // Whoever waits is connected, and hears of the end by being cut off.
    const waiting = new Set<Socket>();
    const server = createServer((socket) => {
      waiting.add(socket.on('error', () => undefined).on('close', () => waiting.delete(socket)).unref());
    });
    const release = () => {
      server.close();
      for (const socket of waiting) socket.destroy();
    };
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen(nameOf(runtime, key), () => resolve(release));
    server.unref();
  });
}

/** Who cannot even ask, since the holder is just coming or going, waits this long in milliseconds. */
const retryMs = 10;

function untilReleased(name: string): Promise<void> {
  return new Promise((resolve) => {
    connect(name).on('error', () => undefined).once('close', (failed) => { setTimeout(resolve, failed ? retryMs : 0); }).resume();
  });
}

/** At most 107 bytes: `man 7 unix`. */
function nameOf(runtime: string, key: string): string {
  return `\0${runtime}/workspace/${createHash('sha256').update(key).digest('hex').slice(0, 24)}`;
}
