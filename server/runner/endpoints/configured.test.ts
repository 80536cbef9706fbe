import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer as createWeb, type IncomingMessage } from 'node:http';
import { createServer as createTlsWeb } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parseEnvironments, type Environments } from '../../config/environments/environments.ts';
import { createLog } from '../../log.ts';
import { openClusters } from '../gateway/kubernetes/clusters.ts';
import { openTrialRedis, type TrialRedis } from '../gateway/redis/trial-redis.ts';
import type { RunnerStep } from '../protocol.ts';
import { openTrial, type Trial } from '../trial.ts';
import { openCertificates } from './certificates.ts';
import { configuredEndpoints } from './configured.ts';

const recorded: Record<string, unknown>[] = [];
const asked: IncomingMessage[] = [];
let redis: TrialRedis;
let trial: Trial;
let environments: Environments;
const answer = (incoming: IncomingMessage, outgoing: { end(text: string): void }): void => {
  asked.push(incoming);
  outgoing.end(`${incoming.method ?? ''} ${incoming.url ?? ''} as ${incoming.headers.authorization ?? 'nobody'}\n`);
};
const web = createWeb(answer);
const echo = createServer((socket) => { socket.on('error', () => undefined).pipe(socket); });
let tls: ReturnType<typeof createTlsWeb>;
const token = 'zanzibar-token-4711';

before(async () => {
  redis = await openTrialRedis();
  const own = openCertificates();
  const { key, chain } = await own.of('grafana.example.org');
  const ca = join(redis.folder, 'web-ca.pem');
  writeFileSync(ca, await own.trust());
  tls = createTlsWeb({ key, cert: chain }, answer);
  for (const server of [web, tls, echo]) await once(server.listen(0, '127.0.0.1'), 'listening');
  const port = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;
  writeFileSync(join(redis.folder, 'token'), `${token}\n`);
  const { hostname, port: redisPort } = new URL(redis.endpoint.url);
  assert.equal(hostname, 'localhost');
  const file = `environments:
  staging:
    title: Staging
    level: limited
    targets: all
    redis:
      cache: { url: "${redis.plain.url.replace('127.0.0.1', 'cache.example.org')}", user: handrail, password: { file: ${join(redis.folder, 'password')} }, local: true }
      private: { url: "rediss://localhost:${redisPort}", user: handrail, password: { command: [cat, ${join(redis.folder, 'password')}] }, ca: ${join(redis.folder, 'ca.pem')}, cert: ${join(redis.folder, 'client.pem')}, key: ${join(redis.folder, 'client.key')}, local: true }
    tcp:
      echo: { host: ldap.example.org, port: ${port(echo)}, local: true }
      metadata: { host: 169.254.169.254, port: 80, local: true }
      own: { host: ldap.example.org, port: 81 }
    http:
      grafana: { url: "https://grafana.example.org:${port(tls)}/api", authorization: { file: ${join(redis.folder, 'token')} }, ca: ${ca}, local: true }
      plain: { url: "http://plain.example.org:${port(web)}", local: true }
    variables: { GREETING: hello }
    rules: [{ name: all, decide: allow, effects: [read], roles: [operator] }]
`;
  environments = parseEnvironments(file, 'environments.yaml');
  const open = configuredEndpoints({
    environments: { current: () => environments, look: () => undefined }, clusters: openClusters(), log: createLog('silent', 'test'),
    audit: { add: (event) => { recorded.push(event as Record<string, unknown>); }, durable: () => Promise.resolve(), head: { seq: 0, hash: '' }, close: () => undefined },
    lookup: () => Promise.resolve([{ address: '127.0.0.1' }]),
  });
  trial = openTrial(open);
});
after(async () => {
  await trial.close();
  for (const server of [web, tls]) {
    server.closeAllConnections();
    server.close();
  }
  echo.close();
  await redis[Symbol.asyncDispose]();
});

const rules = (): string => environments.get('staging')?.digest ?? '';
const run = async (step: Partial<RunnerStep>, rest = {}): Promise<{ status: number | null; output: string; note: string }> => {
  const { run: ended, output } = await trial.run(step, { environment: 'staging', rules: rules(), ...rest });
  return { status: ended.exitStatus, output, note: ended.note };
};
const port = (url: string): string => new URL(url).port;

