/**
 * What a request for approval is about, and the hash it is bound to. What an approver sees is taken from the deployed catalog
 * and the runner, never from what a page sent. Pure.
 */
import { changedFacts, type WorkspaceFacts } from '../../common/approval-facts.ts';
import type { ApprovalRecord } from '../../common/approval-record.ts';
import { digestOf } from '../../common/catalog/digest.ts';
import { visibleLine } from '../../common/catalog/visible.ts';
import type { Plan } from '../runs/plan.ts';

/** Takes a plan, who asks and why, the rules it rests on and the workspace's facts; gives the record. */
export function recordOf(plan: Plan, requester: { id: string; name: string }, reason: string, rules: readonly string[], facts: WorkspaceFacts): ApprovalRecord {
  const { runbook, step, effect, environment, parameters, target, context } = plan;
  return {
    requester: { id: requester.id, name: requester.name }, reason, rules: [...rules],
    runbook: { id: runbook.id, title: runbook.title }, step: { id: step.id, title: step.title, digest: step.digest },
    language: step.kind === 'file' ? 'file' : step.language, source: step.source, path: step.kind === 'file' ? step.path : null,
    effect, interactive: step.kind === 'runnable' && step.interactive, background: step.kind === 'runnable' && step.background,
    parameters: { ...parameters }, environment: { name: environment.name, title: environment.title, digest: environment.digest },
    target: target === null ? null : { name: target, title: runbook.targets[target]?.title ?? target },
    context, redis: runbook.redis, facts: facts.digest,
  };
}

/** Takes a record; gives the hash that an approval of it is for: SHA-256 of its canonical JSON. */
export function boundHash({ requester, step, parameters, environment, target, context, redis, facts }: ApprovalRecord): string {
  return digestOf({
    requester: requester.id, step: step.digest, parameters, environment: environment.name, definition: environment.digest,
    target: target?.name ?? null, context, redis, facts,
  });
}

/** Takes what was approved and a plan to run; gives what in the plan is another thing than was asked for, in words; empty when nothing. */
export function otherThan(record: ApprovalRecord, plan: Plan): string[] {
  const names = [...new Set([...Object.keys(record.parameters), ...Object.keys(plan.parameters)])];
  const values = names.filter((name) => record.parameters[name] !== plan.parameters[name]);
  return [
    ...(record.runbook.id === plan.runbook.id && record.step.id === plan.step.id ? [] : [`the step (it is for ${record.runbook.id}, ${record.step.id})`]),
    ...(record.environment.name === plan.environment.name ? [] : [`the environment (it is for ${record.environment.name})`]),
    ...values.map((name) => (Object.hasOwn(record.parameters, name) ? `${name} (it is for ${visibleLine(record.parameters[name] ?? '', 100)})` : name)),
  ];
}

/** Takes what was approved, a plan to run and the facts then and now; gives what changed since, in words; empty when nothing. */
export function changedSince(record: ApprovalRecord, plan: Plan, before: WorkspaceFacts, now: WorkspaceFacts): string[] {
  const isSame = (one: unknown, other: unknown) => digestOf(one) === digestOf(other);
  const changed = [
    ...(record.step.digest === plan.step.digest ? [] : ['the step itself: its runbook was deployed anew']),
    ...(record.environment.digest === plan.environment.digest ? [] : [`the definition of the environment ${plan.environment.name}`]),
    ...(isSame([record.target?.name ?? null, record.context, record.redis], [plan.target, plan.context, plan.runbook.redis]) ? [] : ['where the step reaches']),
    ...changedFacts(before, now),
  ];
  const isBound = boundHash(record) === boundHash(recordOf(plan, record.requester, record.reason, record.rules, now));
  return changed.length > 0 || isBound ? changed : ['what it is bound to'];
}
