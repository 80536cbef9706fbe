/** For tests: a cluster with Argo CD and s3proxy as in a new world, its front door, and the programs a learner uses on them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createLog } from '../../../log.ts';
import { findLimits, forgetLimits } from '../../../sandbox/limits.ts';
import { type Clock, systemClock } from '../../cluster/clock.ts';
import { type Cluster, createCluster } from '../../cluster/cluster.ts';
import { lightKubectl } from '../../cluster/testing/light-kubectl.ts';
import { endpointsOf } from '../../cluster/endpoint.ts';
import { gitSite } from '../../front/git.ts';
import { s3proxySite } from '../../front/s3proxy.ts';
import { TrialFront } from '../../front/trial-front.ts';
import { machineImages } from '../../images/machine.ts';
import type { WorldParts } from '../../parts.ts';
import { prepareGround } from '../../pods/ground.ts';
import { createKubelet } from '../../pods/kubelet.ts';
import type { Repositories } from '../../repository/repositories.ts';
import { repositoriesOf } from '../../repository/of-world.ts';
import { asDeployed } from '../../seed/argocd.ts';
import type { ServiceSeed } from '../../seed/service.ts';
import type { Done } from '../../trial-practice.ts';
import { vaultSite } from '../../vault/site.ts';
import type { Operator } from '../operators.ts';
import { argo } from './operator.ts';

/** The machine's time and some more, all at once: what was to happen meanwhile happens then. */
export class TrialClock implements Clock {
  #ahead = 0;
  readonly #waiting = new Set<{ at: number; callback: () => void; cancel: () => void }>();

  now(): number {
    return systemClock.now() + this.#ahead;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const entry = { at: this.now() + milliseconds, callback, cancel: () => { this.#waiting.delete(entry); stop(); } };
    const stop = systemClock.after(milliseconds, () => { if (this.#waiting.delete(entry)) callback(); });
    this.#waiting.add(entry);
    return entry.cancel;
  }

  pass(milliseconds: number): void {
    this.#ahead += milliseconds;
    for (const entry of [...this.#waiting].filter(({ at }) => at <= this.now())) {
      entry.cancel();
      entry.callback();
    }
  }
}

export interface TrialArgo extends AsyncDisposable {
  /** folder of the world */
  folder: string;
  clock: TrialClock;
  cluster: Cluster;
  repositories: Repositories;
  /** failures that nobody waited for */
  errors: string[];
  /** runs a program as a learner's sandbox would: through the front door, with kubectl's configuration, in a folder of its own */
  run(program: string, args: readonly string[], more?: Record<string, string>): Promise<Done>;
  /** runs a bash script that stops at the first failure */
  script(text: string): Promise<Done>;
}

/** Takes a context and what it begins with besides Argo CD; gives the cluster, once its controllers work. */
export async function startTrialArgo(context: string, services: readonly ServiceSeed[], operators: readonly Operator[] = [argo]): Promise<TrialArgo> {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-argo-'));
  const clock = new TrialClock();
  const errors: string[] = [];
  const found = findLimits(basename(folder));
  const ground = prepareGround(join(folder, 'ground'), machineImages(), 'why' in found ? null : found);
  const place = join(folder, 'clusters', context);
  const kubelet = createKubelet({
    folder: place, sockets: join(folder, 'n'), ground, world: { time: null, shared: join(folder, 'shared') }, now: () => clock.now(),
  });
  const parts: WorldParts = {
    folder, clock, ground, log: createLog('silent', 'test'),
    cluster: () => Promise.resolve(cluster),
    reach: (_, namespace, service, port) => Promise.resolve(endpointsOf(cluster.storage, namespace, service, port)
      .map((endpoint) => kubelet.reach(namespace, endpoint.pod, endpoint.port)).find((socket) => socket !== null) ?? null),
  };
  for (const service of services) service.plant?.(place, clock.now(), context);
  const cluster: Cluster = createCluster({
    kubelet, clock,
    operators: (insides) => operators.flatMap((operator) => [...operator(insides, { context, parts, reachPod: kubelet.reach, network: kubelet.network, folder: place })]),
    seed: asDeployed(context, services.flatMap((service) => service.manifests(context, clock.now()))),
    onError: (error, where) => { errors.push(`${where}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`); },
  });
  const front = await TrialFront.open(() => [s3proxySite(parts), vaultSite(parts), gitSite(parts)]);
  const api = createServer((request, response) => { cluster.handle(request, response); });
  await new Promise<void>((resolve) => { api.listen(0, '127.0.0.1', resolve); });
  writeFileSync(join(front.folder, 'kubeconfig'), JSON.stringify(kubeconfig(context, (api.address() as AddressInfo).port)));
  const environment = {
    ...lightKubectl, PATH: `${join(import.meta.dirname, '../../tools')}:${process.env['PATH'] ?? ''}`, KUBECONFIG: join(front.folder, 'kubeconfig'),
    VAULT_ADDR: 'https://vault.slac.stanford.edu', GIT_AUTHOR_NAME: 'Learner', GIT_AUTHOR_EMAIL: 'learner@example.org', GIT_COMMITTER_NAME: 'Learner', GIT_COMMITTER_EMAIL: 'learner@example.org',
  };
  const run: TrialArgo['run'] = (program, args, more = {}) => front.run(program, args, { ...environment, ...more });
  return {
    folder, clock, cluster, errors, run, repositories: repositoriesOf(parts),
    script: (text) => run('bash', ['-euc', text]),
    async [Symbol.asyncDispose]() {
      cluster.close();
      api.closeAllConnections();
      await new Promise((resolve) => { api.close(resolve); });
      await front[Symbol.asyncDispose]();
      await kubelet.close(0);
      await forgetLimits(found);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function kubeconfig(context: string, port: number): object {
  return {
    apiVersion: 'v1', kind: 'Config', 'current-context': context, users: [{ name: 'learner', user: {} }],
    clusters: [{ name: context, cluster: { server: `http://127.0.0.1:${port}` } }],
    contexts: [{ name: context, context: { cluster: context, user: 'learner', namespace: 'default' } }],
  };
}
