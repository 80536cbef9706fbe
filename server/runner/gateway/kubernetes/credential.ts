/**
 * The credential of one cluster, as the operator's kubeconfig has it: token, client certificate, exec plugin, token file,
 * in-cluster identity. It is had outside every sandbox, kept in memory, and had anew when its files change, when it has
 * expired, or when the cluster did not accept it.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Agent, RequestOptions } from 'node:https';
import { dirname, resolve } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { parse } from 'yaml';
import type { KubernetesEndpoint } from '../../../config/environments/endpoints.ts';
import { UpstreamError } from './upstream.ts';

export interface Credential {
  server: URL;
  /** PEM; null leaves the authorities of the machine */
  ca: Buffer | string | null;
  cert: Buffer | string | null;
  key: Buffer | string | null;
  servername: string | null;
  authorization: string | null;
  /** an agent that goes through the proxy of the kubeconfig; null for the straight way */
  proxy: Agent | null;
}

export interface CredentialSource {
  /** Gives the credential as it is now. Throws an UpstreamError that tells the person what has to be mended. */
  have(): Promise<Credential>;
  /** What is kept is forgotten. */
  forget(): void;
}

interface Loaded {
  config: KubeConfig;
  server: URL;
  /** files it is made of, and how they were */
  stamp: string;
  files: readonly string[];
}

/** An exec plugin may ask somebody's identity provider; longer than this is no answer. */
const patienceMs = 30_000;

/** Takes an endpoint of environments.yaml and what it is called; gives its credential's source. */
export function credentialSource(endpoint: KubernetesEndpoint, name: string): CredentialSource {
  let loaded: Promise<Loaded> | null = null;
  const fresh = async (): Promise<Loaded> => {
    const before = await (loaded ?? Promise.resolve(null)).catch(() => null);
    if (before === null || before.stamp !== stampOf(before.files)) loaded = load(endpoint, name);
    return await (loaded ??= load(endpoint, name));
  };
  return {
    async have() {
      try {
        return await credentialOf(await fresh(), name);
      } catch (error) {
        loaded = null;
        if (error instanceof UpstreamError) throw error;
        // What a plugin prints, or a file holds, may be the secret itself: only what kind of error it was is told.
        throw new UpstreamError(`The credential of ${name} cannot be had (${(error as NodeJS.ErrnoException).code ?? 'its kubeconfig, its files or its plugin fail'}). Ask whoever runs Handrail to try its kubeconfig with kubectl.`, 'ECREDENTIAL');
      }
    },
    forget: () => { loaded = null; },
  };
}

async function load(endpoint: KubernetesEndpoint, name: string): Promise<Loaded> {
  // Large, and only some environments need it.
  const { KubeConfig: Config } = await import('@kubernetes/client-node');
  const config = new Config();
  const files: string[] = [];
  if (endpoint.kubeconfig === 'in-cluster') config.loadFromCluster();
  else {
    files.push(endpoint.kubeconfig.file);
    config.loadFromFile(endpoint.kubeconfig.file);
    nameTokenFiles(config, endpoint.kubeconfig.file);
    if (endpoint.context !== undefined) config.setCurrentContext(endpoint.context);
  }
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  if (cluster === null || user === null) throw bad(name, `has no ${endpoint.context === undefined ? 'current context' : `context ${endpoint.context}`} with a cluster and a user`);
  if (cluster.skipTLSVerify) throw bad(name, 'says insecure-skip-tls-verify, and a gateway shows its credential to nobody it cannot tell: give the cluster’s certificate-authority instead');
  if (user.impersonateUser) throw bad(name, 'impersonates somebody already (as): leave that to the gateway');
  const server = URL.canParse(cluster.server) ? new URL(cluster.server) : null;
  if (server?.protocol !== 'https:' || server.username !== '' || server.search !== '') throw bad(name, 'has no server of the form https://HOST[:PORT][/PATH]');
  files.push(...[cluster.caFile, user.certFile, user.keyFile, tokenFileOf(user)].filter((file): file is string => typeof file === 'string' && file !== ''));
  return { config, server, files, stamp: stampOf(files) };
}

