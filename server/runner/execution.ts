/**
 * One run's processes: its sandbox on a terminal, the way its bytes take until they can be kept, and the ladder that
 * stops it. It knows nothing of journals, viewers or queues.
 */
import type { TerminalSize } from '../../common/run.ts';
import { sandboxCommand, sandboxWords, type SandboxPlan } from '../sandbox/argv.ts';
import type { LimitGroup } from '../sandbox/limits.ts';
import { endsOnInterrupt, signalAll, stepProcesses, treeOf } from '../sandbox/processes.ts';
import { createOutputPath } from './output-path.ts';
import { overdueLookMs, watchOverdue } from './overdue.ts';
import { openPty } from './pty.ts';
import type { Redactor } from './redact/redact.ts';
import type { PtyUse, Waiting } from './standby.ts';

export interface ExecutionEnd {
  /** as a shell reports it: 128 + the signal for a process ended by one */
  status: number;
  /** a sentence when the end was not the ordinary one; else empty */
  note: string;
}

export interface ExecutionOptions {
  plan: SandboxPlan;
  group: LimitGroup | null;
  /** a launcher that is in the group already; null to start one */
  waiting: Waiting | null;
  size: TerminalSize;
  redactor: Redactor | null;
  /** how often it is looked whether the sandbox outlives its step, in milliseconds */
  lookMs?: number | undefined;
  onOutput(bytes: Uint8Array): void;
  /** after the last output, once */
  onEnd(end: ExecutionEnd): void;
}

export interface Execution {
  /** every process of it, those of its sandbox among them */
  processes(): number[];
  /** Tells whether it was taken. */
  input(data: string): boolean;
  resize(size: TerminalSize): void;
  pause(): void;
  resume(): void;
  /** Begins to stop it; once begun, further calls do nothing. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

type Rung = readonly [afterMs: number, signals: readonly NodeJS.Signals[]];
/** A shell that waits for a person ignores INT and TERM and ends on HUP. */
const ladders: Readonly<Record<'batch' | 'interactive', readonly Rung[]>> = {
  batch: [[0, ['SIGINT']], [2_000, ['SIGTERM']], [4_000, ['SIGKILL']]],
  interactive: [[0, ['SIGINT']], [300, ['SIGHUP', 'SIGTERM']], [2_000, ['SIGKILL']]],
};
/**
 * An interrupt that meets a shell's child before it has become its program is the shell's to take, and gets lost. What it
 * should have ended and is still there gets another after this time, in milliseconds.
 */
const againMs = 150;
/** What was killed and is not gone after this time, in milliseconds, is not waited for: a process may hang in the kernel. */
const goneMs = 10_000;
/** Of a process that was killed. */
const killed = 128 + 9;
const notes = {
  overdue: 'The step had ended; its sandbox had not, and was ended.',
  unknown: 'The step had ended; its sandbox had not, and was ended. With which status it ended is not known.',
  stuck: 'It was killed and may still be there: the system did not say that it is gone.',
} as const;

/** Takes what to run; gives it running. Throws when it cannot be started. */
export function startExecution(options: ExecutionOptions): Execution {
  const { plan, group, waiting, redactor } = options;
  const timers = new Set<NodeJS.Timeout>();
  const later = (act: () => void, ms: number) => { timers.add(setTimeout(act, ms)); };
  let [over, stopping, dying] = [false, false, false];
  let printed = 0;
  /** how it ended, as far as that is not for the terminal to say */
  let decided: ExecutionEnd | null = null;

  const output = createOutputPath({ redactor, isWatched: plan.interactive, onward: options.onOutput });
  const end = (exit: ExecutionEnd) => {
    if (over) return;
    over = true;
    for (const timer of timers) clearTimeout(timer);
    stopWatching();
    // What has left its sandbox's tree has not left its group.
    group?.kill();
    output.end();
    options.onEnd(decided ?? exit);
  };
  const begin = (use: PtyUse) => waiting?.begin(sandboxWords(plan), options.size, use) ?? openPty({ ...sandboxCommand(plan), size: options.size, ...use });
  const pty = begin({
    onData(bytes) {
      if (over) return;
      printed += bytes.length;
      output.add(bytes);
    },
    onExit: ({ status }) => end({ status, note: '' }),
  });
  const kill = () => {
    if (over) return;
    group?.kill();
    // The first process takes the whole sandbox with it.
    signalAll([pty.pid], 'SIGKILL');
    pty.resume();
    if (dying) return;
    dying = true;
    later(() => end({ status: killed, note: notes.stuck }), goneMs);
  };
  const stopWatching = watchOverdue({
    pid: pty.pid, record: plan.record ?? null, printed: () => printed, lookMs: options.lookMs ?? overdueLookMs,
    onOverdue(status) {
      decided = status === null ? { status: killed, note: notes.unknown } : { status, note: notes.overdue };
      kill();
    },
  });
  if (plan.uid !== null) pty.giveTo(plan.uid);

  return {
    input: pty.write, resize: pty.resize, pause: pty.pause, resume: pty.resume, kill, processes: () => treeOf(pty.pid),
    stop() {
      if (stopping || over) return;
      stopping = true;
      pty.resume();
      for (const [afterMs, signals] of ladders[plan.interactive ? 'interactive' : 'batch']) {
        const climb = signals.includes('SIGKILL') ? kill : () => interrupt(pty.pid, signals, later);
        if (afterMs === 0) climb();
        else later(climb, afterMs);
      }
    },
  };
}

/** Takes the sandbox's first process and signals; sends them to the step's own processes. */
function interrupt(first: number, signals: readonly NodeJS.Signals[], later: (act: () => void, ms: number) => void): void {
  const processes = stepProcesses(first);
  for (const signal of signals) signalAll(processes, signal);
  // What was stopped hears of no signal until it goes on, but for the last one.
  signalAll(processes, 'SIGCONT');
  if (signals.includes('SIGINT')) later(() => signalAll(processes.filter(endsOnInterrupt), 'SIGINT'), againMs);
}
