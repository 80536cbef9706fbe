/**
 * One pod that runs: its containers, each with the log of this run and of the one before, and the commands run beside
 * them. It never starts anything by itself: the cluster says when.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LimitGroup, makeGroup } from '../../sandbox/limits.ts';
import type { ContainerPlan, ContainerStatus, ExecOptions, ExecSession, LogOptions, LogStream, RunningPod } from '../cluster/kubelet.ts';
import { findImage, type Image } from '../images/image.ts';
import { findProgram, searchPath } from '../images/machine.ts';
import { removeTree } from '../../sandbox/remove-tree.ts';
import { Container, type Ending } from './container.ts';
import { enterCommand } from './enter.ts';
import { type Exec, PipeExec, refusedExec, TerminalExec } from './exec.ts';
import type { Ground } from './ground.ts';
import { insidePath } from './inside-path.ts';
import { LogBook } from './log-book.ts';
import { type Place, prepareMounts } from './mounts.ts';
import { etcFiles } from './sandbox.ts';

interface Slot {
  container: Container | null;
  log: LogBook;
  previous: LogBook | null;
  ready: boolean;
  status: ContainerStatus;
  group: LimitGroup | null;
  /** it has been asked for, and its turn has not come */
  waiting: boolean;
  /** it has begun, or will not: another may */
  leave: () => void;
  /** resolves when its group is gone */
  cleared?: Promise<void> | undefined;
  env: Record<string, string>;
  workingDir: string;
}

export interface PodEvents {
  /** how its containers fare, at every change */
  report(statuses: ContainerStatus[]): void;
  /** once, when it was stopped and what it had on disk is gone */
  onStopped(): Promise<void>;
}

/** When a container that is not ready yet is first asked, in milliseconds. Most are ready by what they print, sooner. */
const firstProbe = 1000;
/** One that stays unready is asked less and less often: each time costs a process. */
const lastProbe = 10_000;

/** Processes of one container, and its memory when its plan names none: plenty for a service of the practice world. */
const mostProcesses = 128;
const defaultMemory = 512 * 1024 * 1024;
/** What a plan may name: a manifest can ask for more than the machine has, or for -1, which version 1 takes for no limit. */
const memoryBounds = { least: 4 * 1024 * 1024, most: 1024 * 1024 * 1024 };
/** Groups made by this process; a number in their names tells them apart. */
let groups = 0;

export class Pod implements RunningPod {
  readonly #name: string;
  readonly #ground: Ground;
  readonly #place: Place;
  readonly #report: (statuses: ContainerStatus[]) => void;
  readonly #onStopped: () => Promise<void>;
  readonly #now: () => number;
  readonly #slots = new Map<string, Slot>();
  readonly #execs = new Set<Exec>();
  #stopping = false;
  #etcWritten = false;

  /** Takes its host name, what it shares, where it keeps things, the world's time, and whom to tell how its containers fare and that it was stopped. */
  constructor(name: string, ground: Ground, place: Place, now: () => number, { report, onStopped }: PodEvents) {
    this.#now = now;
    this.#name = name;
    this.#ground = ground;
    this.#place = place;
    this.#report = report;
    this.#onStopped = onStopped;
  }

