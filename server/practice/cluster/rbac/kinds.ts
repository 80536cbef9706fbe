/** The kinds that say who may do what, as they are read here. */
import type { KubeObject } from '../object.ts';
import type { Resource } from '../resource.ts';
import { registry } from '../resources.ts';
import type { LabelSelector } from '../selector.ts';

export const rbacGroup = 'rbac.authorization.k8s.io';

function kind(plural: string): Resource {
  const found = registry.byPlural(`${rbacGroup}/v1`, plural);
  if (!found) throw new Error(`the registry has no ${plural} of ${rbacGroup}/v1, and nobody could be authorized without them`);
  return found;
}

export const roles = kind('roles');
export const clusterRoles = kind('clusterroles');
export const roleBindings = kind('rolebindings');
export const clusterRoleBindings = kind('clusterrolebindings');

/** A Role or a ClusterRole. */
export interface RoleObject extends KubeObject {
  rules?: unknown;
  aggregationRule?: { clusterRoleSelectors?: LabelSelector[] };
}

export interface Subject { kind: string; name: string; namespace?: string; apiGroup?: string }

export interface RoleRef { kind: string; name: string; apiGroup?: string }

/** A RoleBinding or a ClusterRoleBinding. */
export interface BindingObject extends KubeObject {
  roleRef: RoleRef;
  subjects?: Subject[];
}
