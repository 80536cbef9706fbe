import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kafkaTopics, kafkas } from '../custom/strimzi.ts';
import { scaledJobs } from '../custom/keda.ts';
import { vaultSecrets } from '../custom/vault.ts';
import type { JsonObject } from '../object.ts';
import type { Resource } from '../resource.ts';
import { configMaps, deployments, pods } from '../resources.ts';
import { type PatchedBy, decode, fieldValidationOf } from './decode.ts';

const strategic = (body: unknown): PatchedBy => ({ mediaType: 'application/strategic-merge-patch+json', body });
const merge: PatchedBy = { mediaType: 'application/merge-patch+json', body: {} };

test('unknown fields, as the client wishes', () => {
  const object = { metadata: { name: 'x' }, dat: 1, data: { a: 'b' } };
  const rest = { metadata: { name: 'x' }, data: { a: 'b' } };
  assert.deepEqual(decode(object, configMaps, 'Ignore'), { object: rest, warnings: [] });
  assert.deepEqual(decode(object, configMaps, 'Warn'), { object: rest, warnings: ['unknown field "dat"'] });
  assert.throws(() => decode(object, configMaps, 'Strict'), {
    code: 400, reason: 'BadRequest', message: 'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dat"',
  });
  assert.throws(() => decode({ spec: { a: 1, template: { spec: { b: 1 } } } }, deployments, 'Strict'), {
    message: 'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.a", unknown field "spec.template.spec.b"',
  });
});

test('what is refused, and how', () => {
  const cases: [JsonObject, Resource, PatchedBy | undefined, number, string][] = [
    [{ kind: 'Secret' }, configMaps, undefined, 400, 'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion'],
    [{ apiVersion: 'v2' }, configMaps, undefined, 400, 'the API version in the data (v2) does not match the expected API version (v1)'],
    [{ kind: 5 }, configMaps, undefined, 400, "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string"],
    [{ metadata: 'x' }, configMaps, undefined, 400, 'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal string into Go struct field ConfigMap.metadata of type v1.ObjectMeta'],
    [{ spec: { replicas: 'two' } }, deployments, strategic({ spec: { replicas: 'two' } }), 422, ' "" is invalid: patch: Invalid value: "map[spec:map[replicas:two]]": unrecognized type: int32'],
    [{ spec: { node: 'n' } }, pods, strategic({ spec: { node: 'n' } }), 422, ' "" is invalid: patch: Invalid value: "map[spec:map[node:n]]": strict decoding error: unknown field "spec.node"'],
    [{ spec: { replicas: 'two' } }, deployments, merge, 422,
      ' "" is invalid: patch: Invalid value: "{\\"spec\\":{\\"replicas\\":\\"two\\"}}": json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32'],
  ];
  for (const [object, resource, patch, code, message] of cases) {
    assert.throws(() => decode(object, resource, 'Strict', patch), { code, message }, message);
  }
});

test('custom kinds are held to their structure', () => {
  const topic = (spec: object, more: object = {}) => ({ metadata: { name: 't' }, spec, ...more });
  const kafka = (listener: object) => ({ metadata: { name: 'k' }, spec: { kafka: { listeners: [{ name: 'plain', port: 9092, type: 'internal', tls: false, ...listener }] } } });
  assert.deepEqual(decode(topic({ partitions: 3, anything: { at: 'all' } }), kafkaTopics, 'Strict').warnings, []);
  const cases: [JsonObject, Resource, number, string][] = [
    [topic({}, { specs: {} }), kafkaTopics, 400, 'KafkaTopic in version "v1beta2" cannot be handled as a KafkaTopic: strict decoding error: unknown field "specs"'],
    [topic({ partitions: 'three' }), kafkaTopics, 422, 'KafkaTopic.kafka.strimzi.io "t" is invalid: spec.partitions: Invalid value: "string": spec.partitions in body must be of type integer: "string"'],
    [topic({ partitions: 0 }), kafkaTopics, 422, 'KafkaTopic.kafka.strimzi.io "t" is invalid: spec.partitions: Invalid value: 0: spec.partitions in body should be greater than or equal to 1'],
    [topic({ replicas: 40_000 }), kafkaTopics, 422, 'KafkaTopic.kafka.strimzi.io "t" is invalid: spec.replicas: Invalid value: 40000: spec.replicas in body should be less than or equal to 32767'],
    [topic([]), kafkaTopics, 422, 'KafkaTopic.kafka.strimzi.io "t" is invalid: spec: Invalid value: "array": spec in body must be of type object: "array"'],
    [kafka({ type: 'open' }), kafkas, 422,
      'Kafka.kafka.strimzi.io "k" is invalid: spec.kafka.listeners[0].type: Unsupported value: "open": supported values: "internal", "route", "loadbalancer", "nodeport", "ingress", "cluster-ip"'],
    [kafka({ name: 'Plain' }), kafkas, 422,
      'Kafka.kafka.strimzi.io "k" is invalid: spec.kafka.listeners[0].name: Invalid value: "Plain": spec.kafka.listeners[0].name in body should match \'^[a-z0-9]{1,11}$\''],
    [{ metadata: { name: 'k' }, spec: { kafka: { listeners: [] } } }, kafkas, 422,
      'Kafka.kafka.strimzi.io "k" is invalid: spec.kafka.listeners: Invalid value: 0: spec.kafka.listeners in body should have at least 1 items'],
    [{ metadata: { name: 's' }, spec: { jobTargetRef: { template: {} } } }, scaledJobs, 422, 'ScaledJob.keda.sh "s" is invalid: spec.triggers: Required value'],
    [{ metadata: { name: 's' } }, scaledJobs, 422, 'ScaledJob.keda.sh "s" is invalid: spec: Required value'],
    [{ metadata: { name: 'v' }, spec: { type: 'Opaque', templates: { a: 1 } } }, vaultSecrets, 422,
      'VaultSecret.ricoberger.de "v" is invalid: spec.templates.a: Invalid value: "integer": spec.templates.a in body must be of type string: "integer"'],
  ];
  for (const [object, resource, code, message] of cases) assert.throws(() => decode(object, resource, 'Strict'), { code, message }, message);
});

test('fieldValidation', () => {
  const of = (text: string) => fieldValidationOf(new URLSearchParams(text), 'CreateOptions');
  assert.deepEqual(['', 'fieldValidation=', 'fieldValidation=Ignore', 'fieldValidation=Strict'].map(of), ['Warn', 'Warn', 'Ignore', 'Strict']);
  assert.throws(() => of('fieldValidation=Some'), {
    code: 422, message: 'CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "Some": supported values: "", "Ignore", "Strict", "Warn"',
  });
});
