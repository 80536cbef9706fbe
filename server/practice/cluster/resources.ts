/**
 * The kinds the practice cluster serves. Names, short names and categories are those of Kubernetes 1.32
 * (`kubectl api-resources -o wide`).
 */
import { customKinds } from './custom/kinds.ts';
import { allVerbs, declare as resource, scale } from './declare.ts';
import { ResourceRegistry } from './resource.ts';

export const pods = resource('v1', 'pods', 'Pod', {
  short: ['po'], categories: ['all'], status: true,
  subresources: [
    { name: 'log', kind: 'Pod', verbs: ['get'] },
    { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'] },
  ],
});
export const namespaces = resource('v1', 'namespaces', 'Namespace', {
  short: ['ns'], cluster: true, status: true, subresources: [{ name: 'finalize', kind: 'Namespace', verbs: ['update'] }],
  verbs: allVerbs.filter((verb) => verb !== 'deletecollection'),
});
export const nodes = resource('v1', 'nodes', 'Node', { short: ['no'], cluster: true, status: true });
export const services = resource('v1', 'services', 'Service', { short: ['svc'], categories: ['all'], status: true });
export const configMaps = resource('v1', 'configmaps', 'ConfigMap', { short: ['cm'] });
export const secrets = resource('v1', 'secrets', 'Secret');
export const serviceAccounts = resource('v1', 'serviceaccounts', 'ServiceAccount', { short: ['sa'] });
export const claims = resource('v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', { short: ['pvc'], status: true });
export const volumes = resource('v1', 'persistentvolumes', 'PersistentVolume', { short: ['pv'], cluster: true, status: true });
export const endpoints = resource('v1', 'endpoints', 'Endpoints', { singular: 'endpoints', short: ['ep'] });
export const endpointSlices = resource('discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice');
export const events = resource('v1', 'events', 'Event', { short: ['ev'] });
export const deployments = resource('apps/v1', 'deployments', 'Deployment', {
  short: ['deploy'], categories: ['all'], status: true, subresources: [scale],
});
export const replicaSets = resource('apps/v1', 'replicasets', 'ReplicaSet', {
  short: ['rs'], categories: ['all'], status: true, subresources: [scale],
});
export const statefulSets = resource('apps/v1', 'statefulsets', 'StatefulSet', {
  short: ['sts'], categories: ['all'], status: true, subresources: [scale],
});
export const controllerRevisions = resource('apps/v1', 'controllerrevisions', 'ControllerRevision');
export const jobs = resource('batch/v1', 'jobs', 'Job', { categories: ['all'], status: true });
export const cronJobs = resource('batch/v1', 'cronjobs', 'CronJob', { short: ['cj'], categories: ['all'], status: true });
export const storageClasses = resource('storage.k8s.io/v1', 'storageclasses', 'StorageClass', { short: ['sc'], cluster: true });

/** Every kind. Those without a name above are kept and given back, and nothing acts on them. */
export const registry = new ResourceRegistry([
  configMaps, endpoints, events,
  resource('v1', 'limitranges', 'LimitRange', { short: ['limits'] }),
  namespaces, nodes, claims, volumes, pods,
  resource('v1', 'resourcequotas', 'ResourceQuota', { short: ['quota'], status: true }),
  secrets, serviceAccounts, services,
  controllerRevisions, deployments, replicaSets, statefulSets,
  cronJobs, jobs,
  endpointSlices,
  resource('networking.k8s.io/v1', 'ingresses', 'Ingress', { short: ['ing'], status: true }),
  resource('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', { short: ['netpol'] }),
  resource('rbac.authorization.k8s.io/v1', 'clusterrolebindings', 'ClusterRoleBinding', { cluster: true }),
  resource('rbac.authorization.k8s.io/v1', 'clusterroles', 'ClusterRole', { cluster: true }),
  resource('rbac.authorization.k8s.io/v1', 'rolebindings', 'RoleBinding'),
  resource('rbac.authorization.k8s.io/v1', 'roles', 'Role'),
  storageClasses,
  resource('authentication.k8s.io/v1', 'selfsubjectreviews', 'SelfSubjectReview', { cluster: true, verbs: ['create'] }),
  resource('authorization.k8s.io/v1', 'localsubjectaccessreviews', 'LocalSubjectAccessReview', { verbs: ['create'] }),
  resource('authorization.k8s.io/v1', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview', { cluster: true, verbs: ['create'] }),
  resource('authorization.k8s.io/v1', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview', { cluster: true, verbs: ['create'] }),
  resource('authorization.k8s.io/v1', 'subjectaccessreviews', 'SubjectAccessReview', { cluster: true, verbs: ['create'] }),
  ...customKinds.map((kind) => kind.resource),
]);
