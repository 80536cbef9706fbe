/** How a run stands, in a sentence: for its page and for what is downloaded of it. Pure. */
import type { Run } from '../run.ts';

/** Takes a run; gives one or two sentences on how it ended. A run whose end is not known never sounds like a success. */
export function endingOf(run: Run): string {
  return [ended(run), run.note].filter((sentence) => sentence !== '').join(' ');
}

function ended({ state, exitStatus, asExpected, startedAt, note }: Run): string {
  switch (state) {
    case 'queued': return 'It waits for another step of its workspace.';
    case 'starting': return 'It is starting.';
    case 'running': return 'It is still running.';
    case 'stopped': return startedAt === null ? (note === '' ? 'It was stopped before it began.' : '') : 'It was stopped.';
    case 'timed-out': return 'It ran into its time limit.';
    case 'lost': return 'It was lost: how it ended is not known.';
    case 'exited': return `It ended with exit status ${exitStatus ?? '?'}, ${asExpected === false ? 'not ' : ''}as expected.`;
  }
}
