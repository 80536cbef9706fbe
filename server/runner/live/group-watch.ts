/** A consumer group of a stream as it is now: Redis tells nobody by itself, so one poller asks, every second or two. */
import { setTimeout as pause } from 'node:timers/promises';
import type { GroupState } from '../../../common/panel.ts';
import { ReadProblem } from './read-problem.ts';
import type { RedisReader } from './redis-reader.ts';
import { groupInList, groupInStream } from './rows/group-state.ts';

export interface GroupTold {
  /** Takes the group as it now is, null while there is none of that name, and whether it has more consumers than are kept. */
  group(state: GroupState | null, more: boolean): void;
  /** It could not be asked, because of this. */
  problem(problem: ReadProblem): void;
}

/** Each question through a pod starts a program there, and stands in the cluster's own record. */
const everyMs = { cheap: 1_000, costly: 3_000 } as const;
const longestWaitMs = 30_000;
/** What Redis says of a key that is not there, and of one that is no stream. */
const noSuchKey = /no such key/i;

/** Takes what gives whom to ask, the stream's key, the group and who is told; begins at once. Gives what ends it. */
export function watchGroup(redis: () => Promise<RedisReader>, { stream, group }: { stream: string; group: string }, told: GroupTold): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  let every: number = everyMs.cheap;
  const run = async (): Promise<void> => {
    for (let failed = 0; !signal.aborted;) {
      try {
        const asked = await redis();
        every = asked.isCostly ? everyMs.costly : everyMs.cheap;
        const found = await ask(asked, stream, group);
        if (signal.aborted) return;
        told.group(found?.group ?? null, found?.more ?? false);
        failed = 0;
      } catch (error) {
        if (signal.aborted) return;
        failed += 1;
        told.problem(error instanceof ReadProblem ? error : new ReadProblem('What Redis answered could not be read.'));
      }
      await pause(Math.min(longestWaitMs, every * 2 ** Math.min(failed, 5)), undefined, { signal }).catch(() => undefined);
    }
  };
  void run();
  return () => { ending.abort(); };
}

async function ask(redis: RedisReader, stream: string, group: string): Promise<ReturnType<typeof groupInList>> {
  try {
    // One program in the pod instead of three; of the entries it tells one.
    if (redis.isCostly) return groupInStream(await redis.call(['XINFO', 'STREAM', stream, 'FULL', 'COUNT', '1']), group);
    // Asked of the group alone: an entry may be of any size.
    const groups = await redis.call(['XINFO', 'GROUPS', stream]);
    if (groupInList(0, groups, [], group, 0) === null) return null;
    return groupInList(await redis.call(['XLEN', stream]), groups, await redis.call(['XINFO', 'CONSUMERS', stream, group]), group, Date.now());
  } catch (error) {
    if (error instanceof ReadProblem && (noSuchKey.test(error.message) || /^NOGROUP/.test(error.message))) return null;
    throw error;
  }
}
