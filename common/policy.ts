/**
 * Decides whether a step may run, purely: a request and the rules of its environment in, a decision out. Any rule that
 * denies wins, and where none allows the answer is no; so adding a rule that denies never lets anybody do more. What the
 * rules that allow ask for adds up: where several match, all of it is asked.
 */
import type { Effect } from './catalog/effect.ts';
import { type Right, rightsOf, type Role } from './rights.ts';

export const verdicts = ['allow', 'deny'] as const;
export type Verdict = (typeof verdicts)[number];
export const uses = ['in-use', 'free'] as const;
export type Use = (typeof uses)[number];

/** The environment that needs no right but to practise. */
export const practice = 'practice';

export interface Rule {
  /** told in decisions and kept in the audit record */
  readonly name: string;
  readonly decide: Verdict;
  readonly effects: readonly Effect[];
  /** whoever has one of these roles; null means everybody */
  readonly roles: readonly Role[] | null;
  /** ids of persons; null means everybody */
  readonly persons: readonly string[] | null;
  /** ids of runbooks; null means all */
  readonly runbooks: readonly string[] | null;
  /** null means all, and steps that have none */
  readonly targets: readonly string[] | null;
  /** only while the environment is in use, or only while it is free; null means always */
  readonly while: Use | null;
  /** of a rule that allows: the target's name has to be typed */
  readonly confirm: boolean;
  /** of a rule that allows: a reason has to be given */
  readonly reason: boolean;
  /** of a rule that allows: how many others have to approve */
  readonly approvals: number;
  /** of a rule that denies: what the person is told; empty gives a general sentence */
  readonly say: string;
}

export interface PolicyRequest {
  readonly person: string;
  readonly roles: readonly Role[];
  /** what the person may do: that of the roles, or less when a token was shown */
  readonly rights: readonly Right[];
  readonly environment: string;
  readonly runbook: string;
  readonly step: string;
  readonly effect: Effect;
  /** which deployment the step is about; null when its runbook has none */
  readonly target: string | null;
  /** what the step itself asks to be typed; null when nothing */
  readonly confirm: string | null;
  /** whether the environment is in use now */
  readonly inUse: boolean;
}

export interface Denied {
  readonly decision: 'deny';
  /** empty where no rule matched */
  readonly rule: string;
  readonly reason: string;
}

export interface Permitted {
  /** the strictest of what is asked for; a reason is asked for beside any of them */
  readonly decision: 'allow' | 'confirm' | 'needs-approval';
  /** the rules it rests on */
  readonly rules: readonly string[];
  /** what has to be typed; null when nothing */
  readonly confirm: string | null;
  readonly reason: boolean;
  /** how many others have to approve */
  readonly approvals: number;
}

export type Decision = Denied | Permitted;

/** A decision as it is told before anything is pressed. */
export interface Foreseen {
  readonly decision: Decision['decision'];
  /** why not, or what will be asked; empty when nothing */
  readonly reason: string;
  readonly confirm: string | null;
  readonly asksReason: boolean;
  readonly approvals: number;
}

/** Takes a decision; gives it as it is told beforehand. */
export function foresee(decision: Decision): Foreseen {
  if (decision.decision === 'deny') return { decision: 'deny', reason: decision.reason, confirm: null, asksReason: false, approvals: 0 };
  const { confirm, reason, approvals } = decision;
  const asked = [
    ...(approvals > 0 ? [approvals === 1 ? 'somebody else has approved it' : `${approvals} others have approved it`] : []),
    ...(reason ? ['you have given a reason'] : []), ...(confirm === null ? [] : [`you have typed ${confirm}`]),
  ];
  return { decision: decision.decision, reason: asked.length === 0 ? '' : `Runs once ${asked.join(' and ')}.`, confirm, asksReason: reason, approvals };
}

/** Takes a request and the rules of the environment; gives the decision and what it rests on. */
export function decide(request: PolicyRequest, rules: readonly Rule[]): Decision {
  const right = request.environment === practice ? 'practise' : 'operate';
  // Not for the rules to give: a trainee has no way to any other credential.
  if (!request.rights.includes(right) || !rightsOf(request.roles).includes(right)) return denied('', lacking(right, request.environment));
  const matching = rules.filter((rule) => matches(rule, request));
  const against = matching.find((rule) => rule.decide === 'deny');
  if (against) return denied(against.name, against.say || `The rule ${against.name} forbids this step here.`);
  if (matching.length === 0) return denied('', noRule(request, rules));
  const approvals = Math.max(...matching.map((rule) => rule.approvals));
  const confirm = request.confirm ?? (matching.some((rule) => rule.confirm) ? request.target ?? request.step : null);
  return {
    decision: approvals > 0 ? 'needs-approval' : confirm === null ? 'allow' : 'confirm',
    rules: matching.map((rule) => rule.name).sort(), confirm, reason: matching.some((rule) => rule.reason), approvals,
  };
}

function denied(rule: string, reason: string): Denied {
  return { decision: 'deny', rule, reason };
}

function lacking(right: 'practise' | 'operate', environment: string): string {
  return right === 'practise' ? 'You may read here, not run steps. An administrator can make you a trainee.'
    : `You may not run steps in ${environment}. An administrator can make you an operator; until then, run it in practice.`;
}

/** Who could is told too, so that one knows whom to ask. */
function noRule(request: PolicyRequest, rules: readonly Rule[]): string {
  const others = rules.filter((rule) => rule.decide === 'allow' && rule.persons === null && matches({ ...rule, roles: null }, request));
  const able = [...new Set(others.flatMap((rule) => rule.roles ?? []))];
  const who = able.length === 0 ? '' : ` It takes the role ${able.join(' or ')}.`;
  return `No rule of this environment lets you run a step that can ${request.effect}.${who}`;
}

function matches(rule: Rule, request: PolicyRequest): boolean {
  const among = (list: readonly string[] | null, value: string): boolean => list === null || list.includes(value);
  return rule.effects.includes(request.effect)
    && (rule.roles === null || rule.roles.some((role) => request.roles.includes(role)))
    && among(rule.persons, request.person)
    && among(rule.runbooks, request.runbook)
    && (rule.targets === null || (request.target !== null && rule.targets.includes(request.target)))
    && (rule.while === null || rule.while === (request.inUse ? 'in-use' : 'free'));
}
