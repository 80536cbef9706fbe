/**
 * Beginning anew: one person's workspace in an environment, or their whole practice world, from its beginning or a snapshot.
 * Recorded before it is done. What was run there before meets no step's needs any more.
 */
import { HandrailError } from '../../common/errors.ts';
import type { Audit } from '../audit/log.ts';
import { type Principal, requireWorkIn } from '../auth/principal.ts';
import type { Clock } from '../clock.ts';
import type { Environments } from '../config/environments/environments.ts';
import type { RunnerClient } from '../runner/client.ts';
import type { Place } from '../store/resets.ts';
import type { Store } from '../store/store.ts';

export interface ResetDeps {
  audit: Audit;
  runner: RunnerClient;
  store: Store;
  clock: Clock;
  environments(): Environments;
  walkthroughs: { begunAnew(place: Place): Promise<void> };
}

/** Takes who asks and an environment; empties their workspace there. Throws `unknown-environment`. */
export async function resetWorkspace(deps: ResetDeps, principal: Principal, environment: string): Promise<void> {
  const { audit, runner, environments } = deps;
  knownEnvironment(environments(), principal, environment);
  audit.write({ kind: 'workspace-reset', by: principal.person.id, environment });
  await anew(deps, { person: principal.person.id, environment }, () => runner.resetWorkspace(principal.person.id, environment));
}

/** Takes who asks; puts their practice world back to its beginning, and the workspace that goes with it. */
export async function resetPractice(deps: ResetDeps, principal: Principal): Promise<void> {
  const { audit, runner } = deps;
  audit.write({ kind: 'practice-reset', by: principal.person.id });
  await anew(deps, { person: principal.person.id, environment: 'practice' }, async () => {
    await runner.resetWorld(principal.person.id);
    await runner.resetWorkspace(principal.person.id, 'practice');
  });
}

/** Takes who asks and the name of a snapshot; puts their practice world back to it. Throws `unknown-snapshot`. */
export async function restorePractice(deps: ResetDeps, principal: Principal, name: string): Promise<void> {
  const { audit, runner } = deps;
  audit.write({ kind: 'practice-snapshot', by: principal.person.id, act: 'restore', name });
  await anew(deps, { person: principal.person.id, environment: 'practice' }, async () => {
    await runner.practice(principal.person.id, { act: 'snapshot-restore', name });
  });
}

/** Takes the environments, who asks and a name from outside. Throws `unknown-environment` when it is none of theirs, `not-allowed` when they may not work there. */
export function knownEnvironment(environments: Environments, principal: Principal, environment: string): void {
  if (!environments.has(environment)) {
    throw new HandrailError('unknown-environment', { environment, known: [...environments.keys()].join(', ') });
  }
  requireWorkIn(principal, environment);
}

/** Before, for a reset that stops half-way; after, for what was run while it went on. */
async function anew({ store, clock, walkthroughs }: ResetDeps, place: Place, act: () => Promise<void>): Promise<void> {
  await store.resets.keep(place, clock.now());
  await act();
  await store.resets.keep(place, clock.now());
  await walkthroughs.begunAnew(place);
}
