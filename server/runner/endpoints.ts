/**
 * What a run can reach: the endpoints of its environment, each behind a gateway of the run's own. Practice gives a
 * Kubernetes with several contexts.
 */
import { join } from 'node:path';
import type { Log } from '../log.ts';
import type { Forward } from '../sandbox/argv.ts';
import { siteAccess } from '../sandbox/site-access.ts';
import type { AuditLog } from './gateway/audit-log.ts';
import { openJunction } from './gateway/junction.ts';
import { openGateway } from './gateway/kubernetes.ts';
import type { KubernetesContext } from './kubeconfig.ts';
import type { Practice } from './practice.ts';
import type { RunRequest } from './protocol.ts';

export interface Endpoints {
  contexts: readonly KubernetesContext[];
  forwards: readonly Forward[];
  /** ports inside, by `host:port`, that lead to a Redis */
  redisPorts: Readonly<Record<string, number>>;
  /** what runs the statements it reads; null when the environment names none */
  sql: SqlClient | null;
  /** variables of every run, which no step, parameter or earlier export overrides, and which never carry on */
  variables: Readonly<Record<string, string>>;
  /** further files of the run's folder: name and text */
  files: Readonly<Record<string, string>>;
  /** credentials of the environment, to be hidden in what its runs print; those that could be ordinary words are not */
  secrets: readonly string[];
  /** folder of programs that come first on PATH, read-only; null for none */
  programs: string | null;
  close(): void;
}

/** The words that start an environment's SQL client; statements come on its standard input. */
export interface SqlClient {
  command: readonly string[];
  /** words to add for a step that only reads */
  readOnly: readonly string[];
}

/**
 * Takes a request and a folder for sockets; gives the run's endpoints.
 * Throws an error whose message tells the person why there are none.
 */
export type OpenEndpoints = (request: RunRequest, folder: string) => Promise<Endpoints>;

/** Where the sandbox finds its Kubernetes, on 127.0.0.1, and in practice the proxy too. */
export const kubernetesPort = 6443;

/** Takes the practice process, the record of requests and the log; gives the endpoints of each run. */
export function openEndpointsWith(practice: Practice, audit: AuditLog, log: Log): OpenEndpoints {
  return async (request, folder) => {
    const { environment, person, run } = request;
    if (environment !== 'practice') throw new Error(`The environment ${environment} has no endpoints on this runner. Choose practice.`);
    const world = await practice.world(person);
    const wrong = request.context !== null && !world.contexts.some(({ name }) => name === request.context);
    if (wrong) throw new Error(`There is no context ${request.context} in this environment. There are: ${world.contexts.map(({ name }) => name).join(', ')}.`);
    const [socket, api] = [join(folder, String(kubernetesPort)), join(folder, 'api')];
    const gateway = await openGateway({
      socket: api, upstream: world.socket, person,
      onRequest: ({ method, path, upgrade }) => { audit.add({ run, person, environment, gateway: 'kubernetes', method, path, upgrade }); },
      onFailure: (error, { method, path }) => { log.error({ err: error, run, method, path }, 'the Kubernetes API of an environment did not answer'); },
    });
    const junction = await openJunction({ socket, api, proxy: world.front.socket }).catch((error: unknown) => {
      gateway.close();
      throw error;
    });
    const { variables, files } = siteAccess(world.front, kubernetesPort);
    return {
      contexts: world.contexts.map(({ name, namespace = 'default' }) => ({ name, namespace })),
      forwards: [{ port: kubernetesPort, socket }], redisPorts: {}, sql: practiceSql, variables, files, secrets: [], programs: world.tools ?? null,
      close() {
        junction.close();
        gateway.close();
      },
    };
  };
}

/** The program `sql` among those of practice. */
const practiceSql: SqlClient = { command: ['sql'], readOnly: ['--readonly'] };
