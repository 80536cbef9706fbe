/** What one person may have at once, where a run is about to start. */
import { HandrailError } from '../../common/errors.ts';
import type { Quotas } from '../config/web.ts';
import type { Store } from '../store/store.ts';

/** Where nothing is set, as in the tools of authors. */
export const usualQuotas: Quotas = Object.freeze({ runs: 8, sockets: 32, workspaces: 8, workspaceMs: 30 * 24 * 3_600_000 });

/** Takes where a run is about to start; throws `too-many-workspaces` when it would make one too many for its person. */
export async function requireWorkspace(store: Store, quotas: Quotas, { person, environment }: { person: string; environment: string }, now: number): Promise<void> {
  const others = await store.workspaceUse.others(person, environment, now - quotas.workspaceMs);
  if (others.length >= quotas.workspaces) throw new HandrailError('too-many-workspaces', { count: others.length, names: others.slice(0, 20).join(', ') });
}
