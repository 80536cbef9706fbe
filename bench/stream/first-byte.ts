/** From asking to the first byte, for peers that run their one command as soon as somebody connects, without a sandbox. */
import { median } from '../statistics.ts';
import { expect, type Peer } from './peer.ts';

const rounds = 15;
const warmUp = 3;

/** Takes a peer; gives the median in milliseconds, or null for one that does not work like that. */
export async function connectToFirstByte(peer: Peer): Promise<number | null> {
  if (peer.connect === undefined) return null;
  const times: number[] = [];
  for (let round = -warmUp; round < rounds; round += 1) {
    const began = performance.now();
    const session = await peer.connect();
    await expect(session, (seen) => seen.length > 0);
    if (round >= 0) times.push(performance.now() - began);
    await session.close();
  }
  return median(times);
}
