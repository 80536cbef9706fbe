import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../object.ts';
import type { Container, Pod, Volume } from '../pod.ts';
import { parseQuantity } from '../quantity.ts';
import { claims, configMaps, secrets } from '../resources.ts';
import { Storage } from '../storage.ts';
import { expandVariables, planContainer } from './plan.ts';

const metadata = (name: string) => ({ name, namespace: 'n', uid: `u-${name}`, resourceVersion: '', creationTimestamp: '', labels: { app: 'x' } });

function setUp(): Storage {
  const storage = new Storage();
  storage.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('c'), data: { KEY: 'value', 'a.txt': 'text' } } as KubeObject);
  storage.create(secrets, { apiVersion: 'v1', kind: 'Secret', metadata: metadata('s'), data: { password: 'c2VjcmV0' } } as KubeObject);
  storage.create(claims, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: metadata('d'), spec: { volumeName: 'pvc-1' } } as KubeObject);
  return storage;
}

function plan(container: Partial<Container>, volumes: Volume[] = []) {
  const whole: Container = { name: 'a', image: 'i', ...container };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: metadata('p'), spec: { containers: [whole], volumes }, status: { podIP: '10.0.0.7' } } as Pod;
  return planContainer(setUp(), pod, whole);
}

test('environment', () => {
  const { env, command } = plan({
    envFrom: [{ configMapRef: { name: 'c' }, prefix: 'C_' }],
    env: [
      { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 's', key: 'password' } } },
      { name: 'URL', value: 'redis://:$(PASSWORD)@$(HOST)/$$(x)' },
      { name: 'NONE', valueFrom: { configMapKeyRef: { name: 'c', key: 'none', optional: true } } },
      { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'APP', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
      { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
    ],
    resources: { limits: { cpu: '1500m' } },
    command: ['echo', '$(APP)'],
  });
  assert.deepEqual(env, { C_KEY: 'value', 'C_a.txt': 'text', PASSWORD: 'secret', URL: 'redis://:secret@$(HOST)/$(x)', IP: '10.0.0.7', APP: 'x', CPU: '2' });
  assert.deepEqual(command, ['echo', 'x']);
});

test('mounts', () => {
  const { mounts } = plan({
    volumeMounts: [{ name: 'd', mountPath: '/data' }, { name: 't', mountPath: '/tmp/x', subPath: 'y' }, { name: 'c', mountPath: '/etc/c', readOnly: true }],
  }, [
    { name: 'd', persistentVolumeClaim: { claimName: 'd' } }, { name: 't', emptyDir: {} }, { name: 'c', configMap: { name: 'c', items: [{ key: 'a.txt', path: 'b.txt' }] } },
  ]);
  assert.deepEqual(mounts, [
    { path: '/data', readOnly: false, subPath: '', source: { kind: 'volume', volume: 'pvc-1', claim: 'd' } },
    { path: '/tmp/x', readOnly: false, subPath: 'y', source: { kind: 'scratch', name: 't' } },
    { path: '/etc/c', readOnly: true, subPath: '', source: { kind: 'files', files: { 'b.txt': Buffer.from('text') } } },
  ]);
});

test('what is missing is told as a kubelet tells it', () => {
  const cases: [Partial<Container>, Volume[], RegExp][] = [
    [{ env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 'none', key: 'k' } } }] }, [], /^secret "none" not found$/],
    [{ env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }, [], /^couldn't find key k in Secret n\/s$/],
    [{ envFrom: [{ configMapRef: { name: 'none' } }] }, [], /^configmap "none" not found$/],
    [{ volumeMounts: [{ name: 'v', mountPath: '/v' }] }, [{ name: 'v', secret: { secretName: 'none' } }], /^secret "none" not found$/],
    [{ volumeMounts: [{ name: 'v', mountPath: '/v' }] }, [{ name: 'v', persistentVolumeClaim: { claimName: 'none' } }], /^persistentvolumeclaim "none" not found$/],
  ];
  for (const [container, volumes, message] of cases) assert.throws(() => plan(container, volumes), { message });
});

test('limits and quantities', () => {
  const { memory, cpu } = plan({ resources: { limits: { memory: '64Mi', cpu: '250m' } } });
  assert.deepEqual([memory, cpu], [64 * 2 ** 20, 0.25]);
  for (const [text, value] of [['1', 1], ['1.5', 1.5], ['2k', 2000], ['1Ki', 1024], ['1e3', 1000], ['nonsense', 0]] as const) assert.equal(parseQuantity(text), value, text);
  assert.equal(expandVariables('$(A) $$(A) $(constructor)', { A: '1' }), '1 $(A) $(constructor)');
});
