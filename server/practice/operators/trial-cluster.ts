/** For tests: a cluster with real pods, operators and seeds of one's choice, in a folder of its own. */
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findLimits } from '../../sandbox/limits.ts';
import { WorldClock } from '../clock.ts';
import { type Cluster, createCluster } from '../cluster/cluster.ts';
import type { KubeObject } from '../cluster/object.ts';
import { isReady, type Pod } from '../cluster/pod.ts';
import { events, pods, registry } from '../cluster/resources.ts';
import type { KubeEvent } from '../cluster/workload.ts';
import { machineImages } from '../images/machine.ts';
import type { WorldParts } from '../parts.ts';
import { prepareGround } from '../pods/ground.ts';
import { createKubelet } from '../pods/kubelet.ts';
import type { ServiceSeed } from '../seed/service.ts';
import type { Operator } from './operators.ts';

export interface TrialOptions {
  context: string;
  services: readonly ServiceSeed[];
  operators: readonly Operator[];
}

export class TrialCluster implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'ho-'));
  readonly clock: WorldClock;
  readonly cluster: Cluster;
  readonly parts: WorldParts;
  /** failures that no request saw */
  readonly errors: string[] = [];
  #running: (uid: string) => ReturnType<Parameters<Operator>[0]['running']> = () => null;
  readonly #end: () => Promise<void>;

  /** Takes a context's name, what is in it, and its operators; begins at once. */
  constructor({ context, services, operators }: TrialOptions) {
    const folder = join(this.folder, 'cluster');
    mkdirSync(folder, { recursive: true });
    this.clock = new WorldClock(this.folder);
    const found = findLimits(basename(this.folder));
    const limits = 'why' in found ? null : found;
    const ground = prepareGround(join(this.folder, 'ground'), machineImages(), limits);
    const kubelet = createKubelet({ folder, sockets: join(this.folder, 's'), ground, world: { time: join(this.folder, 'time'), shared: join(this.folder, 'shared') }, now: () => this.clock.now() });
    for (const service of services) service.plant?.(folder, this.clock.now(), context);
    const log = { error: () => undefined } as unknown as WorldParts['log'];
    this.parts = { folder: this.folder, clock: this.clock, ground, log, cluster: () => Promise.resolve(this.cluster), reach: () => Promise.resolve(null) };
    const place = { context, parts: this.parts, reachPod: kubelet.reach, network: kubelet.network, folder };
    this.cluster = createCluster({
      kubelet, clock: this.clock, seed: services.flatMap((service) => service.manifests(context, this.clock.now())),
      operators: (insides) => {
        this.#running = insides.running;
        return operators.flatMap((operator) => operator(insides, place));
      },
      onError: (error, where) => this.errors.push(`${where}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`),
    });
    this.#end = async () => {
      this.cluster.close();
      await kubelet.close(0);
      this.clock.close();
      for (const root of limits?.roots ?? []) await removeGroup(root);
    };
  }

  get<T extends KubeObject>(apiVersion: string, kind: string, namespace: string, name: string): T | undefined {
    return this.cluster.storage.get<T>(resourceOf(apiVersion, kind), namespace, name);
  }

  list<T extends KubeObject>(apiVersion: string, kind: string, namespace?: string): T[] {
    return this.cluster.storage.list<T>(resourceOf(apiVersion, kind), namespace);
  }

  /** Takes an object's place and how it is to change; writes it as a client would. */
  change(apiVersion: string, kind: string, namespace: string, name: string, change: (object: Record<string, any>) => void): void { // eslint-disable-line @typescript-eslint/no-explicit-any
    const object = structuredClone(this.get(apiVersion, kind, namespace, name));
    if (object === undefined) throw new Error(`there is no ${kind} ${namespace}/${name}`);
    change(object);
    this.cluster.objects.update(resourceOf(apiVersion, kind), object);
  }

  delete(apiVersion: string, kind: string, namespace: string, name: string, gracePeriodSeconds = 1): void {
    this.cluster.objects.delete(resourceOf(apiVersion, kind), namespace, name, { gracePeriodSeconds });
  }

  ready(namespace: string): string[] {
    return this.cluster.storage.list<Pod>(pods, namespace).filter((pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined).map(({ metadata }) => metadata.name);
  }

  /** reasons of the events about an object */
  reasons(namespace: string, name: string): string[] {
    return this.cluster.storage.list<KubeEvent>(events, namespace).filter(({ involvedObject }) => involvedObject.name === name).map(({ reason }) => reason);
  }

  /** the log of the first container of the pods whose name begins so */
  async log(namespace: string, prefix: string): Promise<string> {
    const found = this.cluster.storage.list<Pod>(pods, namespace).filter(({ metadata }) => metadata.name.startsWith(prefix));
    const logs = await Promise.all(found.map((pod) => new Promise<string>((resolve) => {
      const running = this.#running(pod.metadata.uid);
      if (running === null) return resolve('');
      const stream = running.logs(pod.spec.containers[0]?.name ?? '', { follow: false, tailLines: null, since: null, timestamps: false, previous: false });
      let text = '';
      stream.onData((bytes) => { text += Buffer.from(bytes).toString(); });
      stream.onEnd(() => resolve(text));
    })));
    return logs.join('');
  }

  /** runs a command in a pod's first container */
  exec(namespace: string, name: string, command: string[], input?: string): Promise<{ status: number | null; out: string }> {
    const pod = this.cluster.storage.get<Pod>(pods, namespace, name);
    const running = pod === undefined ? null : this.#running(pod.metadata.uid);
    if (pod === undefined || running === null) throw new Error(`there is no pod ${namespace}/${name}`);
    return new Promise((resolve) => {
      const session = running.exec(pod.spec.containers[0]?.name ?? '', { command, tty: false, stdin: input !== undefined });
      let out = '';
      for (const on of ['onStdout', 'onStderr'] as const) session[on]((bytes) => { out += Buffer.from(bytes).toString(); });
      session.onExit((status, message) => resolve({ status, out: out + (message ?? '') }));
      if (input !== undefined) {
        session.write(Buffer.from(input));
        session.endInput();
      }
    });
  }

  async redis(...command: string[]): Promise<string> {
    return (await this.exec('prompt-redis', 'prompt-redis-0', ['redis-cli', ...command])).out;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Takes what must become true and how long that may take, milliseconds; throws, saying what it was, when it does not. */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>, within = 30_000): Promise<void> {
  for (const end = Date.now() + within; ;) {
    if (await isTrue()) return;
    if (Date.now() > end) throw new Error(`it did not come to: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function resourceOf(apiVersion: string, kind: string) {
  const found = registry.byKind(apiVersion, kind);
  if (found === undefined) throw new Error(`there is no kind ${kind}`);
  return found;
}

/** The groups of containers go by themselves a moment after their last process. */
async function removeGroup(root: string): Promise<void> {
  while (readdirSync(root, { withFileTypes: true }).some((entry) => entry.isDirectory())) await new Promise((resolve) => setTimeout(resolve, 10));
  rmdirSync(root);
}
