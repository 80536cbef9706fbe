import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bodyLimit, objectLimit } from './body.ts';
import type { KubeObject } from './object.ts';
import { registry } from './resources.ts';
import { apiVersionOf } from './resource.ts';
import type { Status } from './status.ts';
import { type Bench, startBench } from './testing/kubectl.ts';

let bench: Bench;

before(async () => { bench = await startBench(); });
after(() => bench.close());

interface Answer { code: number; body: Status & { items?: KubeObject[]; metadata: { resourceVersion?: string; uid?: string } }; headers: Headers }

async function call(method: string, path: string, body?: unknown, type = 'application/json', accept = 'application/json'): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(bench.url + path, {
    method, headers: { Accept: accept, ...(body === undefined ? {} : { 'Content-Type': type }) }, ...(body === undefined ? {} : { body: text }),
  });
  return { code: response.status, body: await response.json() as Answer['body'], headers: response.headers };
}

async function as(headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${bench.url}/api/v1/namespaces`, { headers });
  return { code: response.status, body: await response.json() as Answer['body'], headers: response.headers };
}

const maps = '/api/v1/namespaces/default/configmaps';
const strategic = 'application/strategic-merge-patch+json';

test('bad input gets the Status of a real API server', async () => {
  await call('POST', maps, { metadata: { name: 'taken' } });
  const cases: [string, () => Promise<Answer>, number, string][] = [
    ['malformed JSON', () => call('POST', maps, '{"a":'), 400, 'BadRequest'],
    ['no object', () => call('POST', maps, '[1]'), 400, 'BadRequest'],
    ['an empty body', () => call('POST', maps, ''), 400, 'BadRequest'],
    ['metadata of the wrong type', () => call('POST', maps, { metadata: 'x' }), 400, 'BadRequest'],
    ['a name of the wrong type', () => call('POST', maps, { metadata: { name: 5 } }), 400, 'BadRequest'],
    ['another kind', () => call('POST', maps, { kind: 'Secret', metadata: { name: 'x' } }), 400, 'BadRequest'],
    ['another version', () => call('POST', maps, { apiVersion: 'v2', metadata: { name: 'x' } }), 400, 'BadRequest'],
    ['another namespace', () => call('POST', maps, { metadata: { name: 'x', namespace: 'other' } }), 400, 'BadRequest'],
    ['a namespace that is not there', () => call('POST', '/api/v1/namespaces/none/configmaps', { metadata: { name: 'x' } }), 404, 'NotFound'],
    ['no namespace', () => call('POST', '/api/v1/configmaps', { metadata: { name: 'x' } }), 405, 'MethodNotAllowed'],
    ['a taken name', () => call('POST', maps, { metadata: { name: 'taken' } }), 409, 'AlreadyExists'],
    ['an invalid name', () => call('POST', maps, { metadata: { name: 'A' } }), 422, 'Invalid'],
    ['an unknown field, strictly', () => call('POST', `${maps}?fieldValidation=Strict`, { metadata: { name: 'x' }, dat: {} }), 400, 'BadRequest'],
    ['another media type', () => call('POST', maps, 'a: b', 'application/yaml'), 415, 'UnsupportedMediaType'],
    ['JSON that goes too deep', () => call('POST', maps, `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`), 400, 'BadRequest'],
    ['lists that go too deep', () => call('PATCH', `${maps}/taken`, `{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, strategic), 400, 'BadRequest'],
    ['protobuf that is none', () => call('POST', maps, 'k8s', 'application/vnd.kubernetes.protobuf'), 400, 'BadRequest'],
    ['protobuf of a kind that is not read', () => call('POST', maps, 'k8s\0\n\x0b\n\x02v1\x12\x05Other', 'application/vnd.kubernetes.protobuf'), 415, 'UnsupportedMediaType'],
    ['DELETE with a body that is not read', () => call('DELETE', `${maps}/taken`, 'k8s\0\n\x0b\n\x02v1\x12\x05Other', 'application/vnd.kubernetes.protobuf'), 400, 'BadRequest'],
    ['DELETE with a dry run of another kind', () => call('DELETE', `${maps}/taken`, { dryRun: ['Some'] }), 400, 'BadRequest'],
    ['DELETE with a dry run that is no list', () => call('DELETE', `${maps}/taken`, { dryRun: 'All' }), 400, 'BadRequest'],
    ['groups without a user', () => as({ 'Impersonate-Group': 'system:masters' }), 400, 'BadRequest'],
    ['a user without a name', () => as({ 'Impersonate-User': '' }), 400, 'BadRequest'],
    ['too big', () => call('POST', maps, { metadata: { name: 'x' }, data: { a: 'x'.repeat(bodyLimit) } }), 413, 'RequestEntityTooLarge'],
    ['a path that is not there', () => call('GET', '/api/v1/nonsense'), 404, 'NotFound'],
    ['a version that is not there', () => call('GET', '/apis/apps/v1beta1/deployments'), 404, 'NotFound'],
    ['a subresource that is not there', () => call('GET', `${maps}/taken/status`), 404, 'NotFound'],
    ['an object that is not there', () => call('GET', `${maps}/none`), 404, 'NotFound'],
    ['PUT of what is not there', () => call('PUT', `${maps}/none`, { metadata: { name: 'none' } }), 404, 'NotFound'],
    ['PUT under another name', () => call('PUT', `${maps}/taken`, { metadata: { name: 'other' } }), 400, 'BadRequest'],
    ['PUT from an old version', () => call('PUT', `${maps}/taken`, { metadata: { name: 'taken', resourceVersion: '1' } }), 409, 'Conflict'],
    ['DELETE of what is not there', () => call('DELETE', `${maps}/none`), 404, 'NotFound'],
    ['DELETE with a policy that is none', () => call('DELETE', `${maps}/taken`, { propagationPolicy: 'Sideways' }), 400, 'BadRequest'],
    ['DELETE with another uid', () => call('DELETE', `${maps}/taken`, { preconditions: { uid: 'x' } }), 409, 'Conflict'],
    ['a broken strategic patch', () => call('PATCH', `${maps}/taken`, '{', strategic), 400, 'BadRequest'],
    ['a patch that is a list', () => call('PATCH', `${maps}/taken`, [], strategic), 400, 'BadRequest'],
    ['a patch of the name', () => call('PATCH', `${maps}/taken`, { metadata: { name: 'x' } }, strategic), 400, 'BadRequest'],
    ['a patch to a wrong type', () => call('PATCH', `${maps}/taken`, { data: { a: 1 } }, strategic), 422, 'Invalid'],
    ['a patch that takes metadata away', () => call('PATCH', `${maps}/taken`, { metadata: null }, strategic), 400, 'BadRequest'],
    ['a patch of another type', () => call('PATCH', `${maps}/taken`, {}, 'application/json'), 415, 'UnsupportedMediaType'],
    ['server-side apply', () => call('PATCH', `${maps}/new`, {}, 'application/apply-patch+yaml'), 415, 'UnsupportedMediaType'],
    ['POST to an object', () => call('POST', `${maps}/taken`, {}), 405, 'MethodNotAllowed'],
    ['PUT to a list', () => call('PUT', maps, {}), 405, 'MethodNotAllowed'],
    ['POST to discovery', () => call('POST', '/apis', {}), 405, 'MethodNotAllowed'],
    ['a label selector', () => call('GET', `${maps}?labelSelector=${encodeURIComponent('a in (b')}`), 400, 'BadRequest'],
    ['a field selector', () => call('GET', `${maps}?fieldSelector=spec.x=1`), 400, 'BadRequest'],
    ['a watch from gibberish', () => call('GET', `${maps}?watch=true&resourceVersion=x`), 400, 'BadRequest'],
    ['a form that is not JSON', () => call('GET', maps, undefined, '', 'application/yaml'), 406, 'NotAcceptable'],
    ['a dry run of another kind', () => call('POST', `${maps}?dryRun=Some`, { metadata: { name: 'x' } }), 400, 'BadRequest'],
    ['scale to less than nothing', () => call('PATCH', '/apis/apps/v1/namespaces/default/deployments/none/scale', { spec: { replicas: -1 } }, 'application/merge-patch+json'), 404, 'NotFound'],
    ['exec over POST', () => call('POST', '/api/v1/namespaces/default/pods/none/exec?command=ls', ''), 404, 'NotFound'],
    ['a broken escape', () => call('GET', `${maps}/%ff%`), 404, 'NotFound'],
  ];
  for (const [what, act, code, reason] of cases) {
    const answer = await act();
    assert.deepEqual([answer.code, answer.body.kind, answer.body.reason, answer.body.code], [code, 'Status', reason, code], `${what}: ${JSON.stringify(answer.body)}`);
    assert.ok(answer.body.message, what);
  }
  assert.deepEqual(bench.errors, []);
});

