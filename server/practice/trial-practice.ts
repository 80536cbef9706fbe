/** For tests: a practice process with a data folder of its own, and the real kubectl on its worlds. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathsOf } from '../config/paths.ts';
import { lightKubectl } from './cluster/testing/light-kubectl.ts';

export interface Done { status: number | null; out: string; error: string }

export interface TrialWorld {
  socket: string;
  front: { socket: string };
  contexts: { name: string; namespace: string }[];
  /** runs kubectl in the dev context, unless a `--context` is given */
  kubectl(args: string[], input?: string): Promise<Done>;
  /** starts kubectl and leaves it running */
  begin(args: string[]): ChildProcess;
}

export class TrialPractice implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'handrail-practice-'));
  readonly paths = pathsOf(join(this.folder, 'data'));
  process: ChildProcess;
  log = '';
  readonly #environment: Record<string, string>;
  readonly #forwarders: Server[] = [];
  readonly #worlds = new Set<string>();

  private constructor(environment: Record<string, string>) {
    this.#environment = environment;
    this.process = this.#spawn();
  }

  /** Starts one, with more environment variables, and waits until it answers. */
  static async start(environment: Record<string, string> = {}): Promise<TrialPractice> {
    const trial = new TrialPractice(environment);
    await trial.ready();
    return trial;
  }

  #spawn(): ChildProcess {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
      stdio: ['pipe', 'inherit', 'pipe'],
      env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], HANDRAIL_DATA: this.paths.data, HANDRAIL_LOG: 'info', ...this.#environment },
    });
    child.stderr?.on('data', (chunk: Buffer) => { this.log += chunk.toString(); });
    return child;
  }

  /** Starts the process again after it ended. */
  async again(): Promise<void> {
    this.process = this.#spawn();
    await this.ready();
  }

  /** Waits until the process answers; throws with its log when it ends instead. */
  async ready(): Promise<void> {
    for (;;) {
      const answer = await this.ask('GET', '/health').catch(() => null);
      if (answer?.body !== undefined && (answer.body as { pid: number }).pid === this.process.pid) return;
      if (this.process.exitCode !== null) throw new Error(`the practice process ended: ${this.log}`);
      await wait(10);
    }
  }

  ask(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
    return new Promise((resolve, reject) => {
      const asked = request({ socketPath: this.paths.practiceSocket, method, path, agent: false }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => { text += chunk.toString(); });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text === '' ? undefined : JSON.parse(text) }));
      });
      asked.on('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  async world(id: string): Promise<TrialWorld> {
    const { status, body } = await this.ask('PUT', `/worlds/${id}`);
    if (status !== 200) throw new Error(JSON.stringify(body));
    this.#worlds.add(id);
    const { socket, front, contexts } = body as Pick<TrialWorld, 'socket' | 'front' | 'contexts'>;
    const port = await this.#forward(socket);
    const file = join(this.folder, `kubeconfig-${id}-${port}`);
    const config = {
      apiVersion: 'v1', kind: 'Config', 'current-context': contexts[0]?.name, users: [],
      clusters: contexts.map(({ name }) => ({ name, cluster: { server: `http://127.0.0.1:${port}/contexts/${name}` } })),
      contexts: contexts.map(({ name, namespace }) => ({ name, context: { cluster: name, namespace, user: '' } })),
    };
    writeFileSync(file, JSON.stringify(config));
    const begin = (args: string[]): ChildProcess => spawn('kubectl', args, { env: { PATH: process.env['PATH'], KUBECONFIG: file, HOME: this.folder, ...lightKubectl } });
    return { socket, front, contexts, begin, kubectl: (args, input) => finish(begin(args), input) };
  }

  /**
   * Milliseconds that the machine's other processes kept this one, or that of the worlds, from a processor they could have used
   * (Documentation/scheduler/sched-stats.rst, /proc/<pid>/schedstat): what took so long was not their doing.
   */
  get crowdedOut(): number {
    const nanoseconds = [process.pid, this.process.pid].map((pid) => Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'latin1').split(' ')[1]));
    return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
  }

  /** Resets all worlds that were asked for, so that nothing of them goes on. */
  async forget(): Promise<void> {
    await Promise.all(Array.from(this.#worlds, (id) => this.ask('DELETE', `/worlds/${id}`)));
    this.#worlds.clear();
  }

  /** kubectl speaks to no unix socket: a port of this machine leads there. */
  #forward(socket: string): Promise<number> {
    const server = createServer((near) => {
      const far = connect(socket);
      near.on('error', () => far.destroy());
      far.on('error', () => near.destroy());
      near.pipe(far).pipe(near);
    });
    this.#forwarders.push(server);
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
  }

  /** Waits for the process's end. */
  ended(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => this.process.once('exit', () => resolve()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.stdin?.end();
    await this.ended();
    for (const forwarder of this.#forwarders) forwarder.close();
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.paths.runtime, { recursive: true, force: true });
  }
}

/** Takes a started program and its input; gives how it ended and what it printed. */
export function finish(child: ChildProcess, input?: string): Promise<Done> {
  let out = '';
  let error = '';
  child.stdout?.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr?.on('data', (chunk: Buffer) => { error += chunk.toString(); });
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input ?? '');
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, out, error })));
}

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
