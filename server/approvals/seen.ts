/** A request for approval as the page gets it. Names are looked up now; texts are as they were kept. */
import { type ApprovalGlance, isEnded, stateOf } from '../../common/approval.ts';
import type { ApprovalWhole } from '../../common/approval-record.ts';
import type { WorkspaceFacts } from '../../common/approval-facts.ts';
import type { Principal } from '../auth/principal.ts';
import type { Persons } from '../store/persons.ts';
import type { Loaded } from './approvals.ts';
import { boundHash } from './record.ts';

/** Takes names, who looks, a request and the time (ms); gives it as they see it in a list. */
export async function glanceOf(persons: Persons, principal: Principal, { row, record, standing, may }: Loaded, now: number): Promise<ApprovalGlance> {
  const state = stateOf(standing, now, may);
  const isOwn = row.person === principal.person.id;
  const name = async (id: string) => (id === '' ? '' : (await persons.find(id))?.name ?? id);
  return {
    id: row.id, state, why: row.why, askedAt: row.asked_at, expiresAt: row.expires_at, endedAt: row.ended_at,
    person: { id: row.person, name: await name(row.person) }, reason: record.reason,
    environment: record.environment.name, environmentTitle: record.environment.title, runbook: record.runbook.id, step: record.step.id,
    title: record.step.title, target: record.target?.name ?? null, effect: record.effect, parameters: record.parameters, digest: record.step.digest, needed: row.needed,
    votes: await Promise.all(row.votes.map(async ({ person, at, reason }) => ({ person, name: await name(person), at, reason, counts: may(person) }))),
    endedBy: await name(row.ended_by), run: row.run, isOwn,
    mayDecide: !isOwn && !isEnded(state) && principal.rights.has('approve') && !row.votes.some(({ person }) => person === principal.person.id),
    now,
  };
}

/** Takes names, who looks, a request, its facts and the time (ms); gives all of it. */
export async function wholeOf(persons: Persons, principal: Principal, loaded: Loaded, facts: WorkspaceFacts | null, now: number): Promise<ApprovalWhole> {
  return { ...await glanceOf(persons, principal, loaded, now), bound: boundHash(loaded.record), record: loaded.record, workspace: facts };
}
