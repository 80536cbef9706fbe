import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../object.ts';
import { pods } from '../resources.ts';
import { appProjects, applications } from './argo.ts';
import { customColumns } from './columns.ts';
import { scaledJobs, triggerAuthentications } from './keda.ts';
import { customKinds } from './kinds.ts';
import { follow, parsePath } from './path.ts';
import { kafkaNodePools, kafkaTopics, kafkas } from './strimzi.ts';
import { vaultSecrets } from './vault.ts';

const now = Date.parse('2026-01-01T00:10:00Z');
const metadata = { name: 'x', uid: 'u', resourceVersion: '7', creationTimestamp: '2026-01-01T00:00:00Z', labels: { 'strimzi.io/cluster': 'prompt-kafka' } };
const ready = (status: string, type = 'Ready') => ({ conditions: [{ type: 'Other', status: 'no' }, { type, status, reason: 'r', message: 'm', lastTransitionTime: '2026-01-01T00:05:00Z' }] });

test('each custom kind has the columns of its CustomResourceDefinition', () => {
  const cases: [typeof pods, object, [string, string | number][]][] = [
    [kafkaTopics, { spec: { partitions: 3, replicas: 2 }, status: ready('True') }, [['Name', 'x'], ['Cluster', 'prompt-kafka'], ['Partitions', 3], ['Replication factor', 2], ['Ready', 'True']]],
    [kafkaTopics, { spec: {} }, [['Name', 'x'], ['Cluster', 'prompt-kafka'], ['Partitions', ''], ['Replication factor', ''], ['Ready', '']]],
    [kafkaNodePools, { spec: { replicas: 3 }, status: { roles: ['broker'], nodeIds: [0, 1] } }, [['Name', 'x'], ['Desired replicas', 3], ['Roles', '["broker"]'], ['NodeIds', '[0,1]']]],
    [kafkas, { spec: { kafka: { replicas: 3 } }, status: { ...ready('True'), kafkaMetadataState: 'KRaft' } },
      [['Name', 'x'], ['Desired Kafka replicas', 3], ['Desired ZK replicas', ''], ['Ready', 'True'], ['Metadata State', 'KRaft'], ['Warnings', '']]],
    [scaledJobs, { spec: { maxReplicaCount: 5 }, status: { ...ready('True'), triggersTypes: 'redis-streams' } },
      [['Name', 'x'], ['Min', ''], ['Max', 5], ['Ready', 'True'], ['Active', ''], ['Paused', ''], ['Triggers', 'redis-streams'], ['Authentications', ''], ['Age', '10m']]],
    [triggerAuthentications, { spec: { secretTargetRef: [{ name: 's' }, { name: 't' }] } },
      [['Name', 'x'], ['PodIdentity', ''], ['Secret', 's'], ['Env', ''], ['VaultAddress', ''], ['ScaledObjects', ''], ['ScaledJobs', '']]],
    [applications, { spec: { project: 'default' }, status: { sync: { status: 'Synced', revision: 'abc' }, health: { status: 'Healthy' } } },
      [['Name', 'x'], ['Sync Status', 'Synced'], ['Health Status', 'Healthy'], ['Revision', 'abc'], ['Project', 'default']]],
    [appProjects, {}, [['Name', 'x'], ['Age', '10m']]],
    [vaultSecrets, { status: ready('True', 'SecretCreated') }, [['Name', 'x'], ['Succeeded', 'True'], ['Reason', 'r'], ['Message', 'm'], ['Last Transition', '5m'], ['Resource Version', '7']]],
  ];
  for (const [resource, object, expected] of cases) {
    const columns = customColumns(resource) ?? [];
    assert.deepEqual(columns.map(({ name, cell }) => [name, cell({ ...object, metadata } as unknown as KubeObject, now)]), expected, resource.kind);
  }
  assert.equal(customColumns(pods), undefined);
});

test('every path parses', () => {
  for (const resource of customKinds.map((kind) => kind.resource)) assert.ok(customColumns(resource), resource.kind);
  assert.throws(() => parsePath('.a[0]'), TypeError);
});

test('paths', () => {
  const value = { a: { 'b.c/d': 1 }, list: [{ type: 'x', v: 1 }, { type: 'y', v: 2 }] };
  const cases: [string, unknown][] = [['.a.b\\.c/d', 1], ['.list[*].v', 1], ['.list[?(@.type=="y")].v', 2], ['.list[?(@.type=="z")].v', undefined], ['.none.at.all', undefined]];
  for (const [path, expected] of cases) assert.equal(follow(value, parsePath(path)), expected, path);
});
