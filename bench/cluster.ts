/**
 * The Kubernetes API of a practice world: a list of two thousand objects, a hundred watchers of one change, and
 * `kubectl get pods` beside the same kubectl against an API that answers from a constant. API and reader share a process.
 */
import { createServer, get, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Bench, startBench } from '../server/practice/cluster/testing/kubectl.ts';
import { median, percentile } from './statistics.ts';

const objects = 2_000;
const watchers = 100;
const rounds = 25;
const maps = '/api/v1/namespaces/default/configmaps';
const asTable = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

export interface ClusterFigures {
  /** milliseconds, medians */
  listJson: number;
  listTable: number;
  watch: number;
  kubectl: { ours: number; constant: number };
}

/** Gives the figures, in milliseconds: medians, and of the watches the 95th percentile of the slowest watcher. */
export async function benchCluster(): Promise<ClusterFigures> {
  const bench = await startBench();
  try {
    const kubectl = await benchKubectl(bench);
    bench.cluster.apply(Array.from({ length: objects }, (_, at) => ({
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `settings-${at}`, labels: { app: 'bench', part: String(at % 7) } },
      data: { 'settings.yaml': `number: ${at}\n`.repeat(40), mode: 'test' },
    })));
    const listJson = await benchList(bench, 'application/json');
    const listTable = await benchList(bench, asTable);
    return { listJson, listTable, watch: await benchWatches(bench), kubectl };
  } finally {
    await bench.close();
  }
}

async function benchList(bench: Bench, accept: string): Promise<number> {
  const times: number[] = [];
  for (let round = -3; round < rounds; round++) {
    const began = performance.now();
    const { body } = await read(`${bench.url}${maps}`, { accept });
    const took = performance.now() - began;
    if (body.length < 100_000) throw new Error(`the list is too short: ${body.toString().slice(0, 200)}`);
    if (round >= 0) times.push(took);
  }
  return median(times);
}

async function benchWatches(bench: Bench): Promise<number> {
  let heard = 0;
  let allHeard: () => void = () => undefined;
  const streams = await Promise.all(Array.from({ length: watchers }, () => new Promise<IncomingMessage>((resolve, reject) => {
    get(`${bench.url}${maps}?watch=true&fieldSelector=metadata.name=settings-7`, (stream) => {
      stream.on('data', (bytes: Buffer) => {
        heard += bytes.toString().split('\n').length - 1;
        if (heard >= watchers) allHeard();
      });
      stream.on('error', () => undefined);
      resolve(stream);
    }).on('error', reject);
  })));
  const next = (): Promise<void> => new Promise((resolve) => {
    allHeard = resolve;
    if (heard >= watchers) resolve();
  });
  await next(); // each begins with the object as it is
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    heard = 0;
    const began = performance.now();
    const done = next();
    await patch(`${bench.url}${maps}/settings-7`, { data: { mode: String(round) } });
    await done;
    times.push(performance.now() - began);
  }
  for (const stream of streams) stream.destroy();
  return percentile(times, 0.95);
}

/** The same kubectl, in turns against the cluster and against what the cluster answered once. */
async function benchKubectl(bench: Bench): Promise<{ ours: number; constant: number }> {
  bench.cluster.apply(Array.from({ length: 5 }, (_, at) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: `pod-${at}` }, spec: { containers: [{ name: 'main', image: 'busybox' }] } })));
  await bench.kubectl('wait --for=condition=Ready pods --all --timeout=20s');
  const tape = new Map<string, { status: number; headers: OutgoingHttpHeaders; body: Buffer }>();
  const constant = createServer((asked, response) => {
    const key = `${asked.url ?? ''} ${asked.headers.accept ?? ''}`;
    const known = tape.get(key);
    if (known) return void response.writeHead(known.status, known.headers).end(known.body);
    void read(`${bench.url}${asked.url ?? ''}`, { accept: asked.headers.accept ?? '*/*' }).then(({ status, headers, body }) => {
      tape.set(key, { status, headers: { 'content-type': headers['content-type'], 'content-length': body.length }, body });
      response.writeHead(status, { 'content-type': headers['content-type'] }).end(body);
    });
  });
  await new Promise<void>((resolve) => { constant.listen(0, '127.0.0.1', resolve); });
  const url = `http://127.0.0.1:${(constant.address() as AddressInfo).port}`;
  const times = { ours: [] as number[], constant: [] as number[] };
  for (let round = -3; round < rounds; round++) {
    const one = await timed(bench, ['get', 'pods']);
    const other = await timed(bench, ['get', 'pods', '--server', url]);
    if (round < 0) continue;
    times.ours.push(one);
    times.constant.push(other);
  }
  constant.closeAllConnections();
  constant.close();
  return { ours: median(times.ours), constant: median(times.constant) };
}

async function timed(bench: Bench, args: string[]): Promise<number> {
  const began = performance.now();
  const { status, stdout, stderr } = await bench.kubectl(args);
  const took = performance.now() - began;
  if (status !== 0 || !stdout.includes('pod-4')) throw new Error(stdout + stderr);
  return took;
}

function read(url: string, headers: OutgoingHttpHeaders): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => { resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }); });
    }).on('error', reject);
  });
}

function patch(url: string, body: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' } }, (answer) => {
      answer.resume().on('end', resolve);
    });
    sent.on('error', reject).end(JSON.stringify(body));
  });
}
