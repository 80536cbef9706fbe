/**
 * What the Redis gateway costs, beside the same Redis asked directly, both with TLS: latency one at a time, small commands
 * many at a time, large values. The clients are `redis-benchmark` in processes of their own; the gateway is in this one, with
 * a record on the disk as in a runner. `--minutes 30` then goes on with mixed load and watches failures and memory.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { openAuditLog } from '../server/runner/gateway/audit-log.ts';
import { openRedisGateway } from '../server/runner/gateway/redis/gateway.ts';
import { openTrialRedis, type TrialRedis } from '../server/runner/gateway/redis/trial-redis.ts';
import { redisUpstream } from '../server/runner/gateway/redis/upstream.ts';
import { openSecrets } from '../server/runner/secrets.ts';
import { median } from './statistics.ts';

const run = promisify(execFile);
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '0' }, rounds: { type: 'string', default: '3' } } });
const folder = mkdtempSync('/tmp/hr-bench-redis-');
const record = join(folder, 'runner.jsonl');
const audit = openAuditLog(record, Date.now);
const who = { run: 'bench', person: 'bench', environment: 'bench', endpoint: 'cache' };
let failures = 0;

interface Figures {
  perSecond: number;
  p50: number;
  p95: number;
}

/** Takes where to connect and what to do; gives what redis-benchmark found, times in milliseconds. */
async function measured(where: readonly string[], what: readonly string[]): Promise<Figures> {
  const { stdout } = await run('redis-benchmark', [...where, '--csv', ...what], { maxBuffer: 1024 * 1024 });
  const fields = (stdout.trim().split('\n').at(-1) ?? '').split(',').map((field) => Number(field.replaceAll('"', '')));
  return { perSecond: fields[1] ?? Number.NaN, p50: fields[4] ?? Number.NaN, p95: fields[5] ?? Number.NaN };
}

async function beside(redis: TrialRedis, gateway: string): Promise<void> {
  const { hostname, port } = new URL(redis.endpoint.url);
  const direct = ['-h', hostname, '-p', port, '--tls', '--cacert', redis.endpoint.ca ?? '', '--cert', redis.endpoint.cert ?? '', '--key', redis.endpoint.key ?? '', '--user', 'handrail', '-a', redis.password];
  const through = ['-s', gateway];
  const large = 1024 * 1024;
  const cases: readonly [name: string, what: readonly string[], figure: (found: Figures) => string][] = [
    ['GET, one at a time', ['-t', 'get', '-c', '1', '-n', '10000'], ({ p50, p95 }) => `p50 ${p50.toFixed(3)} ms, p95 ${p95.toFixed(3)} ms`],
    ['SET, one at a time, each on the disk first', ['-t', 'set', '-c', '1', '-n', '2000'], ({ p50, p95 }) => `p50 ${p50.toFixed(3)} ms, p95 ${p95.toFixed(3)} ms`],
    ['GET, 64 at a time on 4 connections', ['-t', 'get', '-c', '4', '-P', '64', '-n', '400000'], ({ perSecond }) => `${Math.round(perSecond).toLocaleString('en')} /s`],
    ['SET, 64 at a time on 4 connections', ['-t', 'set', '-c', '4', '-P', '64', '-n', '200000'], ({ perSecond }) => `${Math.round(perSecond).toLocaleString('en')} /s`],
    ['SET of 1 MiB', ['-t', 'set', '-c', '2', '-d', String(large), '-n', '400'], ({ perSecond }) => `${Math.round(perSecond)} MiB/s`],
    ['GET of 1 MiB', ['-t', 'get', '-c', '2', '-d', String(large), '-n', '400'], ({ perSecond }) => `${Math.round(perSecond)} MiB/s`],
  ];
  for (const [name, what, figure] of cases) {
    const found: { direct: Figures[]; through: Figures[] } = { direct: [], through: [] };
    for (let round = 0; round < Number(values.rounds); round += 1) {
      found.direct.push(await measured(direct, what));
      found.through.push(await measured(through, what));
    }
    const middle = (list: readonly Figures[]): Figures => ({ perSecond: median(list.map(({ perSecond }) => perSecond)), p50: median(list.map(({ p50 }) => p50)), p95: median(list.map(({ p95 }) => p95)) });
    console.log(`${name}: gateway ${figure(middle(found.through))}; direct ${figure(middle(found.direct))}`);
  }
}

/** Takes where to connect and for how many minutes; loads the gateway in every way at once and says how its memory went. */
async function endure(gateway: string, minutes: number): Promise<void> {
  const until = Date.now() + minutes * 60_000;
  const where = ['-s', gateway];
  const again = async (act: () => Promise<unknown>): Promise<void> => {
    while (Date.now() < until) await act().catch((error: unknown) => { failures += 1; console.error(String(error).slice(0, 300)); });
  };
  const memory: number[] = [];
  const look = setInterval(() => { memory.push(process.memoryUsage().rss / 1024 ** 2); }, 1_000);
  await Promise.all([
    // A key of its own: under the usual one the others keep large values.
    again(() => measured(where, ['-c', '4', '-P', '16', '-n', '50000', 'GET', 'small'])),
    again(() => measured(where, ['-t', 'set', '-c', '2', '-n', '500'])),
    again(() => measured(where, ['-t', 'set', '-c', '1', '-d', String(4 * 1024 * 1024), '-n', '20'])),
    again(() => measured(where, ['-t', 'get', '-c', '1', '-d', String(4 * 1024 * 1024), '-n', '20'])),
    again(async () => {
      const { stdout } = await run('redis-cli', ['-s', gateway, 'AUTH', 'default', 'x']);
      if (!stdout.includes('NOPERM')) throw new Error(`AUTH was answered with ${stdout}`);
    }),
    again(async () => {
      const { stdout } = await run('redis-cli', ['-s', gateway, 'XADD', 'log', 'MAXLEN', '100', '*', 'k', 'v']);
      if (!/^\d+-\d+/.test(stdout)) throw new Error(`XADD was answered with ${stdout}`);
    }),
  ]);
  clearInterval(look);
  const tenth = Math.max(1, Math.floor(memory.length / 10));
  const mib = (list: readonly number[]): string => `${median(list).toFixed(0)} MiB`;
  console.log(`${minutes} minutes of mixed load: ${failures} failures; memory ${mib(memory.slice(0, tenth))} at first, ${mib(memory.slice(-tenth))} at last, ${Math.max(...memory).toFixed(0)} MiB at most; record ${(statSync(record).size / 1024 ** 2).toFixed(0)} MiB`);
}

const redis = await openTrialRedis();
const socket = join(folder, 'gateway');
const door = await openRedisGateway({
  socket, upstream: redisUpstream(redis.endpoint, (ref) => openSecrets().read(ref)), effect: 'destroy',
  tell: (event) => { audit.add({ ...who, ...event }); }, durable: () => audit.durable(),
  onFailure: (error) => {
    failures += 1;
    console.error(error);
  },
});
try {
  await beside(redis, socket);
  if (Number(values.minutes) > 0) await endure(socket, Number(values.minutes));
} finally {
  door.close();
  // The ends of the last connections are recorded too.
  await new Promise((settled) => { setTimeout(settled, 200); });
  audit.close();
  await redis[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures > 0 ? 1 : 0;
