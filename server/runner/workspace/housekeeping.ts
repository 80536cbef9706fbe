/**
 * Ends what has grown old: workspaces that nobody has used, and the output of runs, whose records stay. What is decided is
 * pure; what is done can be cut short anywhere and is finished the next time. Nothing that is in use is touched.
 */
import type { Keeping } from '../../config/load.ts';
import type { Run } from '../../../common/run.ts';
import { isOver } from '../../../common/run-state.ts';
import type { Log } from '../../log.ts';
import type { AuditLog } from '../gateway/audit-log.ts';
import type { Journals } from '../journal/journal.ts';
import type { Workspaces } from './workspace.ts';

export interface HousekeepingOptions {
  journals: Journals;
  workspaces: Workspaces;
  /** what is removed is recorded first, or not removed */
  audit: Pick<AuditLog, 'add' | 'head'>;
  generation: number;
  keeping: Pick<Keeping, 'outputDays' | 'workspaceDays'>;
  /** Unix milliseconds */
  now(): number;
  log: Pick<Log, 'info' | 'warn'>;
}

const dayMs = 24 * 3600 * 1000;
const hourMs = 3600 * 1000;
/** Runs looked at in one go: then others get their turn. */
const slice = 20;

/** Takes when something was used last, now, and the days it is kept, all in Unix milliseconds but those; tells whether it is too old. A time to come is not. */
export function isTooOld(at: number, now: number, days: number): boolean {
  return Number.isFinite(at) && now - at > days * dayMs;
}

/** Takes a run's record, now and the days that output is kept; gives the record to keep instead, or null when nothing is to be removed. */
export function withoutOutput(run: Run, now: number, days: number): Run | null {
  if (!isOver(run.state) || !isTooOld(run.endedAt ?? run.queuedAt, now, days)) return null;
  if (run.outputRemovedAt !== undefined) return run;
  const note = `Its output was removed after ${days} ${days === 1 ? 'day' : 'days'}.`;
  return { ...run, outputRemovedAt: now, note: run.note === '' ? note : `${run.note} ${note}` };
}

/** Looks through everything once. Never throws: what cannot be removed is told, and tried again the next time. */
export async function keepHouse(options: HousekeepingOptions): Promise<void> {
  const attempts = [() => options.workspaces.clear(), () => endWorkspaces(options), () => removeOutputs(options)];
  for (const attempt of attempts) await attempt().catch((error: unknown) => options.log.warn({ err: error }, 'housekeeping could not be finished'));
}

/**
 * Keeps house every hour; gives what ends that. A clock that was set in between makes nothing old: the hour is measured
 * both ways, and when they differ the house is left as it is for another hour.
 */
export function keepHouseHourly(options: HousekeepingOptions, clock: () => number = () => performance.now()): () => void {
  let last = { wall: options.now(), clock: clock() };
  const timer = setInterval(() => {
    const next = { wall: options.now(), clock: clock() };
    const wasSet = Math.abs(next.wall - last.wall - (next.clock - last.clock)) > hourMs;
    last = next;
    if (wasSet) options.log.warn({}, 'the clock was set: nothing is removed for its age this hour');
    else void keepHouse(options);
  }, hourMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function endWorkspaces({ workspaces, audit, keeping, now, log }: HousekeepingOptions): Promise<void> {
  for (const { person, environment, at } of workspaces.used()) {
    if (!isTooOld(at, now(), keeping.workspaceDays)) continue;
    const record = () => { audit.add({ kind: 'workspace-removed', person, environment, days: keeping.workspaceDays }); };
    if (await workspaces.resetUnused(person, environment, at, record)) log.info({ person, environment, days: keeping.workspaceDays }, 'a workspace that nobody used was removed');
  }
}

async function removeOutputs({ journals, audit, generation, keeping, now, log }: HousekeepingOptions): Promise<void> {
  let removed = 0;
  for (const [count, id] of journals.ids().entries()) {
    if (count % slice === slice - 1) await new Promise((resolve) => { setImmediate(resolve); });
    const run = journals.hasOutput(id) ? journals.find(id) : null;
    const record = run === null ? null : withoutOutput(run, now(), keeping.outputDays);
    if (record === null) continue;
    // What was begun an hour ago was recorded then.
    if (record.removal === undefined) audit.add({ kind: 'output-removed', run: id, days: keeping.outputDays });
    await journals.removeOutput(id, { removal: { generation, ...audit.head }, ...record });
    removed += 1;
  }
  if (removed > 0) log.info({ runs: removed, days: keeping.outputDays }, 'the output of old runs was removed');
}
