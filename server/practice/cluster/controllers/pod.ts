/** Pods: gives each a node, then a worker that runs it. */
import type { RunningPod } from '../kubelet.ts';
import type { Pod } from '../pod.ts';
import { nodes, pods } from '../resources.ts';
import type { Change } from '../storage.ts';
import { type Controller, type ControllerContext, splitKey } from './controller.ts';
import { PodWorker } from './pod-worker.ts';
import { schedule } from './scheduler.ts';

export class PodController implements Controller {
  readonly name = 'pod';
  readonly #context: ControllerContext;
  readonly #workers = new Map<string, PodWorker>();
  /** ends of pods that are no longer in storage, by namespace and name: a successor waits for them */
  readonly #leaving = new Map<string, Promise<void>>();
  #lastAddress = 1;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  /** Takes a pod's uid; gives what runs of it. */
  running(uid: string): RunningPod | null {
    return this.#workers.get(uid)?.running ?? null;
  }

  keys({ resource, object, type }: Change): string[] {
    if (resource === nodes) return this.#context.storage.list<Pod>(pods).filter((pod) => pod.spec.nodeName === undefined).map(keyOf);
    if (resource !== pods) return [];
    const pod = object as Pod;
    if (type === 'DELETED') this.#leave(pod);
    return [keyOf(pod)];
  }

  #leave(pod: Pod): void {
    const worker = this.#workers.get(pod.metadata.uid);
    if (!worker) return;
    this.#workers.delete(pod.metadata.uid);
    const key = keyOf(pod);
    const gone = worker.abandon()
      .catch((error: unknown) => { this.#context.onError(error, `pod ${key}`); })
      .then(() => { if (this.#leaving.get(key) === gone) this.#leaving.delete(key); });
    this.#leaving.set(key, gone);
  }

  reconcile(key: string): number | undefined {
    const { storage, objects } = this.#context;
    const [namespace, name] = splitKey(key);
    const pod = storage.get<Pod>(pods, namespace, name);
    if (!pod) return undefined;
    const { deletionTimestamp, uid } = pod.metadata;
    const worker = this.#workers.get(uid);
    if (worker) {
      worker.sync(pod);
      return undefined;
    }
    if (deletionTimestamp !== undefined) {
      // nothing runs of it (any more), so nothing is waited for
      objects.release(pods, { ...pod, metadata: { ...pod.metadata, deletionGracePeriodSeconds: 0 } });
      return undefined;
    }
    if (pod.spec.nodeName === undefined) return schedule(this.#context, pod);
    this.#workers.set(uid, new PodWorker(this.#context, pod, this.#placeOf(pod, pod.spec.nodeName), this.#leaving.get(key)));
    return undefined;
  }

  #placeOf(pod: Pod, node: string): { node: string; ip: string; host: string } {
    return { node, ip: pod.status?.podIP ?? this.#freeAddress(), host: '192.168.49.2' };
  }

  #freeAddress(): string {
    const taken = new Set(this.#context.storage.list<Pod>(pods).map((pod) => pod.status?.podIP));
    for (;;) {
      this.#lastAddress = this.#lastAddress % 65_000 + 1;
      const ip = `10.244.${this.#lastAddress >> 8}.${this.#lastAddress & 255}`;
      if (!taken.has(ip)) return ip;
    }
  }

  /** Starts nothing more. */
  close(): void {
    for (const worker of this.#workers.values()) worker.close();
    this.#workers.clear();
  }
}

function keyOf(pod: Pod): string {
  return `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
}
