import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../object.ts';
import { checkShape } from './check.ts';

const pod = (container: object, more: object = {}): JsonObject => ({ kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [container], ...more } });

test('right types pass', () => {
  const object = pod({
    name: 'a', image: 'b', env: [{ name: 'X', value: '1' }], resources: { limits: { cpu: '500m', memory: '1Gi' } }, readinessProbe: { httpGet: { port: 'web' } },
  });
  assert.deepEqual(checkShape(object, 'Pod'), { wrongType: null, unknownFields: [], pruned: object });
});

test('wrong types are told as Go tells them', () => {
  const cases: [JsonObject, string, string][] = [
    [{ spec: { replicas: 'two' } }, 'Deployment', 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32'],
    [{ spec: { replicas: 1.5 } }, 'Deployment', 'json: cannot unmarshal number into Go struct field DeploymentSpec.spec.replicas of type int32'],
    [pod({ name: 'a', env: [{ name: 'X', value: 1 }] }), 'Pod', 'json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string'],
    [pod({ name: 'a', command: 'ls' }), 'Pod', 'json: cannot unmarshal string into Go struct field Container.spec.containers.command of type []string'],
    [{ spec: [] as unknown as object }, 'Pod', 'json: cannot unmarshal array into Go struct field PodSpec.spec of type v1.PodSpec'],
    [{ metadata: { labels: { a: true } } }, 'Pod', 'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels.a of type string'],
    [pod({ resources: { limits: { cpu: 'lots' } } }), 'Pod', 'json: cannot unmarshal string into Go struct field ResourceRequirements.spec.containers.resources.limits.cpu of type resource.Quantity'],
    [{ data: { k: 'not base64!' } }, 'Secret', 'json: cannot unmarshal string into Go struct field Secret.data.k of type []uint8'],
  ];
  for (const [object, kind, expected] of cases) assert.equal(checkShape(object, kind).wrongType, expected);
});

test('unknown fields are found and pruned', () => {
  const found = checkShape(pod({ name: 'a', imag: 'x', env: [{ name: 'X', val: '1' }] }, { node: 'n' }), 'Pod');
  assert.deepEqual(found.unknownFields, ['spec.containers[0].imag', 'spec.containers[0].env[0].val', 'spec.node']);
  assert.deepEqual(found.pruned, pod({ name: 'a', env: [{ name: 'X' }] }));
});

test('a kind outside the table may have anything', () => {
  assert.deepEqual(checkShape({ spec: { anything: [1] } }, 'Kafka').unknownFields, []);
  assert.deepEqual(checkShape({ status: { anything: 1 } }, 'Deployment').unknownFields, []);
});
