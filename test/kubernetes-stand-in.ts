/**
 * A stand-in for a real cluster: a practice cluster behind TLS, with tokens and client certificates, and the real kubectl.
 * Its containers are processes of this machine, so it is for tests and measurements alone.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { type Cluster, createCluster } from '../server/practice/cluster/cluster.ts';
import { ProcessKubelet } from '../server/practice/cluster/testing/process-kubelet.ts';

const day = 24 * 3_600_000;
const curve = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

export interface Pair {
  /** certificate and key, PEM */
  cert: string;
  key: string;
}

export interface Seen {
  method: string;
  url: string;
  /** how it was known: by a token, or by a certificate */
  by: string;
  headers: NodeJS.Dict<string[]>;
}

export class StandIn {
  readonly folder = mkdtempSync(join(tmpdir(), 'handrail-stand-in-'));
  /** tokens that are accepted now */
  readonly tokens = new Set<string>();
  readonly seen: Seen[] = [];
  readonly authority: Pair;
  readonly cluster: Cluster;
  readonly #kubelet = new ProcessKubelet();
  readonly #servers: Server[] = [];
  url = '';

  private constructor(authority: Pair) {
    this.authority = authority;
    this.cluster = createCluster({
      kubelet: this.#kubelet,
      seed: [{
        apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'staff' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }, subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'staff' }],
      }],
    });
  }

  /** Starts one on a port of this machine; its certificate is for `localhost` and 127.0.0.1. */
  static async start(): Promise<StandIn> {
    const now = Date.now();
    const authority = await generate([{ name: 'commonName', value: 'stand-in' }], {
      ...curve, notBeforeDate: new Date(now - day), notAfterDate: new Date(now + day),
      extensions: [{ name: 'basicConstraints', cA: true, critical: true }, { name: 'keyUsage', keyCertSign: true, critical: true }],
    });
    const standIn = new StandIn({ cert: authority.cert, key: authority.private });
    const own = await standIn.#sign('localhost', now + day, [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }, { type: 7, ip: '127.0.0.1' }] }]);
    const server = createServer({ key: own.key, cert: own.cert, ca: authority.cert, requestCert: true, rejectUnauthorized: false }, (request, response) => { standIn.#answer(request, response); });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => { standIn.#upgrade(request, socket, head); });
    standIn.url = `https://127.0.0.1:${await standIn.#listen(server)}`;
    return standIn;
  }

  /** Takes a name and when it ends (unix milliseconds); gives a client certificate that the cluster's authority signed. */
  client(name: string, until: number): Promise<Pair> {
    return this.#sign(name, until, [{ name: 'extKeyUsage', clientAuth: true }]);
  }

  async #sign(name: string, until: number, extensions: NonNullable<Parameters<typeof generate>[1]>['extensions']): Promise<Pair> {
    const made = await generate([{ name: 'commonName', value: name }], {
      ...curve, notBeforeDate: new Date(Date.now() - 2 * day), notAfterDate: new Date(until), extensions, ca: { key: this.authority.key, cert: this.authority.cert },
    });
    return { cert: made.cert, key: made.private };
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (!this.#knows(request)) {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'Unauthorized', message: 'Unauthorized', code: 401 }));
    } else if (/\/pods\/flood\/log(\?|$)/.test(request.url ?? '')) flood(response);
    else this.cluster.handle(request, response);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (!this.#knows(request)) socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else if (request.url?.includes('/portforward') === true) {
      // The practice cluster has none: what the gateway has to do for it is to pass bytes both ways.
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n');
      socket.on('data', (chunk: Buffer) => socket.write(chunk.toString().toUpperCase()));
    } else this.cluster.upgrade(request, socket, head);
  }

  #knows(request: IncomingMessage): boolean {
    const { method = '', url = '', headers, headersDistinct, socket } = request;
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    const by = (socket as TLSSocket).authorized ? 'certificate' : this.tokens.has(token) ? 'token' : '';
    this.seen.push({ method, url, by, headers: headersDistinct });
    return by !== '';
  }

  /** Takes what a user and a cluster of a kubeconfig say besides; writes the file and gives its path. */
  kubeconfig(user: object, cluster: object = {}, name = 'kubeconfig'): string {
    const file = join(this.folder, name);
    writeFileSync(file, JSON.stringify({
      apiVersion: 'v1', kind: 'Config', 'current-context': 'real', contexts: [{ name: 'real', context: { cluster: 'real', user: 'gateway', namespace: 'default' } }],
      clusters: [{ name: 'real', cluster: { server: this.url, 'certificate-authority-data': Buffer.from(this.authority.cert).toString('base64'), ...cluster } }],
      users: [{ name: 'gateway', user }],
    }), { mode: 0o600 });
    return file;
  }

  /** Takes a file's name and text; writes it beside the kubeconfig and gives its path. */
  write(name: string, text: string, mode = 0o600): string {
    const file = join(this.folder, name);
    writeFileSync(file, text, { mode });
    chmodSync(file, mode);
    return file;
  }

  /** Takes a unix socket; gives a port of this machine that leads there: kubectl speaks to no socket. */
  async forward(socket: string): Promise<number> {
    return await this.#listen(createTcpServer((near) => {
      const far = connect(socket);
      near.on('error', () => far.destroy());
      far.on('error', () => near.destroy());
      near.pipe(far).pipe(near);
    }));
  }

  async #listen(server: Server): Promise<number> {
    this.#servers.push(server);
    await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
    return (server.address() as AddressInfo).port;
  }

  /** Starts kubectl with a kubeconfig, in a home of its own. */
  kubectl(kubeconfig: string, args: readonly string[], program = 'kubectl'): ChildProcess {
    const home = join(this.folder, 'home');
    mkdirSync(home, { recursive: true });
    return spawn(program, args, { cwd: home, env: { PATH: process.env['PATH'], HOME: home, KUBECONFIG: kubeconfig } });
  }

  /** Ends every connection that is open; whoever comes anew is let in. */
  breakOff(): void {
    for (const server of this.#servers) if ('closeAllConnections' in server) (server as { closeAllConnections(): void }).closeAllConnections();
  }

  async close(): Promise<void> {
    for (const server of this.#servers) {
      server.close();
      if ('closeAllConnections' in server) (server as { closeAllConnections(): void }).closeAllConnections();
    }
    this.cluster.close();
    await this.#kubelet.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Bytes of the log of a pod called `flood`, sent as fast as they are taken. */
export const floodBytes = 64 * 1024 * 1024;
const floodChunk = Buffer.from(`${'x'.repeat(127)}\n`.repeat(512));

function flood(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain' });
  let left = floodBytes;
  const more = (): void => {
    while (left > 0) {
      left -= floodChunk.length;
      if (!response.write(floodChunk)) {
        response.once('drain', more);
        return;
      }
    }
    response.end();
  };
  more();
}
