import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../clock.ts';
import { randomIds } from '../ids.ts';
import type { Manifest } from '../object.ts';
import { Objects } from '../objects.ts';
import { registry } from '../resources.ts';
import { Storage } from '../storage.ts';
import type { Attributes } from './attributes.ts';
import { Authorizer } from './authorizer.ts';
import { builtinBindings, builtinRoles } from './builtin.ts';
import { requireGrantable } from './escalation.ts';
import { forbiddenTo } from './forbidden.ts';
import { bindingsFor } from './grants.ts';
import { clusterRoles, roleBindings, roles } from './kinds.ts';
import { type PolicyRule, readRules } from './rule.ts';
import { type User, admin, userOf } from './user.ts';

const namespace = (name: string): Manifest => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

function clusterWith(manifests: Manifest[]) {
  const storage = new Storage();
  const objects = new Objects(storage, systemClock, randomIds);
  const apply = (more: Manifest[]) => {
    for (const one of more) {
      const resource = registry.byKind(one.apiVersion, one.kind);
      assert.ok(resource);
      objects.create(resource, one.metadata.namespace ?? '', one);
    }
  };
  apply([namespace('n'), namespace('o'), ...builtinRoles(), ...builtinBindings(), ...manifests]);
  return { storage, objects, apply, authorizer: new Authorizer(storage) };
}

const user = (name: string, ...groups: string[]): User => userOf({ 'impersonate-user': [name], ...(groups.length > 0 ? { 'impersonate-group': groups } : {}) });

function wish(text: string): Attributes {
  const [verb = '', what = '', where = ''] = text.split(' ');
  if (what.startsWith('/')) return { verb, path: what };
  const [, resource = '', subresource = '', group = ''] = /^([^./]+)(?:\/([^.]+))?(?:\.(.+))?$/.exec(what) ?? [];
  const [within = '', name = ''] = where.split('/');
  return { verb, group, resource, subresource, namespace: within, name };
}

const binding = (kind: string, name: string, ref: [string, string], subjects: object[], within?: string): Manifest => ({
  apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name, ...(within === undefined ? {} : { namespace: within }) },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: ref[0], name: ref[1] }, subjects,
});
const role = (kind: string, name: string, rules: PolicyRule[], within?: string): Manifest => ({
  apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name, ...(within === undefined ? {} : { namespace: within }) }, rules,
});

const person = (name: string) => ({ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name });
const seed = [
  ...bindingsFor('editors', 'editors', [{ clusterRole: 'edit', namespaces: ['n'] }, { clusterRole: 'view', namespaces: 'all' }]),
  role('Role', 'one-secret', [{ verbs: ['get', 'delete'], apiGroups: [''], resources: ['secrets'], resourceNames: ['s'] }], 'n'),
  binding('RoleBinding', 'bob', ['Role', 'one-secret'], [person('bob'), { kind: 'ServiceAccount', name: 'robot', namespace: 'o' }], 'n'),
  binding('RoleBinding', 'gone', ['ClusterRole', 'gone'], [person('carol')], 'n'),
  binding('ClusterRoleBinding', 'dave', ['ClusterRole', 'admin'], [person('dave')]),
];

