import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../object.ts';
import { strategicPatch } from './strategic.ts';

const container = (name: string, more: object = {}) => ({ name, image: `${name}:1`, ...more });

function podSpec(containers: object[], more: object = {}): JsonObject {
  return { spec: { containers, ...more } };
}

const cases: { what: string; type?: string; target: JsonObject; patch: JsonObject; expected: JsonObject }[] = [
  {
    what: 'containers merge by name', target: podSpec([container('a'), container('b')]),
    patch: podSpec([{ name: 'b', image: 'b:2' }]), expected: podSpec([container('a'), { name: 'b', image: 'b:2' }]),
  },
  {
    what: 'a new container is added', target: podSpec([container('a')]),
    patch: podSpec([container('c')]), expected: podSpec([container('a'), container('c')]),
  },
  {
    what: '$patch: delete takes an item away', target: podSpec([container('a'), container('b')]),
    patch: podSpec([{ name: 'a', $patch: 'delete' }]), expected: podSpec([container('b')]),
  },
  {
    what: '$patch: replace in a list replaces the list', target: podSpec([container('a'), container('b')]),
    patch: podSpec([{ $patch: 'replace' }, container('c')]), expected: podSpec([container('c')]),
  },
  {
    what: '$setElementOrder orders, and what it does not name stays by its neighbour', target: podSpec([container('a'), container('x'), container('b')]),
    patch: { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] } }, expected: podSpec([container('b'), container('a'), container('x')]),
  },
  {
    what: 'env merges by name, ports by containerPort, mounts by path',
    target: podSpec([container('a', { env: [{ name: 'X', value: '1' }], ports: [{ containerPort: 80, name: 'w' }], volumeMounts: [{ mountPath: '/d', name: 'v' }] })]),
    patch: podSpec([{ name: 'a', env: [{ name: 'X', value: '2' }, { name: 'Y', value: '3' }], ports: [{ containerPort: 80, protocol: 'TCP' }], volumeMounts: [{ mountPath: '/d', name: 'w' }] }]),
    expected: podSpec([container('a', {
      env: [{ name: 'X', value: '2' }, { name: 'Y', value: '3' }], ports: [{ containerPort: 80, name: 'w', protocol: 'TCP' }], volumeMounts: [{ mountPath: '/d', name: 'w' }],
    })]),
  },
  {
    what: 'the ports of a Service merge by port', type: 'Service', target: { spec: { ports: [{ port: 80, targetPort: 1 }] } },
    patch: { spec: { ports: [{ port: 80, targetPort: 2 }, { port: 81 }] } }, expected: { spec: { ports: [{ port: 80, targetPort: 2 }, { port: 81 }] } },
  },
  {
    what: 'two items of one key stay two, and the first is patched', target: podSpec([container('a', { ports: [{ containerPort: 53, protocol: 'TCP' }, { containerPort: 53, protocol: 'UDP' }] })]),
    patch: podSpec([{ name: 'a', ports: [{ containerPort: 53, name: 'dns' }] }]),
    expected: podSpec([container('a', { ports: [{ containerPort: 53, protocol: 'TCP', name: 'dns' }, { containerPort: 53, protocol: 'UDP' }] })]),
  },
  {
    what: 'lists without a key are replaced', target: podSpec([container('a', { command: ['x', 'y'] })]),
    patch: podSpec([{ name: 'a', command: ['z'] }]), expected: podSpec([container('a', { command: ['z'] })]),
  },
  {
    what: 'null takes a field away', target: { metadata: { labels: { a: '1', b: '2' } } },
    patch: { metadata: { labels: { a: null } } }, expected: { metadata: { labels: { b: '2' } } },
  },
  {
    what: '$patch: replace of a map replaces it', type: 'Deployment', target: { spec: { template: { spec: { containers: [container('a')], hostname: 'h' } } } },
    patch: { spec: { template: { $patch: 'replace', spec: { containers: [container('b')] } } } },
    expected: { spec: { template: { spec: { containers: [container('b')] } } } },
  },
  {
    what: '$patch: delete of a map empties it', target: podSpec([container('a')], { securityContext: { runAsUser: 1 } }),
    patch: { spec: { securityContext: { $patch: 'delete' } } }, expected: podSpec([container('a')], { securityContext: {} }),
  },
  {
    what: '$retainKeys drops the others', type: 'Deployment', target: { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } },
    patch: { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }, expected: { spec: { strategy: { type: 'Recreate' } } },
  },
  {
    what: 'volumes retain keys', target: podSpec([], { volumes: [{ name: 'v', emptyDir: {} }] }),
    patch: podSpec([], { volumes: [{ $retainKeys: ['name', 'secret'], name: 'v', secret: { secretName: 's' } }] }),
    expected: podSpec([], { volumes: [{ name: 'v', secret: { secretName: 's' } }] }),
  },
  {
    what: 'finalizers are a set', target: { metadata: { finalizers: ['a'] } },
    patch: { metadata: { finalizers: ['b', 'a'] } }, expected: { metadata: { finalizers: ['a', 'b'] } },
  },
  {
    what: '$deleteFromPrimitiveList takes values away', target: { metadata: { finalizers: ['a', 'b'] } },
    patch: { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } }, expected: { metadata: { finalizers: ['b'] } },
  },
  {
    what: 'deep: the env of a CronJob’s container', type: 'CronJob',
    target: { spec: { jobTemplate: { spec: { template: podSpec([container('a', { env: [{ name: 'X', value: '1' }] })]) } } } },
    patch: { spec: { jobTemplate: { spec: { template: podSpec([{ name: 'a', env: [{ name: 'Y', value: '2' }] }]) } } } },
    expected: { spec: { jobTemplate: { spec: { template: podSpec([container('a', { env: [{ name: 'X', value: '1' }, { name: 'Y', value: '2' }] })]) } } } },
  },
  { what: 'an unknown kind merges maps and replaces lists', type: 'Kafka', target: { spec: { a: [1], b: { c: 1 } } }, patch: { spec: { a: [2], b: { d: 2 } } }, expected: { spec: { a: [2], b: { c: 1, d: 2 } } } },
  { what: 'keys of data that look like directives are data', type: 'ConfigMap', target: { data: {} }, patch: { data: { $x: '1' } }, expected: { data: { $x: '1' } } },
];

