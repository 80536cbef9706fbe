/** The endpoints of an environment beside Kubernetes: what each is, where it really is, and how its gateway is opened. */
import { readFileSync } from 'node:fs';
import type { HttpEndpoint } from '../../config/environments/endpoints.ts';
import type { Environment } from '../../config/environments/environments.ts';
import type { Log } from '../../log.ts';
import type { AuditLog } from '../gateway/audit-log.ts';
import { DialError, type DialOptions, type Lookup } from '../gateway/dial.ts';
import type { Door } from '../gateway/door.ts';
import type { Tell, Told } from '../gateway/endpoint-event.ts';
import { openHttpGateway, portOf } from '../gateway/http.ts';
import { openRedisGateway } from '../gateway/redis/gateway.ts';
import { placeOf } from '../gateway/redis/upstream.ts';
import { openTcpGateway } from '../gateway/tcp.ts';
import type { RunRequest } from '../protocol.ts';
import type { Secrets } from '../secrets.ts';
import type { Certificates } from './certificates.ts';
import type { Upstreams } from './upstreams.ts';

export interface Service {
  kind: 'redis' | 'tcp' | 'http';
  /** in environments.yaml */
  name: string;
  host: string;
  port: number;
  /** whether it is reached inside by a certificate of ours */
  isTls: boolean;
  /** Takes where to listen; gives the gateway once it listens. */
  open(socket: string): Promise<Door>;
}

export interface ServiceGround {
  request: RunRequest;
  upstreams: Upstreams;
  secrets: Secrets;
  certificates: Certificates;
  audit: Pick<AuditLog, 'add' | 'durable'>;
  log: Log;
  /** what looks names up; the system when left out */
  lookup?: Lookup | undefined;
}

/** What gateways of every kind are opened with. */
interface Common {
  effect: RunRequest['step']['effect'];
  tell: Tell;
  durable(): Promise<void>;
  onFailure(error: unknown): void;
  dialling: DialOptions;
}

/** Takes an environment and a run; gives its services, none of them open. */
export function servicesOf({ redis, tcp, http }: Environment, ground: ServiceGround): Service[] {
  const { upstreams } = ground;
  return [
    ...Object.entries(redis).map(([name, endpoint]): Service => {
      const { target } = placeOf(endpoint);
      return { kind: 'redis', name, host: target.host, port: target.port, isTls: false, open: (socket) => openRedisGateway({ ...commonOf(name, 'redis', ground), socket, upstream: upstreams.of(endpoint) }) };
    }),
    ...Object.entries(tcp).map(([name, target]): Service => ({
      kind: 'tcp', name, host: target.host, port: target.port, isTls: false, open: (socket) => openTcpGateway({ ...commonOf(name, 'tcp', ground), socket, target }),
    })),
    ...Object.entries(http).map(([name, endpoint]): Service => webService(name, endpoint, ground)),
  ];
}

function webService(name: string, { url, local, ca, authorization }: HttpEndpoint, ground: ServiceGround): Service {
  const { secrets, certificates } = ground;
  const real = new URL(url);
  const isTls = real.protocol === 'https:';
  return {
    kind: 'http', name, host: real.hostname, port: portOf(real), isTls,
    open: async (socket) => await openHttpGateway({
      ...commonOf(name, 'http', ground), socket, url: real, local,
      ca: () => (ca === null ? null : authorityIn(ca)),
      authorization: async () => (authorization === null ? null : headerOf(await secrets.read(authorization))),
      certificate: isTls ? await certificates.of(real.hostname, name) : null,
    }),
  };
}

function commonOf(endpoint: string, gateway: Service['kind'], { request, audit, log, lookup }: ServiceGround): Common {
  const { run, person, environment, step } = request;
  return {
    effect: step.effect,
    tell: (event: Told) => { audit.add({ run, person, environment, endpoint, ...event }); },
    durable: () => audit.durable(),
    dialling: lookup === undefined ? {} : { lookup },
    onFailure: (error) => { log.error({ why: error instanceof Error ? error.message : 'unknown', run, environment, endpoint, gateway }, 'an endpoint of an environment did not answer'); },
  };
}

function authorityIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new DialError(`The authority of this service cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  }
}

/** A bare token is a bearer's (RFC 6750); what names its scheme stays as it is. */
function headerOf(value: string): string {
  return value.includes(' ') ? value : `Bearer ${value}`;
}
