/**
 * What the Kubernetes gateway costs: kubectl to a cluster behind TLS, through the gateway of a run as a sandbox reaches it and
 * straight, in turns. With `--minutes 30` so long a mixed load follows, and the memory of the gateway before and after it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Effect, effects } from '../common/catalog/effect.ts';
import { newRunId } from '../common/ids.ts';
import { systemClock } from '../server/clock.ts';
import { createLog } from '../server/log.ts';
import { openAuditLog } from '../server/runner/gateway/audit-log.ts';
import { openClusters } from '../server/runner/gateway/kubernetes/clusters.ts';
import { openKubernetes } from '../server/runner/gateway/kubernetes/open.ts';
import { currentContext, kubeconfig } from '../server/runner/kubeconfig.ts';
import { floodBytes } from '../test/kubernetes-stand-in.ts';
import { benchToken, load } from './gateway-load.ts';
import { median } from './statistics.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '0' }, rounds: { type: 'string', default: '40' } } });
const folder = mkdtempSync(join(tmpdir(), 'handrail-bench-gateway-'));
const children: ChildProcess[] = [];
process.once('exit', () => { rmSync(folder, { recursive: true, force: true }); });

/** Takes a program; starts it, to be ended with this one. */
function start(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(program, args, { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, ...environment } });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const cluster = start(process.execPath, [join(import.meta.dirname, 'gateway-stand-in.ts')]);
cluster.stderr?.pipe(process.stderr);
/** Ends what was started. */
async function end(): Promise<void> {
  for (const child of children) child.kill();
  cluster.stdin?.end();
  if (cluster.exitCode === null) await once(cluster, 'close');
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => { void end().then(() => process.exit(1)); });
const [told] = await once(cluster.stdout!, 'data') as [Buffer];
const { url, authority } = JSON.parse(told.toString()) as { url: string; authority: string };
const straight = join(folder, 'straight');
writeFileSync(straight, JSON.stringify({
  apiVersion: 'v1', kind: 'Config', 'current-context': 'real', contexts: [{ name: 'real', context: { cluster: 'real', user: 'gateway', namespace: 'default' } }],
  clusters: [{ name: 'real', cluster: { server: url, 'certificate-authority-data': Buffer.from(authority).toString('base64') } }], users: [{ name: 'gateway', user: { token: benchToken } }],
}), { mode: 0o600 });

const audit = openAuditLog(join(folder, 'audit.jsonl'), Date.now);
const clusters = openClusters();
/** As in a sandbox: socat leads a port to the socket of the gateway. */
async function through(effect: Effect): Promise<{ config: string; close(): void }> {
  const socket = join(folder, effect);
  const kubernetes = await openKubernetes({
    socket, clusters, audit, log: createLog('silent', 'bench'),
    request: { run: newRunId(Date.now(), systemClock.random(10)), person: 'alice', groups: ['staff'], environment: 'bench', step: { runbook: 'bench', id: 'bench', effect, interactive: false } as never },
    reaches: { real: { kubeconfig: { file: straight }, namespace: 'default', namespaces: null, verbs: null, impersonate: { prefix: 'handrail:', groups: 'provider' } } },
  });
  const port = await freePort();
  children.push(start('socat', [`TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr,backlog=64`, `UNIX-CONNECT:${socket}`]));
  const config = join(folder, `${effect}-config`);
  writeFileSync(config, kubeconfig(kubernetes.contexts, port));
  writeFileSync(`${config}-current`, currentContext('real'));
  return { config: `${config}-current:${config}`, close: kubernetes.close };
}
const gateways = Object.fromEntries(await Promise.all(effects.map(async (effect) => [effect, await through(effect)] as const)));
const inside = gateways['read']!.config;

/** Takes a kubeconfig and kubectl's arguments; gives the milliseconds it took, and the bytes it printed. */
async function timed(config: string, args: readonly string[]): Promise<{ ms: number; bytes: number }> {
  const began = performance.now();
  const child = start('kubectl', args, { KUBECONFIG: config });
  let bytes = 0;
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => { bytes += chunk.length; });
  child.stderr?.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  const [status] = await once(child, 'close') as [number | null];
  if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${said}`);
  return { ms: performance.now() - began, bytes };
}

async function compare(args: readonly string[], rounds: number): Promise<{ straight: number; through: number; bytes: number }> {
  const took = { straight: [] as number[], through: [] as number[] };
  let bytes = 0;
  for (let round = -2; round < rounds; round += 1) {
    // In turns, and each first as often as the other: what else the machine does falls on both.
    const ways = [['straight', straight], ['through', inside]] as const;
    for (const [way, config] of round % 2 === 0 ? ways : ways.toReversed()) {
      const one = await timed(config, args);
      if (round >= 0) took[way].push(one.ms);
      bytes = one.bytes;
    }
  }
  return { straight: median(took.straight), through: median(took.through), bytes };
}

const rows: { what: string; figure: string; promise: string; kept: boolean }[] = [];
const get = await compare(['get', 'pods'], Number(values.rounds));
const more = get.through - get.straight;
rows.push({ what: '`kubectl get pods`, p50', figure: `${get.through.toFixed(1)} ms through the gateway, ${get.straight.toFixed(1)} ms straight: ${more.toFixed(1)} ms more`, promise: '≤ 5 ms more', kept: more <= 5 });
const logs = await compare(['logs', 'flood'], 7);
const rate = (ms: number) => `${(floodBytes / 1024 ** 2 / (ms / 1000)).toFixed(0)} MiB/s`;
rows.push({ what: `\`kubectl logs\` of ${(logs.bytes / 1024 ** 2).toFixed(0)} MiB, p50`, figure: `${rate(logs.through)} through the gateway, ${rate(logs.straight)} straight: ${(100 * logs.straight / logs.through).toFixed(0)} %`, promise: '≥ 80 %', kept: logs.straight / logs.through >= 0.8 });

// What a process takes of the system says more of the allocator, and of the thousands of kubectl begun here, than of what is kept.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const minutes = Number(values.minutes);
if (minutes > 0) {
  const memory = () => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 1024 ** 2;
  };
  const begin = (effect: Effect, args: readonly string[]) => start('kubectl', args, { KUBECONFIG: gateways[effect]!.config });
  await load(begin, 4, { count: 44 });
  const before = memory();
  const result = await load(begin, 4, { time: Date.now() + minutes * 60_000 });
  for (const failure of result.failures.slice(0, 10)) console.error(failure);
  const grown = memory() - before;
  rows.push({ what: `${minutes} min of mixed load, 4 at a time`, figure: `${result.done} commands, ${result.failures.length} otherwise than they must; ${audit.head.seq} requests recorded`, promise: 'none', kept: result.failures.length === 0 });
  rows.push({ what: 'memory in use of the gateway’s process after it, garbage not counted', figure: `${grown.toFixed(0)} MiB more than ${before.toFixed(0)} MiB`, promise: '≤ 64 MiB more', kept: grown <= 64 });
}

for (const { what, figure, promise, kept } of rows) console.log(`${kept ? '✔' : '✖'} ${what}: ${figure} (${promise})`);
for (const gateway of Object.values(gateways)) gateway.close();
audit.close();
await end();
process.exitCode = rows.every(({ kept }) => kept) ? 0 : 1;