test('malformed bodies are told in the words of a real API server', async () => {
  const unrecognized = (why: string, shown: string) => `the object provided is unrecognized (must be of type ConfigMap): ${why} (${shown})`;
  const cases: [string, string][] = [
    ['{"a":', unrecognized("couldn't get version/kind; json parse error: unexpected end of JSON input", '{"a":')],
    ['', unrecognized("couldn't get version/kind; json parse error: unexpected end of JSON input", '<empty>')],
    ['{"a":1 "b":2}', unrecognized("couldn't get version/kind; json parse error: invalid character '\"' after object key:value pair", '{"a":1 "b":2}')],
    ['kind: x', unrecognized("couldn't get version/kind; json parse error: invalid character 'k' looking for beginning of value", '6b696e643a2078')],
  ];
  for (const [text, message] of cases) assert.equal((await call('POST', maps, text)).body.message, message);
});

test('an object larger than etcd takes is refused as etcd does it', async () => {
  const large = 'x'.repeat(objectLimit);
  const topics = '/apis/kafka.strimzi.io/v1beta2/namespaces/default/kafkatopics';
  const { code, body } = await call('POST', topics, { metadata: { name: 'large' }, spec: { config: { a: large } } });
  assert.deepEqual([code, body.message], [500, 'etcdserver: request is too large']);
  assert.equal((await call('GET', `${topics}/large`)).code, 404);
  const refused = await call('POST', maps, { metadata: { name: 'large' }, data: { a: large } });
  assert.deepEqual([refused.code, refused.body.message], [422, 'ConfigMap "large" is invalid: []: Too long: may not be more than 1048576 bytes']);
  assert.equal((await call('GET', `${maps}/large`)).code, 404);
});

