/**
 * Where the ways of a run part: one socket for its Kubernetes gateway and for the proxy of its world, since each forwarder of
 * a sandbox costs some 4 ms before the step's first byte. The first words of a connection decide where all of it goes: a
 * proxy is asked for `CONNECT` or for a whole address, an API for a path.
 */
import { chmodSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';

export interface JunctionOptions {
  /** where to listen; the folder must exist and be ours alone */
  socket: string;
  /** sockets to lead to */
  api: string;
  proxy: string;
}

export interface Junction {
  close(): void;
}

/** As long as the method of a request may be, and what follows it. */
const enough = 32;

/** Takes how a connection begins; gives where it goes, or null when that cannot be told yet. Pure. */
export function wayOf(beginning: string): 'api' | 'proxy' | null {
  if (beginning.startsWith('CONNECT ')) return 'proxy';
  const target = /^[A-Z]+ (.)/.exec(beginning)?.[1];
  if (target === undefined && beginning.length < enough && /^[A-Z]* ?$/.test(beginning)) return null;
  return target === undefined || target === '/' ? 'api' : 'proxy';
}

/** Takes where to listen and where to lead; gives the junction once it listens. */
export async function openJunction({ socket, api, proxy }: JunctionOptions): Promise<Junction> {
  const open = new Set<Socket>();
  const track = (each: Socket): void => {
    open.add(each);
    each.on('error', () => each.destroy());
    each.once('close', () => open.delete(each));
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    track(near);
    let beginning = Buffer.alloc(0);
    const listen = (chunk: Buffer): void => {
      beginning = Buffer.concat([beginning, chunk]);
      const way = wayOf(beginning.toString('latin1', 0, enough));
      if (way === null) return;
      near.off('data', listen).pause();
      const far = connect({ path: way === 'api' ? api : proxy, allowHalfOpen: true });
      track(far);
      far.once('close', () => near.destroy());
      near.once('close', () => far.destroy());
      far.write(beginning);
      near.pipe(far);
      far.pipe(near);
    };
    near.on('data', listen);
    near.once('end', () => { if (beginning.length === 0 || wayOf(beginning.toString('latin1', 0, enough)) === null) near.destroy(); });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  // The sandbox may be another user; the folder above is closed to everybody else.
  chmodSync(socket, 0o666);
  return {
    close() {
      server.close();
      for (const each of open) each.destroy();
    },
  };
}
