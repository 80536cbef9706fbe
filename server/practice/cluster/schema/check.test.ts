import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../object.ts';
import { checkShape } from './check.ts';
import { convertError, decodeError, goText } from './wording.ts';

const pod = (container: object, more: object = {}): JsonObject => ({ kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [container], ...more } });

test('right types pass', () => {
  const object = pod({
    name: 'a', image: 'b', env: [{ name: 'X', value: '1' }], resources: { limits: { cpu: '500m', memory: '1Gi' } }, readinessProbe: { httpGet: { port: 'web' } },
  });
  assert.deepEqual(checkShape(object, 'Pod'), { misfit: null, unknownFields: [], pruned: object });
});

test('wrong types are told as Go tells them', () => {
  const cases: [JsonObject, string, string, string][] = [
    [{ spec: { replicas: 'two' } }, 'Deployment', 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32', 'unrecognized type: int32'],
    [{ spec: { replicas: 1.5 } }, 'Deployment', 'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32', 'cannot convert float64 to int32'],
    [{ spec: { replicas: 3_000_000_000 } }, 'Deployment', 'json: cannot unmarshal number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32', 'cannot convert int64 to int32'],
    [pod({ name: 'a', env: [{ name: 'X', value: 1 }] }), 'Pod', 'json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string', 'cannot convert int64 to string'],
    [pod({ name: 'a', command: 'ls' }), 'Pod', 'json: cannot unmarshal string into Go struct field Container.spec.containers.command of type []string', 'cannot restore slice from string'],
    [pod({ name: 'a' }, { containers: ['a'] }), 'Pod', 'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type v1.Container', 'cannot restore struct from: string'],
    [pod({ name: 'a' }, { restartPolicy: true }), 'Pod', 'json: cannot unmarshal bool into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy', 'unrecognized type: string'],
    [{ spec: [] as unknown as object }, 'Pod', 'json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec', 'cannot restore struct from: slice'],
    [{ metadata: 'x' }, 'Pod', 'json: cannot unmarshal string into Go struct field Pod.metadata of type v1.ObjectMeta', 'cannot restore struct from: string'],
    [{ metadata: { labels: { a: true } } }, 'Pod', 'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string', 'unrecognized type: string'],
    [{ metadata: { labels: [] } }, 'Pod', 'json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string', 'cannot restore map from slice'],
    [pod({ resources: { limits: { cpu: 'lots' } } }), 'Pod', ...both("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")],
    [pod({ livenessProbe: { httpGet: { port: true } } }), 'Pod', ...both('json: cannot unmarshal bool into Go value of type int32')],
    [{ metadata: { deletionTimestamp: 'soon' } }, 'Pod', ...both('parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"')],
    [{ data: { k: 'not base64!' } }, 'Secret', ...both('illegal base64 data at input byte 3')],
    [{ data: { k: 'YQ' } }, 'Secret', ...both('illegal base64 data at input byte 0')],
  ];
  for (const [object, type, decoded, converted] of cases) {
    const { misfit } = checkShape(object, type);
    assert.ok(misfit, decoded);
    assert.deepEqual([decodeError(misfit), convertError(misfit)], [decoded, converted]);
  }
});

function both(words: string): [string, string] {
  return [words, words];
}

test('the first misfit is told', () => {
  const { misfit } = checkShape({ spec: { paused: 'yes', replicas: 'two' } }, 'Deployment');
  assert.equal(misfit?.path, 'spec.paused');
});

test('unknown fields are found and pruned', () => {
  const found = checkShape(pod({ name: 'a', imag: 'x', env: [{ name: 'X', val: '1' }] }, { node: 'n' }), 'Pod');
  assert.deepEqual(found.unknownFields, ['spec.containers[0].imag', 'spec.containers[0].env[0].val', 'spec.node']);
  assert.deepEqual(found.pruned, pod({ name: 'a', env: [{ name: 'X' }] }));
});

test('a hundred unknown fields are told, and what comes behind them is checked all the same', () => {
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`f${at}`, 1]));
  const { unknownFields, misfit } = checkShape({ spec: { ...many, replicas: 'two' } }, 'Deployment');
  assert.deepEqual([unknownFields.length, misfit?.path], [100, 'spec.replicas']);
  assert.deepEqual(checkShape({ spec: { ...many, replicas: 2 } }, 'Deployment').pruned, { spec: { replicas: 2 } });
});

test('names that differ in capitals only, that came with a later release, or that stand in a status are unknown', () => {
  const cases: [JsonObject, string, string][] = [
    [{ spec: { Replicas: 1 } }, 'Deployment', 'spec.Replicas'], [pod({ restartPolicyRules: [] }), 'Pod', 'spec.containers[0].restartPolicyRules'],
    [{ status: { anything: 1 } }, 'Deployment', 'status.anything'], [{ specs: {} }, 'KafkaTopic', 'specs'], [{ metadata: { label: {} } }, 'Application', 'metadata.label'],
  ];
  for (const [object, type, field] of cases) assert.deepEqual(checkShape(object, type).unknownFields, [field]);
});

test('a custom kind may have anything below its spec, and an unknown type anything at all', () => {
  assert.deepEqual(checkShape({ spec: { anything: [{ deep: 1 }] } }, 'Kafka').unknownFields, []);
  assert.deepEqual(checkShape({ anything: 1 }, 'Nonsense').unknownFields, []);
});

test('values as Go prints them', () => {
  const cases: [unknown, string][] = [
    [{ spec: { b: 1, a: ['x', true, null] } }, 'map[spec:map[a:[x true <nil>] b:1]]'], [{}, 'map[]'], [[], '[]'], ['x', 'x'], [null, '<nil>'],
  ];
  for (const [value, text] of cases) assert.equal(goText(value), text);
});
