/**
 * Starts a run: checks in a fixed order, then the audit record, then the runner. At most once for each idempotency key:
 * the key is kept before anything starts, the run's id with it, and the runner starts an id only once.
 */
import { digestOf } from '../../common/catalog/digest.ts';
import { HandrailError } from '../../common/errors.ts';
import { newRunId, type RunId } from '../../common/ids.ts';
import { type Foreseen, foresee } from '../../common/policy.ts';
import type { Run } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import type { Approval, RunApprovals } from '../approvals/approvals.ts';
import { currentChain } from '../audit/runner-chains.ts';
import type { Principal } from '../auth/principal.ts';
import type { RunWalkthroughs } from '../walkthroughs/for-runs.ts';
import type { CatalogStore } from '../catalog/store.ts';
import type { Quotas } from '../config/web.ts';
import type { Environments } from '../config/environments/environments.ts';
import { meets, type Need, needHoldsMs, needsOf } from './needs.ts';
import { decideOn, permit, requireAnswers } from './permission.ts';
import { effectOf, findEnvironment, findRunbook, type Plan, planOf } from './plan.ts';
import { requireWorkspace, usualQuotas } from './quotas.ts';
import type { RegisterDeps, RunRegister } from './register.ts';
import type { PreviewAsked, StartAsked } from './request.ts';
import { runnerRequest } from './runner-request.ts';
import { requireRunning } from './running.ts';
import { outsideWindow } from './window.ts';

export interface StartDeps extends RegisterDeps {
  catalog: CatalogStore;
  /** those that hold now */
  environments(): Environments;
  register: RunRegister;
  approvals: RunApprovals;
  walkthroughs: RunWalkthroughs;
  /** what one person may have at once; the usual where nothing is said */
  quotas?: Quotas;
}

export interface Preview extends Foreseen {
  missing: { step: string; title: string }[];
}

/** What a run rests on, as the record keeps it. */
interface Grounds {
  rule: string;
  confirmed: string;
  reason: string;
  unmet: string[];
  outside: string;
  approval: Approval | null;
  /** what it is run in; null where it is run by itself */
  walkthrough: { readonly id: string; readonly isGoingOn: boolean } | null;
}

/** A refused value is kept in the audit record this long at most. */
const longestKept = 200;

export class RunStarter {
  readonly #deps: StartDeps;
  /** requests under way, by person and key: those with the same key wait for the first */
  readonly #under = new Map<string, Promise<unknown>>();

  constructor(deps: StartDeps) {
    this.#deps = deps;
  }