test('each endpoint is reached under its real name and port, and nothing else is', async () => {
  const { output } = await run({ source: [
    `redis-cli -h cache.example.org -p ${port(redis.plain.url)} PING`, `redis-cli -h cache -p ${port(redis.plain.url)} ACL WHOAMI`,
    `redis-cli -h private -p ${port(redis.endpoint.url)} PING`,
    `exec 3<>/dev/tcp/ldap.example.org/${(echo.address() as AddressInfo).port}; echo echoed >&3; read -r line <&3; echo "$line"; exec 3>&-`,
    `curl -sS https://grafana.example.org:${(tls.address() as AddressInfo).port}/api/health`, `curl -sS http://plain.example.org:${(web.address() as AddressInfo).port}/x`,
    'getent hosts ldap.example.org', 'echo "$GREETING"',
    '(exec 3<>/dev/tcp/metadata/80 && timeout 3 cat <&3; echo "metadata: $?")',
    '(exec 3<>/dev/tcp/ldap.example.org/81 && timeout 3 cat <&3; echo "own: $?")',
    `for to in 127.0.0.1/${port(redis.plain.url)} localhost/22 ldap.example.org/82 169.254.169.254/80 10.0.0.1/80; do (exec 3<>/dev/tcp/$to) 2>/dev/null && echo "$to is open"; done`,
    'getent hosts elsewhere.example.org || echo unknown',
  ].join('\n') });
  assert.equal(output, [
    'PONG', '"handrail"', 'PONG', 'echoed', 'GET /api/health as Bearer [hidden]', 'GET /x as nobody', '127.0.0.4       ldap.example.org', 'hello',
    'metadata: 0', 'own: 0', 'unknown', '',
  ].join('\n'));
  assert.equal(asked.at(-2)?.headers.authorization, `Bearer ${token}`);
});

test('a redis step is led to its endpoint by name or by host and port, within its effect', async () => {
  const change = await run({ language: 'redis', source: 'SET a 1\nDEL a', effect: 'change' }, { redis: { endpoint: 'cache' } });
  assert.match(change.output, /cache> SET a 1\nOK\ncache> DEL a\n\(error\) NOPERM DEL counts as destroying/);
  assert.equal(change.status, 1);
  const read = await run({ language: 'redis', source: 'GET a' }, { redis: { endpoint: `cache.example.org:${port(redis.plain.url)}` } });
  assert.match(read.output, /"1"/);
  assert.match((await run({ language: 'redis', source: 'GET a' }, { redis: { endpoint: 'nowhere' } })).output, /no Redis at nowhere/);
});

test('low ports can be listened on, and the step itself gains nothing by it', async () => {
  const { output } = await run({ source: 'grep -i ^cap /proc/self/status; grep -c . /proc/net/tcp' });
  assert.match(output, /CapEff:\s+0+\n/);
  assert.match(output, /CapAmb:\s+0+\n/);
  assert.match(output, /CapBnd:\s+0+\n/);
});

test('neither credential nor gateway is in a sandbox', async () => {
  const { output } = await run({ source: 'env; cat /run/handrail/* /etc/hosts 2>/dev/null; ls -a /run /run/gateway /run/stage; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr "\\0" "\\n"; curl -sS --unix-socket /run/gateway/x http://x/ 2>&1' });
  assert.doesNotMatch(output, new RegExp(`${redis.password}|${token}|BEGIN.*PRIVATE`));
  assert.match(output, /127\.0\.0\.2 cache\.example\.org/);
});

test('what has been decided by other rules is not run', async () => {
  const old = await run({ source: 'echo ran' }, { rules: 'another' });
  assert.equal(old.note, 'The rules changed just now: press Run again.');
  assert.doesNotMatch(old.output, /^ran/m);
  assert.match((await run({ source: 'echo ran' }, { environment: 'nowhere' })).note, /no environment nowhere on this runner/);
  assert.match((await run({ source: 'echo ran' }, { context: 'prod' })).note, /no context prod in this environment\. There is none\./);
});

test('what passed is recorded with its endpoint, and no value of it', () => {
  const kinds = new Set(recorded.map(({ gateway, act, endpoint }) => `${String(gateway)} ${String(act)} ${String(endpoint)}`));
  for (const kind of ['redis open cache', 'redis close cache', 'redis command cache', 'redis refused cache', 'redis open private', 'tcp open echo', 'tcp close echo', 'tcp open metadata', 'http request grafana', 'http request plain']) assert.ok(kinds.has(kind), kind);
  assert.deepEqual(recorded.find(({ act }) => act === 'command'), { run: recorded.find(({ act }) => act === 'command')?.['run'], person: 'alice', environment: 'staging', endpoint: 'cache', gateway: 'redis', act: 'command', command: 'set', args: 3, keys: 1, times: 1 });
});
