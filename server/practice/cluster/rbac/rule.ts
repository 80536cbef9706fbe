/**
 * One rule of a role: what it allows, and what it covers of another (pure). The matching is that of
 * k8s.io/kubernetes/pkg/apis/rbac/v1/evaluation_helpers.go and k8s.io/component-helpers/auth/rbac/validation.
 */
import { isRecord } from '../object.ts';
import type { Attributes } from './attributes.ts';

export interface PolicyRule {
  verbs: readonly string[];
  apiGroups?: readonly string[];
  resources?: readonly string[];
  resourceNames?: readonly string[];
  nonResourceURLs?: readonly string[];
}

/** Takes the `rules` of an object; gives those that are rules. */
export function readRules(value: unknown): PolicyRule[] {
  return (Array.isArray(value) ? value : []).filter(isRecord).map((rule) => {
    const texts = (field: string) => {
      const list = rule[field];
      return Array.isArray(list) && list.length > 0 ? { [field]: list.filter((one) => typeof one === 'string') } : {};
    };
    return { verbs: [], ...texts('verbs'), ...texts('apiGroups'), ...texts('resources'), ...texts('resourceNames'), ...texts('nonResourceURLs') };
  });
}

/** Takes a rule and what is asked; tells whether the rule allows it. */
export function ruleAllows(rule: PolicyRule, asked: Attributes): boolean {
  if (!hasOrAll(rule.verbs, asked.verb)) return false;
  if ('path' in asked) return (rule.nonResourceURLs ?? []).some((url) => urlMatches(url, asked.path));
  const { group, resource, subresource, name } = asked;
  const resourceNames = rule.resourceNames ?? [];
  return hasOrAll(rule.apiGroups ?? [], group)
    && resourceMatches(rule.resources ?? [], subresource === '' ? resource : `${resource}/${subresource}`)
    && (resourceNames.length === 0 || resourceNames.includes(name));
}

function hasOrAll(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted);
}

function resourceMatches(list: readonly string[], wanted: string): boolean {
  if (hasOrAll(list, wanted)) return true;
  const at = wanted.indexOf('/');
  return at !== -1 && list.includes(`*${wanted.slice(at)}`);
}

function urlMatches(pattern: string, path: string): boolean {
  return pattern === '*' || pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.replace(/\*+$/, '')));
}

/** Takes a rule that is held and one of a single verb and resource; tells whether the first grants all of the second. */
export function ruleCovers(held: PolicyRule, wanted: PolicyRule): boolean {
  const all = (owned: readonly string[] = [], asked: readonly string[] = []) => asked.every((one) => hasOrAll(owned, one));
  const names = held.resourceNames ?? [];
  const wantedNames = wanted.resourceNames ?? [];
  return all(held.verbs, wanted.verbs)
    && all(held.apiGroups, wanted.apiGroups)
    && (wanted.resources ?? []).every((one) => resourceMatches(held.resources ?? [], one))
    && (wanted.nonResourceURLs ?? []).every((one) => (held.nonResourceURLs ?? []).some((url) => urlMatches(url, one)))
    && (names.length === 0 || (wantedNames.length > 0 && wantedNames.every((name) => names.includes(name))));
}
