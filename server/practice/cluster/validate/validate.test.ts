import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyDefaults } from '../defaults/defaults.ts';
import { type JsonObject, isRecord } from '../object.ts';
import { registry } from '../resources.ts';
import { ApiError } from '../status.ts';
import { validate } from './validate.ts';

/** Takes an object, and its former self; gives the causes, each as `field: message`. */
function refusal(object: JsonObject, old: JsonObject | null = null): string[] {
  const resource = registry.byKind(String(object['apiVersion'] ?? 'v1'), String(object['kind']));
  assert.ok(resource, String(object['kind']));
  const [made, before] = [object, old].map((one) => one && structuredClone(one));
  for (const one of [made, before]) {
    if (!one) continue;
    one['metadata'] = { uid: 'u', name: 'x', namespace: 'default', ...isRecord(one['metadata']) ? one['metadata'] : {} };
    applyDefaults(resource, one);
  }
  try {
    validate(resource, made as JsonObject, before ?? null);
    return [];
  } catch (error) {
    assert.ok(error instanceof ApiError);
    assert.deepEqual([error.code, error.reason, error.details?.kind], [422, 'Invalid', resource.kind]);
    return (error.details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);
  }
}

interface Case { what: string; object: JsonObject; old?: JsonObject; causes: (string | RegExp)[] }

function table(title: string, cases: Case[]): void {
  for (const { what, object, old, causes } of cases) {
    test(`${title}: ${what}`, () => {
      const found = refusal(object, old ?? null);
      assert.equal(found.length, causes.length, found.join('\n'));
      causes.forEach((cause, at) => {
        if (typeof cause === 'string') assert.equal(found[at], cause);
        else assert.match(found[at] ?? '', cause);
      });
    });
  }
}

const map = (metadata: object, more: object = {}): JsonObject => ({ kind: 'ConfigMap', metadata, ...more });
const container = (more: object = {}) => ({ name: 'a', image: 'busybox', ...more });
const pod = (more: object = {}, spec: object = {}): JsonObject => ({ kind: 'Pod', metadata: { name: 'x' }, spec: { containers: [container(more)], ...spec } });
const template = (spec: object = {}) => ({ metadata: { labels: { app: 'x' } }, spec: { containers: [container()], ...spec } });
const deployment = (spec: object = {}): JsonObject => (
  { apiVersion: 'apps/v1', kind: 'Deployment', spec: { selector: { matchLabels: { app: 'x' } }, template: template(), ...spec } });
const statefulSet = (spec: object = {}): JsonObject => (
  { apiVersion: 'apps/v1', kind: 'StatefulSet', spec: { serviceName: 'x', selector: { matchLabels: { app: 'x' } }, template: template(), ...spec } });
const job = (spec: object = {}): JsonObject => ({ apiVersion: 'batch/v1', kind: 'Job', spec: { template: template({ restartPolicy: 'Never' }), ...spec } });
const cronJob = (spec: object = {}, name = 'x'): JsonObject => (
  { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name }, spec: { schedule: '0 * * * *', jobTemplate: { spec: { template: template({ restartPolicy: 'Never' }) } }, ...spec } });
const service = (spec: object = {}, name = 'x'): JsonObject => ({ kind: 'Service', metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } });
const claim = (spec: object = {}): JsonObject => ({ kind: 'PersistentVolumeClaim', spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec } });
const rbac = (kind: string, more: object): JsonObject => ({ apiVersion: 'rbac.authorization.k8s.io/v1', kind, ...more });

