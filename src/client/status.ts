/** What is said about a run in one line. */
import type { Run } from '../../common/run.ts';

/** Colour of a state: nothing yet, going on, as expected, not as expected, ended otherwise. */
export type Tone = 'idle' | 'busy' | 'good' | 'bad' | 'over';

export interface Status {
  tone: Tone;
  text: string;
  /** how it ended, or why it waits; may be empty */
  note: string;
}

/** Takes a run and the time; gives its status. */
export function statusOf(run: Run, now: number): Status {
  const took = duration((run.endedAt ?? now) - (run.startedAt ?? run.queuedAt));
  const say = (tone: Tone, text: string): Status => ({ tone, text, note: run.note });
  switch (run.state) {
    case 'queued': return say('busy', 'Queued: another step of this workspace is running');
    case 'starting': return say('busy', 'Starting');
    case 'running': return say('busy', `Running · ${duration(now - (run.startedAt ?? run.queuedAt), 0)}`);
    // The server's note says the same.
    case 'stopped': return run.startedAt === null ? { tone: 'over', text: 'Stopped before it began', note: '' } : say('over', `Stopped after ${took}`);
    case 'timed-out': return say('bad', `Timed out after ${took}`);
    case 'lost': return say('bad', 'Lost: it is not known how this run ended');
    case 'exited': return say(run.asExpected === false ? 'bad' : 'good', `${outcome(run)} · ${took}`);
  }
}

function outcome(run: Run): string {
  const exit = `exit status ${run.exitStatus ?? '?'}`;
  if (run.asExpected !== false) return `As expected · ${exit}`;
  // The note says what else was wrong.
  if (run.exitStatus === 0) return `Not as expected · ${exit}`;
  return `E${exit.slice(1)} — not as expected`;
}

/** Takes a sentence; gives its pieces: every other one, from the second, is a duration, which must not be broken. */
export function timesIn(text: string): string[] {
  return text.split(/(\b\d+(?:\.\d+)? (?:ms|s|min|h)\b(?: \d+ (?:s|min)\b)?)/);
}

/** Takes milliseconds, and digits for what is short; gives them as a person says them: 0.4 s, 12 s, 3 min 5 s, 2 h 10 min. */
export function duration(milliseconds: number, digits: 0 | 1 = 1): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10 && digits === 1) return `${seconds.toFixed(1)} s`;
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
