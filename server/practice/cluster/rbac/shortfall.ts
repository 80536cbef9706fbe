/**
 * What somebody would give away without having it (pure): rules are taken apart into single verbs on single resources,
 * each of which a rule that is held has to cover (k8s.io/component-helpers/auth/rbac/validation).
 */
import { type PolicyRule, ruleCovers } from './rule.ts';

/** More than so many pieces, or comparisons of a piece with a rule that is held, are refused: they would take everybody's time. */
export const mostPieces = 20_000;
export const mostComparisons = 1_000_000;

/** Takes rules; gives into how many pieces they come apart. */
export function piecesOf(rules: readonly PolicyRule[]): number {
  const count = (list: readonly string[] | undefined) => list?.length ?? 0;
  return rules.reduce((sum, rule) => sum + rule.verbs.length
    * (count(rule.apiGroups) * count(rule.resources) * Math.max(1, count(rule.resourceNames)) + count(rule.nonResourceURLs)), 0);
}

/** Takes the rules that are held and those to be granted; gives what of the latter is missing, verbs of one resource together. */
export function shortfall(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  const missing = wanted.flatMap(pieces).filter((piece) => !held.some((rule) => ruleCovers(rule, piece)));
  const together = new Map<string, PolicyRule>();
  for (const piece of missing) {
    const key = JSON.stringify({ ...piece, verbs: [] });
    const verbs = together.get(key)?.verbs ?? [];
    together.set(key, { ...piece, verbs: [...new Set([...verbs, ...piece.verbs])] });
  }
  return [...together.values()];
}

function pieces({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule): PolicyRule[] {
  const named = resourceNames.length === 0 ? [{}] : resourceNames.map((name) => ({ resourceNames: [name] }));
  return verbs.flatMap((verb) => [
    ...apiGroups.flatMap((group) => resources.flatMap((resource) => named.map((names) => ({ verbs: [verb], apiGroups: [group], resources: [resource], ...names })))),
    ...nonResourceURLs.map((url) => ({ verbs: [verb], nonResourceURLs: [url] })),
  ]);
}

/** Takes a rule; gives it as Kubernetes tells it in one line. */
export function describeRule(rule: PolicyRule): string {
  const parts: [string, readonly string[] | undefined][] = [
    ['APIGroups', rule.apiGroups], ['Resources', rule.resources], ['NonResourceURLs', rule.nonResourceURLs], ['ResourceNames', rule.resourceNames], ['Verbs', rule.verbs],
  ];
  return `{${parts.filter(([, list]) => list !== undefined && list.length > 0).map(([name, list]) => `${name}:${quoted(list ?? [])}`).join(', ')}}`;
}

/** Takes texts; gives them as Go writes a list of texts with %q. */
export function quoted(list: readonly string[]): string {
  return `[${list.map((one) => JSON.stringify(one)).join(' ')}]`;
}
