/** A small Kubelet for tests: containers are real processes of this machine, without any walls. */
import { type ChildProcess, spawn } from 'node:child_process';
import type {
  ContainerPlan, ContainerStatus, ExecOptions, ExecSession, Kubelet, LogOptions, LogStream, RunningPod,
} from '../kubelet.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Pod } from '../pod.ts';

interface Line { at: number; text: string }

/** Knows `busybox`, `redis` and `nginx`, with any tag but `nope`. Without a command a container sleeps. */
export class ProcessKubelet implements Kubelet {
  readonly forgotten: string[] = [];
  readonly plans: ContainerPlan[] = [];
  readonly #pods: ProcessPod[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  knowsImage(image: string): boolean {
    return /^(busybox|redis|nginx)(:[\w.-]+)?$/.test(image) && !image.endsWith(':nope');
  }

  async forgetVolume(volume: string): Promise<void> {
    this.forgotten.push(volume);
    return Promise.resolve();
  }

  run(_pod: Pod, onStatus: (statuses: ContainerStatus[]) => void): RunningPod {
    const pod = new ProcessPod(onStatus, this.plans, () => new Date(this.#clock.now()).toISOString());
    this.#pods.push(pod);
    return pod;
  }

  /** Kills everything. */
  async close(): Promise<void> {
    await Promise.all(this.#pods.map((pod) => pod.stop(0)));
  }
}

class ProcessPod implements RunningPod {
  readonly #onStatus: (statuses: ContainerStatus[]) => void;
  readonly #plans: ContainerPlan[];
  readonly #statuses = new Map<string, ContainerStatus>();
  readonly #logs = new Map<string, Log>();
  readonly #previous = new Map<string, Log>();
  readonly #children = new Map<ChildProcess, Promise<void>>();
  readonly #main = new Map<string, ChildProcess>();
  readonly #time: () => string;

  constructor(onStatus: (statuses: ContainerStatus[]) => void, plans: ContainerPlan[], time: () => string) {
    this.#time = time;
    this.#onStatus = onStatus;
    this.#plans = plans;
  }

  start(plan: ContainerPlan): void {
    this.#plans.push(plan);
    const [program = 'sleep', ...rest] = [...plan.command ?? (plan.args ? [] : ['sleep', '1000']), ...plan.args ?? []];
    const startedAt = this.#time();
    const former = this.#logs.get(plan.name);
    if (former) this.#previous.set(plan.name, former);
    const log = new Log();
    this.#logs.set(plan.name, log);
    const child = this.#spawn(program, rest, plan.env);
    this.#main.set(plan.name, child);
    child.stdout?.on('data', (chunk: Buffer) => { log.add(chunk.toString()); });
    child.stderr?.on('data', (chunk: Buffer) => { log.add(chunk.toString()); });
    child.on('spawn', () => { this.#tell({ name: plan.name, ready: true, state: { running: { startedAt } } }); });
    const end = (exitCode: number) => {
      log.end();
      const reason = exitCode === 0 ? 'Completed' : 'Error';
      this.#tell({ name: plan.name, ready: false, state: { terminated: { exitCode, reason, startedAt, finishedAt: this.#time() } } });
    };
    child.on('error', () => { end(128); });
    child.on('close', (code, signal) => { end(code ?? (signal === 'SIGKILL' ? 137 : 143)); });
  }

  #spawn(program: string, args: string[], env: Record<string, string> = {}): ChildProcess {
    const child = spawn(program, args, { env: { PATH: process.env['PATH'], ...env }, detached: true });
    this.#children.set(child, new Promise((resolve) => {
      child.on('close', () => {
        this.#children.delete(child);
        resolve();
      });
    }));
    return child;
  }

  #tell(status: ContainerStatus): void {
    this.#statuses.set(status.name, status);
    this.#onStatus([...this.#statuses.values()]);
  }

  logs(container: string, options: LogOptions): LogStream {
    return ((options.previous ? this.#previous : this.#logs).get(container) ?? new Log()).read(options);
  }

  exec(_container: string, { command, stdin }: ExecOptions): ExecSession {
    const [program = '', ...args] = command;
    const child = this.#spawn(program, args);
    if (!stdin) child.stdin?.end();
    child.stdin?.on('error', () => undefined);
    return {
      write: (bytes) => child.stdin?.write(bytes) ?? true,
      onRoom: (callback) => { child.stdin?.on('drain', callback); },
      endInput: () => { child.stdin?.end(); },
      resize: () => undefined,
      kill: () => { killGroup(child, 'SIGKILL'); },
      onStdout: (callback) => { child.stdout?.on('data', callback); },
      onStderr: (callback) => { child.stderr?.on('data', callback); },
      onExit: (callback) => {
        child.on('error', (error) => { callback(null, `exec failed: ${error.message}`); });
        child.on('close', (code) => { if (child.pid !== undefined) callback(code ?? 137); });
      },
      pause: () => { child.stdout?.pause(); },
      resume: () => { child.stdout?.resume(); },
    };
  }

  stopContainer(container: string, graceSeconds: number): void {
    const child = this.#main.get(container);
    if (child) killGroup(child, graceSeconds === 0 ? 'SIGKILL' : 'SIGTERM');
  }

  async stop(graceSeconds: number): Promise<void> {
    const all = [...this.#children];
    for (const [child] of all) killGroup(child, graceSeconds === 0 ? 'SIGKILL' : 'SIGTERM');
    const timer = setTimeout(() => { for (const [child] of all) killGroup(child, 'SIGKILL'); }, graceSeconds * 1000);
    await Promise.all(all.map(([, closed]) => closed));
    clearTimeout(timer);
  }
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // it is gone already
  }
}

class Log {
  readonly #lines: Line[] = [];
  readonly #readers = new Set<{ line: (line: Line) => void; end: () => void }>();
  #ended = false;

  add(text: string): void {
    for (const part of text.split('\n').slice(0, -1)) {
      const line = { at: Date.now(), text: part };
      this.#lines.push(line);
      for (const reader of this.#readers) reader.line(line);
    }
  }

  end(): void {
    this.#ended = true;
    for (const reader of this.#readers) reader.end();
  }

  read({ follow, tailLines, since, timestamps }: LogOptions): LogStream {
    let data: (bytes: Uint8Array) => void = () => undefined;
    let end = () => undefined as void;
    const show = ({ at, text }: Line) => { data(Buffer.from(`${timestamps ? `${new Date(at).toISOString()} ` : ''}${text}\n`)); };
    const reader = { line: show, end: () => { end(); } };
    setImmediate(() => {
      const wanted = this.#lines.filter(({ at }) => since === null || at >= since);
      for (const line of tailLines === null ? wanted : wanted.slice(wanted.length - Math.min(tailLines, wanted.length))) show(line);
      if (follow && !this.#ended) this.#readers.add(reader);
      else end();
    });
    return {
      onData: (callback) => { data = callback; },
      onEnd: (callback) => { end = callback; },
      pause: () => undefined,
      resume: () => undefined,
      close: () => { this.#readers.delete(reader); },
    };
  }
}