  start(plan: ContainerPlan): void {
    const before = this.#slots.get(plan.name);
    if (before !== undefined && (before.waiting || before.container?.ended === false)) return;
    const startedAt = this.#time();
    const slot: Slot = {
      container: null, log: new LogBook(), previous: before?.log ?? null, ready: false,
      status: { name: plan.name, ready: false, state: { running: { startedAt } } }, group: null, waiting: true, leave: () => undefined, env: {}, workingDir: '/',
    };
    this.#slots.set(plan.name, slot);
    this.#ground.starts.enter((leave) => {
      slot.leave = leave;
      slot.waiting = false;
      try {
        if (this.#stopping) throw new Error('the pod is being stopped');
        this.#begin(plan, slot);
      } catch (error) {
        slot.log.end();
        const message = error instanceof Error ? error.message : String(error);
        const ending: Ending = { exitCode: 128, reason: 'StartError', message, startedAt, finishedAt: this.#time() };
        setImmediate(() => this.#ended(slot, ending));
      }
    });
  }

  logs(container: string, options: LogOptions): LogStream {
    const slot = this.#slots.get(container);
    const log = (options.previous ? slot?.previous : slot?.log) ?? emptyLog();
    return log.read(options);
  }

  exec(container: string, options: ExecOptions): ExecSession {
    const slot = this.#slots.get(container);
    const inside = slot?.container?.inside ?? null;
    if (slot === undefined || inside === null || this.#stopping) return refusedExec(`container "${container}" is not running`);
    const missing = missingProgram(options.command, slot.env['PATH']);
    if (missing !== null) return refusedExec(missing);
    const env = { ...slot.env, ...(options.tty ? { TERM: 'xterm' } : {}) };
    try {
      const command = enterCommand({
        inside, tty: options.tty, workingDir: slot.workingDir, env, command: options.command,
        filter: this.#ground.filter, architecture: process.arch, processFiles: slot.group?.processFiles ?? [],
      });
      return this.#keep(options.tty ? new TerminalExec(command, options.stdin) : new PipeExec(command, options.stdin));
    } catch (error) {
      return refusedExec(error instanceof Error ? error.message : String(error));
    }
  }

  stopContainer(name: string, graceSeconds: number): void {
    const container = this.#slots.get(name)?.container ?? null;
    if (container === null || container.ended) return;
    if (graceSeconds > 0) container.terminate();
    else container.kill();
    setTimeout(() => container.kill(), graceSeconds * 1000).unref();
  }

  async stop(graceSeconds: number): Promise<void> {
    await this.end(graceSeconds);
    await removeTree(this.#place.folder);
    await this.#onStopped();
  }

  /** Ends every process like `stop`, but keeps what the pod has on disk: it will be run again. */
  async end(graceSeconds: number): Promise<void> {
    this.#stopping = true;
    const running = [...this.#slots.values()].flatMap(({ container }) => (container === null || container.ended ? [] : [container]));
    for (const container of running) {
      if (graceSeconds > 0) container.terminate();
      else container.kill();
    }
    const timer = setTimeout(() => running.forEach((container) => container.kill()), graceSeconds * 1000);
    await Promise.all(running.map((container) => container.gone));
    clearTimeout(timer);
    await Promise.all([...this.#slots.values()].map((slot) => slot.cleared));
    // With its first process gone nothing is left in a container; what is awaited is that their ends were noticed here.
    await Promise.all([...this.#execs].map((exec) => exec.gone));
  }

  #begin(plan: ContainerPlan, slot: Slot): void {
    const image = findImage(this.#ground.images, plan.image);
    if (image === undefined) throw new Error(`no practice image is called ${plan.image}`);
    const command = [...(plan.command ?? image.command), ...(plan.args ?? (plan.command === null ? image.args : []))];
    slot.workingDir = insidePath(plan.workingDir ?? image.workingDir, 'work in');
    slot.env = { PATH: searchPath, HOSTNAME: this.#name, HOME: '/tmp', ...image.env, ...plan.env };
    const missing = missingProgram(command, slot.env['PATH']);
    if (missing !== null) throw new Error(missing);
    const etc = this.#etc();
    const prepared = prepareMounts(plan, image, this.#place);
    const release = (): void => prepared.held.forEach((volume) => this.#place.volumes.release(volume));
    try {
      slot.group = this.#group(plan);
      slot.container = new Container(
        { hostname: this.#name, user: image.user, etc, devices: this.#place.devices, mounts: prepared.mounts, home: image.workingDir, env: slot.env, workingDir: slot.workingDir, command },
        { filterFile: this.#ground.filterFile, group: slot.group, now: this.#now, log: slot.log },
        {
          onStarted: () => this.#started(slot, image),
          onLines: (lines) => {
            if (image.ready !== null && lines.some((line) => image.ready?.line.test(line))) this.#ready(slot);
          },
          onEnded: (ending) => {
            slot.cleared = slot.group?.remove();
            release();
            this.#ended(slot, ending);
          },
        },
      );
    } catch (error) {
      void slot.group?.remove();
      release();
      throw error;
    }
  }

  #time(): string {
    return new Date(this.#now()).toISOString();
  }

  /** Writes the files of /etc once for all containers of the pod, and gives their folder. */
  #etc(): string {
    const folder = join(this.#place.folder, 'etc');
    if (this.#etcWritten) return folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const [name, content] of Object.entries(etcFiles(this.#name))) writeFileSync(join(folder, name), content);
    this.#etcWritten = true;
    return folder;
  }

  #group(plan: ContainerPlan): LimitGroup | null {
    if (this.#ground.limits === null) return null;
    groups += 1;
    return makeGroup(this.#ground.limits, `${process.pid}-${groups}`, { processes: mostProcesses, memoryBytes: memoryOf(plan) });
  }

  #keep(exec: Exec): Exec {
    this.#execs.add(exec);
    void exec.gone.then(() => this.#execs.delete(exec));
    return exec;
  }

  #started(slot: Slot, image: Image): void {
    slot.leave();
    if (image.ready === null) slot.ready = true;
    else this.#probeLater(slot, image.ready.command, firstProbe);
    this.#tell(slot, { running: { startedAt: slot.container?.startedAt ?? '' } });
  }

  #ready(slot: Slot): void {
    if (slot.ready || slot.container?.ended !== false) return;
    slot.ready = true;
    // It may say so before the sandbox is known to be complete; then `#started` tells both.
    if (slot.container.inside !== null) this.#tell(slot, slot.status.state);
  }

  #probeLater(slot: Slot, command: readonly string[], wait: number): void {
    setTimeout(() => {
      if (slot.ready || slot.container?.ended !== false || this.#stopping) return;
      const probe = this.exec(slot.status.name, { command: [...command], tty: false, stdin: false });
      probe.onStdout(() => undefined);
      probe.onStderr(() => undefined);
      probe.onExit((status) => {
        if (status === 0) this.#ready(slot);
        else this.#probeLater(slot, command, Math.min(wait * 1.5, lastProbe));
      });
    }, wait).unref();
  }

  #ended(slot: Slot, ending: Ending): void {
    slot.leave();
    slot.ready = false;
    this.#tell(slot, { terminated: ending });
  }

  #tell(slot: Slot, state: ContainerStatus['state']): void {
    slot.status = { name: slot.status.name, ready: slot.ready, state };
    this.#report([...this.#slots.values()].filter(({ waiting }) => !waiting).map((each) => each.status));
  }
}

function memoryOf({ memory }: ContainerPlan): number {
  return Math.round(Math.min(Math.max(memory ?? defaultMemory, memoryBounds.least), memoryBounds.most));
}

function emptyLog(): LogBook {
  const log = new LogBook();
  log.end();
  return log;
}

/**
 * Takes a command and the search path it will have; gives why it cannot be found, or null. Only folders that are this
 * machine's own are looked into: a link that a pod put into another would lead us anywhere, and tell it what is there.
 */
function missingProgram([program = '']: readonly string[], path: string = searchPath): string | null {
  if (program === '') return 'no command was given';
  const known = searchPath.split(':');
  if (program.includes('/') || path.split(':').some((folder) => !known.includes(folder))) return null;
  return findProgram(program, path) === null ? `unable to start container process: exec: "${program}": executable file not found in $PATH` : null;
}
