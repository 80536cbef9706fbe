/**
 * What one may do in each environment, as the rules would decide on every step that is deployed: the same decision that is
 * made at a click, added up by effect.
 */
import type { Allowance, EnvironmentAllowance } from '../../common/account.ts';
import { type Effect, effects } from '../../common/catalog/effect.ts';
import type { Catalog, Runbook } from '../../common/catalog/runbook.ts';
import type { Decision } from '../../common/policy.ts';
import type { Principal } from '../auth/principal.ts';
import type { Environment, Environments } from '../config/environments/environments.ts';
import { decideOn } from './permission.ts';
import { effectOf, type MachineStep } from './plan.ts';

/** Takes what is deployed, the environments, whom it is about and the time (ms); gives what they may do where. */
export function allowances(catalog: Catalog, environments: Environments, principal: Principal, now: number): EnvironmentAllowance[] {
  return [...environments.values()].map((environment) => {
    const decided = catalog.runbooks.filter((runbook) => runbook.environments.includes(environment.name))
      .flatMap((runbook) => decisions(runbook, environment, principal, now));
    const of = (effect: Effect): Allowance => add(decided.filter((each) => each.effect === effect).map((each) => each.decision));
    return { name: environment.name, title: environment.title, effects: Object.fromEntries(effects.map((effect) => [effect, of(effect)])) as Record<Effect, Allowance> };
  });
}

/** One decision for each step and target of it that the environment offers; a step without targets has one. */
function decisions(runbook: Runbook, environment: Environment, principal: Principal, now: number): { effect: Effect; decision: Decision }[] {
  const steps = runbook.steps.filter((step): step is MachineStep => step.kind !== 'manual');
  return steps.flatMap((step) => targetsOf(runbook, step, environment).map((target) => {
    const effect = effectOf(step);
    return { effect, decision: decideOn({ environment, runbook, step, effect, target }, principal, now) };
  }));
}

function targetsOf(runbook: Runbook, step: MachineStep, environment: Environment): (string | null)[] {
  const all = Object.keys(runbook.targets);
  if (all.length === 0) return [null];
  const only = step.kind === 'runnable' ? step.only : [];
  return all.filter((target) => (environment.targets?.includes(target) ?? true) && (only.length === 0 || only.includes(target)));
}

function add(decided: readonly Decision[]): Allowance {
  const denied = decided.filter((decision) => decision.decision === 'deny');
  const permitted = decided.filter((decision) => decision.decision !== 'deny');
  return {
    steps: decided.length, forbidden: denied.length, why: denied[0]?.reason ?? '',
    confirm: permitted.filter(({ confirm }) => confirm !== null).length,
    reason: permitted.filter(({ reason }) => reason).length,
    approval: permitted.filter(({ approvals }) => approvals > 0).length,
    approvals: Math.max(0, ...permitted.map(({ approvals }) => approvals)),
  };
}
