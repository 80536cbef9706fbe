/**
 * Decides whether a step may run, purely: a request and the rules of its environment in, a decision out.
 * The strictest rule that matches wins (deny, then confirm, then allow), and where none matches the answer is no.
 * So adding a rule that denies never lets anybody do more. `needs-approval` is a word kept for later.
 */
import type { Effect } from './catalog/effect.ts';

export const verdicts = ['allow', 'confirm', 'deny'] as const;
export type Verdict = (typeof verdicts)[number];

export interface Rule {
  /** told in decisions and kept in the audit record */
  name: string;
  decide: Verdict;
  effects: readonly Effect[];
  /** ids of persons; null means everybody */
  persons: readonly string[] | null;
  /** ids of runbooks; null means all */
  runbooks: readonly string[] | null;
  /** shown to whoever is denied; empty gives a general sentence */
  reason: string;
}

export interface PolicyRequest {
  person: string;
  runbook: string;
  step: string;
  effect: Effect;
  /** which deployment the step is about; null when its runbook has none */
  target: string | null;
  /** what the step itself asks to be typed; null when nothing */
  confirm: string | null;
}

export type Decision =
  | { decision: 'allow'; rule: string }
  | { decision: 'confirm'; rule: string; expected: string }
  | { decision: 'deny'; rule: string; reason: string };

/** Takes a request and the rules of the environment; gives the decision and the rule it rests on. */
export function decide(request: PolicyRequest, rules: readonly Rule[]): Decision {
  const matching = rules.filter((rule) => matches(rule, request));
  const first = (verdict: Verdict) => matching.find((rule) => rule.decide === verdict);
  const denied = first('deny');
  if (denied) return { decision: 'deny', rule: denied.name, reason: denied.reason || `The rule ${denied.name} forbids this step here.` };
  const confirmed = first('confirm');
  if (confirmed) return { decision: 'confirm', rule: confirmed.name, expected: expectedOf(request) };
  const allowed = first('allow');
  if (!allowed) return { decision: 'deny', rule: '', reason: `No rule of this environment lets you run a step that can ${request.effect}.` };
  if (request.confirm !== null) return { decision: 'confirm', rule: allowed.name, expected: request.confirm };
  return { decision: 'allow', rule: allowed.name };
}

/** What has to be typed: the step's own word, else the name of what it is done to. */
function expectedOf(request: PolicyRequest): string {
  return request.confirm ?? request.target ?? request.step;
}

function matches(rule: Rule, request: PolicyRequest): boolean {
  return rule.effects.includes(request.effect)
    && (rule.persons === null || rule.persons.includes(request.person))
    && (rule.runbooks === null || rule.runbooks.includes(request.runbook));
}