  /** Takes who asks and for what; gives what would be decided. Throws the named error of a check that comes before that. */
  async preview(principal: Principal, { walkthrough, ...asked }: PreviewAsked): Promise<Preview> {
    const plan = planOf(this.#deps.catalog.require(), this.#deps.environments(), asked);
    const missing = (await this.#unmet(plan, principal, walkthrough, null)).map(({ step, title }) => ({ step, title }));
    return { ...foresee(decideOn(plan, principal, this.#deps.clock.now())), missing };
  }

  /** Takes who asks, a runbook, an environment and a target (null where there is none); gives what would be decided on each of its steps. */
  foresee(principal: Principal, runbook: string, environment: string, target: string | null): Record<string, Foreseen> {
    const found = findRunbook(this.#deps.catalog.require(), runbook);
    const where = { runbook: found, environment: findEnvironment(found, this.#deps.environments(), environment), target };
    const now = this.#deps.clock.now();
    const steps = found.steps.filter((step) => step.kind !== 'manual');
    return Object.fromEntries(steps.map((step) => [step.id, foresee(decideOn({ ...where, step, effect: effectOf(step) }, principal, now))]));
  }

  /**
   * Takes who asks, for what, and the idempotency key; gives the run, and whether it is new. Throws the named error of the
   * first check that fails; refusals are recorded. `isGoingOn` tells that nobody pressed anything: a walkthrough goes on.
   */
  async start(principal: Principal, asked: StartAsked, key: string, isGoingOn = false): Promise<{ run: Run; isNew: boolean }> {
    const flight = `${principal.person.id} ${key}`;
    const mine = (this.#under.get(flight) ?? Promise.resolve()).then(() => this.#startOnce(principal, asked, key, isGoingOn));
    const settled = mine.catch(() => undefined);
    this.#under.set(flight, settled);
    try {
      return await mine;
    } finally {
      if (this.#under.get(flight) === settled) this.#under.delete(flight);
    }
  }

  async #startOnce(principal: Principal, asked: StartAsked, key: string, isGoingOn: boolean): Promise<{ run: Run; isNew: boolean }> {
    const request = digestOf(asked);
    const known = await this.#deps.store.runs.known(principal.person.id, key);
    if (known && known.request !== request) throw new HandrailError('key-reused');
    if (known && (known.taken || isOver(known.run.state))) return { run: await this.#deps.register.own(principal, known.run.id), isNew: false };
    try {
      const plan = planOf(this.#deps.catalog.require(), this.#deps.environments(), asked);
      await requireRunning(this.#deps.runner, plan.environment);
      const grounds = await this.#grounds(plan, principal, asked, known?.run.id ?? null, isGoingOn);
      const run = known?.run ?? await this.#reserve(plan, principal, asked, key, request);
      return { run: await this.#hand(plan, run, principal, grounds), isNew: true };
    } catch (error) {
      if (error instanceof HandrailError) this.#recordRefusal(principal, asked, error);
      throw error;
    }
  }

  /** What a run may rest on; `run` is its id where it has one already. Throws what stands against it. */
  async #grounds(plan: Plan, principal: Principal, asked: StartAsked, run: RunId | null, isGoingOn: boolean): Promise<Grounds> {
    const { clock, approvals } = this.#deps;
    const permitted = permit(plan, principal, clock.now());
    const unmet = (await this.#unmet(plan, principal, asked.walkthrough, run)).map(({ step }) => step);
    const outside = outsideWindow(plan, clock.now());
    requireAnswers(plan, asked, permitted, { unmet, outside });
    const approval = permitted.approvals === 0 ? null : await approvals.require(principal, plan, permitted.approvals, asked.approval);
    return {
      rule: permitted.rules.join(', '), confirmed: permitted.confirm ?? '', reason: asked.reason ?? '', unmet, outside: outside ?? '', approval,
      walkthrough: asked.walkthrough === undefined ? null : { id: asked.walkthrough, isGoingOn },
    };
  }

  /** In a walkthrough what was done there counts, by whomever, and nothing else. */
  async #unmet(plan: Plan, principal: Principal, walkthrough: string | undefined, run: RunId | null): Promise<{ step: string; title: string }[]> {
    if (walkthrough !== undefined) return await this.#deps.walkthroughs.require(principal, walkthrough, plan, run);
    const needs = needsOf(plan);
    const met = await Promise.all(needs.map((need) => this.#isMet(need, plan, principal)));
    return needs.filter((_, at) => met[at] !== true);
  }

  async #isMet(need: Need, plan: Plan, principal: Principal): Promise<boolean> {
    const where = { person: principal.person.id, environment: plan.environment.name, runbook: plan.runbook.id, step: need.step };
    const lastReset = await this.#deps.store.resets.last(where);
    const holds = (run: Run) => run.queuedAt > lastReset && meets(need, run);
    const since = Math.max(this.#deps.clock.now() - needHoldsMs, lastReset);
    const finished = await this.#deps.store.runs.finished({ ...where, digest: need.digest, since });
    if (finished.some(holds)) return true;
    // One that ended a moment ago may not stand in the index yet.
    const recent = await this.#deps.store.runs.list({ ...where, limit: 5 });
    const going = recent.filter((run) => !isOver(run.state));
    const now = await Promise.all(going.map((run) => this.#deps.register.own(principal, run.id)));
    return now.some(holds);
  }

  async #reserve(plan: Plan, principal: Principal, asked: StartAsked, key: string, request: string): Promise<Run> {
    const { clock, store } = this.#deps;
    const now = clock.now();
    const run = queuedRun(plan, newRunId(now, clock.random(10)), principal, asked, now);
    const { quotas = usualQuotas } = this.#deps;
    await requireWorkspace(store, quotas, run, now);
    const reserved = await store.runs.reserve({ run, key, request, procedure: plan.step.procedure, most: quotas.runs });
    if (reserved.outcome === 'full') throw new HandrailError('too-many-runs', { count: reserved.count });
    return reserved.outcome === 'known' ? reserved.run : run;
  }

  async #hand(plan: Plan, run: Run, principal: Principal, grounds: Grounds): Promise<Run> {
    const { audit, store, runner, register } = this.#deps;
    const handing = await register.hand(run.id);
    try {
      // Reserved by a server that was killed, and found lost by this one meanwhile.
      if (handing.run !== null && isOver(handing.run.state)) return handing.run;
      await this.#record(plan, run, principal, grounds);
      const started = await runner.start(runnerRequest(plan, run, principal.groups, grounds.approval?.bound ?? null));
      await register.keep(started);
      return started;
    } catch (error) {
      // Without an answer the runner may have started it all the same: the key stays, and a repeat asks for the same id.
      const isRefused = error instanceof HandrailError && error.code !== 'runner-away' && error.code !== 'internal';
      if (isRefused) await store.runs.forget(run.id);
      if (isRefused && error.code !== 'audit-failed') audit.write({ kind: 'run-not-taken', run: run.id, code: error.code });
      if (isRefused && grounds.walkthrough !== null) await this.#deps.walkthroughs.notTaken(grounds.walkthrough.id, run, error.message);
      throw error;
    } finally {
      handing.release();
    }
  }

  /** Records that a run is allowed, uses its approval up, and enters it in its walkthrough: all before the runner is asked. */
  async #record(plan: Plan, run: Run, principal: Principal, { approval, walkthrough, ...why }: Grounds): Promise<void> {
    const { audit, runner, approvals, walkthroughs } = this.#deps;
    const record = async (): Promise<void> => {
      const chain = await currentChain(runner);
      if (approval !== null) await approvals.use(approval, run.id);
      audit.write({
        kind: 'run-allowed', run: run.id, subject: subjectOf(run), effect: plan.effect, ...chain, ...why, approval: approval?.id ?? '', rules: plan.environment.digest,
        ...(walkthrough === null ? {} : { walkthrough: walkthrough.id }),
      });
    };
    if (walkthrough === null) await record();
    else await walkthroughs.enter(principal, { walkthrough: walkthrough.id, plan, run, reason: why.reason, isGoingOn: walkthrough.isGoingOn }, record);
  }

  #recordRefusal(principal: Principal, asked: StartAsked, error: HandrailError): void {
    if (error.code === 'audit-failed') return;
    const parameters = Object.fromEntries(Object.entries(asked.parameters).map(([name, value]) => [name, value.slice(0, longestKept)]));
    const { environment, runbook, step, digest } = asked;
    const subject = { person: principal.person.id, environment, runbook, step, digest, parameters };
    this.#deps.audit.write({ kind: 'run-refused', subject, code: error.code, reason: error.message.slice(0, longestKept) });
  }
}

function queuedRun(plan: Plan, id: RunId, principal: Principal, asked: StartAsked, now: number): Run {
  return {
    id, person: principal.person.id, environment: plan.environment.name, runbook: plan.runbook.id, step: plan.step.id,
    digest: plan.step.digest, title: plan.step.title, parameters: plan.parameters, state: 'queued',
    interactive: plan.step.kind === 'runnable' && plan.step.interactive,
    background: plan.step.kind === 'runnable' && plan.step.background,
    queuedAt: now, startedAt: null, endedAt: null, exitStatus: null, asExpected: null, note: '', end: 0, size: asked.size,
  };
}

function subjectOf({ person, environment, runbook, step, digest, parameters }: Run) {
  return { person, environment, runbook, step, digest, parameters };
}
