/**
 * Runs one pod through the Kubelet: volumes, images, init containers in turn, containers, restarts, and its end.
 * It holds what only matters while the process lives (timers, the RunningPod); the rest is in the pod's status.
 */
import { formatTime } from '../clock.ts';
import type { ContainerStatus, RunningPod } from '../kubelet.ts';
import { type Container, type Pod, type PodContainerStatus, isFinished } from '../pod.ts';
import { pods } from '../resources.ts';
import { backoff, crashLooping, failuresAfter, lastOf, reported, restarts } from './container.ts';
import type { ControllerContext } from './controller.ts';
import { Unresolved, checkVolumes, planContainer } from './plan.ts';
import { failedConditions, podStatus, waitingStatus } from './pod-status.ts';
import { type Outcome, type ProbeKind, Prober } from './prober.ts';
import { runProbe } from './probe-command.ts';
import { pulled, refused } from './pull.ts';

/** How one container stands; `status` is what the API shows of it. */
interface Held {
  container: Container;
  isInit: boolean;
  status: PodContainerStatus;
  /** quick ends in a row, or failed pulls */
  failures: number;
  /** processes were started and are alive */
  live: boolean;
  /** the end that was dealt with: a kubelet may tell of it again while the next start is under way */
  lastEnd: string;
  /** a restart or another pull is due later */
  cancelWait: (() => void) | null;
  /** asks how it fares, while it runs */
  prober: Prober | null;
  /** what its kubelet said last */
  report: ContainerStatus | null;
}

export interface Place { node: string; ip: string; host: string }

export class PodWorker {
  readonly #context: ControllerContext;
  readonly #place: Place;
  #pod: Pod;
  readonly #held: Held[];
  #running: RunningPod | null = null;
  #stopping: Promise<void> | null = null;
  #volumeFailures = 0;
  #cancelDeadline: () => void = () => undefined;
  #closed = false;

