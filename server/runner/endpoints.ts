/**
 * What a run can reach: the endpoints of its environment, each behind a gateway of the run's own. Practice gives a
 * Kubernetes with several contexts.
 */
import { join } from 'node:path';
import type { Forward } from '../sandbox/argv.ts';
import type { AuditLog } from './gateway/audit-log.ts';
import { openGateway } from './gateway/kubernetes.ts';
import type { KubernetesContext } from './kubeconfig.ts';
import type { Practice } from './practice.ts';
import type { RunRequest } from './protocol.ts';

export interface Endpoints {
  contexts: readonly KubernetesContext[];
  forwards: readonly Forward[];
  /** ports inside, by `host:port`, that lead to a Redis */
  redisPorts: Readonly<Record<string, number>>;
  close(): void;
}

/**
 * Takes a request and a folder for sockets; gives the run's endpoints.
 * Throws an error whose message tells the person why there are none.
 */
export type OpenEndpoints = (request: RunRequest, folder: string) => Promise<Endpoints>;

/** Where the sandbox finds its Kubernetes, on 127.0.0.1. */
export const kubernetesPort = 6443;

/** Takes the practice process and the record of requests; gives the endpoints of each run. */
export function openEndpointsWith(practice: Practice, audit: AuditLog): OpenEndpoints {
  return async (request, folder) => {
    const { environment, person, run } = request;
    if (environment !== 'practice') throw new Error(`The environment ${environment} has no endpoints on this runner. Choose practice.`);
    const world = await practice.world(person);
    const wrong = request.context !== null && !world.contexts.some(({ name }) => name === request.context);
    if (wrong) throw new Error(`There is no context ${request.context} in this environment. There are: ${world.contexts.map(({ name }) => name).join(', ')}.`);
    const socket = join(folder, String(kubernetesPort));
    const gateway = await openGateway({
      socket, upstream: world.socket, person,
      onRequest: ({ method, path, upgrade }) => { audit.add({ run, person, environment, gateway: 'kubernetes', method, path, upgrade }); },
    });
    const contexts = world.contexts.map(({ name, namespace = 'default' }) => ({ name, namespace }));
    return { contexts, forwards: [{ port: kubernetesPort, socket }], redisPorts: {}, close: () => gateway.close() };
  };
}
