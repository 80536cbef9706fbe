/**
 * The door of a gateway: a unix socket that only one run's sandbox is led to. So many come in at once, and no more; when it
 * closes, everybody is sent away.
 */
import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';

export interface Door {
  close(): void;
}

/** What a run may have open to one endpoint. */
const mostOpen = 128;

/** Takes where to listen, in a folder of ours alone, and what becomes of each who comes; gives the door once it is open. */
export async function openDoor(socket: string, onCome: (near: Socket) => void): Promise<Door> {
  return await openDoorOf(createServer({ allowHalfOpen: true, noDelay: true }, onCome), socket);
}

/** As `openDoor`, for a server that knows itself what becomes of those who come. */
export async function openDoorOf(server: Server, socket: string): Promise<Door> {
  const open = new Set<Socket>();
  server.on('connection', (near: Socket) => {
    open.add(near);
    near.on('error', () => near.destroy());
    near.once('close', () => open.delete(near));
  });
  server.maxConnections = mostOpen;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  // The sandbox may be another user; the folder above is closed to everybody else.
  chmodSync(socket, 0o666);
  return {
    close() {
      server.close();
      for (const near of open) near.destroy();
    },
  };
}
