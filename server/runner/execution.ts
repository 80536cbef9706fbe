/**
 * One run's processes: its sandbox on a terminal, the way its bytes take until they can be kept, and the ladder that
 * stops it. It knows nothing of journals, viewers or queues.
 */
import type { TerminalSize } from '../../common/run.ts';
import { sandboxCommand, sandboxWords, type SandboxPlan } from '../sandbox/argv.ts';
import type { LimitGroup } from '../sandbox/limits.ts';
import { endsOnInterrupt, signalAll, stepProcesses } from '../sandbox/processes.ts';
import { createBatch } from './batch.ts';
import { openPty, type PtyExit } from './pty.ts';
import type { Redactor } from './redact.ts';
import type { PtyUse, Waiting } from './standby.ts';

export interface ExecutionOptions {
  plan: SandboxPlan;
  group: LimitGroup | null;
  /** a launcher that is in the group already; null to start one */
  waiting: Waiting | null;
  size: TerminalSize;
  redactor: Redactor | null;
  onOutput(bytes: Uint8Array): void;
  /** after the last output */
  onEnd(exit: PtyExit): void;
}

export interface Execution {
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
/**
 * Where a pattern holds an unfinished line back, a person at a prompt would never see it: it is shown after this silence,
 * in milliseconds, in interactive runs only.
 */
const promptMs = 400;

/** Takes what to run; gives it running. Throws when it cannot be started. */
export function startExecution(options: ExecutionOptions): Execution {
  const { plan, group, waiting, redactor } = options;
  const batch = createBatch(options.onOutput);
  const timers = new Set<NodeJS.Timeout>();
  let over = false;
  let stopping = false;
  let prompt: NodeJS.Timeout | null = null;

  const begin = (use: PtyUse) => waiting?.begin(sandboxWords(plan), options.size, use) ?? openPty({ ...sandboxCommand(plan), size: options.size, ...use });
  const pty = begin({
    onData(bytes) {
      batch.add(redactor === null ? bytes : redactor.push(bytes));
      if (redactor !== null && plan.interactive) showPrompt(redactor);
    },
    onExit(exit) {
      over = true;
      for (const timer of timers) clearTimeout(timer);
      if (prompt !== null) clearTimeout(prompt);
      if (redactor !== null) batch.add(redactor.end());
      batch.flush();
      options.onEnd(exit);
    },
  });
  if (plan.uid !== null) pty.giveTo(plan.uid);
  const showPrompt = (held: Redactor) => {
    if (prompt !== null) clearTimeout(prompt);
    prompt = held.holding ? setTimeout(() => batch.add(held.end()), promptMs) : null;
  };
  const kill = () => {
    if (over) return;
    group?.kill();
    // The first process takes the whole sandbox with it.
    signalAll([pty.pid], 'SIGKILL');
    pty.resume();
  };
  const climb = (signals: readonly NodeJS.Signals[]) => {
    if (over) return;
    if (signals.includes('SIGKILL')) {
      kill();
      return;
    }
    const processes = stepProcesses(pty.pid);
    for (const signal of signals) signalAll(processes, signal);
    if (signals.includes('SIGINT')) timers.add(setTimeout(() => signalAll(processes.filter(endsOnInterrupt), 'SIGINT'), againMs));
  };

  return {
    input: (data) => pty.write(data),
    resize: (size) => pty.resize(size),
    pause: () => pty.pause(),
    resume: () => pty.resume(),
    stop() {
      if (stopping || over) return;
      stopping = true;
      pty.resume();
      for (const [afterMs, signals] of ladders[plan.interactive ? 'interactive' : 'batch']) {
        if (afterMs === 0) climb(signals);
        else timers.add(setTimeout(() => climb(signals), afterMs));
      }
    },
    kill,
  };
}
