/**
 * The probes of one running container, as a kubelet runs them (k8s.io/kubernetes/pkg/kubelet/prober). Commands are run in
 * the container. Pods of the practice world have no network, so httpGet, tcpSocket and grpc probes pass as long as the
 * container runs. Each command costs a process: however fast the world's clock goes, two of them are some real time apart.
 */
import type { Clock } from '../clock.ts';
import type { Container, Probe } from '../pod.ts';

export type ProbeKind = 'Startup' | 'Readiness' | 'Liveness';

export interface Outcome { ok: boolean; output: string }

export interface ProberDeps {
  clock: Clock;
  /** runs a command in the container, for so many real milliseconds at most */
  run: (command: string[], timeout: number) => Promise<Outcome>;
  /** it became ready or started, or no longer is */
  onChange: () => void;
  onUnhealthy: (kind: ProbeKind, output: string) => void;
  /** it failed too often: the container is to be ended */
  onDead: (kind: ProbeKind) => void;
  /** least real time between two commands of one probe, in milliseconds */
  leastPause?: number;
}

/** Least real time between two commands of one probe, in milliseconds, unless told. */
const usualPause = 500;
/** An event tells the beginning of what the command said. */
const longestOutput = 600;

export class Prober {
  readonly #container: Container;
  readonly #deps: ProberDeps;
  readonly #cancels = new Map<ProbeKind, () => void>();
  #started: boolean;
  #ready: boolean;
  #ended = false;

  /** Takes a container that has just begun to run and what probing needs; begins. */
  constructor(container: Container, deps: ProberDeps) {
    this.#container = container;
    this.#deps = deps;
    this.#started = commandOf(container.startupProbe) === null;
    this.#ready = commandOf(container.readinessProbe) === null;
    if (this.#started) this.#beginOthers();
    else this.#begin('Startup', container.startupProbe);
  }

  get started(): boolean {
    return this.#started;
  }

  get ready(): boolean {
    return this.#started && this.#ready;
  }

  /** The container ended: asks no more. */
  end(): void {
    this.#ended = true;
    for (const cancel of this.#cancels.values()) cancel();
  }

  #beginOthers(): void {
    this.#begin('Readiness', this.#container.readinessProbe);
    this.#begin('Liveness', this.#container.livenessProbe);
  }

  #begin(kind: ProbeKind, probe: Probe | undefined): void {
    const command = commandOf(probe);
    if (!probe || !command) return;
    const { initialDelaySeconds = 0, periodSeconds = 10, timeoutSeconds = 1 } = probe;
    const count = { good: 0, bad: 0 };
    const ask = async () => {
      const began = performance.now();
      const outcome = await this.#deps.run(command, timeoutSeconds * 1000);
      if (this.#ended) return;
      if (this.#judge(kind, probe, count, outcome)) this.#later(kind, periodSeconds * 1000, began + (this.#deps.leastPause ?? usualPause), () => { void ask(); });
    };
    this.#later(kind, initialDelaySeconds * 1000, 0, () => { void ask(); });
  }

  /** Waits by the world's clock, and no less than until a real time. */
  #later(kind: ProbeKind, wait: number, notBefore: number, callback: () => void): void {
    this.#cancels.set(kind, this.#deps.clock.after(wait, () => {
      const left = notBefore - performance.now();
      if (left <= 0) return callback();
      const timer = setTimeout(callback, left).unref();
      this.#cancels.set(kind, () => { clearTimeout(timer); });
    }));
  }

  /** Takes an outcome into account; gives whether to ask again. */
  #judge(kind: ProbeKind, { successThreshold = 1, failureThreshold = 3 }: Probe, count: { good: number; bad: number }, { ok, output }: Outcome): boolean {
    count.good = ok ? count.good + 1 : 0;
    count.bad = ok ? 0 : count.bad + 1;
    if (!ok) this.#deps.onUnhealthy(kind, output.trim().slice(0, longestOutput));
    if (kind === 'Readiness') {
      if (ok ? count.good >= successThreshold : count.bad >= failureThreshold) this.#setReady(ok);
      return true;
    }
    if (!ok && count.bad >= failureThreshold) {
      this.#deps.onDead(kind);
      return false;
    }
    if (kind !== 'Startup' || !ok) return true;
    this.#started = true;
    this.#deps.onChange();
    this.#beginOthers();
    return false;
  }

  #setReady(ready: boolean): void {
    if (this.#ready === ready) return;
    this.#ready = ready;
    this.#deps.onChange();
  }
}

function commandOf(probe: Probe | undefined): string[] | null {
  const command = probe?.exec?.command ?? [];
  return command.length > 0 ? command : null;
}
