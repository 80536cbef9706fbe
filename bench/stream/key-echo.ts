/** From a key pressed to its echo, in `cat` on a terminal: one key at a time, after a random pause of 10–20 ms. */
import { pause } from '../../test/handrail.ts';
import { cpuOf } from '../process-cpu.ts';
import { percentile } from '../statistics.ts';
import type { Peer, Session, Task } from './peer.ts';

export const cat: Task = { name: 'cat', source: 'exec cat', interactive: true };

export interface EchoFigures {
  p50: number;
  p95: number;
  p99: number;
  /** milliseconds of processor for each key */
  cpu: number;
}

const keys = 100;
const rounds = 6;
/** A line of a terminal takes 4095 bytes; ours are ended long before. */
const lineKeys = 60;

/** Takes peers; gives the times of each, in milliseconds. Rounds alternate. */
export async function keyEcho(peers: readonly Peer[]): Promise<Map<string, EchoFigures>> {
  const sessions = new Map<string, { peer: Peer; session: Session; times: number[]; cpu: number }>();
  for (const peer of peers) sessions.set(peer.name, { peer, session: await peer.open(cat), times: [], cpu: 0 });
  await pause(1000);
  for (let round = -1; round < rounds; round += 1) {
    for (const one of sessions.values()) {
      const before = cpuOf(one.peer.pids);
      const took = await press(one.session);
      if (round < 0) continue;
      one.times.push(...took);
      one.cpu += cpuOf(one.peer.pids) - before;
    }
  }
  for (const { session } of sessions.values()) await session.close();
  return new Map([...sessions].map(([name, { times, cpu }]) => [
    name, { p50: percentile(times, 0.5), p95: percentile(times, 0.95), p99: percentile(times, 0.99), cpu: cpu / times.length },
  ]));
}

async function press(session: Session): Promise<number[]> {
  const times: number[] = [];
  let came: () => void = () => undefined;
  session.listen(() => { came(); });
  for (let at = 0; at < keys; at += 1) {
    await pause(10 + Math.random() * 10);
    const began = performance.now();
    const echoed = new Promise<void>((resolve) => { came = resolve; });
    session.type(String.fromCharCode(97 + (at % 26)));
    await echoed;
    times.push(performance.now() - began);
    if (at % lineKeys !== lineKeys - 1) continue;
    came = () => undefined;
    session.type('\r');
    await pause(60);
  }
  return times;
}
