import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { registry } from '../resources.ts';
import { apiVersionOf } from '../resource.ts';
import { type Bench, startBench } from '../testing/kubectl.ts';

interface Document {
  paths: Record<string, Record<string, { 'x-kubernetes-group-version-kind': { group: string; version: string; kind: string }; parameters?: { name: string }[] }>>;
  components: { schemas: Record<string, { properties?: Record<string, unknown>; 'x-kubernetes-group-version-kind'?: object[] }> };
}

let bench: Bench;
let addresses: Record<string, { serverRelativeURL: string }>;

before(async () => {
  bench = await startBench();
  addresses = (await (await fetch(`${bench.url}/openapi/v3`)).json() as { paths: typeof addresses }).paths;
});
after(() => bench.close());

async function documentAt(path: string): Promise<Document> {
  return await (await fetch(bench.url + (addresses[path]?.serverRelativeURL ?? '/'))).json() as Document;
}

test('every kind that is kept has a patch that checks fields, and a definition', async () => {
  for (const resource of registry.all.filter(({ verbs }) => verbs.includes('get'))) {
    const { group, version, kind, plural } = resource;
    const document = await documentAt(`${group === '' ? 'api' : 'apis'}/${apiVersionOf(resource)}`);
    const [path, operations] = Object.entries(document.paths).find(([name]) => name.endsWith(`/${plural}/{name}`)) ?? [];
    const patch = operations?.['patch'];
    assert.ok(patch?.parameters?.some(({ name }) => name === 'fieldValidation'), path ?? kind);
    assert.deepEqual(patch?.['x-kubernetes-group-version-kind'], { group, version, kind });
    const definitions = Object.values(document.components.schemas).filter((schema) => JSON.stringify(schema['x-kubernetes-group-version-kind']) === JSON.stringify([{ group, version, kind }]));
    assert.equal(definitions.length, 1, kind);
    assert.ok(definitions[0]?.properties?.['metadata'], kind);
  }
});

test('every reference leads to a definition', async () => {
  for (const path of Object.keys(addresses)) {
    const document = await documentAt(path);
    for (const [, name = ''] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) assert.ok(document.components.schemas[name], `${path}: ${name}`);
  }
});

test('what has its hash in the address is kept by clients, and the index is not', async () => {
  const address = addresses['api/v1']?.serverRelativeURL ?? '';
  const kept = await fetch(bench.url + address);
  assert.equal(kept.headers.get('cache-control'), 'public, immutable');
  assert.ok(Date.parse(kept.headers.get('expires') ?? '') > Date.now() + 300 * 24 * 3_600_000);
  const etag = kept.headers.get('etag') ?? '';
  assert.equal((await fetch(bench.url + address, { headers: { 'If-None-Match': etag } })).status, 304);
  for (const path of ['/openapi/v3', '/openapi/v3/api/v1', '/openapi/v3/api/v1?hash=OLD']) {
    assert.equal((await fetch(bench.url + path)).headers.get('cache-control'), 'no-cache, private', path);
  }
  assert.equal((await fetch(`${bench.url}/openapi/v3/apis/none/v1`)).status, 404);
  assert.equal((await fetch(`${bench.url}/openapi/v3`, { method: 'POST', body: '{}' })).status, 405);
});

test('documents come compressed to those who ask', async () => {
  const { request } = await import('node:http');
  const get = (headers: Record<string, string>) => new Promise<{ encoding: string | undefined; body: Buffer }>((resolve, reject) => {
    request(`${bench.url}/openapi/v3/apis/apps/v1`, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => { resolve({ encoding: response.headers['content-encoding'], body: Buffer.concat(chunks) }); });
    }).on('error', reject).end();
  });
  const [plain, zipped] = [await get({}), await get({ 'Accept-Encoding': 'gzip' })];
  assert.deepEqual([plain.encoding, zipped.encoding], [undefined, 'gzip']);
  assert.ok(gunzipSync(zipped.body).equals(plain.body));
  assert.ok(zipped.body.length < plain.body.length / 4);
});

test('kubectl explains', async () => {
  const cases: [string, RegExp[]][] = [
    ['explain pod.spec.containers', [/^KIND: +Pod$/m, /^VERSION: +v1$/m, /^FIELD: containers <\[\]Container>$/m, /^ {2}image\t<string>$/m, /^ {2}name\t<string> -required-$/m,
      /^ {2}env\t<\[\]EnvVar>$/m, /^ {2}enum: Always, IfNotPresent, Never$/m]],
    ['explain deploy.spec.template.spec.containers.resources.limits', [/^GROUP: +apps$/m, /^FIELD: limits <map\[string\]Quantity>$/m]],
    ['explain cronjobs', [/A CronJob makes a Job at the times of a schedule\./, /^ {2}spec\t<CronJobSpec>/m]],
    ['explain kt.spec', [/^KIND: +KafkaTopic$/m, /^ {2}partitions\t<integer>$/m]],
    ['explain applications.spec.source.repoURL', [/^FIELD: repoURL <string>$/m]],
    ['explain endpointslices.ports', [/^FIELD: ports <\[\]EndpointPort>$/m]],
  ];
  for (const [args, patterns] of cases) {
    const { status, stdout, stderr } = await bench.kubectl(args);
    assert.equal(status, 0, stderr);
    for (const pattern of patterns) assert.match(stdout, pattern, args);
  }
  const wrong = await bench.kubectl('explain pod.spec.nonsense');
  assert.deepEqual([wrong.status, /field "nonsense" does not exist/.test(wrong.stderr)], [1, true]);
});
