/** When runs that go on printed last, as far as this page has seen or was told. Unix milliseconds of this page's clock. */
import type { RunId } from '../../common/ids.ts';

const seen = new Map<RunId, number>();

/** Takes a run and when it printed; keeps the latest. */
export function noteOutput(run: RunId, at: number): void {
  seen.set(run, Math.max(at, seen.get(run) ?? 0));
}

/** Takes a run; gives when it printed last, or null when nobody here knows. */
export function lastOutput(run: RunId): number | null {
  return seen.get(run) ?? null;
}
