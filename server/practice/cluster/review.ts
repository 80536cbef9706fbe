/**
 * Questions about rights and about oneself: `kubectl auth can-i`, `auth can-i --list`, `auth whoami`, and the ones
 * administrators ask about others. They are asked by POST and kept nowhere.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readObject } from './body.ts';
import { type JsonObject, isRecord } from './object.ts';
import type { Attributes } from './rbac/attributes.ts';
import type { Authorizer } from './rbac/authorizer.ts';
import type { User } from './rbac/user.ts';
import { type Resource, apiVersionOf } from './resource.ts';
import { answer } from './respond.ts';
import { badRequest, causes, invalid } from './status.ts';

export interface Reviewing {
  authorizer: Authorizer;
  user: User;
  resource: Resource;
  /** of a LocalSubjectAccessReview; null otherwise */
  namespace: string | null;
}

/** Answers a POST of a review. Throws 400, 413, 415, 422. */
export async function answerReview(request: IncomingMessage, response: ServerResponse, reviewing: Reviewing): Promise<void> {
  const { resource } = reviewing;
  const object = await readObject(request, resource.kind);
  const spec = isRecord(object['spec']) ? object['spec'] : {};
  answer(response, 201, {
    kind: resource.kind, apiVersion: apiVersionOf(resource), metadata: { creationTimestamp: null },
    ...(resource.kind === 'SelfSubjectReview' ? {} : { spec: resource.kind === 'SelfSubjectRulesReview' ? {} : spec }),
    status: statusFor(reviewing, spec),
  });
}

function statusFor(reviewing: Reviewing, spec: JsonObject): JsonObject {
  const { authorizer, user, resource } = reviewing;
  switch (resource.kind) {
    case 'SelfSubjectReview': return { userInfo: toldOf(user) };
    case 'SelfSubjectRulesReview': return rulesStatus(authorizer, user, textIn(spec, 'namespace'));
    case 'SelfSubjectAccessReview': return accessStatus(reviewing, user, spec);
    default: return accessStatus(reviewing, askedAbout(spec, resource), spec);
  }
}

function toldOf({ name, uid, groups, extra }: User): JsonObject {
  return { username: name, ...(uid === '' ? {} : { uid }), groups, ...(Object.keys(extra).length === 0 ? {} : { extra }) };
}

/** Whom a review by an administrator is about. */
function askedAbout(spec: JsonObject, resource: Resource): User {
  const groups = Array.isArray(spec['groups']) ? spec['groups'].filter((one) => typeof one === 'string') : [];
  const name = textIn(spec, 'user');
  if (name === '' && groups.length === 0) throw invalid(resource, '', [causes.required('spec.user', 'at least one of user or group must be specified')]);
  return { name, uid: textIn(spec, 'uid'), groups, extra: {} };
}

function accessStatus({ authorizer, resource, namespace }: Reviewing, user: User, spec: JsonObject): JsonObject {
  const asked = askedIn(spec, resource);
  if (namespace !== null && (!('namespace' in asked) || asked.namespace !== namespace)) {
    throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`);
  }
  const { allowed, reason } = authorizer.decide(user, asked);
  return { allowed, ...(reason === '' ? {} : { reason }) };
}

function askedIn(spec: JsonObject, resource: Resource): Attributes {
  const { resourceAttributes: of, nonResourceAttributes: path } = spec;
  if (isRecord(of) && isRecord(path)) {
    throw invalid(resource, '', [causes.invalid('spec.nonResourceAttributes', path, 'cannot be specified in combination with resourceAttributes')]);
  }
  if (isRecord(path)) return { verb: textIn(path, 'verb'), path: textIn(path, 'path') };
  if (!isRecord(of)) throw invalid(resource, '', [causes.invalid('spec.resourceAttributes', null, 'exactly one of nonResourceAttributes or resourceAttributes must be specified')]);
  return {
    verb: textIn(of, 'verb'), group: textIn(of, 'group'), resource: textIn(of, 'resource'), subresource: textIn(of, 'subresource'),
    namespace: textIn(of, 'namespace'), name: textIn(of, 'name'),
  };
}

function rulesStatus(authorizer: Authorizer, user: User, namespace: string): JsonObject {
  if (namespace === '') throw badRequest('no namespace on request');
  const { rules, error } = authorizer.rulesFor(user, namespace);
  return {
    resourceRules: rules.filter(({ resources = [] }) => resources.length > 0)
      .map(({ verbs, apiGroups, resources, resourceNames }) => ({ verbs, apiGroups, resources, ...(resourceNames ? { resourceNames } : {}) })),
    nonResourceRules: rules.filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0).map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: false, ...(error === '' ? {} : { evaluationError: error }),
  };
}

function textIn(record: JsonObject, field: string): string {
  const value = record[field];
  return typeof value === 'string' ? value : '';
}
