/**
 * Acting on one's own practice world: letting time pass, snapshots, scenarios. Recorded before it is done. A scenario that
 * was solved counts as progress of whoever solved it.
 */
import { HandrailError } from '../../common/errors.ts';
import type { ClockGlance, ScenarioState, Snapshot } from '../../common/practice.ts';
import type { Principal } from '../auth/principal.ts';
import { resetPractice, type ResetDeps } from './reset.ts';

/** Scenarios and stops that one person can have done: many times what there is. */
const mostItems = 500;

/** Takes who asks, how much world time is to pass and in how much real time, milliseconds; lets it pass. Throws `practice-refused`. */
export async function letPass({ audit, runner }: ResetDeps, { person }: Principal, ms: number, inMs: number): Promise<ClockGlance> {
  audit.write({ kind: 'practice-time-passed', by: person.id, ms, inMs });
  return await runner.practice(person.id, { act: 'pass', ms, inMs });
}

/** Takes who asks and a name; keeps their world under it. Throws `practice-refused`. */
export async function keepSnapshot({ audit, runner }: ResetDeps, { person }: Principal, name: string): Promise<Snapshot> {
  audit.write({ kind: 'practice-snapshot', by: person.id, act: 'save', name });
  return await runner.practice(person.id, { act: 'snapshot-save', name });
}

/** Takes who asks and the name of a snapshot; forgets it. Throws `unknown-snapshot`. */
export async function forgetSnapshot({ audit, runner }: ResetDeps, { person }: Principal, name: string): Promise<void> {
  audit.write({ kind: 'practice-snapshot', by: person.id, act: 'delete', name });
  await runner.practice(person.id, { act: 'snapshot-delete', name });
}

/** Takes who asks, a scenario, and whether to begin with a new world; breaks what is to be broken. Throws `practice-refused`, `unknown-scenario`. */
export async function beginScenario(deps: ResetDeps, principal: Principal, scenario: string, fresh: boolean): Promise<ScenarioState> {
  const { audit, runner } = deps;
  const { id } = principal.person;
  if (fresh) {
    // A word that is no scenario's must not cost anybody their world.
    const { scenarios } = await runner.practice(id, { act: 'scenarios' });
    if (!scenarios.some((one) => one.id === scenario)) throw new HandrailError('unknown-scenario', { scenario, known: scenarios.map((one) => one.id).join(', ') });
    await resetPractice(deps, principal);
  }
  audit.write({ kind: 'practice-scenario', by: id, act: 'start', scenario });
  return await runner.practice(id, { act: 'scenario-start', scenario });
}

/** Takes who asks and the scenario their world is in; tells whether all is repaired, and keeps it as progress when it first is. */
export async function examineScenario(deps: ResetDeps, { person }: Principal, scenario: string): Promise<ScenarioState> {
  const { audit, runner, store, clock } = deps;
  audit.write({ kind: 'practice-scenario', by: person.id, act: 'check', scenario });
  const state = await runner.practice(person.id, { act: 'scenario-check', scenario });
  // The check that first passes is the one that solves; later ones tell of the same time.
  if (state.failed === null && state.solvedAt !== null && state.solvedAt === state.lastCheck?.at) {
    const minutes = Math.ceil((state.solvedAt - state.startedAt) / 60_000);
    await store.progress.keep(person.id, { item: `scenario-${scenario}`, at: clock.now(), hints: state.hints.length, minutes });
  }
  return state;
}

/** Takes who asks and the scenario their world is in; opens its next hint. Throws `practice-refused`. */
export async function openHint({ audit, runner }: ResetDeps, { person }: Principal, scenario: string): Promise<ScenarioState> {
  audit.write({ kind: 'practice-scenario', by: person.id, act: 'hint', scenario });
  return await runner.practice(person.id, { act: 'scenario-hint', scenario });
}

/** Takes who asks and a stop of the first day; ticks it off. */
export async function tickOff({ audit, store, clock }: ResetDeps, { person }: Principal, item: string): Promise<void> {
  if (await store.progress.count(person.id) >= mostItems) throw new HandrailError('practice-refused', { why: `Nobody has more than ${mostItems} things to tick off. Is this one of them?` });
  audit.write({ kind: 'practice-ticked', by: person.id, item });
  await store.progress.keep(person.id, { item, at: clock.now(), hints: null, minutes: null });
}
