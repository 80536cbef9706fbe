/**
 * A consumer group of a stream as it is now. Redis tells nobody by itself, so it is asked every second or two: by us where it can be
 * reached, by one redis-cli that goes on asking where it is in a pod.
 */
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

interface Asked {
  stream: string;
  group: string;
}

type Found = ReturnType<typeof groupInList>;

/** Before it is asked again, in milliseconds. */
const usualPauseMs = 1_000;
const longestPauseMs = 30_000;
/** What Redis says of a key or a group that is not there. */
const absent = /no such key|^NOGROUP/i;

/** Takes what gives whom to ask, the stream's key, the group and who is told; begins at once. Gives what ends it. */
export function watchGroup(redis: () => Promise<RedisReader>, asked: Asked, told: GroupTold, pauseMs = usualPauseMs): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const run = async (): Promise<void> => {
    for (let failed = 0; !signal.aborted;) {
      try {
        for await (const found of answers(await redis(), asked, signal)) {
          if (signal.aborted) return;
          told.group(found?.group ?? null, found?.more ?? false);
          failed = 0;
        }
      } catch (error) {
        if (signal.aborted) return;
        failed += 1;
        told.problem(error instanceof ReadProblem ? error : new ReadProblem('What Redis answered could not be read.'));
      }
      await pause(Math.min(longestPauseMs, pauseMs * 2 ** Math.min(failed, 5)), undefined, { signal }).catch(() => undefined);
    }
  };
  void run();
  return () => { ending.abort(); };
}

async function* answers(redis: RedisReader, asked: Asked, signal: AbortSignal): AsyncGenerator<Found, void> {
  if (redis.repeat === null) {
    yield await ask(redis, asked);
    return;
  }
  let isSilent = true;
  // All at once, so that one program is enough; of the entries it tells one.
  for await (const answer of redis.repeat(['XINFO', 'STREAM', asked.stream, 'FULL', 'COUNT', '1'], signal)) {
    isSilent = false;
    yield answer instanceof Error ? absentOr(new ReadProblem(answer.message, 400)) : groupInStream(answer, asked.group);
  }
  if (isSilent) throw new ReadProblem('The redis-cli in the pod says nothing.', 500);
}

async function ask(redis: RedisReader, { stream, group }: Asked): Promise<Found> {
  try {
    // Asked of the group alone: an entry may be of any size.
    const groups = await redis.call(['XINFO', 'GROUPS', stream]);
    if (groupInList(0, groups, [], group, 0) === null) return null;
    return groupInList(await redis.call(['XLEN', stream]), groups, await redis.call(['XINFO', 'CONSUMERS', stream, group]), group, Date.now());
  } catch (error) {
    if (error instanceof ReadProblem) return absentOr(error);
    throw error;
  }
}

/** A stream or a group that is not there is no failure to look. */
function absentOr(problem: ReadProblem): null {
  if (absent.test(problem.message)) return null;
  throw problem;
}
