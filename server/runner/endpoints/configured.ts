/**
 * The endpoints of an environment in environments.yaml: its Kubernetes, Redis servers, web services and other hosts, each
 * behind a gateway that adds the credential and records what passes. The runner goes by its own copy of the file, and by none
 * but the one that the server decided by.
 */
import { join } from 'node:path';
import type { Environment } from '../../config/environments/environments.ts';
import type { OpenEnvironments } from '../../config/environments/open.ts';
import type { Log } from '../../log.ts';
import type { Forward } from '../../sandbox/argv.ts';
import { trustAccess } from '../../sandbox/site-access.ts';
import type { AuditLog } from '../gateway/audit-log.ts';
import type { Lookup } from '../gateway/dial.ts';
import type { Clusters } from '../gateway/kubernetes/clusters.ts';
import { openKubernetes } from '../gateway/kubernetes/open.ts';
import type { RunRequest } from '../protocol.ts';
import { openSecrets, type Secrets } from '../secrets.ts';
import { openCertificates } from './certificates.ts';
import { checkContext, checkRules, kubernetesPort, type Endpoints, type OpenEndpoints } from './endpoints.ts';
import { placesOf } from './places.ts';
import { type Service, servicesOf } from './services.ts';
import { openUpstreams } from './upstreams.ts';

export interface ConfiguredGround {
  environments: Pick<OpenEnvironments, 'current' | 'look'>;
  clusters: Clusters;
  audit: AuditLog;
  log: Log;
  secrets?: Secrets;
  /** what looks names up; the system when left out */
  lookup?: Lookup;
}

type Opened = (() => void)[];

/** Takes the environments, the record of requests and the log; gives the endpoints of each run there. */
export function configuredEndpoints({ environments, clusters, audit, log, secrets = openSecrets(), lookup }: ConfiguredGround): OpenEndpoints {
  const certificates = openCertificates();
  const upstreams = openUpstreams(secrets, lookup);
  return async (request, folder) => {
    const environment = checkRules(environments, request);
    if (environment === null) throw new Error(`There is no environment ${request.environment} on this runner. Choose another.`);
    checkContext(request.context, Object.keys(environment.kubernetes));
    const opened: Opened = [];
    const close = (): void => { for (const one of opened.splice(0).reverse()) one(); };
    try {
      const contexts = await openClustersOf({ environment, request, folder, opened }, { clusters, audit, log });
      const services = servicesOf(environment, { request, upstreams, secrets, certificates, audit, log, lookup });
      const { places, hosts } = placesOf(services);
      const reached = await openServices(services, places, folder, opened);
      const access = services.some(({ isTls }) => isTls) ? trustAccess(await certificates.trust()) : { variables: {}, files: {} };
      return {
        contexts: contexts.map(({ name, namespace }) => ({ name, namespace })),
        forwards: [...(contexts.length === 0 ? [] : [{ port: kubernetesPort, socket: socketOf(folder, 'k') }]), ...reached],
        hosts, redis: redisPlaces(services, places), sql: null,
        variables: { ...environment.variables, ...access.variables }, files: access.files,
        secrets: await valuesOf(environment, secrets, log), programs: null, close,
      };
    } catch (error) {
      close();
      throw error;
    }
  };
}

function socketOf(folder: string, name: string): string {
  return join(folder, name);
}

async function openClustersOf(
  { environment, request, folder, opened }: { environment: Environment; request: RunRequest; folder: string; opened: Opened }, ground: Pick<ConfiguredGround, 'clusters' | 'audit' | 'log'>,
): Promise<Endpoints['contexts']> {
  if (Object.keys(environment.kubernetes).length === 0) return [];
  const gateway = await openKubernetes({ ...ground, socket: socketOf(folder, 'k'), request, reaches: environment.kubernetes });
  opened.push(() => { gateway.close(); });
  return gateway.contexts;
}

async function openServices(services: readonly Service[], places: readonly { address: string; port: number }[], folder: string, opened: Opened): Promise<Forward[]> {
  return await Promise.all(services.map(async (service, at) => {
    const { address, port } = places[at] ?? { address: '127.0.0.1', port: service.port };
    const socket = socketOf(folder, `s${at}`);
    const door = await service.open(socket);
    opened.push(() => { door.close(); });
    return { address, port, socket };
  }));
}

function redisPlaces(services: readonly Service[], places: readonly { address: string; port: number }[]): Endpoints['redis'] {
  const found: Record<string, { address: string; port: number }> = {};
  services.forEach(({ kind, name, host, port }, at) => {
    const place = places[at];
    if (kind !== 'redis' || place === undefined) return;
    found[name] = place;
    found[`${host}:${port}`] ??= place;
  });
  return found;
}

/** Every credential, to be hidden. One that cannot be had is told where it is needed: a step may well do without. */
async function valuesOf({ name, redis, http }: Environment, secrets: Secrets, log: Log): Promise<string[]> {
  const refs = [...Object.values(redis).map(({ password }) => password), ...Object.values(http).map(({ authorization }) => authorization)].filter((ref) => ref !== null);
  const read = await Promise.allSettled(refs.map((ref) => secrets.read(ref)));
  return read.flatMap((result) => {
    if (result.status === 'rejected') log.warn({ environment: name, why: (result.reason as Error).message }, 'a credential of an environment cannot be had');
    return result.status === 'rejected' ? [] : [result.value, ...(result.value.includes(' ') ? [result.value.slice(result.value.indexOf(' ') + 1)] : [])];
  });
}