test('who may do what', () => {
  const { authorizer } = clusterWith(seed);
  const cases: [User, string, boolean][] = [
    [admin, 'delete namespaces n/n', true], [admin, 'post /anything', true],
    [user('eve'), 'list pods n', false], [user('eve'), 'get /apis/apps', true], [user('eve'), 'get /metrics', false],
    [user('eve'), 'create selfsubjectaccessreviews.authorization.k8s.io', true], [user('eve', 'system:unauthenticated'), 'get /apis', false],
    [user('eve', 'system:unauthenticated'), 'get /version', true],
    [user('ed', 'editors'), 'list pods', true], [user('ed', 'editors'), 'list pods o', true], [user('ed', 'editors'), 'list secrets n', true],
    [user('ed', 'editors'), 'list secrets o', false], [user('ed', 'editors'), 'list secrets', false], [user('ed', 'editors'), 'create pods n', true],
    [user('ed', 'editors'), 'create pods o', false], [user('ed', 'editors'), 'get pods/exec n/p', true], [user('ed', 'editors'), 'patch deployments/scale.apps n/d', true],
    [user('ed', 'editors'), 'delete namespaces n/n', false], [user('ed', 'editors'), 'get namespaces n/n', true], [user('ed', 'editors'), 'create roles.rbac.authorization.k8s.io n', false],
    [user('editors'), 'list pods', false],
    [user('bob'), 'get secrets n/s', true], [user('bob'), 'get secrets n/t', false], [user('bob'), 'get secrets o/s', false], [user('bob'), 'list secrets n/s', false],
    [user('system:serviceaccount:o:robot'), 'delete secrets n/s', true], [user('system:serviceaccount:n:robot'), 'delete secrets n/s', false],
    [user('dave'), 'create roles.rbac.authorization.k8s.io o', true], [user('dave'), 'delete persistentvolumes /x', false],
  ];
  for (const [who, what, expected] of cases) assert.equal(authorizer.decide(who, wish(what)).allowed, expected, `${who.name}: ${what}`);
});

test('reasons name the binding, or the role that is missing', () => {
  const { authorizer } = clusterWith(seed);
  assert.equal(authorizer.decide(user('bob'), wish('get secrets n/s')).reason, 'RBAC: allowed by RoleBinding "bob/n" of Role "one-secret" to User "bob"');
  assert.equal(authorizer.decide(user('ed', 'editors'), wish('list pods')).reason, 'RBAC: allowed by ClusterRoleBinding "editors-view" of ClusterRole "view" to Group "editors"');
  const { reason } = authorizer.decide(user('carol'), wish('list pods n'));
  assert.equal(reason, 'RBAC: clusterrole.rbac.authorization.k8s.io "gone" not found');
  assert.equal(forbiddenTo(user('carol'), wish('list pods n'), reason).message,
    `pods is forbidden: User "carol" cannot list resource "pods" in API group "" in the namespace "n": ${reason}`);
});

test('refusals are worded as by a real API server', () => {
  const told = (what: string) => forbiddenTo(user('alice'), wish(what), '').message;
  assert.equal(told('list pods'), 'pods is forbidden: User "alice" cannot list resource "pods" in API group "" at the cluster scope');
  assert.equal(told('delete namespaces n/n'), 'namespaces "n" is forbidden: User "alice" cannot delete resource "namespaces" in API group "" in the namespace "n"');
  assert.equal(told('patch deployments/scale.apps n/d'), 'deployments.apps "d" is forbidden: User "alice" cannot patch resource "deployments/scale" in API group "apps" in the namespace "n"');
  assert.equal(told('get /metrics'), 'forbidden: User "alice" cannot get path "/metrics"');
  assert.deepEqual(forbiddenTo(user('alice'), wish('get deployments.apps n/d'), '').details, { name: 'd', group: 'apps', kind: 'deployments' });
});

test('a change of roles and bindings holds from the next question on', () => {
  const { authorizer, objects, storage, apply } = clusterWith([]);
  const may = () => authorizer.decide(user('zoe'), wish('list secrets n')).allowed;
  assert.equal(may(), false);
  apply([role('ClusterRole', 'reader', [{ verbs: ['list'], apiGroups: [''], resources: ['secrets'] }]), binding('RoleBinding', 'zoe', ['ClusterRole', 'reader'], [person('zoe')], 'n')]);
  assert.equal(may(), true);
  const reader = storage.get(clusterRoles, '', 'reader');
  assert.ok(reader);
  objects.update(clusterRoles, { ...reader, metadata: { ...reader.metadata }, rules: [] } as typeof reader);
  assert.equal(may(), false);
  objects.delete(roleBindings, 'n', 'zoe');
  assert.equal(authorizer.decide(user('zoe'), wish('list secrets n')).reason, '');
  authorizer.close();
});

