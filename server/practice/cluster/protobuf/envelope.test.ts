import assert from 'node:assert/strict';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { type JsonObject, isRecord } from '../object.ts';
import { type Bench, startBench } from '../testing/kubectl.ts';
import { openProtobuf } from './envelope.ts';
import { messageType } from './schema.ts';
import { everyField } from './testing/every-field.ts';

let bench: Bench;

before(async () => { bench = await startBench(); });
after(() => bench.close());

/** An API that hands out one cron job and hears what is posted; all else the cluster answers. */
async function listen(cronJob: object, heard: Buffer[]): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    if (request.method === 'POST') return void bytesOf(request).then((bytes) => { heard.push(bytes); response.writeHead(500).end(); });
    if (!request.url?.includes('/cronjobs')) return bench.cluster.handle(request, response);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(cronJob));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => { server.close(); server.closeAllConnections(); } };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** JSON in which Go and we differ without saying anything else: nulls, and objects that hold nothing where none are pointers. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name, inner]) => inner !== null && !(name === 'resources' && isRecord(inner) && Object.keys(inner).length === 0))
    .map(([name, inner]) => [name, bare(inner)]));
}

test('every field of a template survives the way through kubectl', async () => {
  const heard: Buffer[] = [];
  const cronJob = {
    apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'full', namespace: 'default', uid: 'u-1' },
    spec: { schedule: '0 0 * * *', jobTemplate: { metadata: { labels: { l: 'm' }, annotations: { n: 'o' } }, spec: everyField } },
  };
  const server = await listen(cronJob, heard);
  await bench.kubectl(['create', 'job', 'once', '--from=cronjob/full', '--server', server.url]);
  server.close();
  const [body] = heard;
  assert.ok(body, 'kubectl posted a job');
  const job = openProtobuf(body);
  assert.deepEqual(bare(job?.['spec']), bare(everyField));
  assert.deepEqual(job?.['metadata'], {
    name: 'once', labels: { l: 'm' }, annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', n: 'o' },
    ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'full', uid: 'u-1', controller: true }],
  });
  assert.deepEqual([job?.['apiVersion'], job?.['kind']], ['batch/v1', 'Job']);
});

function envelope(apiVersion: string, kind: string, raw: Uint8Array): Buffer {
  const type = messageType('Unknown');
  return Buffer.concat([Buffer.from('k8s\0'), type.encode(type.create({ typeMeta: { apiVersion, kind }, raw })).finish()]);
}

function encoded(name: string, message: JsonObject): Uint8Array {
  const type = messageType(name);
  return type.encode(type.fromObject(message)).finish();
}

test('values that JSON writes in its own way', () => {
  const cases: [string, string, JsonObject, JsonObject][] = [
    ['v1', 'Secret', { metadata: { name: 's' }, data: { a: Buffer.from('b'), empty: Buffer.alloc(0) }, type: 'Opaque', immutable: false },
      { metadata: { name: 's' }, data: { a: 'Yg==', empty: '' }, type: 'Opaque', immutable: false }],
    ['v1', 'ConfigMap', { metadata: { name: 'm', creationTimestamp: {}, deletionTimestamp: { seconds: 1_700_000_000, nanos: 5 } }, data: { __proto__x: 'y' } },
      { metadata: { name: 'm', deletionTimestamp: '2023-11-14T22:13:20Z' }, data: { __proto__x: 'y' } }],
    ['v1', 'Service', { spec: { ports: [{ port: 80, targetPort: { type: 1, strVal: 'web' } }, { port: 81, targetPort: { type: 0, intVal: 8081 } }, { port: 82, targetPort: {} }] } },
      { spec: { ports: [{ port: 80, targetPort: 'web' }, { port: 81, targetPort: 8081 }, { port: 82 }] } }],
    ['apps/v1', 'Deployment', { spec: { replicas: 0, minReadySeconds: 0, selector: {}, paused: false, strategy: {} } }, { spec: { replicas: 0, selector: {} } }],
    ['v1', 'DeleteOptions', { gracePeriodSeconds: 0, dryRun: ['All'], preconditions: { uid: 'u' } }, { gracePeriodSeconds: 0, dryRun: ['All'], preconditions: { uid: 'u' } }],
    ['authentication.k8s.io/v1', 'SelfSubjectReview', { status: Buffer.of(1, 2) }, {}],
  ];
  for (const [apiVersion, kind, message, expected] of cases) {
    assert.deepEqual(openProtobuf(envelope(apiVersion, kind, encoded(kind, message))), { apiVersion, kind, ...expected }, kind);
  }
});

test('what is not read here is told apart from what is broken', () => {
  const unknownField = Buffer.concat([encoded('ConfigMap', { metadata: { name: 'm' } }), Buffer.of(99 << 3 & 0x7f | 0x80, 99 >> 4, 1)]);
  assert.equal(openProtobuf(envelope('v1', 'ConfigMap', unknownField)), null);
  assert.equal(openProtobuf(envelope('v1', 'ReplicationController', Buffer.alloc(0))), null);
  assert.equal(openProtobuf(envelope('__proto__', 'constructor', Buffer.alloc(0))), null);
  const broken = ['', '{}', 'k8s', 'k8s\0\x0a\x7f', 'k8s\0\x0b', 'k8s\0\xff', `k8s\0\x08${'\xff'.repeat(12)}`];
  for (const body of broken) assert.throws(() => openProtobuf(Buffer.from(body, 'latin1')), { code: 400 }, JSON.stringify(body));
  assert.throws(() => openProtobuf(envelope('v1', 'ConfigMap', Buffer.of(0x0a, 0x7f))), { code: 400 });
  const farTime = encoded('ConfigMap', { metadata: { deletionTimestamp: { seconds: 253_402_300_800_000 } } });
  assert.throws(() => openProtobuf(envelope('v1', 'ConfigMap', farTime)), { code: 400 });
});