test('garbage of every kind is refused or kept, and lists still work', async () => {
  const garbage: unknown[] = [{}, { spec: {} }, { spec: { a: 1 } }, { spec: null, data: null }, { spec: { containers: [null] } }, { status: 5 }, { spec: { template: { spec: { containers: [{}] } } } }, { roleRef: {} }, { involvedObject: null }, { spec: { ports: [null] } }];
  for (const resource of registry.all.filter(({ verbs }) => verbs.includes('list'))) {
    const base = resource.group === '' ? '/api/v1' : `/apis/${apiVersionOf(resource)}`;
    const path = resource.namespaced ? `${base}/namespaces/default/${resource.plural}` : `${base}/${resource.plural}`;
    for (const [at, one] of garbage.entries()) {
      const { code } = await call('POST', `${path}?fieldValidation=Ignore`, { ...one as object, metadata: { name: `g${at}` } });
      assert.ok(code === 201 || code === 400 || code === 422, `${resource.plural} ${JSON.stringify(one)}: ${code}`);
    }
    const table = await call('GET', path, undefined, '', 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json');
    assert.equal(table.code, 200, `${resource.plural}: ${JSON.stringify(table.body)}`);
    await call('DELETE', path, {});
  }
  assert.deepEqual(bench.errors, []);
});

test('unknown fields warn unless asked otherwise, and are not kept', async () => {
  const { code, body, headers } = await call('POST', maps, { metadata: { name: 'warned' }, dat: { a: 'b' } });
  assert.equal(code, 201);
  assert.equal(headers.get('warning'), '299 - "unknown field \\"dat\\""');
  assert.equal('dat' in body, false);
});

test('a dry run of DELETE stands in the body', async () => {
  await call('POST', maps, { metadata: { name: 'dry' } });
  assert.equal((await call('DELETE', `${maps}/dry`, { dryRun: ['All'] })).code, 200);
  assert.equal((await call('GET', `${maps}/dry`)).code, 200);
  assert.equal((await call('DELETE', `${maps}/dry`, {})).code, 200);
  assert.equal((await call('GET', `${maps}/dry`)).code, 404);
});

test('lists have the exact kind', async () => {
  for (const resource of registry.all.filter(({ verbs }) => verbs.includes('list'))) {
    const { body } = await call('GET', `${resource.group === '' ? '/api/v1' : `/apis/${apiVersionOf(resource)}`}/${resource.plural}`);
    assert.equal(body.kind as string, `${resource.kind}List`);
  }
});

test('two thousand objects are listed within 100 ms of work', async () => {
  bench.cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'many' } }]);
  bench.cluster.apply(Array.from({ length: 2000 }, (_, at) => ({
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: `d${at}`, namespace: 'many' },
    spec: { paused: true, replicas: 0, selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', image: 'redis' }] } } },
  })));
  await new Promise((resolve) => { setTimeout(resolve, 1500); });
  const path = '/apis/apps/v1/namespaces/many/deployments';
  for (const accept of ['application/json', 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json']) {
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      // The processor's time, not the clock's: a busy machine must not count.
      const start = process.cpuUsage();
      await (await fetch(bench.url + path, { headers: { Accept: accept } })).arrayBuffer();
      const { user, system } = process.cpuUsage(start);
      times.push((user + system) / 1000);
    }
    assert.ok(Math.min(...times) <= 100, `${accept}: ${times.map(Math.round).join(', ')} ms`);
  }
});
