/**
 * What trainees may do in each context. In development they administer what belongs to the service, in production they
 * operate it: what the runbooks do works there, and what would hurt for longer is refused. Of the rest of the cluster they
 * see the namespaces' names and what runs beside their service. (pure)
 */
import { customKinds } from '../cluster/custom/kinds.ts';
import type { Manifest } from '../cluster/object.ts';
import { builtinRoles, label, read, rule, write } from '../cluster/rbac/builtin.ts';
import { type Right, bindingsFor } from '../cluster/rbac/grants.ts';
import { type PolicyRule, readRules } from '../cluster/rbac/rule.ts';
import { traineesGroup } from '../cluster/rbac/user.ts';

interface Rights {
  /** what they have in the service's own namespaces */
  own: readonly Right[];
  /** namespaces they look into */
  beside: readonly string[];
}

const prompt = ['prompt-redis', 'prompt-processing', 'next-visit-fan-out'];
const efd = ['latiss', 'lsstcam', 'lsstcomcam'];
const operators = ['keda', 'strimzi', 'argocd', 'default'];

/** Edits, but leaves claims alone: those of Kafka hold what nobody has a copy of. */
const keepingVolumes = 'handrail:edit-keeping-volumes';
const namespaceNames = 'handrail:namespace-names';
const deployer = 'handrail:deployer';

const contexts: Readonly<Record<string, Rights>> = {
  'usdfdev-prompt-processing': { own: [{ clusterRole: 'admin', namespaces: [...prompt, 'prompt-kafka'] }], beside: operators },
  'usdfprod-prompt-processing': {
    own: [{ clusterRole: 'edit', namespaces: prompt }, { clusterRole: keepingVolumes, namespaces: ['prompt-kafka'] }], beside: operators,
  },
  'usdf-consdb-dev': { own: [{ clusterRole: 'admin', namespaces: efd.map((name) => `dev-${name}`) }], beside: ['default'] },
  'usdf-consdb': { own: [{ clusterRole: 'edit', namespaces: efd.map((name) => `prod-${name}`) }], beside: ['default'] },
  'usdf-rsp-dev': { own: [{ clusterRole: 'admin', namespaces: ['s3proxy'] }], beside: ['argocd', 'default'] },
  'usdf-rsp': { own: [{ clusterRole: 'edit', namespaces: ['s3proxy'] }], beside: ['argocd', 'default'] },
};

/** Takes a context; gives the table of what trainees may do there. */
export function rightsOf(context: string): Right[] {
  const { own, beside } = contexts[context] ?? { own: [], beside: ['default'] };
  const argocd = beside.includes('argocd') ? [{ clusterRole: deployer, namespaces: ['argocd'] }] : [];
  return [...own, { clusterRole: 'view', namespaces: beside }, ...argocd, { clusterRole: namespaceNames, namespaces: 'all' }];
}

/**
 * Takes a context and what is made there before; gives the roles and bindings of its trainees. Namespaces that are not among
 * what is made are left out, since a binding has to be in one.
 */
export function traineeRights(context: string, made: readonly Manifest[]): Manifest[] {
  const there = new Set(['default', ...made.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name)]);
  const rights = rightsOf(context).map(({ clusterRole, namespaces }): Right =>
    ({ clusterRole, namespaces: namespaces === 'all' ? 'all' : namespaces.filter((name) => there.has(name)) }));
  return [...roles(), ...bindingsFor(traineesGroup, 'trainees', rights)];
}

function roles(): Manifest[] {
  const edit = readRules(builtinRoles().find(({ metadata }) => metadata.name === 'edit')?.['rules']);
  return [
    ...customRoles(),
    role(namespaceNames, [rule(read, '', 'namespaces')]),
    role(keepingVolumes, [...edit.map(withoutClaims), ...customRules([...read, ...write])]),
    role(deployer, [rule([...read, 'patch', 'update'], 'argoproj.io', 'applications'), rule(read, 'argoproj.io', 'appprojects')]),
  ];
}

/** What the charts of operators bring: `view`, `edit` and `admin` hold their kinds as well. */
function customRoles(): Manifest[] {
  return [...customRules(read).map((one) => role(`${one.apiGroups?.[0] ?? ''}-view`, [one], 'view')),
    ...customRules(write).map((one) => role(`${one.apiGroups?.[0] ?? ''}-edit`, [one], 'edit'))];
}

/** Takes verbs; gives a rule for each group of custom kinds. */
function customRules(verbs: readonly string[]): PolicyRule[] {
  const namespaced = customKinds.map(({ resource }) => resource).filter((resource) => resource.namespaced);
  return [...new Set(namespaced.map(({ group }) => group))].map((group) => rule(verbs, group, ...namespaced.filter((one) => one.group === group)
    .flatMap(({ plural, subresources }) => [plural, ...subresources.filter(({ name }) => name === 'scale').map(({ name }) => `${plural}/${name}`)])));
}

function withoutClaims(one: PolicyRule): PolicyRule {
  const isWrite = one.verbs.some((verb) => !read.includes(verb));
  return isWrite ? { ...one, resources: (one.resources ?? []).filter((resource) => resource !== 'persistentvolumeclaims') } : one;
}

function role(name: string, rules: PolicyRule[], into?: string): Manifest {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name, ...(into === undefined ? {} : { labels: label(into) }) }, rules };
}
