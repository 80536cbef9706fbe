/**
 * Nobody gives rights they do not have: who writes a role must hold all it allows, or have the verb `escalate`; who writes
 * a binding must hold all its role allows, or have the verb `bind`
 * (k8s.io/kubernetes/pkg/registry/rbac/{role,clusterrole,rolebinding,clusterrolebinding}/policybased).
 */
import { isDeepStrictEqual } from 'node:util';
import { type JsonObject, isRecord } from '../object.ts';
import type { Resource } from '../resource.ts';
import { type ApiError, forbidden } from '../status.ts';
import type { Authorizer } from './authorizer.ts';
import { type RoleRef, clusterRoleBindings, clusterRoles, rbacGroup, roleBindings, roles } from './kinds.ts';
import { type PolicyRule, readRules } from './rule.ts';
import { describeRule, mostComparisons, mostPieces, piecesOf, quoted, shortfall } from './shortfall.ts';
import { type User, mastersGroup } from './user.ts';

export interface Writing {
  user: User;
  resource: Resource;
  /** empty for what belongs to the whole cluster */
  namespace: string;
  object: JsonObject;
  /** absent when it is created */
  old?: object | undefined;
}

const everything: readonly PolicyRule[] = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, { verbs: ['*'], nonResourceURLs: ['*'] }];

/** Takes what is about to be written and by whom. Throws 403 when it would give more than its writer has, 404 for a binding to no role. */
export function requireGrantable(authorizer: Authorizer, writing: Writing): void {
  const { user, resource, object, old } = writing;
  if (resource.group !== rbacGroup || user.groups.includes(mastersGroup)) return;
  if (old !== undefined && isDeepStrictEqual(apart(old), apart(object))) return;
  if (resource === roles || resource === clusterRoles) requireRole(authorizer, writing);
  else if (resource === roleBindings || resource === clusterRoleBindings) requireBinding(authorizer, writing);
}

/** Fields that say only how an object goes, or which version it was made from. */
const passing = ['ownerReferences', 'finalizers', 'resourceVersion'];

function apart(object: object): object {
  const { metadata, ...rest } = object as JsonObject;
  return { ...rest, metadata: Object.entries(isRecord(metadata) ? metadata : {}).filter(([name]) => !passing.includes(name)).sort() };
}

function requireRole(authorizer: Authorizer, writing: Writing): void {
  const { user, resource, namespace, object, old } = writing;
  const name = old === undefined ? '' : nameOf(object);
  if (authorizer.decide(user, { verb: 'escalate', group: rbacGroup, resource: resource.plural, subresource: '', namespace, name }).allowed) return;
  requireHeld(authorizer, writing, readRules(object['rules']));
  const gathers = [object, old].some((one) => isRecord(one) && one['aggregationRule'] !== undefined);
  if (resource !== clusterRoles || !gathers) return;
  if (shortfall(authorizer.rulesFor(user, '').rules, everything).length > 0) throw refuse(writing, 'must have cluster-admin privileges to use the aggregationRule');
}

function requireBinding(authorizer: Authorizer, writing: Writing): void {
  const { user, namespace, object } = writing;
  const ref = object['roleRef'];
  // what is wrong with such a reference is told by validation
  if (!isRecord(ref) || typeof ref['name'] !== 'string' || (ref['kind'] !== 'Role' && ref['kind'] !== 'ClusterRole')) return;
  const { kind, name } = ref as unknown as RoleRef;
  const plural = kind === 'Role' ? roles.plural : clusterRoles.plural;
  if (authorizer.decide(user, { verb: 'bind', group: rbacGroup, resource: plural, subresource: '', namespace, name }).allowed) return;
  requireHeld(authorizer, writing, authorizer.rulesOfRole({ kind, name }, namespace));
}

function requireHeld(authorizer: Authorizer, writing: Writing, wanted: readonly PolicyRule[]): void {
  const { user, namespace } = writing;
  const { rules, error } = authorizer.rulesFor(user, namespace);
  const pieces = piecesOf(wanted);
  if (pieces > mostPieces || pieces * rules.length > mostComparisons) {
    throw refuse(writing, `its rules name ${pieces} combinations of verb and resource, too many to be checked: write them with "*", or as several roles`);
  }
  const missing = shortfall(rules, wanted);
  if (missing.length === 0) return;
  const told = [...new Set(missing.map(describeRule))].sort().join('\n');
  throw refuse(writing, `user ${JSON.stringify(user.name)} (groups=${quoted(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${told}${
    error === '' ? '' : `; resolution errors: [${error}]`}`);
}

function refuse({ resource, object }: Writing, why: string): ApiError {
  return forbidden(resource, nameOf(object), why);
}

function nameOf(object: JsonObject): string {
  const { metadata } = object;
  return isRecord(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : '';
}
