/** All that is done to a Handrail here, one after the other, and how often. */
import { jumpClock } from './clock-jumps.ts';
import { cutSockets } from './cuts.ts';
import { fillDisk, lockJournals } from './disk.ts';
import { mangleFiles } from './mangled.ts';
import { killRunners } from './runner-kills.ts';
import { Scene } from './scene.ts';
import { Chance } from './seed.ts';
import { killServers } from './server-kills.ts';
import { newRow, type Row } from './tally.ts';

export interface Amounts {
  cuts: number;
  serverKills: number;
  runnerKills: number;
  damagedRuns: number;
  /** times that the clock is set, about each of the two hours; null leaves the second one out */
  clockJumps: { spring: number; autumn: number | null };
  fullDisks: number;
}

export interface Trial {
  name: string;
  run(): Promise<Row>;
}

/**
 * Takes how often and a seed, and a scene where the trials are to share one; gives them. Each has chance of its own, and
 * without sharing a scene of its own, so that it can be had again without the others.
 */
export function trialsOf(amounts: Amounts, seed: number, shared: (() => Scene) | null = null): Trial[] {
  const onScene = (name: string, act: (scene: Scene) => Promise<Row>): Trial => ({
    name,
    run: async () => {
      if (shared !== null) return await act(shared());
      await using scene = await Scene.open(chanceOf(seed, name));
      return await act(scene);
    },
  });
  const alone = (name: string, act: (chance: Chance) => Promise<Row>): Trial => ({ name, run: () => act(chanceOf(seed, name)) });
  const { spring, autumn } = amounts.clockJumps;
  return [
    onScene('cuts', (scene) => cutSockets(scene, amounts.cuts)),
    onScene('server-kills', (scene) => killServers(scene, amounts.serverKills)),
    onScene('runner-kills', (scene) => killRunners(scene, amounts.runnerKills)),
    onScene('damage', (scene) => mangleFiles(scene, amounts.damagedRuns)),
    alone('spring', (chance) => jumpClock(chance, spring, 'spring')),
    ...(autumn === null ? [] : [alone('autumn', (chance) => jumpClock(chance, autumn, 'autumn'))]),
    alone('full-disk', (chance) => fillDisk(chance, amounts.fullDisks)),
    alone('read-only', (chance) => lockJournals(chance)),
  ];
}

/** Takes a trial; gives what came of it. One that cannot go on has failed, and the others follow. */
export async function outcomeOf({ name, run }: Trial): Promise<Row> {
  try {
    return await run();
  } catch (error) {
    return { ...newRow(name), failures: [`it broke off: ${(error as Error).message}`] };
  }
}

function chanceOf(seed: number, name: string): Chance {
  return new Chance([...name].reduce((mixed, letter) => Math.imul(mixed, 31) + letter.charCodeAt(0), seed));
}
