/** Whether a plan is permitted, and what has to be said first. The one place where the rules are asked. */
import { HandrailError } from '../../common/errors.ts';
import { isOpen } from '../../common/catalog/window.ts';
import { decide, type Decision, type Permitted } from '../../common/policy.ts';
import type { Run } from '../../common/run.ts';
import { type Principal, requireWorkIn } from '../auth/principal.ts';
import type { CatalogStore } from '../catalog/store.ts';
import type { Clock } from '../clock.ts';
import type { Environment, Environments } from '../config/environments/environments.ts';
import { targetName } from './parameters.ts';
import { effectOf, findEnvironment, findRunbook, findStep, type Plan } from './plan.ts';
import type { StartAsked } from './request.ts';

/** Takes a plan, who asks and the time (ms); gives the decision of its environment's rules. */
export function decideOn(plan: Pick<Plan, 'environment' | 'runbook' | 'step' | 'effect' | 'target'>, principal: Principal, now: number): Decision {
  const { environment, runbook, step, effect, target } = plan;
  return decide({
    person: principal.person.id, roles: principal.roles, rights: [...principal.rights], environment: environment.name,
    runbook: runbook.id, step: step.id, effect, target, confirm: step.kind === 'runnable' ? step.confirm : null,
    inUse: isInUse(environment, now),
  }, environment.rules);
}

/**
 * Takes who asks, where, and the time (ms). Throws `denied` unless a step that only reads could be run there at once: what is
 * read beside steps, for a field or a panel, has nobody to type a word, give a reason or approve.
 */
export function permitReading({ environment, runbook, target }: Pick<Plan, 'environment' | 'runbook' | 'target'>, principal: Principal, now: number): void {
  requireWorkIn(principal, environment.name);
  const decision = decide({
    person: principal.person.id, roles: principal.roles, rights: [...principal.rights], environment: environment.name,
    runbook: runbook.id, step: '', effect: 'read', target, confirm: null, inUse: isInUse(environment, now),
  }, environment.rules);
  if (decision.decision === 'deny') throw new HandrailError('denied', { reason: decision.reason });
  if (decision.decision === 'allow' && !decision.reason) return;
  throw new HandrailError('denied', { reason: `In ${environment.title} something is asked even before a step that only reads, so nothing is looked up there beforehand.` });
}

/** Takes an environment and the time (ms); tells whether it is in use then. */
export function isInUse({ inUse }: Pick<Environment, 'inUse'>, now: number): boolean {
  return inUse.some((window) => isOpen(window, now));
}

/** As `decideOn`. Throws `denied` when the answer is no. */
export function permit(plan: Plan, principal: Principal, now: number): Permitted {
  const decision = decideOn(plan, principal, now);
  if (decision.decision === 'deny') throw new HandrailError('denied', { reason: decision.reason });
  return decision;
}

/**
 * Throws what has to be said before the step may run: that it cannot at all without what comes before it, then what has to be
 * typed, then what needs a reason. Nobody types a word for a step that would not run for it.
 */
export function requireAnswers(plan: Plan, asked: StartAsked, permitted: Permitted, lacking: Lacking): void {
  if (lacking.unmet.length > 0 && plan.effect === 'destroy') throw new HandrailError('needs-unmet-destroy', { needs: lacking.unmet.join(', ') });
  if (permitted.confirm !== null && asked.confirm !== permitted.confirm) throw new HandrailError('confirm-missing', { expected: permitted.confirm });
  requireReason(plan, asked, permitted, lacking);
}

/** What a step would run without: steps that come before it, and a window. */
export interface Lacking {
  readonly unmet: readonly string[];
  /** the window it is outside of, in words; null when it is not */
  readonly outside: string | null;
}

/** Throws what keeps the step from running without a reason, all of it at once: one reason must not hide a second question. */
function requireReason(plan: Plan, asked: StartAsked, permitted: Permitted, { unmet, outside }: Lacking): void {
  const needs = unmet.join(', ');
  if (asked.reason) return;
  const also = unmet.length > 0 ? ` These were not run before either: ${needs}.` : '';
  if (outside !== null && plan.environment.windows === 'enforced') {
    throw new HandrailError('outside-window', { target: plan.runbook.targets[plan.target ?? '']?.title ?? '', window: outside, also });
  }
  if (permitted.reason) throw new HandrailError('reason-missing', { title: plan.environment.title, rules: `${permitted.rules.join(', ')}${also}` });
  if (unmet.length > 0) throw new HandrailError('needs-unmet', { needs });
}

/**
 * Takes who would type and a run; throws unless they may: in one's own run what the roles give, in another's what the rules
 * say of its step. Throws `not-allowed`, `denied`, and what says that the step is not there any more.
 */
export function requireHand({ catalog, environments, clock }: HandDeps, principal: Principal, run: Run): void {
  requireWorkIn(principal, run.environment);
  if (run.person === principal.person.id) return;
  const runbook = findRunbook(catalog.require(), run.runbook);
  const step = findStep(runbook, run.step);
  const environment = findEnvironment(runbook, environments(), run.environment);
  const decision = decideOn({ runbook, step, environment, effect: effectOf(step), target: run.parameters[targetName] ?? null }, principal, clock.now());
  if (decision.decision === 'deny') throw new HandrailError('denied', { reason: decision.reason });
}

export interface HandDeps {
  catalog: CatalogStore;
  environments(): Environments;
  clock: Clock;
}
