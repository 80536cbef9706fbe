/**
 * Who asks. The socket of a cluster is reached by the runner's gateway alone, so its `Impersonate-*` headers are believed;
 * without them it is this process or its administrator who asks.
 */
import { badRequest } from '../status.ts';

export interface User {
  name: string;
  uid: string;
  groups: readonly string[];
  extra: Readonly<Record<string, readonly string[]>>;
}

/** Members may do everything, whatever the roles say (k8s.io/apiserver/pkg/authentication/user). */
export const mastersGroup = 'system:masters';
export const authenticatedGroup = 'system:authenticated';
const unauthenticatedGroup = 'system:unauthenticated';
/** The group a person is in when the gateway names none. */
export const traineesGroup = 'handrail:trainees';

export const admin: User = { name: 'system:admin', uid: '', groups: [mastersGroup, authenticatedGroup], extra: {} };

const extraPrefix = 'impersonate-extra-';
const serviceAccount = /^system:serviceaccount:([^:]+):[^:]+$/;

/** Takes the headers of a request, each with all its values; gives who asks. Throws 400 for groups without a user. */
export function userOf(headers: NodeJS.Dict<string[]>): User {
  const names = Object.keys(headers).filter((name) => name.startsWith('impersonate-'));
  if (names.length === 0) return admin;
  const [name = '', ...others] = headers['impersonate-user'] ?? [];
  if (name === '' || others.length > 0) throw badRequest('requested impersonation without impersonating one user: send one Impersonate-User header that names the person');
  return {
    name,
    uid: headers['impersonate-uid']?.[0] ?? '',
    groups: groupsOf(name, headers['impersonate-group'] ?? []),
    extra: Object.fromEntries(names.filter((one) => one.startsWith(extraPrefix)).map((one) => [extraKey(one), headers[one] ?? []])),
  };
}

/** As the API server does it: a service account is in its groups, and everybody but the anonymous is authenticated. */
function groupsOf(name: string, asked: readonly string[]): string[] {
  const [, namespace] = serviceAccount.exec(name) ?? [];
  const own = namespace === undefined ? [traineesGroup] : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  const groups = asked.length > 0 ? asked : own;
  return groups.some((group) => group === authenticatedGroup || group === unauthenticatedGroup) ? [...groups] : [...groups, authenticatedGroup];
}

function extraKey(header: string): string {
  const key = header.slice(extraPrefix.length);
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