test('what is right passes', () => {
  const right = [
    map({ labels: { 'app.kubernetes.io/name': 'a', empty: '' }, annotations: { 'Example.com/A': 'anything at all' } }, { data: { 'a.b_c-D': '1' } }),
    pod({ ports: [{ containerPort: 80, name: 'web' }], env: [{ name: 'a.b', valueFrom: { fieldRef: { fieldPath: "metadata.labels['x']" } } }], livenessProbe: { httpGet: { port: 'web' } } }),
    deployment(), deployment({ strategy: { type: 'Recreate' } }), statefulSet(), job(), cronJob(), cronJob({ schedule: '*/5 0-6 1,15 jan-mar MON', timeZone: 'Europe/Berlin' }),
    service(), service({ clusterIP: 'None', ports: [] }), service({ type: 'NodePort' }), claim(),
    rbac('Role', { rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }] }), rbac('ClusterRole', { rules: [{ verbs: ['get'], nonResourceURLs: ['/metrics'] }] }),
    rbac('RoleBinding', { metadata: { name: 'system:a:b' }, roleRef: { kind: 'Role', name: 'r' }, subjects: [{ kind: 'User', name: 'u' }, { kind: 'ServiceAccount', name: 's' }] }),
  ];
  for (const object of right) assert.deepEqual(refusal(object), [], JSON.stringify(object));
});

const subdomain = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric "
  + "character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

