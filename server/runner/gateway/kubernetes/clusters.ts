/**
 * The clusters that runs of this runner reach. A credential is kept between runs; connections are not: what one person's
 * client sends can never stand before another's on a connection.
 */
import type { ClientRequest } from 'node:http';
import { Agent, type AgentOptions, request, type RequestOptions } from 'node:https';
import type { KubernetesEndpoint } from '../../../config/environments/endpoints.ts';
import { type Credential, type CredentialSource, credentialSource } from './credential.ts';
import { type Dialled, type Upstream, UpstreamError } from './upstream.ts';

export interface Clusters {
  /**
   * Takes what an endpoint is called, unique among environments, and the endpoint; gives one run's way there. Its credential
   * is sought meanwhile: what is wrong with it is told to who asks the cluster, and keeps no step that does not from running.
   */
  open(name: string, endpoint: KubernetesEndpoint): Upstream;
}

interface Kept {
  /** the endpoint as text: another text is another endpoint */
  as: string;
  source: CredentialSource;
}

/** Gives the clusters of a runner, with nothing had yet. */
export function openClusters(): Clusters {
  const kept = new Map<string, Kept>();
  return {
    open(name, endpoint) {
      const as = JSON.stringify(endpoint);
      const before = kept.get(name);
      const source = before?.as === as ? before.source : credentialSource(endpoint, name);
      kept.set(name, { as, source });
      source.have().catch(() => undefined);
      return clusterUpstream(source);
    },
  };
}

/** Connections that wait for a run's next request. */
const mostIdle = 8;
const renewEveryMs = 2_000;

/** Takes a credential's source; gives the way to its cluster, with connections of its own. */
export function clusterUpstream(source: CredentialSource): Upstream {
  let agents: { of: Credential; keeping: Agent; single: Agent } | null = null;
  let renewals = 0;
  let renewedAt = -Infinity;
  const close = (): void => {
    agents?.keeping.destroy();
    agents?.single.destroy();
    agents = null;
  };
  const agentsOf = (credential: Credential): { keeping: Agent; single: Agent } => {
    if (agents !== null && isSame(agents.of, credential)) return agents;
    close();
    const options: AgentOptions = tlsOf(credential);
    agents = { of: credential, keeping: new Agent({ ...options, keepAlive: true, maxFreeSockets: mostIdle }), single: new Agent(options) };
    return agents;
  };
  return {
    isOurs: true,
    async dial(fresh): Promise<Dialled> {
      const credential = await source.have();
      const { server, proxy, authorization } = credential;
      const { keeping, single } = agentsOf(credential);
      const agent = proxy ?? (fresh ? single : keeping);
      return {
        request: (options) => inTime({ ...tlsOf(credential), ...options, host: server.hostname.replace(/^\[|\]$/g, ''), port: server.port === '' ? 443 : Number(server.port), agent }),
        host: server.host, prefix: server.pathname.replace(/\/+$/, ''), authorization, renewals,
      };
    },
    renew(used) {
      // Another request of this run has had it renewed meanwhile.
      if (used.renewals < renewals) return true;
      // A cluster that accepts nothing must not have a plugin started for every request.
      if (performance.now() - renewedAt < renewEveryMs) return false;
      renewedAt = performance.now();
      renewals += 1;
      source.forget();
      return true;
    },
    close,
  };
}

/** A connection takes milliseconds; a firewall that swallows it would keep the step waiting for minutes. */
const connectMs = 10_000;

function inTime(options: RequestOptions): ClientRequest {
  const asked = request(options);
  asked.once('socket', (socket) => {
    if (!socket.connecting) return;
    const late = setTimeout(() => {
      asked.destroy(new UpstreamError(`The Kubernetes API does not answer: there was no connection within ${connectMs / 1000} s. Nothing was done.`, 'ETIMEDOUT'));
    }, connectMs);
    const clear = (): void => { clearTimeout(late); };
    socket.once('secureConnect', clear);
    asked.once('close', clear);
  });
  return asked;
}

function tlsOf({ ca, cert, key, servername }: Credential): AgentOptions {
  return { rejectUnauthorized: true, ...(ca === null ? {} : { ca }), ...(cert === null ? {} : { cert }), ...(key === null ? {} : { key }), ...(servername === null ? {} : { servername }) };
}

function isSame(left: Credential, right: Credential): boolean {
  return (['ca', 'cert', 'key', 'servername', 'proxy'] as const).every((part) => String(left[part]) === String(right[part])) && left.server.href === right.server.href;
}