test('nobody gives what they do not have', () => {
  const { authorizer, storage } = clusterWith([
    ...seed, binding('RoleBinding', 'amy', ['ClusterRole', 'admin'], [person('amy')], 'n'),
    role('ClusterRole', 'powers', [{ verbs: ['escalate', 'bind'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'clusterroles'] }]),
    binding('RoleBinding', 'max', ['ClusterRole', 'powers'], [person('max')], 'n'),
  ]);
  const check = (who: User, resource: typeof roles, object: object, old?: object) => () => {
    requireGrantable(authorizer, { user: who, resource, namespace: 'n', object: { metadata: { name: 'x' }, ...object }, old: old && { metadata: { name: 'x' }, ...old } });
  };
  const rules = (...list: PolicyRule[]) => ({ rules: list });
  const allPods: PolicyRule = { verbs: ['get', 'delete'], apiGroups: [''], resources: ['pods'] };
  const nodes: PolicyRule = { verbs: ['get', 'list'], apiGroups: [''], resources: ['nodes'] };
  const refer = (kind: string, name: string) => ({ roleRef: { kind, name }, subjects: [person('amy')] });
  for (const allowed of [
    check(user('amy'), roles, rules(allPods)), check(admin, roles, rules(nodes)), check(user('max'), roles, rules(nodes)), check(user('amy'), roleBindings, refer('ClusterRole', 'edit')),
    check(user('amy'), roleBindings, refer('Role', 'one-secret')), check(user('max'), roleBindings, refer('ClusterRole', 'cluster-admin')), check(admin, roleBindings, refer('ClusterRole', 'none')),
    // only how it goes changes
    check(user('amy'), roles, { ...rules(nodes), metadata: { name: 'x', finalizers: [] } }, rules(nodes)),
  ]) assert.doesNotThrow(allowed);
  assert.throws(check(user('amy'), roles, rules(allPods, nodes)), {
    code: 403, message: 'roles.rbac.authorization.k8s.io "x" is forbidden: user "amy" (groups=["handrail:trainees" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n'
      + '{APIGroups:[""], Resources:["nodes"], Verbs:["get" "list"]}',
  });
  const refused: [() => void, number, RegExp][] = [
    [check(user('amy'), roleBindings, refer('ClusterRole', 'cluster-admin')), 403, /\{APIGroups:\["\*"\], Resources:\["\*"\], Verbs:\["\*"\]\}\n\{NonResourceURLs:/],
    [check(user('amy'), roleBindings, refer('ClusterRole', 'none')), 404, /^clusterroles\.rbac\.authorization\.k8s\.io "none" not found$/],
    [check(user('amy'), clusterRoles, { ...rules(), aggregationRule: { clusterRoleSelectors: [] } }), 403, /must have cluster-admin privileges to use the aggregationRule/],
    [check(user('eve'), roles, { ...rules(allPods), metadata: { name: 'x', labels: { a: 'b' } } }, rules(allPods)), 403, /attempting to grant/],
    [check(user('amy'), roles, rules({ verbs: many(50), apiGroups: many(50), resources: many(50) })), 403, /too many to be checked/],
  ];
  for (const [act, code, message] of refused) assert.throws(act, { code, message });
  assert.ok(storage.get(roles, 'n', 'one-secret'));
});

const many = (count: number): string[] => Array.from({ length: count }, (_, at) => `x${at}`);

test('the built-in roles hold what they gather', () => {
  const all = new Map(builtinRoles().map((one) => [one.metadata.name, readRules(one['rules'])]));
  const size = (name: string) => all.get(name)?.length ?? 0;
  assert.equal(size('view'), size('system:aggregate-to-view'));
  assert.equal(size('edit'), size('view') + size('system:aggregate-to-edit'));
  assert.equal(size('admin'), size('edit') + size('system:aggregate-to-admin'));
});

test('a thousand bindings cost a question far less than a millisecond', () => {
  const { authorizer } = clusterWith([
    ...many(1000).map((name) => binding('RoleBinding', name, ['ClusterRole', 'admin'], [person(name)], 'o')), ...seed,
  ]);
  const who = user('ed', 'editors');
  authorizer.decide(who, wish('list pods n'));
  const begun = performance.now();
  for (let round = 0; round < 1000; round += 1) authorizer.decide(who, wish('delete nodes n/x'));
  assert.ok((performance.now() - begun) / 1000 < 1, `${(performance.now() - begun) / 1000} ms each`);
});
