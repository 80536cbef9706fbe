/** Ctrl-C under a program that floods the terminal: from the key to the shell's prompt at the client. */
import { pause } from '../../test/handrail.ts';
import { median } from '../statistics.ts';
import { expect, type Peer, type Session, type Task } from './peer.ts';

const prompt = 'bench$ ';
export const shell: Task = { name: 'shell', source: `PS1='${prompt}' exec bash --noprofile --norc -i`, interactive: true };

export interface InterruptFigures {
  p50: number;
  most: number;
}

const rounds = 7;
/** For so long it floods first, in milliseconds: whatever can fill up on the way has. */
const floodMs = 700;
const interrupt = '\u0003';

/** Takes peers; gives the times of each in milliseconds. Rounds alternate. */
export async function ctrlC(peers: readonly Peer[]): Promise<Map<string, InterruptFigures>> {
  const times = new Map<string, number[]>(peers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const peer of peers) {
      const session = await peer.open(shell);
      try {
        await expect(session, (seen) => seen.includes(prompt));
        times.get(peer.name)?.push(await once(session));
      } finally {
        await session.close();
      }
    }
  }
  return new Map([...times].map(([name, all]) => [name, { p50: median(all), most: Math.max(...all) }]));
}

async function once(session: Session): Promise<number> {
  let tail = '';
  let pressed = false;
  let shown: () => void = () => undefined;
  const back = new Promise<void>((resolve) => { shown = resolve; });
  session.listen((bytes) => {
    tail = (tail + bytes.subarray(-20).toString('latin1')).slice(-20);
    if (pressed && tail.endsWith(prompt)) shown();
  });
  session.type('yes\r');
  await pause(floodMs);
  tail = '';
  pressed = true;
  const began = performance.now();
  session.type(interrupt);
  await back;
  return performance.now() - began;
}
