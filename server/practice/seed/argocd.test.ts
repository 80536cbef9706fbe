import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyDefaults } from '../cluster/defaults/defaults.ts';
import type { JsonObject, Manifest } from '../cluster/object.ts';
import { comparable } from '../operators/argocd/compare.ts';
import { identityOf, keyOfIdentity, resourceOf } from '../operators/argocd/identity.ts';
import { trackingAnnotation } from '../operators/argocd/application.ts';
import { argocd, asDeployed, seededObjects } from './argocd.ts';
import { promptKafka } from './prompt-kafka.ts';
import { promptRedis } from './prompt-redis.ts';

const now = Date.UTC(2025, 10, 3);

test('the charts render what the services seed, and nothing else', () => {
  for (const context of ['usdfdev-prompt-processing', 'usdfprod-prompt-processing']) {
    for (const [application, service] of [['prompt-redis', promptRedis], ['prompt-kafka', promptKafka]] as const) {
      const seeded = new Map(service.manifests(context, now).map((one) => [keyOfIdentity(identityOf(one)), plain(one)]));
      const rendered = seededObjects(application, context);
      assert.ok(rendered.length > 2);
      for (const one of rendered) assert.deepEqual(plain(one), seeded.get(keyOfIdentity(identityOf(one))), `${context} ${keyOfIdentity(identityOf(one))}`);
      const left = [...seeded.keys()].filter((key) => !rendered.some((one) => keyOfIdentity(identityOf(one)) === key));
      assert.deepEqual(left.filter((key) => !/^\/(Namespace|Secret)\//.test(key)), [], 'only namespaces and secrets are nobody\'s chart');
    }
  }
});

/** As a comparison sees it, with the server's defaults. */
function plain(manifest: Manifest): unknown {
  const object = structuredClone(manifest) as unknown as JsonObject;
  const resource = resourceOf(manifest);
  assert.ok(resource, manifest.kind);
  applyDefaults(resource, object);
  const annotations = (object['metadata'] as { annotations?: Record<string, string> }).annotations ?? {};
  Reflect.deleteProperty(annotations, trackingAnnotation);
  return comparable(object);
}

test('what Argo CD deploys is marked as its own, and the rest is left alone', () => {
  const manifests = asDeployed('usdfdev-prompt-processing', promptRedis.manifests('usdfdev-prompt-processing', now));
  const tracked = manifests.map((one) => [one.kind, one.metadata.annotations?.[trackingAnnotation] ?? null]);
  assert.deepEqual(tracked, [
    ['Namespace', null],
    ['ConfigMap', 'prompt-redis:/ConfigMap:prompt-redis/prompt-redis-config'],
    ['Service', 'prompt-redis:/Service:prompt-redis/prompt-redis'],
    ['StatefulSet', 'prompt-redis:apps/StatefulSet:prompt-redis/prompt-redis'],
  ]);
});

test('each environment has the applications Phalanx gives it', () => {
  const names = (context: string) => argocd.manifests(context, now).filter(({ kind }) => kind === 'Application').map(({ metadata }) => metadata.name);
  assert.deepEqual(names('usdfdev-prompt-processing'), ['prompt-kafka', 'prompt-redis']);
  assert.deepEqual(names('usdf-rsp'), ['s3proxy']);
  assert.deepEqual(argocd.manifests('usdf-consdb', now), []);
});