/** kubectl knows `tokenFile`; the library takes it only in another form, in which it reads it again as time goes by. */
function nameTokenFiles(config: KubeConfig, file: string): void {
  const text: unknown = parse(readFileSync(file, 'utf8'));
  const given = (text as { users?: { name?: string; user?: { token?: unknown; tokenFile?: unknown } }[] }).users ?? [];
  config.users = config.users.map((user) => {
    const tokenFile = given.find(({ name }) => name === user.name)?.user?.tokenFile;
    return typeof tokenFile === 'string' ? { ...user, token: undefined, authProvider: { name: 'tokenFile', config: { tokenFile: resolve(dirname(file), tokenFile) } } } : user;
  });
}

function tokenFileOf(user: { authProvider?: unknown }): string | undefined {
  const provider = user.authProvider as { config?: { tokenFile?: string } } | null | undefined;
  return provider?.config?.tokenFile;
}

/** What the library puts on the options of a request. */
interface Applied {
  ca?: Buffer;
  cert?: Buffer | string;
  key?: Buffer | string;
  servername?: string;
  auth?: string | null;
  agent?: unknown;
  headers: Record<string, string>;
}

async function credentialOf({ config, server }: Loaded, name: string): Promise<Credential> {
  // Verified whatever the process's environment says (NODE_TLS_REJECT_UNAUTHORIZED).
  const applied: Applied & RequestOptions = { headers: {}, rejectUnauthorized: true } as Applied & RequestOptions;
  await inTime(config.applyToHTTPSOptions(applied), name);
  const { ca = null, cert = null, key = null, servername = null, agent } = applied as Applied;
  requireCurrent(cert, name);
  const authorization = authorizationOf(applied, name);
  if (authorization === null && cert === null) throw bad(name, 'gives neither a token nor a client certificate');
  const proxy = config.getCurrentCluster()?.proxyUrl ?? '';
  return { server, ca, cert, key, servername, authorization, proxy: proxy === '' ? null : agent as Agent };
}

function authorizationOf({ headers, auth }: Pick<Applied, 'headers' | 'auth'>, name: string): string | null {
  const basic = typeof auth === 'string' ? `Basic ${Buffer.from(auth).toString('base64')}` : null;
  const given = headers['Authorization']?.trim() ?? basic;
  if (given !== null && !/^[!-~]+ [!-~]+$/.test(given)) throw bad(name, 'gives a token that cannot stand in a header');
  return given;
}

function requireCurrent(cert: Buffer | string | null, name: string): void {
  if (cert === null) return;
  const { validToDate } = new X509Certificate(cert);
  if (validToDate.getTime() < Date.now()) throw bad(name, `has a client certificate that expired on ${validToDate.toISOString().slice(0, 10)}: have it renewed`);
}

async function inTime(work: Promise<void>, name: string): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  const lateness = new Promise<never>((_, reject) => {
    late = setTimeout(() => { reject(bad(name, `gave no credential within ${patienceMs / 1000} s`)); }, patienceMs);
  });
  await Promise.race([work, lateness]).finally(() => { clearTimeout(late); });
}

function bad(name: string, what: string): UpstreamError {
  return new UpstreamError(`The kubeconfig of ${name} ${what}. Ask whoever runs Handrail to mend it.`, 'EKUBECONFIG');
}

/** Rotation replaces a file, and often by a link: time, size and number together tell. */
function stampOf(files: readonly string[]): string {
  return files.map((file) => {
    const found = statSync(file, { throwIfNoEntry: false });
    return found === undefined ? `${file} is gone` : `${found.mtimeMs} ${found.size} ${found.ino}`;
  }).join('\n');
}
