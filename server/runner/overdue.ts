/**
 * Tells when a sandbox is overdue: its step has ended, and it has not. What stands around a step (bwrap, twice) ends with it by
 * itself, within milliseconds; where one of those hangs, was stopped, or missed its child, nobody else would ever notice, and
 * the run would go on for ever with its last line on the screen.
 */
import { readFileSync } from 'node:fs';
import { stepProcesses } from '../sandbox/processes.ts';

export interface OverdueOptions {
  /** the sandbox's first process */
  pid: number;
  /** file in which the inner stage says how the step ended (argv.ts); null for none */
  record: string | null;
  /** bytes printed so far: what prints is not over */
  printed(): number;
  /** between two looks, in milliseconds */
  lookMs: number;
  /** Takes the step's exit status, or null when nobody knows it any more. Called once. */
  onOverdue(status: number | null): void;
}

/** Between two looks, in milliseconds: rare, as each reads the processes of a run that is quiet. */
export const overdueLookMs = 5_000;

/** Takes a sandbox that begins; looks after it until it is over. Gives what ends the looking. */
export function watchOverdue(options: OverdueOptions): () => void {
  let seen = false;
  let missed = false;
  let printed = -1;
  const timer = setInterval(() => {
    const before = printed;
    printed = options.printed();
    if (printed !== before) {
      missed = false;
      return;
    }
    const status = recordedStatus(options.record);
    const going = status === null && stepProcesses(options.pid).length > 0;
    // What has printed has begun, though it was over before anybody looked.
    seen ||= going || printed > 0;
    if (going || (status === null && !seen)) missed = false;
    else if (!missed) missed = true;
    else {
      clearInterval(timer);
      options.onOverdue(status);
    }
  }, options.lookMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** One JSON document a line, of which the last tells the exit status: `man 1 bwrap`, --json-status-fd. */
export function recordedStatus(record: string | null): number | null {
  try {
    const found = record === null ? null : /"exit-code"\s*:\s*(\d{1,3})\b/.exec(readFileSync(record, 'utf8'));
    return found === null ? null : Number(found[1]);
  } catch {
    return null;
  }
}
