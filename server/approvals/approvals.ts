/**
 * What others have approved: asking, approving, refusing, withdrawing, and using up, as the start of a run does. What may be
 * done when stands in common/approval.ts; here it is done, one act after the other for each request, each recorded before.
 */
import { approvalLifeMs, type Act, counted, faultOf, isEnded, type MayApprove, type Standing, stateOf } from '../../common/approval.ts';
import type { WorkspaceFacts } from '../../common/approval-facts.ts';
import type { ApprovalRecord } from '../../common/approval-record.ts';
import { HandrailError } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import { rightsOf } from '../../common/rights.ts';
import type { Audit } from '../audit/log.ts';
import { type Principal, requireRight, requireScope } from '../auth/principal.ts';
import type { CatalogStore } from '../catalog/store.ts';
import type { Clock } from '../clock.ts';
import type { Environments } from '../config/environments/environments.ts';
import type { RunnerClient } from '../runner/client.ts';
import { decideOn } from '../runs/permission.ts';
import { type Asked, type Plan, planOf } from '../runs/plan.ts';
import type { StoredApproval } from '../store/approvals.ts';
import type { Store } from '../store/store.ts';
import { inTurn } from './in-turn.ts';
import { boundHash, changedSince, otherThan, recordOf } from './record.ts';
import { overSentence } from './said.ts';

export interface Approval {
  readonly id: string;
  /** digest of the facts of the workspace that it was given for; the runner refuses others */
  readonly bound: string;
  /** ids of the persons who approved */
  readonly by: readonly string[];
}

export interface RunApprovals {
  /**
   * Takes who asks, the plan, how many others must have approved, and the id of their request; gives what was approved.
   * Throws `approval-missing`, or why the one that is named does not hold for this.
   */
  require(principal: Principal, plan: Plan, count: number, id: string | undefined): Promise<Approval>;
  /** Takes an approval and the run it is for; uses it up. The same run may use it again, no other. Throws `approval-over`. */
  use(approval: Approval, run: RunId): Promise<void>;
}

/** Where nobody can approve, as when runbooks are tried: what needs an approval does not run. */
export const noApprovals: RunApprovals = {
  require: () => Promise.reject(new HandrailError('approval-missing', { count: 1 })),
  use: () => Promise.reject(new HandrailError('approval-missing', { count: 1 })),
};

export interface ApprovalDeps {
  store: Store;
  audit: Audit;
  clock: Clock;
  runner: Pick<RunnerClient, 'facts'>;
  catalog: CatalogStore;
  /** those that hold now */
  environments(): Environments;
}

/** Requests that one person may have open. */
export const mostOpen = 8;
/** Facts hold files: they are forgotten this long after the end. Their digests stay. */
const factsMs = 30 * 24 * 3_600_000;
const idBytes = 12;

/** A request as it is kept, and who may approve now of those it concerns. */
export interface Loaded {
  readonly row: StoredApproval;
  readonly record: ApprovalRecord;
  readonly standing: Standing;
  readonly may: MayApprove;
}

export class Approvals implements RunApprovals {
  readonly #deps: ApprovalDeps;
  readonly #inTurn = inTurn();

  constructor(deps: ApprovalDeps) {
    this.#deps = deps;
  }

