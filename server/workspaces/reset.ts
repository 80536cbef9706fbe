/** Beginning anew: one person's workspace in an environment, or their whole practice world. Recorded before it is done. */
import { HandrailError } from '../../common/errors.ts';
import type { Audit } from '../audit/log.ts';
import type { Principal } from '../auth/principal.ts';
import type { Environments } from '../policy/environments.ts';
import type { RunnerClient } from '../runner/client.ts';

export interface ResetDeps {
  audit: Audit;
  runner: RunnerClient;
  environments: Environments;
}

/** Takes who asks and an environment; empties their workspace there. Throws `unknown-environment`. */
export async function resetWorkspace({ audit, runner, environments }: ResetDeps, principal: Principal, environment: string): Promise<void> {
  if (!environments.has(environment)) {
    throw new HandrailError('unknown-environment', { environment, known: [...environments.keys()].join(', ') });
  }
  audit.write({ kind: 'workspace-reset', by: principal.person.id, environment });
  await runner.resetWorkspace(principal.person.id, environment);
}

/** Takes who asks; puts their practice world back to its beginning, and the workspace that goes with it. */
export async function resetPractice({ audit, runner }: ResetDeps, principal: Principal): Promise<void> {
  audit.write({ kind: 'practice-reset', by: principal.person.id });
  await runner.resetWorld(principal.person.id);
  await runner.resetWorkspace(principal.person.id, 'practice');
}
