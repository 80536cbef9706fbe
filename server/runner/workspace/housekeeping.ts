/**
 * Ends what has grown old: workspaces that nobody has used, and the output of runs, whose records stay. What is decided is
 * pure; what is done can be cut short anywhere and is finished the next time. Nothing that is in use is touched.
 */
import type { Keeping } from '../../config/load.ts';
import type { Log } from '../../log.ts';
import type { AuditLog } from '../gateway/audit-log.ts';
import type { Journals } from '../journal/journal.ts';
import { isTooOld, type Kept, Retention, withoutOutput } from './retention.ts';
import type { Workspaces } from './workspace.ts';

export interface HousekeepingOptions {
  journals: Journals;
  workspaces: Workspaces;
  /** what is removed is recorded first, or not removed */
  audit: Pick<AuditLog, 'add' | 'head'>;
  generation: number;
  keeping: Pick<Keeping, 'outputDays' | 'workspaceDays'>;
  /** what is kept of an environment's output; everything for `outputDays` when left out */
  keptIn?(environment: string): Kept;
  /** Unix milliseconds */
  now(): number;
  log: Pick<Log, 'info' | 'warn'>;
}

const hourMs = 3600 * 1000;
/** Runs looked at in one go: then others get their turn. */
const slice = 20;

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

async function removeOutputs({ journals, audit, generation, keeping, keptIn, now, log }: HousekeepingOptions): Promise<void> {
  let removed = 0;
  const retention = new Retention(keptIn ?? (() => ({ days: keeping.outputDays, bytes: null })), now());
  for (const [count, id] of journals.ids().toReversed().entries()) {
    if (count % slice === slice - 1) await new Promise((resolve) => { setImmediate(resolve); });
    const run = journals.hasOutput(id) ? journals.find(id) : null;
    const why = run === null ? null : retention.look(run);
    if (run === null || why === null) continue;
    const record = withoutOutput(run, why, now());
    // What was begun an hour ago was recorded then.
    if (record.removal === undefined) audit.add({ kind: 'output-removed', run: id, ...why });
    await journals.removeOutput(id, { removal: { generation, ...audit.head }, ...record });
    removed += 1;
  }
  if (removed > 0) log.info({ runs: removed }, 'the output of runs was removed, for its age or to make room');
}
