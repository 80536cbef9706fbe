/**
 * What a token may do, by its policies (https://developer.hashicorp.com/vault/docs/concepts/policies). A person may read and
 * change what the runbooks are about; what cannot be undone is the administrator's.
 */
export type Capability = 'create' | 'read' | 'update' | 'patch' | 'delete' | 'list';

/** A policy: capabilities by path; a path with `*` at its end stands for all that begin so. */
type Policy = readonly (readonly [path: string, capabilities: readonly Capability[]])[];

/** Policies of somebody who has logged in. */
export const personPolicies: readonly string[] = ['default', 'rubin-operator'];

const policies = new Map<string, Policy>([
  ['default', [
    ['auth/token/lookup-self', ['read', 'update']],
    ['auth/token/renew-self', ['update']],
    ['auth/token/revoke-self', ['update']],
    ['sys/internal/ui/mounts*', ['read']],
  ]],
  ['rubin-operator', [
    ['secret/data/rubin/*', ['create', 'read', 'update', 'patch', 'delete']],
    ['secret/undelete/rubin/*', ['update']],
    ['secret/metadata/*', ['read', 'list']],
  ]],
  ['root', [['*', ['create', 'read', 'update', 'patch', 'delete', 'list']]]],
]);

/** Takes the names of policies, a path as the API has it, and a capability; tells whether it is granted. Pure. */
export function allows(names: readonly string[], path: string, capability: Capability): boolean {
  return names.some((name) => (policies.get(name) ?? []).some(([pattern, granted]) =>
    granted.includes(capability) && (pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern)));
}
