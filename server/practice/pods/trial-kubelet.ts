/** For tests: a kubelet in a folder of its own, and short ways to run things in its pods. */
import { mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findLimits, type Limits } from '../../sandbox/limits.ts';
import type { ContainerPlan, ContainerStatus, LogOptions, RunningPod } from '../cluster/kubelet.ts';
import type { Pod } from '../cluster/pod.ts';
import type { Image } from '../images/image.ts';
import { machineImages } from '../images/machine.ts';
import { prepareGround } from './ground.ts';
import { createKubelet, type PodKubelet } from './kubelet.ts';

export interface TrialPod {
  running: RunningPod;
  /** every report so far: the status of the first container in each */
  seen: ContainerStatus[];
  until(wanted: (status: ContainerStatus) => boolean): Promise<ContainerStatus>;
  /** runs a command with pipes, `input` at its standard input */
  run(command: string[], input?: string): Promise<{ status: number | null; out: string; error: string; message: string | undefined }>;
  log(options?: Partial<LogOptions>): Promise<string>;
}

export interface Trial extends AsyncDisposable {
  folder: string;
  kubelet: PodKubelet;
  limits: Limits | null;
  pod(name: string): TrialPod;
}

/** For tests of the network: any program of the machine, with the sockets of its cluster. */
const networkImage: Image = { names: ['practice-network'], tags: new Set(['latest']), command: ['sh'], args: [], env: {}, workingDir: '/', user: 1000, ready: null, network: true };

/** Gives a plan for a container; what is not said is as plain as can be. */
export function plan(change: Partial<ContainerPlan>): ContainerPlan {
  return { name: 'main', image: 'busybox', command: null, args: null, workingDir: null, env: {}, mounts: [], memory: null, cpu: null, ...change };
}

/** Gives a plan for Redis on a volume. */
export function redisPlan(volume: string, claim = 'data'): ContainerPlan {
  return plan({
    name: 'redis', image: 'redis:7.0.15', args: ['redis-server', '--appendonly', 'yes'],
    mounts: [{ path: '/data', readOnly: false, subPath: '', source: { kind: 'volume', volume, claim } }],
  });
}

/** Makes a kubelet in a new folder under the machine's temporary folder; disposing ends its pods and removes the folder. */
export function trialKubelet(): Trial {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-pods-'));
  const found = findLimits(basename(folder));
  const limits = 'why' in found ? null : found;
  const kubelet = createKubelet({
    folder, sockets: join(folder, 'net'), ground: prepareGround(join(folder, 'ground'), [...machineImages(), networkImage], limits),
    world: { time: null, shared: join(folder, 'shared') }, now: () => Date.now(),
  });
  return {
    folder,
    kubelet,
    limits,
    pod: (name) => trialPod(kubelet, name),
    async [Symbol.asyncDispose]() {
      await kubelet.close(0);
      await removeGroups(limits?.roots ?? []);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The groups of containers go by themselves a moment after their last process; then ours can. */
async function removeGroups(roots: readonly string[]): Promise<void> {
  for (const root of roots) {
    while (readdirSync(root, { withFileTypes: true }).some((entry) => entry.isDirectory())) await new Promise((resolve) => setTimeout(resolve, 10));
    rmdirSync(root);
  }
}

let numbered = 0;

function trialPod(kubelet: PodKubelet, name: string): TrialPod {
  const seen: ContainerStatus[] = [];
  const waiting = new Set<() => void>();
  numbered += 1;
  const object: Pod = {
    apiVersion: 'v1', kind: 'Pod', spec: { containers: [] },
    metadata: { name, namespace: 'trial', uid: `uid-${numbered}`, resourceVersion: '1', creationTimestamp: '' },
  };
  const running = kubelet.run(object, (statuses) => {
    if (statuses[0] !== undefined) seen.push(statuses[0]);
    for (const check of [...waiting]) check();
  });
  return {
    running,
    seen,
    until: (wanted) => new Promise((resolve) => {
      const check = (): void => {
        const found = seen.at(-1);
        if (found === undefined || !wanted(found)) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    }),
    run: (command, input) => new Promise((resolve) => {
      const session = running.exec(seen[0]?.name ?? 'main', { command, tty: false, stdin: input !== undefined });
      let out = '';
      let error = '';
      session.onStdout((bytes) => { out += Buffer.from(bytes).toString(); });
      session.onStderr((bytes) => { error += Buffer.from(bytes).toString(); });
      session.onExit((status, message) => resolve({ status, out, error, message }));
      if (input !== undefined) {
        session.write(Buffer.from(input));
        session.endInput();
      }
    }),
    log: (options) => new Promise((resolve) => {
      const stream = running.logs(seen[0]?.name ?? 'main', { follow: false, tailLines: null, since: null, timestamps: false, previous: false, ...options });
      let text = '';
      stream.onData((bytes) => { text += Buffer.from(bytes).toString(); });
      stream.onEnd(() => resolve(text));
    }),
  };
}