  /** Takes a pod that has a node. `before` settles when an earlier pod of the same name is gone. */
  constructor(context: ControllerContext, pod: Pod, place: Place, before: Promise<void> | undefined) {
    this.#context = context;
    this.#pod = pod;
    this.#place = place;
    const hold = (isInit: boolean) => (container: Container): Held => {
      const known = (isInit ? pod.status?.initContainerStatuses : pod.status?.containerStatuses)?.find(({ name }) => name === container.name);
      return { container, isInit, status: known ?? waitingStatus(container, 'PodInitializing'), failures: 0, live: false, lastEnd: '', cancelWait: null, prober: null, report: null };
    };
    this.#held = [...(pod.spec.initContainers ?? []).map(hold(true)), ...(pod.spec.containers).map(hold(false))];
    const initial = this.#held.some((one) => one.isInit) ? 'PodInitializing' : 'ContainerCreating';
    for (const one of this.#held) {
      if (one.status.state.waiting && one.status.restartCount === 0) one.status = { ...one.status, state: { waiting: { reason: initial } } };
    }
    this.#writeStatus();
    this.#awaitDeadline();
    if (before) void before.then(() => { this.#begin(); });
    else this.#begin();
  }

  get running(): RunningPod | null {
    return this.#running;
  }

  /** Takes the pod as it is now in storage. */
  sync(pod: Pod): void {
    if (this.#closed) return;
    const images = this.#pod.spec !== pod.spec;
    this.#pod = pod;
    if (pod.metadata.deletionTimestamp !== undefined) this.#end(pod.metadata.deletionGracePeriodSeconds ?? 0);
    else if (images) this.#takeImages(pod);
  }

  /** The cluster ends: hears no more and starts no more. What runs is the kubelet's to end. */
  close(): void {
    this.#closed = true;
    this.#cancelDeadline();
    this.#cancelWaits();
    this.#endProbes();
  }

  /** The pod is no longer in storage: gives when its processes are gone. */
  abandon(): Promise<void> {
    this.close();
    return this.#running ? this.#running.stop(0) : Promise.resolve();
  }

  /** A container that waits for an image is tried with the new one at once; one that runs gets it when it next starts. */
  #takeImages(pod: Pod): void {
    for (const one of this.#held) {
      const now = [...pod.spec.initContainers ?? [], ...pod.spec.containers].find(({ name }) => name === one.container.name);
      if (!now || now.image === one.container.image) continue;
      one.container = now;
      if (one.live) continue;
      one.failures = 0;
      one.status = { ...one.status, image: now.image };
      one.cancelWait?.();
      one.cancelWait = null;
      this.#advance();
    }
  }

  /** A pod may be given only so long, from when it was first seen here. */
  #awaitDeadline(): void {
    const { clock } = this.#context;
    const limit = this.#pod.spec.activeDeadlineSeconds;
    if (limit === undefined || isFinished(this.#pod)) return;
    const left = Date.parse(this.#pod.status?.startTime ?? formatTime(clock.now())) + limit * 1000 - clock.now();
    this.#cancelDeadline = clock.after(Math.max(0, left), () => { this.#fail('DeadlineExceeded', 'Pod was active on the node longer than the specified deadline'); });
  }

  /** The pod has failed as a whole: its processes end, it stays. */
  #fail(reason: string, message: string): void {
    const { storage, clock } = this.#context;
    const { namespace = '', name, uid } = this.#pod.metadata;
    const pod = storage.get<Pod>(pods, namespace, name);
    if (this.#closed || pod?.metadata.uid !== uid || isFinished(pod)) return;
    this.#cancelWaits();
    this.#endProbes();
    this.#tell('Normal', reason, message);
    this.#pod = storage.update(pods, { ...pod, metadata: { ...pod.metadata }, status: { ...pod.status, phase: 'Failed', reason, message, conditions: failedConditions(pod.status?.conditions ?? [], formatTime(clock.now())) } });
    for (const one of this.#held.filter(({ live }) => live)) this.#running?.stopContainer(one.container.name, pod.spec.terminationGracePeriodSeconds ?? 30);
  }

  #begin(): void {
    if (this.#closed || this.#pod.metadata.deletionTimestamp !== undefined) return;
    try {
      checkVolumes(this.#context.storage, this.#pod);
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
      const volume = /"([^"]+)"/.exec(error.message)?.[1] ?? '';
      this.#tell('Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${volume}" : ${error.message}`);
      // quicker than a real kubelet's 2 minutes: a trainee who mends it should see it
      this.#context.clock.after(Math.min(1000 * 2 ** this.#volumeFailures, 15_000), () => { this.#begin(); });
      this.#volumeFailures += 1;
      return;
    }
    this.#running = this.#context.kubelet.run(this.#pod, (statuses) => { this.#onStatus(statuses); });
    this.#advance();
  }

  /** Starts what is due: the first init container that has not succeeded, or else every container. */
  #advance(): void {
    if (this.#closed || this.#stopping || !this.#running || isFinished(this.#pod)) return;
    const init = this.#held.find((one) => one.isInit && one.status.state.terminated?.exitCode !== 0);
    for (const one of init ? [init] : this.#held.filter((held) => !held.isInit)) this.#start(one);
    this.#writeStatus();
  }

  #start(one: Held): void {
    const { terminated } = one.status.state;
    if (one.live || one.cancelWait || (terminated && !restarts(this.#pod, one.isInit, terminated.exitCode))) return;
    const { image, name } = one.container;
    if (!this.#context.kubelet.knowsImage(image)) return this.#failPull(one);
    let plan;
    try {
      plan = planContainer(this.#context.storage, this.#pod, one.container);
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
      one.status = { ...one.status, state: { waiting: { reason: 'CreateContainerConfigError', message: error.message } } };
      this.#tell('Warning', 'Failed', `Error: ${error.message}`, one);
      return this.#wait(one, 5000);
    }
    const resumed = one.status.state.running !== undefined;
    if (!resumed) {
      for (const event of pulled(one.container)) this.#tell(event.type, event.reason, event.message, one);
      this.#tell('Normal', 'Created', `Created container: ${name}`, one);
      this.#tell('Normal', 'Started', `Started container ${name}`, one);
    }
    const again = one.status.restartCount > 0 || one.status.lastState.terminated !== undefined || terminated !== undefined;
    if (again && !resumed) one.status = { ...one.status, restartCount: one.status.restartCount + 1, lastState: lastOf(one.status) };
    one.live = true;
    this.#running?.start(plan);
  }

  #failPull(one: Held): void {
    const { image } = one.container;
    const { reason, message, waiting, waitingMessage, events } = refused(one.container);
    for (const event of events) this.#tell(event.type, event.reason, event.message, one);
    one.status = { ...one.status, state: { waiting: { reason, message } } };
    one.failures += 1;
    const wait = backoff(one.failures);
    if (waiting === null) return this.#wait(one, wait);
    // a moment later the kubelet tells that it waits
    one.cancelWait = this.#context.clock.after(Math.min(wait, 2000), () => {
      one.status = { ...one.status, state: { waiting: { reason: waiting, message: waitingMessage } } };
      this.#tell('Normal', 'BackOff', `Back-off pulling image "${image}"`, one);
      this.#tell('Warning', 'Failed', `Error: ${waiting}`, one);
      this.#wait(one, wait - 2000);
      this.#writeStatus();
    });
  }

  #wait(one: Held, milliseconds: number): void {
    one.cancelWait = this.#context.clock.after(milliseconds, () => {
      one.cancelWait = null;
      this.#advance();
    });
  }

  #onStatus(statuses: ContainerStatus[]): void {
    if (this.#closed) return;
    for (const report of statuses) {
      const one = this.#held.find(({ container }) => container.name === report.name);
      if (!one?.live) continue;
      const { state } = report;
      const end = 'terminated' in state ? `${state.terminated.startedAt} ${state.terminated.finishedAt}` : '';
      if (end !== '' && end === one.lastEnd) continue;
      one.lastEnd = end;
      one.report = report;
      if ('running' in state && !one.isInit && !this.#stopping) one.prober ??= this.#probe(one);
      one.status = reported(one.status, report, this.#pod.metadata.uid, one.isInit, one.prober ?? undefined);
      if (one.status.state.terminated) this.#ended(one, one.status.state.terminated);
    }
    this.#writeStatus();
    this.#advance();
  }

  #ended(one: Held, terminated: NonNullable<PodContainerStatus['state']['terminated']>): void {
    one.live = false;
    one.prober?.end();
    one.prober = null;
    if (this.#stopping || isFinished(this.#pod) || !restarts(this.#pod, one.isInit, terminated.exitCode)) return;
    const wait = backoff(one.failures);
    one.failures = failuresAfter(one.failures, terminated);
    if (wait === 0) return;
    one.status = crashLooping(one.status, this.#pod, wait);
    const { name, namespace = '', uid } = this.#pod.metadata;
    this.#tell('Warning', 'BackOff', `Back-off restarting failed container ${one.container.name} in pod ${name}_${namespace}(${uid})`, one);
    this.#wait(one, wait);
  }

  #probe(one: Held): Prober {
    const run = (command: string[], timeout: number): Promise<Outcome> => runProbe(this.#running, one.container.name, command, timeout);
    return new Prober(one.container, {
      clock: this.#context.clock,
      run,
      onChange: () => {
        if (!one.live || !one.report || this.#closed) return;
        one.status = reported(one.status, one.report, this.#pod.metadata.uid, false, one.prober ?? undefined);
        this.#writeStatus();
      },
      onUnhealthy: (kind, output) => { this.#tell('Warning', 'Unhealthy', `${kind} probe failed: ${output}`, one); },
      onDead: (kind) => { this.#endUnhealthy(one, kind); },
    });
  }

  #endUnhealthy(one: Held, kind: ProbeKind): void {
    const { name } = one.container;
    this.#tell('Normal', 'Killing', `Container ${name} failed ${kind.toLowerCase()} probe, will be restarted`, one);
    this.#running?.stopContainer(name, this.#pod.spec.terminationGracePeriodSeconds ?? 30);
  }

  #endProbes(): void {
    for (const one of this.#held) one.prober?.end();
  }

  /** Ends the pod's processes, and then the pod. Asked again with a shorter grace, it hurries. */
  #end(grace: number): void {
    this.#cancelWaits();
    this.#endProbes();
    if (this.#stopping) {
      void this.#running?.stop(grace);
      return;
    }
    for (const one of this.#held.filter(({ live }) => live)) this.#tell('Normal', 'Killing', `Stopping container ${one.container.name}`, one);
    const stopped = this.#running?.stop(grace) ?? Promise.resolve();
    this.#stopping = stopped.catch((error: unknown) => { this.#context.onError(error, `pod ${this.#pod.metadata.name}`); });
    void this.#stopping.then(() => { this.#remove(); });
  }

  #remove(): void {
    if (this.#closed) return;
    this.#closed = true;
    const { storage, objects } = this.#context;
    const { namespace = '', name, uid } = this.#pod.metadata;
    const pod = storage.get<Pod>(pods, namespace, name);
    if (pod?.metadata.uid === uid) objects.release(pods, { ...pod, metadata: { ...pod.metadata, deletionGracePeriodSeconds: 0 } });
  }

  #cancelWaits(): void {
    for (const one of this.#held) {
      one.cancelWait?.();
      one.cancelWait = null;
    }
  }

  #writeStatus(): void {
    const { storage, clock } = this.#context;
    const { namespace = '', name, uid } = this.#pod.metadata;
    const pod = storage.get<Pod>(pods, namespace, name);
    if (pod?.metadata.uid !== uid) return;
    const of = (isInit: boolean) => this.#held.filter((one) => one.isInit === isInit).map((one) => one.status);
    if (isFinished(pod)) {
      // it failed as a whole, and its containers end after it
      if (pod.status?.reason === undefined) return;
      this.#pod = storage.update(pods, { ...pod, metadata: { ...pod.metadata }, status: { ...pod.status, containerStatuses: of(false) } });
      return;
    }
    const status = podStatus(pod, of(true), of(false), formatTime(clock.now()), this.#place);
    this.#pod = storage.update(pods, { ...pod, metadata: { ...pod.metadata }, status });
  }

  #tell(type: 'Normal' | 'Warning', reason: string, message: string, one?: Held): void {
    this.#context.recorder.record(this.#pod, {
      type, reason, message, component: 'kubelet', host: this.#place.node,
      ...(one ? { fieldPath: `spec.${one.isInit ? 'initContainers' : 'containers'}{${one.container.name}}` } : {}),
    });
  }
}