  /** Takes who asks, for what, and why; keeps the request and gives its id. Throws `approval-needless`, `denied`, `facts-refused`, `too-many-approvals`. */
  async ask(principal: Principal, asked: Asked, reason: string): Promise<string> {
    const { store, audit, clock, runner } = this.#deps;
    const { person } = principal;
    requireScope(principal, asked.environment);
    const plan = this.#plan(asked);
    const decision = decideOn(plan, principal, clock.now());
    if (decision.decision === 'deny') throw new HandrailError('denied', { reason: decision.reason });
    if (decision.decision !== 'needs-approval') throw new HandrailError('approval-needless');
    return await this.#inTurn(`person ${person.id}`, async () => {
      const open = (await store.approvals.of(person.id, mostOpen * 2)).filter(({ ending }) => ending === null);
      for (const { id } of open) await this.#inTurn(id, () => this.#load(id));
      const facts = await runner.facts(person.id, plan.environment.name);
      const now = clock.now();
      const record = recordOf(plan, person, reason, decision.rules, facts);
      const row = {
        id: Buffer.from(clock.random(idBytes)).toString('hex'), person: person.id, needed: decision.approvals, asked_at: now, expires_at: now + approvalLifeMs,
        record: JSON.stringify(record), facts: JSON.stringify(facts),
      };
      audit.write({
        kind: 'approval-asked', approval: row.id, subject: subjectOf(record), effect: plan.effect, target: plan.target, reason,
        needed: decision.approvals, bound: boundHash(record), facts: facts.digest, rules: decision.rules.join(', '),
      });
      if (!await store.approvals.add(row, mostOpen)) throw new HandrailError('too-many-approvals', { count: mostOpen });
      return row.id;
    });
  }

  /** Takes who approves, which and why; the request must still be of what it was asked for. Throws what stands against it. */
  async approve(principal: Principal, id: string, reason: string): Promise<void> {
    requireRight(principal, 'approve');
    await this.#act(principal, id, 'approve', async ({ row, record, standing, may }) => {
      requireScope(principal, record.environment.name);
      await this.#requireUnchanged(row, record, this.#planOf(record), principal);
      this.#check({ row, record, standing, may }, 'approve', principal.person.id);
      this.#deps.audit.write({ kind: 'approval-approved', approval: id, by: principal.person.id, person: row.person, reason, bound: boundHash(record) });
      return await this.#deps.store.approvals.approve(id, { person: principal.person.id, at: this.#deps.clock.now(), reason });
    });
  }

  /** Takes who refuses, which and why; ends it. Throws what stands against it. */
  async refuse(principal: Principal, id: string, reason: string): Promise<void> {
    requireRight(principal, 'approve');
    await this.#act(principal, id, 'refuse', async ({ row, record }) => {
      requireScope(principal, record.environment.name);
      this.#deps.audit.write({ kind: 'approval-refused', approval: id, by: principal.person.id, person: row.person, reason, bound: boundHash(record) });
      return await this.#deps.store.approvals.end(id, 'refused', this.#deps.clock.now(), principal.person.id, reason);
    });
  }

  /** Takes who asked and which; takes it back. Throws `unknown-approval` for another's. */
  async withdraw(principal: Principal, id: string): Promise<void> {
    await this.#act(principal, id, 'withdraw', async ({ record }) => {
      requireScope(principal, record.environment.name);
      this.#deps.audit.write({ kind: 'approval-withdrawn', approval: id, by: principal.person.id });
      return await this.#deps.store.approvals.end(id, 'withdrawn', this.#deps.clock.now(), principal.person.id, '');
    });
  }

  async require(principal: Principal, plan: Plan, count: number, id: string | undefined): Promise<Approval> {
    if (id === undefined) throw new HandrailError('approval-missing', { count });
    return await this.#inTurn(id, async () => {
      const loaded = await this.#load(id);
      const { row, record, standing, may } = loaded;
      const by = counted(standing, may);
      if (row.person !== principal.person.id) throw unknown(id);
      const other = otherThan(record, plan);
      if (other.length > 0) throw new HandrailError('approval-other', { other: other.join(', ') });
      // Used by the run that repeats its request, or by another: `use` tells them apart.
      if (row.ending === 'used') return { id, bound: record.facts, by };
      this.#check({ ...loaded, standing: { ...standing, needed: Math.max(standing.needed, count) } }, 'use', principal.person.id);
      await this.#requireUnchanged(row, record, plan, principal);
      return { id, bound: record.facts, by };
    });
  }

  async use({ id }: Approval, run: RunId): Promise<void> {
    await this.#inTurn(id, async () => {
      const loaded = await this.#load(id);
      const { row, record, standing, may } = loaded;
      if (row.ending === 'used' && row.run === run) return;
      this.#check(loaded, 'use', row.person);
      this.#deps.audit.write({ kind: 'approval-used', approval: id, run, person: row.person, by: counted(standing, may), bound: boundHash(record) });
      if (!await this.#deps.store.approvals.use(id, run, this.#deps.clock.now())) throw over(await this.#load(id));
    });
  }

  /** Takes who looks and which; gives it with the facts it was asked for. Throws `unknown-approval` unless it is theirs, or they may approve. */
  async look(principal: Principal, id: string): Promise<{ loaded: Loaded; facts: WorkspaceFacts | null }> {
    const loaded = await this.#inTurn(id, () => this.#load(id));
    if (loaded.row.person !== principal.person.id && !mayDecideIn(principal, loaded.record)) throw unknown(id);
    requireScope(principal, loaded.record.environment.name);
    return { loaded, facts: await this.#facts(id) };
  }

  /** Takes who looks and how many; gives their own, newest first, and those of others that they may decide on, oldest first. */
  async list(principal: Principal, most: number): Promise<{ own: Loaded[]; others: Loaded[] }> {
    await this.sweep();
    const { approvals } = this.#deps.store;
    const own = await approvals.of(principal.person.id, most);
    const open = principal.rights.has('approve') ? await approvals.open(most) : [];
    const all = await this.#loadAll([...own, ...open.filter(({ person }) => person !== principal.person.id)]);
    return { own: all.slice(0, own.length).filter(({ record }) => isInScope(principal, record)), others: all.slice(own.length).filter(({ record }) => mayDecideIn(principal, record)) };
  }

  /** Takes who asks and for what; gives their open request for just that, one that is approved before others, or null. */
  async openFor({ person }: Principal, asked: Asked): Promise<{ id: string; isApproved: boolean } | null> {
    const plan = this.#plan(asked);
    const open = (await this.#deps.store.approvals.of(person.id, mostOpen * 2)).filter(({ ending }) => ending === null);
    const found = (await this.#loadAll(open)).filter(({ record }) => record.step.digest === plan.step.digest && otherThan(record, plan).length === 0)
      .map(({ row, standing, may }) => ({ id: row.id, state: stateOf(standing, this.#deps.clock.now(), may) })).filter(({ state }) => !isEnded(state));
    const chosen = found.find(({ state }) => state === 'approved') ?? found[0];
    return chosen === undefined ? null : { id: chosen.id, isApproved: chosen.state === 'approved' };
  }

  /** Ends what has expired, and forgets facts of long ago. */
  async sweep(): Promise<void> {
    const now = this.#deps.clock.now();
    for (const id of await this.#deps.store.approvals.overdue(now)) await this.#inTurn(id, () => this.#load(id));
    await this.#deps.store.approvals.forgetFacts(now - factsMs);
  }

  /** One act on a request, after what stands against it was looked for; `work` tells whether the request was still open. */
  async #act(principal: Principal, id: string, act: Act, work: (loaded: Loaded) => Promise<boolean>): Promise<void> {
    await this.#inTurn(id, async () => {
      const loaded = await this.#load(id, principal.person.id);
      this.#check(loaded, act, principal.person.id);
      if (!await work(loaded)) throw over(await this.#load(id));
    });
  }

  #check({ row, standing, may }: Pick<Loaded, 'row' | 'record' | 'standing' | 'may'>, act: Act, by: string): void {
    const now = this.#deps.clock.now();
    switch (faultOf(standing, act, by, now, may)) {
      case 'not-theirs': throw unknown(row.id);
      case 'over': throw new HandrailError('approval-over', { why: overSentence(row, stateOf(standing, now, may)) });
      case 'own': throw new HandrailError('approval-own');
      case 'not-allowed': throw new HandrailError('not-allowed', { right: 'approve', title: 'approve or refuse what others ask to run' });
      case 'twice': throw new HandrailError('approval-twice');
      case 'waiting': throw new HandrailError('approval-waiting', { have: counted(standing, may).length, needed: standing.needed });
      default:
    }
  }

  /** Throws `approval-void`, and ends the request so, when anything of what was asked for is not so any more. */
  async #requireUnchanged(row: StoredApproval, record: ApprovalRecord, plan: Plan | null, { person }: Principal): Promise<void> {
    const { runner, audit, store, clock } = this.#deps;
    const before = await this.#facts(row.id);
    const now = await runner.facts(row.person, record.environment.name);
    const changed = plan === null || before === null ? ['the step or its environment: it is not there any more as it was'] : changedSince(record, plan, before, now);
    if (changed.length === 0) return;
    audit.write({ kind: 'approval-voided', approval: row.id, person: row.person, noticed: person.id, changed });
    await store.approvals.end(row.id, 'void', clock.now(), '', changed.join(', '));
    throw new HandrailError('approval-void', { changed: changed.join(', ') });
  }

  /** What the record would be planned as today; null where that is not there any more. */
  #planOf({ runbook, step, environment, parameters }: ApprovalRecord): Plan | null {
    const known = this.#deps.catalog.require().runbooks.find(({ id }) => id === runbook.id)?.steps.find(({ id }) => id === step.id);
    if (known === undefined || known.kind === 'manual') return null;
    try {
      return this.#plan({ runbook: runbook.id, step: step.id, digest: known.digest, environment: environment.name, parameters });
    } catch (error) {
      if (error instanceof HandrailError) return null;
      throw error;
    }
  }

  #plan(asked: Asked): Plan {
    return planOf(this.#deps.catalog.require(), this.#deps.environments(), asked);
  }

  /** Gives a request as it stands, ended when its time is over. Throws `unknown-approval`. */
  async #load(id: string, ...concerned: string[]): Promise<Loaded> {
    const { store, clock, audit } = this.#deps;
    const row = await store.approvals.find(id);
    if (row === null) throw unknown(id);
    if (row.ending === null && clock.now() >= row.expires_at) {
      audit.write({ kind: 'approval-expired', approval: id, person: row.person });
      await store.approvals.end(id, 'expired', row.expires_at, '', '');
      return await this.#load(id, ...concerned);
    }
    return (await this.#loadAll([row], concerned))[0] as Loaded;
  }

  async #loadAll(rows: readonly StoredApproval[], concerned: readonly string[] = []): Promise<Loaded[]> {
    const ids = new Set([...concerned, ...rows.flatMap(({ votes }) => votes.map(({ person }) => person))]);
    const able = new Set<string>();
    for (const id of ids) {
      const held = await this.#deps.store.persons.standing(id);
      if (held !== null && !held.disabled && rightsOf(held.roles).includes('approve')) able.add(id);
    }
    return rows.map((row) => ({
      row, record: JSON.parse(row.record) as ApprovalRecord, may: (person) => able.has(person),
      standing: { requester: row.person, needed: row.needed, expiresAt: row.expires_at, ending: row.ending, votes: row.votes },
    }));
  }

  async #facts(id: string): Promise<WorkspaceFacts | null> {
    const text = await this.#deps.store.approvals.facts(id);
    return text === null ? null : JSON.parse(text) as WorkspaceFacts;
  }
}

function mayDecideIn(principal: Principal, record: ApprovalRecord): boolean {
  return principal.rights.has('approve') && isInScope(principal, record);
}

function isInScope({ environments }: Principal, { environment }: ApprovalRecord): boolean {
  return environments === null || environments.includes(environment.name);
}

function over({ row, standing, may }: Loaded): HandrailError {
  const state = stateOf(standing, standing.expiresAt, may);
  return new HandrailError('approval-over', { why: overSentence(row, isEnded(state) ? state : 'expired') });
}

/** Another's and none give the same answer. */
function unknown(id: string): HandrailError {
  return new HandrailError('unknown-approval', { approval: id.replace(/[^\w-]/g, '?').slice(0, 40) });
}

function subjectOf({ requester, environment, runbook, step, parameters }: ApprovalRecord) {
  return { person: requester.id, environment: environment.name, runbook: runbook.id, step: step.id, digest: step.digest, parameters };
}
