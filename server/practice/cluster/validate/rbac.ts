/** Roles and what binds them (k8s.io/kubernetes/pkg/apis/rbac/validation/validation.go). */
import { isDeepStrictEqual } from 'node:util';
import { records } from '../defaults/fill.ts';
import { type JsonObject, isRecord } from '../object.ts';
import { type Cause, causes } from '../status.ts';
import { goStrings, invalidGo } from './go.ts';
import { invalidFor, pathFaults, subdomainFaults } from './name.ts';

const group = 'rbac.authorization.k8s.io';

const count = (value: unknown) => (Array.isArray(value) ? value.length : 0);

/** Takes a Role, or a ClusterRole when not `namespaced`; gives what is wrong with it. */
export function checkRole(role: JsonObject, namespaced: boolean): Cause[] {
  return records(role['rules']).flatMap((rule, at) => checkRule(rule, namespaced, `rules[${at}]`));
}

function checkRule(rule: JsonObject, namespaced: boolean, field: string): Cause[] {
  const found: Cause[] = [];
  if (count(rule['verbs']) === 0) found.push(causes.required(`${field}.verbs`, 'verbs must contain at least one value'));
  if (count(rule['nonResourceURLs']) > 0) {
    const refuse = (why: string) => found.push(invalidGo(`${field}.nonResourceURLs`, goStrings(rule['nonResourceURLs']), why));
    if (namespaced) refuse('namespaced rules cannot apply to non-resource URLs');
    if (count(rule['apiGroups']) + count(rule['resources']) + count(rule['resourceNames']) > 0) {
      refuse('rules cannot apply to both regular resources and non-resource URLs');
    }
    return found;
  }
  if (count(rule['apiGroups']) === 0) found.push(causes.required(`${field}.apiGroups`, 'resource rules must supply at least one api group'));
  if (count(rule['resources']) === 0) found.push(causes.required(`${field}.resources`, 'resource rules must supply at least one resource'));
  return found;
}

/** Takes a RoleBinding, or a ClusterRoleBinding when not `namespaced`; gives what is wrong with it. */
export function checkBinding(binding: JsonObject, namespaced: boolean): Cause[] {
  const ref = isRecord(binding['roleRef']) ? binding['roleRef'] : {};
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  const name = String(ref['name'] ?? '');
  return [
    ...(ref['apiGroup'] === group ? [] : [causes.notSupported('roleRef.apiGroup', ref['apiGroup'] ?? '', [group])]),
    ...(kinds.includes(String(ref['kind'])) ? [] : [causes.notSupported('roleRef.kind', ref['kind'] ?? '', kinds)]),
    ...(name === '' ? [causes.required('roleRef.name')] : invalidFor('roleRef.name', name, pathFaults(name))),
    ...records(binding['subjects']).flatMap((subject, at) => checkSubject(subject, namespaced, `subjects[${at}]`)),
  ];
}

function checkSubject(subject: JsonObject, namespaced: boolean, field: string): Cause[] {
  const name = String(subject['name'] ?? '');
  const apiGroup = String(subject['apiGroup'] ?? '');
  const found = name === '' ? [causes.required(`${field}.name`)] : [];
  const kind = String(subject['kind'] ?? '');
  if (kind === 'ServiceAccount') {
    if (name !== '') found.push(...invalidFor(`${field}.name`, name, subdomainFaults(name)));
    if (apiGroup !== '') found.push(causes.notSupported(`${field}.apiGroup`, apiGroup, ['']));
    if (!namespaced && String(subject['namespace'] ?? '') === '') found.push(causes.required(`${field}.namespace`));
  } else if (kind === 'User' || kind === 'Group') {
    if (name === '') found.push(causes.invalid(`${field}.name`, name, `${kind.toLowerCase()} name cannot be empty`));
    if (apiGroup !== group) found.push(causes.notSupported(`${field}.apiGroup`, apiGroup, [group]));
  } else found.push(causes.notSupported(`${field}.kind`, kind, ['ServiceAccount', 'User', 'Group']));
  return found;
}

/** What a binding refers to stays. */
export function checkBindingUpdate(object: JsonObject, old: JsonObject): Cause[] {
  if (isDeepStrictEqual(object['roleRef'], old['roleRef'])) return [];
  const { apiGroup, kind, name } = isRecord(object['roleRef']) ? object['roleRef'] : {};
  const text = (value: unknown) => JSON.stringify(value ?? '');
  return [invalidGo('roleRef', `rbac.RoleRef{APIGroup:${text(apiGroup)}, Kind:${text(kind)}, Name:${text(name)}}`, 'cannot change roleRef')];
}
