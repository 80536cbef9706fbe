/**
 * A launcher kept waiting, so that a person who presses Run does not wait for what every sandbox begins with: a terminal, a
 * shell, its limits, and joining its cgroups, for which the kernel alone takes about 10 ms (each move waits until every
 * processor has let go of the old place). It has done all of that and knows nothing of any run; it gets its command
 * through a pipe that only we can open, once.
 */
import { closeSync, constants, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { TerminalSize } from '../../common/run.ts';
import { waitingLauncher } from '../sandbox/argv.ts';
import { type LimitGroup, type Limits, makeGroup } from '../sandbox/limits.ts';
import { signalAll } from '../sandbox/processes.ts';
import type { Tools } from '../sandbox/tools.ts';
import { openPty, type Pty, type PtyOptions } from './pty.ts';

export interface StandbyOptions {
  tools: Tools;
  stage: string;
  /** whether we are root, and sandboxes become a user of their own */
  root: boolean;
  limits: Limits;
  /** for the pipes; ours alone */
  folder: string;
}

/** What a run wants to hear of its terminal. */
export type PtyUse = Pick<PtyOptions, 'onData' | 'onExit'>;

export interface Waiting {
  readonly group: LimitGroup;
  /** Takes the words of the sandbox, the terminal's size, and who listens; begins. To be called once. */
  begin(words: readonly string[], size: TerminalSize, use: PtyUse): Pty;
}

interface Held {
  group: LimitGroup;
  pty: Pty;
  pipe: string;
  use: PtyUse | null;
  gone: boolean;
}

/** The next launcher is made this long after one was taken, in milliseconds, so as not to be in that run's way. */
const pauseMs = 50;
const size: TerminalSize = { cols: 80, rows: 24 };

export class Standby {
  readonly #options: StandbyOptions;
  #held: Held | null = null;
  #count = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: StandbyOptions) {
    this.#options = options;
    this.#prepare();
  }

  /** Gives a launcher that waits, or null when none does just now. */
  take(): Waiting | null {
    const held = this.#held;
    if (held === null || held.gone) {
      this.#later();
      return null;
    }
    const pipe = openPipe(held.pipe);
    if (pipe === null) return null;
    rmSync(held.pipe);
    this.#held = null;
    this.#later();
    return {
      group: held.group,
      begin(words, wanted, use) {
        held.use = use;
        held.pty.resize(wanted);
        writeSync(pipe, words.map((word) => `${word}\0`).join(''));
        closeSync(pipe);
        return held.pty;
      },
    };
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#held !== null) {
      rmSync(this.#held.pipe, { force: true });
      this.#held.group.kill();
      // One that has only just begun may not be in its group yet.
      if (!this.#held.gone) signalAll([this.#held.pty.pid], 'SIGKILL');
    }
    this.#held = null;
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.#held === null || this.#held.gone) this.#prepare();
    }, pauseMs).unref();
  }

  /** A machine that has no process left for it now may have one later: runs start without meanwhile. */
  #prepare(): void {
    try {
      this.#held = this.#make();
    } catch {
      this.#held = null;
    }
  }

  #make(): Held {
    const { limits, folder, root, tools, stage } = this.#options;
    const name = `standby-${process.pid}-${++this.#count}`;
    const pipe = join(folder, name);
    const group = makeGroup(limits, name);
    const plan = { tools, stage, uid: root ? 0 : null, cgroups: group.processFiles };
    const held: Held = {
      group, pipe, use: null, gone: false,
      pty: openPty({
        ...waitingLauncher(plan, pipe), size,
        onData: (bytes) => { held.use?.onData(bytes); },
        onExit: (exit) => {
          held.gone = true;
          held.use?.onExit(exit);
          if (held.use !== null) return;
          rmSync(pipe, { force: true });
          void group.remove();
        },
      }),
    };
    return held;
  }
}

/** Gives the pipe open for writing, or null while nobody reads it yet. */
function openPipe(path: string): number | null {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
}
