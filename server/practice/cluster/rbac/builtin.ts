/**
 * The roles and bindings every cluster is born with: those of Kubernetes 1.32 that are about people
 * (k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go). Roles of nodes, schedulers and controllers
 * are left out: none of them asks this API.
 */
import type { Manifest } from '../object.ts';
import { gatheredRules, gathers } from './aggregation.ts';
import type { PolicyRule } from './rule.ts';
import { authenticatedGroup, mastersGroup } from './user.ts';

export const read = ['get', 'list', 'watch'];
export const write = ['create', 'delete', 'deletecollection', 'patch', 'update'];

const metadata = { labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' }, annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' } };
const healthPaths = ['/healthz', '/livez', '/readyz'];
const versionPaths = ['/version', '/version/'];

/** Takes verbs, a group and resources; gives the rule. */
export function rule(verbs: readonly string[], group: string, ...resources: string[]): PolicyRule {
  return { apiGroups: [group], resources, verbs };
}

function role(name: string, rules: PolicyRule[], into?: string): Manifest {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name, ...metadata, labels: { ...metadata.labels, ...label(into) } }, rules };
}

function gathering(name: string, into?: string): Manifest {
  return { ...role(name, [], into), aggregationRule: { clusterRoleSelectors: [{ matchLabels: label(name) }] } };
}

/** Takes the name of a role that gathers; gives the label of what it gathers. */
export function label(into?: string): Record<string, string> {
  return into === undefined ? {} : { [`rbac.authorization.k8s.io/aggregate-to-${into}`]: 'true' };
}

const adminRules = [
  rule(['create'], 'authorization.k8s.io', 'localsubjectaccessreviews'),
  rule([...read, ...write], 'rbac.authorization.k8s.io', 'rolebindings', 'roles'),
];

const editRules = [
  rule(read, '', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'secrets', 'services/proxy'),
  rule(['impersonate'], '', 'serviceaccounts'),
  rule(write, '', 'pods', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy'),
  rule(['create'], '', 'pods/eviction'),
  rule(
    write, '', 'configmaps', 'events', 'persistentvolumeclaims', 'replicationcontrollers', 'replicationcontrollers/scale', 'secrets',
    'serviceaccounts', 'services', 'services/proxy',
  ),
  rule(['create'], '', 'serviceaccounts/token'),
  rule(
    write, 'apps', 'daemonsets', 'deployments', 'deployments/rollback', 'deployments/scale', 'replicasets', 'replicasets/scale', 'statefulsets',
    'statefulsets/scale',
  ),
  rule(write, 'autoscaling', 'horizontalpodautoscalers'),
  rule(write, 'batch', 'cronjobs', 'jobs'),
  rule(
    write, 'extensions', 'daemonsets', 'deployments', 'deployments/rollback', 'deployments/scale', 'ingresses', 'networkpolicies', 'replicasets',
    'replicasets/scale', 'replicationcontrollers/scale',
  ),
  rule(write, 'policy', 'poddisruptionbudgets'),
  rule(write, 'networking.k8s.io', 'ingresses', 'networkpolicies'),
  rule([...read, ...write], 'coordination.k8s.io', 'leases'),
];

const viewRules = [
  rule(
    read, '', 'configmaps', 'endpoints', 'persistentvolumeclaims', 'persistentvolumeclaims/status', 'pods', 'replicationcontrollers',
    'replicationcontrollers/scale', 'serviceaccounts', 'services', 'services/status',
  ),
  rule(
    read, '', 'bindings', 'events', 'limitranges', 'namespaces/status', 'pods/log', 'pods/status', 'replicationcontrollers/status', 'resourcequotas',
    'resourcequotas/status',
  ),
  rule(read, '', 'namespaces'),
  rule(read, 'discovery.k8s.io', 'endpointslices'),
  rule(
    read, 'apps', 'controllerrevisions', 'daemonsets', 'daemonsets/status', 'deployments', 'deployments/scale', 'deployments/status', 'replicasets',
    'replicasets/scale', 'replicasets/status', 'statefulsets', 'statefulsets/scale', 'statefulsets/status',
  ),
  rule(read, 'autoscaling', 'horizontalpodautoscalers', 'horizontalpodautoscalers/status'),
  rule(read, 'batch', 'cronjobs', 'cronjobs/status', 'jobs', 'jobs/status'),
  rule(
    read, 'extensions', 'daemonsets', 'daemonsets/status', 'deployments', 'deployments/scale', 'deployments/status', 'ingresses', 'ingresses/status',
    'networkpolicies', 'replicasets', 'replicasets/scale', 'replicasets/status', 'replicationcontrollers/scale',
  ),
  rule(read, 'policy', 'poddisruptionbudgets', 'poddisruptionbudgets/status'),
  rule(read, 'networking.k8s.io', 'ingresses', 'ingresses/status', 'networkpolicies'),
];

const plain: Manifest[] = [
  role('cluster-admin', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }, { nonResourceURLs: ['*'], verbs: ['*'] }]),
  role('system:discovery', [{
    nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', ...healthPaths, ...versionPaths], verbs: ['get'],
  }]),
  role('system:monitoring', [{ nonResourceURLs: ['/metrics', '/metrics/slis', ...healthPaths, ...healthPaths.map((path) => `${path}/*`)], verbs: ['get'] }]),
  role('system:basic-user', [
    rule(['create'], 'authorization.k8s.io', 'selfsubjectaccessreviews', 'selfsubjectrulesreviews'),
    rule(['create'], 'authentication.k8s.io', 'selfsubjectreviews'),
  ]),
  role('system:public-info-viewer', [{ nonResourceURLs: [...healthPaths, ...versionPaths], verbs: ['get'] }]),
  role('system:aggregate-to-admin', adminRules, 'admin'),
  role('system:aggregate-to-edit', editRules, 'edit'),
  role('system:aggregate-to-view', viewRules, 'view'),
  gathering('view', 'edit'),
  gathering('edit', 'admin'),
  gathering('admin'),
];

/** Gives the roles, those that gather with the rules they gather here. */
export function builtinRoles(): Manifest[] {
  // in the order above, each gathers what is complete already
  const done: Manifest[] = [];
  for (const one of plain) done.push(gathers(one) ? { ...one, rules: gatheredRules(one, done) } : one);
  return done;
}

/** Gives the bindings of those roles. */
export function builtinBindings(): Manifest[] {
  const bound: [string, string[]][] = [
    ['cluster-admin', [mastersGroup]], ['system:monitoring', ['system:monitoring']], ['system:discovery', [authenticatedGroup]],
    ['system:basic-user', [authenticatedGroup]], ['system:public-info-viewer', [authenticatedGroup, 'system:unauthenticated']],
  ];
  return bound.map(([name, groups]) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name, ...metadata },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: groups.map((group) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group })),
  }));
}
