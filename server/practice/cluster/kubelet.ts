/**
 * The border between the cluster and what really runs. The cluster decides *what* runs and *when* (scheduling, image
 * backoff, init order, restarts and their waits, readiness of the Pod as a whole); a Kubelet only begins processes,
 * says how they fare, and hands out their output. It never reads the API: what a container needs from Secrets,
 * ConfigMaps and claims comes resolved in a ContainerPlan.
 *
 * Order of calls for one pod:
 *   run(pod, onStatus) → start(plan) for each container, again after it ended (a restart) → … → stop(grace)
 * When a cluster is closed its pods are not stopped: the kubelet's owner ends them, and their last statuses go unheard.
 * At most one RunningPod exists for a namespace and name at a time; the next `run` comes after `stop` resolved.
 */
import type { Pod } from './pod.ts';

/** Runs the containers of pods; implemented outside the cluster. */
export interface Kubelet {
  /**
   * Prepares a place for a pod's containers and starts none yet. Called when the pod is first run, and once for every
   * pod when a cluster is loaded from saved state (for a finished one only its logs may be asked for). Never throws:
   * what fails shows as a terminated status.
   * `onStatus` is called on every change, later than the call that causes it (never from inside `run` or `start`),
   * with the statuses of all containers that were started so far.
   */
  run(pod: Pod, onStatus: (statuses: ContainerStatus[]) => void): RunningPod;
  /** Tells whether an image (with tag) can be run; if not, the pod meets ErrImagePull and ImagePullBackOff. */
  knowsImage(image: string): boolean;
  /** A PersistentVolume (by its name, such as `pvc-<uid of the claim>`) was deleted: its data go. */
  forgetVolume(volume: string): Promise<void>;
}

export interface RunningPod {
  /** Begins a container, or begins it again after it ended. */
  start(plan: ContainerPlan): void;
  /** Output of a container, also after it ended, until `stop`; empty for one that was never started. */
  logs(container: string, options: LogOptions): LogStream;
  /** Begins a command beside the container's own process. What cannot begin ends with a message and status null. */
  exec(container: string, options: ExecOptions): ExecSession;
  /** TERM to one container, then KILL after the grace. Its end is reported as any other, and nothing is waited for. */
  stopContainer(container: string, graceSeconds: number): void;
  /**
   * TERM, then KILL after the grace; resolves when every process, exec sessions included, is gone. 0 kills at once.
   * Called again, it hurries if the grace is shorter; after everything is gone it resolves at once.
   */
  stop(graceSeconds: number): Promise<void>;
}

/** A container with everything it needs resolved. */
export interface ContainerPlan {
  name: string;
  image: string;
  /** replaces the image's entrypoint; null keeps it */
  command: string[] | null;
  /** replaces the image's arguments; null keeps them */
  args: string[] | null;
  workingDir: string | null;
  env: Record<string, string>;
  mounts: Mount[];
  /** bytes of memory allowed, and whole or part CPUs; null when unlimited */
  memory: number | null;
  cpu: number | null;
}

export interface Mount {
  /** absolute path in the container */
  path: string;
  readOnly: boolean;
  /** path inside the source that is mounted instead of its root; empty for the root */
  subPath: string;
  source: MountSource;
}

export type MountSource =
  /** a PersistentVolume, that outlives the pod; `claim` is the name of the claim that is bound to it */
  | { kind: 'volume'; volume: string; claim: string }
  /** an emptyDir: shared by the pod's containers under this name, gone with the pod */
  | { kind: 'scratch'; name: string }
  /** content of a ConfigMap or Secret: relative path → bytes */
  | { kind: 'files'; files: Record<string, Uint8Array> };

/** How one container fares. Times are RFC 3339 (`new Date().toISOString()` will do). */
export interface ContainerStatus {
  name: string;
  /** running and ready to serve (a redis that answers PING, say); a plain program is ready as soon as it runs */
  ready: boolean;
  state:
    | { running: { startedAt: string } }
    | { terminated: {
      exitCode: number;
      signal?: number;
      /** Completed for 0, Error for others, OOMKilled, StartError when it could not begin */
      reason: 'Completed' | 'Error' | 'OOMKilled' | 'StartError';
      message?: string;
      startedAt: string;
      finishedAt: string;
    } };
}

export interface LogOptions {
  /** keep the stream open for what comes; it ends when the container does */
  follow: boolean;
  /** only that many of the last lines; null for all */
  tailLines: number | null;
  /** only lines at or after this time, unix milliseconds; null for all */
  since: number | null;
  /** begin each line with its RFC 3339 time and a space */
  timestamps: boolean;
  /** output of the run before the last restart */
  previous: boolean;
}

/** Bytes of a log. Each callback is set once, at once after the call; nothing is delivered before. */
export interface LogStream {
  onData(callback: (bytes: Uint8Array) => void): void;
  onEnd(callback: () => void): void;
  pause(): void;
  resume(): void;
  /** The reader went away: deliver nothing more. */
  close(): void;
}

export interface ExecOptions {
  command: string[];
  tty: boolean;
  stdin: boolean;
}

/** A command running in a container. Each callback is set once, at once after the call; nothing is delivered before. */
export interface ExecSession {
  /** Bytes for its standard input; with a terminal, as typed. Tells whether there is room for more: if not, wait for `onRoom`. */
  write(bytes: Uint8Array): boolean;
  /** Whenever there is room again, or nobody reads any more. */
  onRoom(callback: () => void): void;
  /** Its standard input ends. */
  endInput(): void;
  resize(cols: number, rows: number): void;
  /** Kills it and what it started; `onExit` still follows. */
  kill(): void;
  /** Its standard output; with a terminal, everything. */
  onStdout(callback: (bytes: Uint8Array) => void): void;
  onStderr(callback: (bytes: Uint8Array) => void): void;
  /** Once, after all output: the exit status (128 + n for a signal), or null and why it could not run. */
  onExit(callback: (status: number | null, message?: string) => void): void;
  /** Stop and go on delivering output, while the far reader is slow. */
  pause(): void;
  resume(): void;
}
