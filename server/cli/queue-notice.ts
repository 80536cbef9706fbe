/** Tells, once, that a run waits for another one to end. */
import type { Run } from '../../common/run.ts';

/** A run that starts sooner than this is not worth a word, in milliseconds. */
const sayAfterMs = 1_000;

export interface QueueNotice {
  /** Takes the run as it is now. */
  see(run: Run): void;
  /** Nothing is said any more. */
  end(): void;
}

/** Gives a notice that says so on stderr when a run stays queued. */
export function queueNotice(): QueueNotice {
  let timer: NodeJS.Timeout | null = null;
  let isDone = false;
  const end = () => {
    isDone = true;
    if (timer !== null) clearTimeout(timer);
  };
  return {
    see(run) {
      if (run.state !== 'queued') end();
      else if (!isDone) timer ??= setTimeout(() => { process.stderr.write('handrail: waiting: another step of this workspace is running.\n'); }, sayAfterMs);
    },
    end,
  };
}
