/**
 * Who speaks to a cluster, as its own audit log will have it: the person, their groups, and for which run and step.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation. Pure.
 */
import type { KubernetesEndpoint } from '../../../config/environments/endpoints.ts';

export interface Who {
  person: string;
  /** as the identity provider said */
  groups: readonly string[];
  run: string;
  /** runbook and step: `prompt-redis/group-stats` */
  step: string;
}

/** What a header's value may hold. HTTP cuts white space at its ends off. */
const plain = /^[!-~]([ -~]*[!-~])?$/;
/** Kubernetes' own users and groups: `system:masters` may do everything. */
const ofSystem = /^system:/i;

/**
 * Takes how an endpoint impersonates and who runs what; gives the headers, none when it does not impersonate. A group that
 * is one of Kubernetes' own, or cannot stand in a header, is left out. Throws when the user itself would be such.
 */
export function identityOf(impersonate: KubernetesEndpoint['impersonate'], { person, groups, run, step }: Who): [string, string][] {
  if (impersonate === null) return [];
  const user = `${impersonate.prefix}${person}`;
  if (ofSystem.test(user) || !plain.test(user)) throw new Error(`Nobody can be the cluster’s user “${user}”. Whoever runs Handrail has to choose another \`impersonate.prefix\`.`);
  const named = impersonate.groups === 'provider' ? groups : impersonate.groups;
  const passed = [...new Set(named)].filter((group) => plain.test(group) && !ofSystem.test(group));
  return [
    ['Impersonate-User', user],
    ...passed.map((group): [string, string] => ['Impersonate-Group', group]),
    ['Impersonate-Extra-handrail-run', run],
    ['Impersonate-Extra-handrail-step', step.replaceAll(/[^!-~]/g, '-')],
  ];
}
