/** The other kinds: core/v1 without pods, storage and rbac (k8s.io/api, release 1.32). */
import type { TypeTable } from './field.ts';

const head = { apiVersion: 'string', kind: 'string', metadata: 'ObjectMeta' };

export const core: TypeTable = {
  ConfigMap: { ...head, immutable: 'bool', data: '{string}', binaryData: '{bytes}' },
  Secret: { ...head, immutable: 'bool', data: '{bytes}', stringData: '{string}', type: 'string' },
  ServiceAccount: {
    ...head, secrets: '[ObjectReference by name]', imagePullSecrets: '[LocalObjectReference]', automountServiceAccountToken: 'bool',
  },
  Namespace: { ...head, spec: 'NamespaceSpec', status: 'StatusWithConditions' },
  NamespaceSpec: { finalizers: '[string]' },
  Node: { ...head, spec: 'NodeSpec', status: 'NodeStatus' },
  NodeSpec: {
    podCIDR: 'string', podCIDRs: '[string merge]', providerID: 'string', unschedulable: 'bool', taints: '[Taint]', configSource: 'any', externalID: 'string',
  },
  Taint: { key: 'string', value: 'string', effect: 'string', timeAdded: 'time' },
  NodeStatus: { conditions: '[any by type]', addresses: '[any by type]', '...': 'any' },
  Service: { ...head, spec: 'ServiceSpec', status: 'StatusWithConditions' },
  ServiceSpec: {
    ports: '[ServicePort by port]', selector: '{string}', clusterIP: 'string', clusterIPs: '[string]', type: 'string', externalIPs: '[string]',
    sessionAffinity: 'string', loadBalancerIP: 'string', loadBalancerSourceRanges: '[string]', externalName: 'string',
    externalTrafficPolicy: 'string', healthCheckNodePort: 'int', publishNotReadyAddresses: 'bool', sessionAffinityConfig: 'any',
    ipFamilies: '[string]', ipFamilyPolicy: 'string', allocateLoadBalancerNodePorts: 'bool', loadBalancerClass: 'string',
    internalTrafficPolicy: 'string', trafficDistribution: 'string',
  },
  ServicePort: { name: 'string', protocol: 'string', appProtocol: 'string', port: 'int', targetPort: 'intOrString', nodePort: 'int' },
  PersistentVolumeClaim: { ...head, spec: 'PersistentVolumeClaimSpec', status: 'StatusWithConditions' },
  PersistentVolumeClaimSpec: {
    accessModes: '[string]', selector: 'LabelSelector', resources: 'VolumeResourceRequirements', volumeName: 'string', storageClassName: 'string',
    volumeMode: 'string', dataSource: 'any', dataSourceRef: 'any', volumeAttributesClassName: 'string',
  },
  VolumeResourceRequirements: { limits: '{quantity}', requests: '{quantity}' },
  PersistentVolume: { ...head, spec: 'PersistentVolumeSpec', status: 'StatusWithConditions' },
  PersistentVolumeSpec: {
    capacity: '{quantity}', accessModes: '[string]', claimRef: 'ObjectReference', persistentVolumeReclaimPolicy: 'string',
    storageClassName: 'string', mountOptions: '[string]', volumeMode: 'string', nodeAffinity: 'any', '...': 'any',
  },
  Event: {
    ...head, involvedObject: 'ObjectReference', reason: 'string', message: 'string', source: 'EventSource', firstTimestamp: 'time',
    lastTimestamp: 'time', count: 'int', type: 'string', eventTime: 'time', series: 'any', action: 'string', related: 'ObjectReference',
    reportingComponent: 'string', reportingInstance: 'string',
  },
  EventSource: { component: 'string', host: 'string' },
  Role: { ...head, rules: '[PolicyRule]' },
  ClusterRole: { ...head, rules: '[PolicyRule]', aggregationRule: 'any' },
  PolicyRule: { verbs: '[string]', apiGroups: '[string]', resources: '[string]', resourceNames: '[string]', nonResourceURLs: '[string]' },
  RoleBinding: { ...head, subjects: '[Subject]', roleRef: 'RoleRef' },
  ClusterRoleBinding: { ...head, subjects: '[Subject]', roleRef: 'RoleRef' },
  Subject: { kind: 'string', apiGroup: 'string', name: 'string', namespace: 'string' },
  RoleRef: { apiGroup: 'string', kind: 'string', name: 'string' },
  StorageClass: {
    ...head, provisioner: 'string', parameters: '{string}', reclaimPolicy: 'string', mountOptions: '[string]', allowVolumeExpansion: 'bool',
    volumeBindingMode: 'string', allowedTopologies: '[any]',
  },
};
