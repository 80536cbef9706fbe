/**
 * The way to one host and port that an environment names. What is said on it is not looked at: who connected, when, for how
 * long and how much was said is recorded.
 */
import type { Socket } from 'node:net';
import { dial, type DialOptions, type Target } from './dial.ts';
import { type Door, openDoor } from './door.ts';
import type { Tell } from './endpoint-event.ts';

export interface TcpGatewayOptions {
  /** where to listen; the folder must exist and be ours alone */
  socket: string;
  target: Target;
  /** throws when it cannot be recorded: nothing is done then */
  tell: Tell;
  /** settles once what was told is on the disk */
  durable(): Promise<void>;
  onFailure(error: unknown): void;
  /** how long nothing may be said either way, in milliseconds */
  idleMs?: number;
  dialling?: DialOptions;
}

/** Longer than the keep-alive of anything that means to stay. */
const usualIdleMs = 2 * 3_600_000;

/** Takes where to listen and where that leads; gives the gateway once it listens. */
export async function openTcpGateway(options: TcpGatewayOptions): Promise<Door> {
  return await openDoor(options.socket, (near) => { void serve(near, options); });
}

async function serve(near: Socket, { target, tell, durable, onFailure, idleMs = usualIdleMs, dialling }: TcpGatewayOptions): Promise<void> {
  near.pause();
  const began = performance.now();
  try {
    tell({ gateway: 'tcp', act: 'open' });
    near.once('close', () => {
      try {
        tell({ gateway: 'tcp', act: 'close', sent: near.bytesRead, received: near.bytesWritten, ms: Math.round(performance.now() - began) });
      } catch (error) {
        onFailure(error);
      }
    });
    await durable();
    const far = await dial(target, { ...dialling, halfOpen: true });
    if (near.destroyed) far.destroy();
    else join(near, far, idleMs);
  } catch (error) {
    onFailure(error);
    near.destroy();
  }
}

function join(near: Socket, far: Socket, idleMs: number): void {
  // Whatever passes passes through the near one.
  near.setTimeout(idleMs, () => near.destroy());
  for (const [one, other] of [[near, far], [far, near]] as const) {
    one.once('close', () => other.destroySoon());
    one.on('error', () => other.destroy());
    one.pipe(other);
  }
}
