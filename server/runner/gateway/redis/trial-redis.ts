/**
 * A real Redis for tests and measurements, on loopback alone: with TLS, which asks for a client certificate, and users of its
 * own; nothing of it is kept.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { RedisEndpoint } from '../../../config/environments/endpoints.ts';

export interface TrialRedis {
  /** with TLS, as the user `handrail` */
  endpoint: RedisEndpoint;
  /** without, as the same */
  plain: RedisEndpoint;
  password: string;
  folder: string;
  [Symbol.asyncDispose](): Promise<void>;
}

const common = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/** Gives a Redis that listens. Throws when redis-server is not there. */
export async function openTrialRedis(): Promise<TrialRedis> {
  const folder = mkdtempSync('/tmp/hr-redis-');
  const file = (name: string, text = ''): string => {
    const path = join(folder, name);
    if (text !== '') writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const authority = await generate([{ name: 'commonName', value: 'trial' }], { ...common, extensions: [{ name: 'basicConstraints', cA: true }] });
  const signed = async (): Promise<{ private: string; cert: string }> => await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common, ca: { key: authority.private, cert: authority.cert }, extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  const [server, client] = [await signed(), await signed()];
  const ca = file('ca.pem', authority.cert);
  const password = 'correct-horse-battery';
  const [port, tlsPort] = [await freePort(), await freePort()];
  file('redis.conf', [
    `port ${port}`, `tls-port ${tlsPort}`, 'bind 127.0.0.1', `dir ${folder}`, 'save ""', 'appendonly no', 'daemonize no', 'enable-debug-command yes',
    `tls-ca-cert-file ${ca}`, `tls-cert-file ${file('server.pem', server.cert)}`, `tls-key-file ${file('server.key', server.private)}`, 'tls-auth-clients yes',
    'user default off', `user handrail on >${password} ~* &* +@all`, 'user narrow on >narrow-password ~allowed:* +get +set +command +ping', '',
  ].join('\n'));
  const child = spawn('redis-server', [join(folder, 'redis.conf')], { stdio: ['ignore', 'pipe', 'inherit'] });
  await untilReady(child);
  const plain: RedisEndpoint = { url: `redis://127.0.0.1:${port}`, user: 'handrail', password: { file: file('password', `${password}\n`) }, ca: null, cert: null, key: null, local: true };
  return {
    plain, password, folder,
    endpoint: { ...plain, url: `rediss://localhost:${tlsPort}`, ca, cert: file('client.pem', client.cert), key: file('client.key', client.private) },
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(child: ChildProcess): Promise<void> {
  let said = '';
  for await (const bytes of child.stdout ?? []) {
    said += String(bytes);
    if (said.includes('Ready to accept connections')) {
      child.stdout?.resume();
      return;
    }
  }
  throw new Error(`redis-server did not start: ${said}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
