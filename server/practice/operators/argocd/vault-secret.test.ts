import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createCluster, type Cluster } from '../../cluster/cluster.ts';
import { vaultSecrets } from '../../cluster/custom/vault.ts';
import { deployments, secrets } from '../../cluster/resources.ts';
import { ProcessKubelet } from '../../cluster/testing/process-kubelet.ts';
import type { Manifest } from '../../cluster/object.ts';
import { Reloader } from './reloader.ts';
import { TrialClock } from './trial-argo.ts';
import { VaultSecretController } from './vault-secret.ts';

const clock = new TrialClock();
const errors: string[] = [];
const vault: Record<string, Record<string, unknown> | null> = { 'secret/a': { key: 'first', number: 5 } };
let read = 0;
let cluster: Cluster;

const wanted = (path: string): Manifest => ({ apiVersion: 'ricoberger.de/v1alpha1', kind: 'VaultSecret', metadata: { name: 'app', namespace: 'default' }, spec: { path, type: 'Opaque' } });
const user: Manifest = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'user', namespace: 'default', annotations: { 'secret.reloader.stakater.com/auto': 'true' } },
  spec: {
    replicas: 0, selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'busybox', envFrom: [{ secretRef: { name: 'app' } }] }] } },
  },
};

before(() => {
  cluster = createCluster({
    kubelet: new ProcessKubelet(), clock, seed: [user],
    operators: (context) => [
      new VaultSecretController(context, (path) => {
        read += 1;
        return vault[path] ?? null;
      }),
      new Reloader(context),
    ],
    onError: (error, where) => { errors.push(`${where}: ${String(error)}`); },
  });
});
after(() => { cluster.close(); });

const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 30); });
const data = (): unknown => (cluster.storage.get(secrets, 'default', 'app') as { data?: unknown } | undefined)?.data;
const condition = (): { status?: string; message?: string } =>
  (cluster.storage.get(vaultSecrets, 'default', 'app') as unknown as { status?: { conditions?: object[] } }).status?.conditions?.[0] ?? {};
const restarts = (): number => cluster.storage.get(deployments, 'default', 'user')?.metadata.generation ?? 0;
const encoded = (text: string): string => Buffer.from(text).toString('base64');

test('a Secret is made of what Vault holds, and read again after an hour', async () => {
  cluster.apply([wanted('secret/a')]);
  await settled();
  assert.deepEqual(data(), { key: encoded('first'), number: encoded('5') });
  assert.equal(condition().status, 'True');
  const secret = cluster.storage.get(secrets, 'default', 'app');
  assert.equal(secret?.metadata.ownerReferences?.[0]?.kind, 'VaultSecret');
  vault['secret/a'] = { key: 'second' };
  const before = read;
  clock.pass(3_500_000);
  await settled();
  assert.deepEqual(data(), { key: encoded('first'), number: encoded('5') });
  assert.equal(read, before, 'nobody asked Vault');
  assert.equal(restarts(), 1);
  clock.pass(200_000);
  await settled();
  assert.deepEqual(data(), { key: encoded('second') });
  assert.equal(restarts(), 2, 'who uses it is restarted once');
});

test('a Secret that is deleted comes back fresh, at once', async () => {
  vault['secret/a'] = { key: 'third' };
  cluster.objects.delete(secrets, 'default', 'app');
  await settled();
  assert.deepEqual(data(), { key: encoded('third') });
  assert.equal(restarts(), 3);
  cluster.objects.delete(secrets, 'default', 'app');
  await settled();
  assert.deepEqual(data(), { key: encoded('third') });
  assert.equal(restarts(), 3, 'the same content is no change');
});

test('a path that cannot be read is told, and tried again', async () => {
  const before = cluster.storage.get(vaultSecrets, 'default', 'app');
  assert.ok(before);
  cluster.objects.update(vaultSecrets, { ...before, spec: { path: 'secret/none', type: 'Opaque' } } as typeof before);
  await settled();
  assert.deepEqual([condition().status, condition().message], ['False', 'there is nothing to read at secret/none in Vault']);
  assert.deepEqual(data(), { key: encoded('third') }, 'what is there stays');
  vault['secret/none'] = { key: 'fourth' };
  clock.pass(61_000);
  await settled();
  assert.deepEqual(data(), { key: encoded('fourth') });
  assert.deepEqual(errors, []);
});
