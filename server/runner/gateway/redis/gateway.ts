/**
 * The Redis gateway of one run: whoever comes in at its door speaks to the environment's Redis as the user that the
 * environment names, within the effect that the step has declared. RESP2; each connection has one of its own behind it.
 */
import type { Socket } from 'node:net';
import type { Effect } from '../../../../common/catalog/effect.ts';
import { type Door, openDoor } from '../door.ts';
import type { Tell } from '../endpoint-event.ts';
import { type Counts, RedisSession } from './session.ts';
import type { Upstream } from './upstream.ts';

export interface RedisGatewayOptions {
  /** where to listen; the folder must exist and be ours alone */
  socket: string;
  upstream: Upstream;
  /** the harshest that passes */
  effect: Effect;
  /** throws when it cannot be recorded: nothing is done then */
  tell: Tell;
  /** settles once what was told is on the disk */
  durable(): Promise<void>;
  /** called with why this Redis could not be reached */
  onFailure(error: unknown): void;
}

/** Takes where to listen and what lies behind; gives the gateway once it listens. */
export async function openRedisGateway(options: RedisGatewayOptions): Promise<Door> {
  return await openDoor(options.socket, (near) => { void serve(near, options); });
}

async function serve(near: Socket, { upstream, effect, tell, durable, onFailure }: RedisGatewayOptions): Promise<void> {
  near.pause();
  const began = performance.now();
  let counts: Counts = { reads: 0, others: 0, refused: 0 };
  try {
    tell({ gateway: 'redis', act: 'open' });
  } catch {
    return turnAway(near, 'The connection could not be recorded, so it was not made.');
  }
  near.once('close', () => {
    try {
      tell({ gateway: 'redis', act: 'close', ...counts, sent: near.bytesRead, received: near.bytesWritten, ms: Math.round(performance.now() - began) });
    } catch (error) {
      onFailure(error);
    }
  });
  try {
    const { socket: far, commands } = await upstream.connect();
    if (near.destroyed) far.destroy();
    else counts = new RedisSession({ near, far, commands, effect, database: upstream.database, tell, durable }).counts;
  } catch (error) {
    onFailure(error);
    turnAway(near, error instanceof Error ? error.message : 'This Redis cannot be reached.');
  }
}

/** What was sent meanwhile is read, and forgotten: unread, it would make the system throw away our answer too. */
function turnAway(near: Socket, why: string): void {
  near.end(`-ERR ${why.replaceAll(/[\r\n]+/g, ' ')}\r\n`);
  near.resume();
  near.destroySoon();
}
