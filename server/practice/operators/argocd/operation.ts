/** A sync that somebody asked for: reading what was asked, and what an Application says of it afterwards. Pure. */
import { formatTime } from '../../cluster/clock.ts';
import { type ApplicationStatus, type Deployed, type Operation, type ResourceResult, operationSchema } from './application.ts';
import type { Looked } from './look.ts';

/** Takes an Application's `operation`; gives it, read, or why it cannot be. */
export function readOperation(given: unknown): { operation: Operation | null; error: string } {
  const { data, error } = operationSchema.safeParse(given);
  return { operation: data ?? null, error: error ? `the operation cannot be read: ${error.issues[0]?.path.join('.') ?? ''}: ${error.issues[0]?.message ?? ''}` : '' };
}

/** Takes an operation that cannot be carried out, why, and the time; gives the state of the operation. */
export function refused(operation: unknown, why: string, now: number): Record<string, unknown> {
  return { phase: 'Error', message: why, operation, startedAt: formatTime(now), finishedAt: formatTime(now) };
}

export interface Sequel {
  status: ApplicationStatus;
  operation: Operation;
  /** as it was written */
  given: unknown;
  wanted: Looked;
  results: readonly ResourceResult[];
  now: number;
}

/** Takes a sync that was carried out; gives what the status says of it: its state, and an entry in the history when it was a whole one. */
export function sequelOf({ status, operation, given, wanted, results, now }: Sequel): Partial<ApplicationStatus> {
  const time = formatTime(now);
  const failed = results.filter((result) => result.status === 'SyncFailed');
  const common = { operation: given, startedAt: time, finishedAt: time };
  if (wanted.error !== null) return { operationState: { ...common, phase: 'Error', message: `ComparisonError: ${wanted.error}` } };
  const syncResult = { revision: wanted.revision, source: wanted.spec.source, resources: results };
  if (failed.length > 0) {
    const reason = failed.map(({ message }) => message).join(', ');
    return { operationState: { ...common, phase: 'Failed', message: `one or more objects failed to apply, reason: ${reason}`, syncResult } };
  }
  const skipped = results.some((result) => result.status === 'PruneSkipped');
  const message = `successfully synced (${skipped ? 'no more tasks' : 'all tasks run'})`;
  const operationState = { ...common, phase: 'Succeeded', message, syncResult };
  if (operation.sync.dryRun || operation.sync.resources.length > 0) return { operationState };
  return { operationState, history: lengthened(status.history ?? [], wanted, time) };
}

function lengthened(history: readonly Deployed[], { revision, spec }: Looked, time: string): Deployed[] {
  const id = (history.at(-1)?.id ?? -1) + 1;
  const entry = { id, revision: revision ?? '', deployStartedAt: time, deployedAt: time, source: spec.source };
  const limit = Math.max(1, spec.revisionHistoryLimit);
  return [...history, entry].slice(-limit);
}