table('metadata', [
  { what: 'capitals', object: map({ name: 'Big' }), causes: [`metadata.name: Invalid value: "Big": ${subdomain}`] },
  { what: 'an underscore', object: map({ name: 'a_b' }), causes: [/^metadata\.name: Invalid value: "a_b": a lowercase RFC 1123 subdomain/] },
  { what: 'no name', object: map({ name: '' }), causes: ['metadata.name: Required value: name or generateName is required'] },
  { what: 'a long name', object: map({ name: 'a'.repeat(254) }), causes: [/must be no more than 253 bytes$/] },
  { what: 'a prefix that is none', object: map({ name: 'A-x', generateName: 'A-' }), causes: [/^metadata\.generateName: Invalid value: "A-"/] },
  { what: 'a namespace with a dot', object: { kind: 'Namespace', metadata: { name: 'a.b' } }, causes: [/^metadata\.name: Invalid value: "a\.b": a lowercase RFC 1123 label must/] },
  { what: 'a service that begins with a digit', object: service({}, '1a'), causes: [/^metadata\.name: Invalid value: "1a": a DNS-1035 label must/] },
  { what: 'a role with a slash', object: rbac('Role', { metadata: { name: 'a/b' } }), causes: ['metadata.name: Invalid value: "a/b": may not contain \'/\''] },
  { what: 'the key of a label', object: map({ labels: { 'a b': 'x' } }), causes: [/^metadata\.labels: Invalid value: "a b": name part must consist of/] },
  { what: 'the prefix of a label', object: map({ labels: { 'A/b': 'x' } }), causes: [/^metadata\.labels: Invalid value: "A\/b": prefix part a lowercase RFC 1123 subdomain/] },
  { what: 'too many slashes', object: map({ labels: { 'a/b/c': 'x' } }), causes: [/a qualified name must consist of .* \(e\.g\. 'example\.com\/MyName'\)$/] },
  { what: 'the value of a label', object: map({ labels: { a: 'no spaces' } }), causes: [/^metadata\.labels: Invalid value: "no spaces": a valid label must be an empty string or/] },
  { what: 'a long label', object: map({ labels: { a: 'x'.repeat(64) } }), causes: [/must be no more than 63 bytes$/] },
  { what: 'annotations that are too much', object: map({ annotations: { a: 'x'.repeat(262_144) } }), causes: ['metadata.annotations: Too long: may not be more than 262144 bytes'] },
  { what: 'an owner without a name', object: map({ ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', uid: 'u', name: '' }] }), causes: ['metadata.ownerReferences.name: Invalid value: "": name must not be empty'] },
  { what: 'a finalizer without a group', object: map({ finalizers: ['mine'] }), causes: ['metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified'] },
  { what: 'a finalizer for what is going', object: map({ deletionTimestamp: 't', finalizers: ['a/b'] }), old: map({ deletionTimestamp: 't' }),
    causes: ['metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a/b"}'] },
]);

table('pods', [
  { what: 'no containers', object: pod({}, { containers: [] }), causes: ['spec.containers: Required value'] },
  { what: 'no spec', object: { kind: 'Pod' }, causes: ['spec.containers: Required value'] },
  { what: 'a container without name or image', object: pod({ name: undefined, image: undefined }), causes: ['spec.containers[0].name: Required value', 'spec.containers[0].image: Required value'] },
  { what: 'two of one name', object: pod({}, { containers: [container(), container()] }), causes: ['spec.containers[1].name: Duplicate value: "a"'] },
  { what: 'an init container of the same name', object: pod({}, { initContainers: [container()] }), causes: ['spec.initContainers[0].name: Duplicate value: "a"'] },
  { what: 'an init container with a probe', object: pod({}, { initContainers: [container({ name: 'b', readinessProbe: { exec: { command: ['x'] } } })] }),
    causes: ['spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always'] },
  { what: 'a space in the image', object: pod({ image: ' redis' }), causes: ['spec.containers[0].image: Invalid value: " redis": must not have leading or trailing whitespace'] },
  { what: 'a pull policy', object: pod({ imagePullPolicy: 'Sometimes' }), causes: ['spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"'] },
  { what: 'a restart policy', object: pod({}, { restartPolicy: 'Maybe' }), causes: ['spec.restartPolicy: Unsupported value: "Maybe": supported values: "Always", "OnFailure", "Never"'] },
  { what: 'a DNS policy', object: pod({}, { dnsPolicy: 'Maybe' }), causes: ['spec.dnsPolicy: Unsupported value: "Maybe": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"'] },
  { what: 'ports', object: pod({ ports: [{ containerPort: 70_000 }, { name: 'Web' }, { containerPort: 80, protocol: 'X' }] }), causes: [
    'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
    'spec.containers[0].ports[1].name: Invalid value: "Web": must contain only alphanumeric characters (a-z, 0-9), and hyphens (-)',
    'spec.containers[0].ports[1].containerPort: Required value',
    'spec.containers[0].ports[2].protocol: Unsupported value: "X": supported values: "SCTP", "TCP", "UDP"',
  ] },
  { what: 'variables', object: pod({ env: [{ name: 'a=b' }, {}, { name: 'c', value: 'x', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }, { name: 'd', valueFrom: {} }] }), causes: [
    "spec.containers[0].env[0].name: Invalid value: \"a=b\": a valid environment variable name must consist only of printable ASCII characters other than '='",
    'spec.containers[0].env[1].name: Required value',
    'spec.containers[0].env[2].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
    'spec.containers[0].env[3].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`',
  ] },
  { what: 'references of variables', object: pod({ env: [{ name: 'a', valueFrom: { secretKeyRef: { name: 's' } } }, { name: 'b', valueFrom: { fieldRef: { fieldPath: 'spec.none' } } }], envFrom: [{}, { secretRef: {} }] }), causes: [
    'spec.containers[0].env[0].valueFrom.secretKeyRef.key: Required value',
    'spec.containers[0].env[1].valueFrom.fieldRef.fieldPath: Invalid value: "spec.none": error converting fieldPath: field label not supported: spec.none',
    'spec.containers[0].envFrom[0]: Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
    'spec.containers[0].envFrom[1].secretRef.name: Required value',
  ] },
  { what: 'mounts', object: pod({ volumeMounts: [{ name: 'v', mountPath: '/a' }, { name: 'w', mountPath: '/a', subPath: '../x' }, { name: 'w' }] }, { volumes: [{ name: 'w', emptyDir: {} }] }), causes: [
    'spec.containers[0].volumeMounts[0].name: Not found: "v"',
    'spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/a": must be unique',
    "spec.containers[0].volumeMounts[1].subPath: Invalid value: \"../x\": must not contain '..'",
    'spec.containers[0].volumeMounts[2].mountPath: Required value',
  ] },
  { what: 'volumes', object: pod({}, { volumes: [{ name: 'v', emptyDir: {}, secret: { secretName: 's' } }, { name: 'v' }, { name: 'c', persistentVolumeClaim: {} }, { name: 's', secret: {} }] }), causes: [
    'spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type', 'spec.volumes[1].name: Duplicate value: "v"',
    'spec.volumes[2].persistentVolumeClaim.claimName: Required value', 'spec.volumes[3].secret.secretName: Required value',
  ] },
  { what: 'resources', object: pod({ resources: { limits: { cpu: '1', gpu: '1' }, requests: { cpu: '2', memory: '-1' } } }), causes: [
    'spec.containers[0].resources.limits[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
    'spec.containers[0].resources.limits[gpu]: Invalid value: "gpu": must be a standard resource for containers',
    'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
    'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource for containers',
    'spec.containers[0].resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0',
  ] },
  { what: 'probes', object: pod({ livenessProbe: { successThreshold: 2, exec: { command: ['x'] }, tcpSocket: { port: 1 } }, readinessProbe: { periodSeconds: -1 } }), causes: [
    'spec.containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
    'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
    'spec.containers[0].readinessProbe: Required value: must specify a handler type',
    'spec.containers[0].readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0',
  ] },
  { what: 'a toleration without a key', object: pod({}, { tolerations: [{ value: 'x' }] }),
    causes: ['spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"'] },
  { what: 'a deadline of none', object: pod({}, { activeDeadlineSeconds: 0 }), causes: ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive'] },
]);

table('updates of pods', [
  { what: 'an image may change', object: pod({ image: 'b' }), old: pod(), causes: [] },
  { what: 'a node may be given once', object: pod({}, { nodeName: 'n' }), old: pod(), causes: [] },
  { what: 'and then stays', object: pod({}, { nodeName: 'm' }), old: pod({}, { nodeName: 'n' }), causes: [/^spec: Forbidden: pod updates may not change fields other than .*NodeName: "n"/s] },
  { what: 'a command stays', object: pod({ command: ['b'] }), old: pod({ command: ['a'] }),
    causes: [/^spec: Forbidden: pod updates may not change fields other than `spec\.containers\[\*\]\.image`,`spec\.initContainers\[\*\]\.image`,`spec\.activeDeadlineSeconds`,`spec\.tolerations` \(only additions to existing tolerations\),`spec\.terminationGracePeriodSeconds` \(allow it to be set to 1 if it was previously negative\)\n {2}core\.PodSpec\{\n/] },
  { what: 'no container comes', object: pod({}, { containers: [container(), container({ name: 'b' })] }), old: pod(), causes: ['spec.containers: Forbidden: pod updates may not add or remove containers'] },
  { what: 'a deadline does not grow', object: pod({}, { activeDeadlineSeconds: 9 }), old: pod({}, { activeDeadlineSeconds: 5 }), causes: ['spec.activeDeadlineSeconds: Invalid value: 9: must be less than or equal to previous value'] },
  { what: 'tolerations come', object: pod({}, { tolerations: [{ key: 'a' }, { key: 'b' }] }), old: pod({}, { tolerations: [{ key: 'a' }] }), causes: [] },
  { what: 'and stay', object: pod({}, { tolerations: [] }), old: pod({}, { tolerations: [{ key: 'a' }] }), causes: ['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds'] },
]);

table('workloads', [
  { what: 'no selector', object: deployment({ selector: undefined }), causes: ['spec.selector: Required value', 'spec.template.metadata.labels: Invalid value: map[string]string{"app":"x"}: `selector` does not match template `labels`'] },
  { what: 'an empty selector', object: deployment({ selector: {} }),
    causes: ['spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string(nil), MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: empty selector is invalid for deployment'] },
  { what: 'a selector for others', object: deployment({ selector: { matchLabels: { app: 'y' } } }), causes: ['spec.template.metadata.labels: Invalid value: map[string]string{"app":"x"}: `selector` does not match template `labels`'] },
  { what: 'a template without labels', object: deployment({ template: { spec: { containers: [container()] } } }), causes: ['spec.template.metadata.labels: Invalid value: map[string]string(nil): `selector` does not match template `labels`'] },
  { what: 'an operator', object: deployment({ selector: { matchLabels: { app: 'x' }, matchExpressions: [{ key: 'a', operator: 'Like' }, { key: 'app', operator: 'In' }] } }), causes: [
    'spec.selector.matchExpressions[0].operator: Invalid value: "Like": not a valid selector operator',
    "spec.selector.matchExpressions[1].values: Required value: must be specified when `operator` is 'In' or 'NotIn'", /`selector` does not match template `labels`$/,
  ] },
  { what: 'a restart policy', object: deployment({ template: template({ restartPolicy: 'Never' }) }), causes: ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'] },
  { what: 'replicas below none', object: deployment({ replicas: -1 }), causes: ['spec.replicas: Invalid value: -1: must be greater than or equal to 0'] },
  { what: 'a strategy', object: deployment({ strategy: { type: 'Fast' } }), causes: ['spec.strategy.type: Unsupported value: "Fast": supported values: "Recreate", "RollingUpdate"'] },
  { what: 'a strategy with the other’s field', object: deployment({ strategy: { type: 'Recreate', rollingUpdate: {} } }), causes: ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"] },
  { what: 'a rollout that cannot move', object: deployment({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }), causes: [/may not be 0 when `maxSurge` is 0$/] },
  { what: 'the selector stays', object: deployment({ selector: { matchLabels: { app: 'x', b: 'c' } }, template: { metadata: { labels: { app: 'x', b: 'c' } }, spec: { containers: [container()] } } }), old: deployment(),
    causes: ['spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"app":"x", "b":"c"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable'] },
  { what: 'a StatefulSet’s policy', object: statefulSet({ podManagementPolicy: 'Any' }), causes: ["spec.podManagementPolicy: Invalid value: \"Any\": must be 'OrderedReady' or 'Parallel'"] },
  { what: 'a StatefulSet scales', object: statefulSet({ replicas: 3 }), old: statefulSet(), causes: [] },
  { what: 'and keeps the rest', object: statefulSet({ serviceName: 'y' }), old: statefulSet(), causes: ["spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
    + "'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"] },
  { what: 'a volume of its claims may be mounted', object: statefulSet({ volumeClaimTemplates: [{ metadata: { name: 'd' } }], template: template({ containers: [container({ volumeMounts: [{ name: 'd', mountPath: '/d' }] })] }) }), causes: [] },
]);

table('jobs', [
  { what: 'no restart policy', object: job({ template: template() }), causes: ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'] },
  { what: 'a restart policy', object: job({ template: template({ restartPolicy: 'Maybe' }) }), causes: [/supported values: "Always", "OnFailure", "Never"$/, 'spec.template.spec.restartPolicy: Unsupported value: "Maybe": supported values: "OnFailure", "Never"'] },
  { what: 'counts', object: job({ backoffLimit: -1, parallelism: -2 }), causes: [/^spec\.parallelism: Invalid value: -2: must be/, /^spec\.backoffLimit: Invalid value: -1: must be greater than or equal to 0$/] },
  { what: 'a selector of one’s own', object: job({ selector: { matchLabels: { a: 'b' } } }), causes: [/^spec\.selector: Invalid value: v1\.LabelSelector\{.*: `selector` not auto-generated$/] },
  { what: 'indexed without completions', object: job({ completionMode: 'Indexed', parallelism: 1 }), causes: ['spec.completions: Required value: when completion mode is Indexed'] },
  { what: 'the template stays', object: job({ template: template({ restartPolicy: 'OnFailure' }) }), old: job(), causes: [/^spec\.template: Invalid value: .*: field is immutable$/] },
  { what: 'a long name', object: cronJob({}, 'a'.repeat(53)), causes: [/^metadata\.name: Invalid value: "a+": must be no more than 52 characters$/] },
  { what: 'a concurrency policy', object: cronJob({ concurrencyPolicy: 'Queue' }), causes: ['spec.concurrencyPolicy: Unsupported value: "Queue": supported values: "Allow", "Forbid", "Replace"'] },
  { what: 'no schedule', object: cronJob({ schedule: '' }), causes: ['spec.schedule: Required value'] },
  { what: 'a schedule of words', object: cronJob({ schedule: 'every hour' }), causes: ['spec.schedule: Invalid value: "every hour": expected exactly 5 fields, found 2: [every hour]'] },
  { what: 'a time zone in the schedule', object: cronJob({ schedule: 'TZ=UTC 0 * * * *' }), causes: ['spec.schedule: Invalid value: "TZ=UTC 0 * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead'] },
  { what: 'a time zone', object: cronJob({ timeZone: 'Mars/Base' }), causes: ['spec.timeZone: Invalid value: "Mars/Base": unknown time zone Mars/Base'] },
  { what: 'the restart policy of its jobs', object: cronJob({ jobTemplate: { spec: { template: template() } } }), causes: ['spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'] },
]);

table('services', [
  { what: 'no ports', object: service({ ports: [] }), causes: ['spec.ports: Required value'] },
  { what: 'a type', object: service({ type: 'Public' }), causes: ['spec.type: Unsupported value: "Public": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"'] },
  { what: 'ports without names', object: service({ ports: [{ port: 80 }, { port: 81 }] }), causes: ['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value'] },
  { what: 'a port twice', object: service({ ports: [{ name: 'a', port: 80 }, { name: 'a', port: 80 }] }), causes: ['spec.ports[1].name: Duplicate value: "a"',
    'spec.ports[1]: Duplicate value: core.ServicePort{Name:"a", Protocol:"TCP", AppProtocol:(*string)(nil), Port:80, TargetPort:intstr.IntOrString{Type:0, IntVal:80, StrVal:""}, NodePort:0}'] },
  { what: 'a port that is none', object: service({ ports: [{ port: 0, targetPort: 80 }] }), causes: ['spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive'] },
  { what: 'a node port', object: service({ type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }), causes: ['spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767'] },
  { what: 'a node port of none', object: service({ ports: [{ port: 80, nodePort: 30080 }] }), causes: ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"] },
  { what: 'the address stays', object: service({ clusterIP: '10.96.0.7' }), old: service({ clusterIP: '10.96.0.8' }), causes: ['spec.clusterIPs[0]: Invalid value: []string{"10.96.0.7"}: may not change once set'] },
]);

table('data', [
  { what: 'a key', object: map({}, { data: { 'a b': '' } }), causes: [/^data\[a b\]: Invalid value: "a b": a valid config key must consist of/] },
  { what: 'two dots', object: map({}, { data: { '..a': '' } }), causes: ["data[..a]: Invalid value: \"..a\": must not start with '..'"] },
  { what: 'one key twice', object: map({}, { data: { a: '' }, binaryData: { a: '' } }), causes: ['binaryData[a]: Invalid value: "a": duplicate of key present in data'] },
  { what: 'too much', object: map({}, { data: { a: 'x'.repeat(1024 * 1024), b: 'x' } }), causes: ['[]: Too long: may not be more than 1048576 bytes'] },
  { what: 'too secret', object: { kind: 'Secret', stringData: { a: 'x'.repeat(1024 * 1024 + 3) } }, causes: ['data: Too long: may not be more than 1048576 bytes'] },
  { what: 'a certificate without a key', object: { kind: 'Secret', type: 'kubernetes.io/tls', stringData: { 'tls.crt': 'x' } }, causes: ['data[tls.key]: Required value'] },
  { what: 'the type stays', object: { kind: 'Secret', type: 'b/c' }, old: { kind: 'Secret' }, causes: ['type: Invalid value: "b/c": field is immutable'] },
  { what: 'what is immutable stays', object: map({}, { immutable: true, data: { a: '2' } }), old: map({}, { immutable: true, data: { a: '1' } }), causes: ['data: Forbidden: field is immutable when `immutable` is set'] },
  { what: 'and stays immutable', object: map({}, { data: { a: '1' } }), old: map({}, { immutable: true, data: { a: '1' } }), causes: ['immutable: Forbidden: field is immutable when `immutable` is set'] },
]);

const bound = (spec: object) => ({ ...claim({ volumeName: 'v', ...spec }), status: { capacity: { storage: '1Gi' } } });
const size = (storage: string) => ({ resources: { requests: { storage } } });
const onlySize = 'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

table('claims', [
  { what: 'nothing asked for', object: claim({ accessModes: [], resources: {} }), causes: ['spec.accessModes: Required value: at least 1 access mode is required', 'spec.resources[storage]: Required value'] },
  { what: 'a mode', object: claim({ accessModes: ['ReadSometimes'] }), causes: ['spec.accessModes: Unsupported value: "ReadSometimes": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"'] },
  { what: 'nothing of it', object: claim(size('0')), causes: ['spec.resources[storage]: Invalid value: "0": must be greater than zero'] },
  { what: 'the spec stays', object: claim({ accessModes: ['ReadWriteMany'] }), old: claim(), causes: [new RegExp(`^${onlySize}\n {2}core\\.PersistentVolumeClaimSpec\\{\n`)] },
  { what: 'it grows when bound', object: bound(size('2Gi')), old: bound(size('1Gi')), causes: [] },
  { what: 'and not before', object: claim(size('2Gi')), old: claim(), causes: [onlySize] },
  { what: 'and does not shrink', object: bound(size('500Mi')), old: bound(size('1Gi')), causes: ['spec.resources.requests.storage: Forbidden: field can not be less than status.capacity'] },
]);

table('rbac', [
  { what: 'no verbs', object: rbac('Role', { rules: [{ apiGroups: [''], resources: ['pods'] }] }), causes: ['rules[0].verbs: Required value: verbs must contain at least one value'] },
  { what: 'nothing named', object: rbac('Role', { rules: [{ verbs: ['get'] }] }), causes: ['rules[0].apiGroups: Required value: resource rules must supply at least one api group', 'rules[0].resources: Required value: resource rules must supply at least one resource'] },
  { what: 'paths in a namespace', object: rbac('Role', { rules: [{ verbs: ['get'], nonResourceURLs: ['/x'] }] }), causes: ['rules[0].nonResourceURLs: Invalid value: []string{"/x"}: namespaced rules cannot apply to non-resource URLs'] },
  { what: 'a binding to nothing', object: rbac('ClusterRoleBinding', { roleRef: { kind: 'Role' }, subjects: [{ kind: 'Dog', name: 'a' }, { kind: 'ServiceAccount', name: 's' }] }), causes: [
    'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"', 'roleRef.name: Required value',
    'subjects[0].kind: Unsupported value: "Dog": supported values: "ServiceAccount", "User", "Group"', 'subjects[1].namespace: Required value',
  ] },
  { what: 'what a binding refers to stays', object: rbac('RoleBinding', { roleRef: { kind: 'Role', name: 'b' } }), old: rbac('RoleBinding', { roleRef: { kind: 'Role', name: 'a' } }),
    causes: ['roleRef: Invalid value: rbac.RoleRef{APIGroup:"rbac.authorization.k8s.io", Kind:"Role", Name:"b"}: cannot change roleRef'] },
]);

const ingress = (spec: object): JsonObject => ({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', spec });

table('ingresses', [
  { what: 'nothing', object: ingress({}), causes: ['spec: Invalid value: []networking.IngressRule(nil): either `defaultBackend` or `rules` must be specified'] },
  { what: 'a path', object: ingress({ rules: [{ host: 'Host', http: { paths: [{ path: 'x', backend: { service: { name: 's' } } }] } }] }), causes: [
    /^spec\.rules\[0\]\.host: Invalid value: "Host": a lowercase RFC 1123 subdomain/, 'spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified',
    'spec.rules[0].http.paths[0].path: Invalid value: "x": must be an absolute path', 'spec.rules[0].http.paths[0].backend: Required value: port name or number is required',
  ] },
  { what: 'right', object: ingress({ rules: [{ host: '*.example.org', http: { paths: [{ path: '/x', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } } }] } }] }), causes: [] },
]);
