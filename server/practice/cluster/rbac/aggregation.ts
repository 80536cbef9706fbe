/**
 * ClusterRoles that gather the rules of others by their labels, as `admin`, `edit` and `view` do
 * (k8s.io/kubernetes/pkg/controller/clusterroleaggregation).
 */
import { isDeepStrictEqual } from 'node:util';
import type { Controller, ControllerContext } from '../controllers/controller.ts';
import { isRecord } from '../object.ts';
import { selects } from '../selector.ts';
import type { Change } from '../storage.ts';
import { type RoleObject, clusterRoles } from './kinds.ts';
import { type PolicyRule, readRules } from './rule.ts';

interface Gathering {
  metadata: { name: string; labels?: Record<string, string> };
  rules?: unknown;
  aggregationRule?: RoleObject['aggregationRule'];
}

/** Takes a role that gathers and all roles; gives the rules it should have: each once, in the order of the roles' names. */
export function gatheredRules(role: Gathering, all: readonly Gathering[]): PolicyRule[] {
  const found: PolicyRule[] = [];
  const seen = new Set<string>();
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const chosen = all.filter((one) => one.metadata.name !== role.metadata.name && selects(selector, one.metadata.labels));
    for (const rule of chosen.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)).flatMap((one) => readRules(one.rules))) {
      const key = JSON.stringify(rule);
      if (!seen.has(key)) found.push(rule);
      seen.add(key);
    }
  }
  return found;
}

/** Takes an object; tells whether it is a role that gathers. */
export function gathers(role: object): boolean {
  return 'aggregationRule' in role && isRecord(role.aggregationRule);
}

/** Keeps the rules of such roles as they should be. One gathers from another, so a change may take some rounds to arrive. */
export class AggregationController implements Controller {
  readonly name = 'clusterrole-aggregation';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  keys({ resource }: Change): string[] {
    return resource === clusterRoles ? ['all'] : [];
  }

  reconcile(): undefined {
    const { storage, objects } = this.#context;
    const all = storage.list<RoleObject>(clusterRoles);
    for (const role of all.filter(gathers)) {
      if (role.metadata.deletionTimestamp !== undefined) continue;
      const rules = gatheredRules(role, all);
      if (!isDeepStrictEqual(readRules(role.rules), rules)) objects.update<RoleObject>(clusterRoles, { ...role, metadata: { ...role.metadata }, rules });
    }
  }
}