for (const { what, type = 'Pod', target, patch, expected } of cases) {
  test(what, () => {
    const before = structuredClone(target);
    assert.deepEqual(strategicPatch(target, patch, type), expected);
    assert.deepEqual(target, before, 'the object itself is not changed');
  });
}

test('patches that make no sense', () => {
  const target = podSpec([container('a')]);
  const cases: [JsonObject, number, string][] = [
    [podSpec([{ image: 'x' }]), 500, 'map: map[image:x] does not contain declared merge key: name'],
    [{ spec: { containers: [1] } }, 500, 'expected a map, but received a int64'],
    [{ $patch: 'nonsense' }, 500, 'unknown patch type: nonsense in map: map[$patch:nonsense]'],
    [{ metadata: { '$deleteFromPrimitiveList/finalizers': 'a' } }, 400, 'invalid patch format of primitive list'],
    [{ spec: { '$setElementOrder/containers': 'a' } }, 400, 'invalid patch format of setElementOrder list'],
    [{ spec: { $retainKeys: 'a' } }, 400, 'invalid patch format of retainKeys'],
    [{ spec: { $retainKeys: ['hostname'], nodeName: 'n' } }, 500, "patch content doesn't match retainKeys list"],
  ];
  for (const [patch, code, message] of cases) assert.throws(() => strategicPatch(target, patch, 'Pod'), { code, message }, JSON.stringify(patch));
});

test('long lists are patched in no time', () => {
  const many = Array.from({ length: 50_000 }, (_, at) => ({ name: `v${at}`, emptyDir: {} }));
  const order = many.map(({ name }) => ({ name })).reverse();
  const began = performance.now();
  const patched = strategicPatch({ spec: { volumes: many } }, { spec: { '$setElementOrder/volumes': order, volumes: many } }, 'Pod');
  assert.ok(performance.now() - began < 5_000);
  assert.deepEqual((patched['spec'] as { volumes: unknown[] }).volumes[0], { name: 'v49999', emptyDir: {} });
});
