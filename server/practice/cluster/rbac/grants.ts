/** From a short table of rights to the bindings that give them (pure). */
import type { Manifest } from '../object.ts';

/** One line of the table: a ClusterRole, held in some namespaces or in the whole cluster. */
export interface Right {
  clusterRole: string;
  namespaces: readonly string[] | 'all';
}

const apiGroup = 'rbac.authorization.k8s.io';

/** Takes a group of people, what their bindings' names begin with, and the table; gives the bindings. The namespaces have to exist. */
export function bindingsFor(group: string, prefix: string, rights: readonly Right[]): Manifest[] {
  return rights.flatMap(({ clusterRole, namespaces }) => {
    const name = `${prefix}-${clusterRole.replaceAll(':', '-')}`;
    const said = { roleRef: { apiGroup, kind: 'ClusterRole', name: clusterRole }, subjects: [{ apiGroup, kind: 'Group', name: group }] };
    const apiVersion = `${apiGroup}/v1`;
    if (namespaces === 'all') return [{ apiVersion, kind: 'ClusterRoleBinding', metadata: { name }, ...said }];
    return namespaces.map((namespace) => ({ apiVersion, kind: 'RoleBinding', metadata: { name, namespace }, ...said }));
  });
}
