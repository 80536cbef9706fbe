/** A cluster on a loopback port and the real kubectl, for tests. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, type ClusterOptions, createCluster } from '../cluster.ts';
import { lightKubectl } from './light-kubectl.ts';
import { ProcessKubelet } from './process-kubelet.ts';

export interface Result { status: number; stdout: string; stderr: string }

export interface Invocation {
  input?: string;
  /** milliseconds after which it is ended */
  killAfter?: number;
  /** variables beside those it needs, such as KUBE_EDITOR */
  env?: Record<string, string>;
}

export interface Bench {
  cluster: Cluster;
  kubelet: ProcessKubelet;
  /** failures that no request saw */
  errors: string[];
  /** the API's address */
  url: string;
  /** runs kubectl, for 45 s at most; the arguments are split at spaces when they are one text */
  kubectl: (args: string | string[], options?: Invocation) => Promise<Result>;
  close: () => Promise<void>;
}

/** Takes cluster options; gives a cluster that listens and a kubectl that speaks to it. */
export async function startBench(options: Partial<ClusterOptions> = {}): Promise<Bench> {
  const kubelet = new ProcessKubelet(options.clock);
  const errors: string[] = [];
  const cluster = createCluster({
    kubelet, ...options, onError: (error, where) => { errors.push(`${where}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`); },
  });
  const server = createServer((request, response) => { cluster.handle(request, response); });
  server.on('upgrade', (request, socket, head) => { cluster.upgrade(request, socket, head); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const home = mkdtempSync(join(tmpdir(), 'handrail-kubectl-'));
  const config = join(home, 'config');
  writeFileSync(config, JSON.stringify({
    apiVersion: 'v1', kind: 'Config', clusters: [{ name: 'c', cluster: { server: url } }], users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: 'default' } }], 'current-context': 'x',
  }));
  const env = { PATH: process.env['PATH'], HOME: home, KUBECONFIG: config, KUBECACHEDIR: join(home, 'cache'), ...lightKubectl };
  return {
    cluster, kubelet, errors, url,
    kubectl: (args, more = {}) => run(typeof args === 'string' ? args.split(' ') : args, { ...env, ...more.env }, more),
    close: async () => {
      cluster.close();
      await kubelet.close();
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function run(args: string[], env: NodeJS.ProcessEnv, { input, killAfter = 45_000 }: Invocation): Promise<Result> {
  return new Promise((resolve, reject) => {
    // in a group of its own: a vendor's kubectl may start another one
    const child = spawn('kubectl', args, { env, detached: true });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const timer = setTimeout(() => { process.kill(-(child.pid ?? 0), 'SIGTERM'); }, killAfter);
    child.stdout.on('data', (chunk: Buffer) => { out.push(chunk); });
    child.stderr.on('data', (chunk: Buffer) => { err.push(chunk); });
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ status: code ?? -1, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
    // A kubectl that is done without its input closes it: what it printed says how it ended.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}
