/**
 * Clears away what runners that died have left: their runs are recorded as lost, with all they had printed; their processes
 * are ended, their folders removed. What belongs to a runner that lives is never touched.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Run } from '../../../common/run.ts';
import type { Paths } from '../../config/paths.ts';
import { clearLimits, type Limits } from '../../sandbox/limits.ts';
import { holdPlace, mostGenerations, type Place, placeOf } from './generation.ts';
import type { Journals } from '../journal/journal.ts';

const note = z.object({ pid: z.number(), limits: z.object({ kind: z.enum(['cgroup1', 'cgroup2']), roots: z.array(z.string()).readonly() }).nullable() });

const lostNote = 'The process that ran this step ended before the step did. What it had printed is here; how it would have ended is not known.';

/** Takes our place and the means of our limits; leaves word of them for whoever has to clear up after us. */
export function leaveNote(place: Place, limits: Limits | { why: string }): void {
  writeFileSync(place.note, JSON.stringify({ pid: process.pid, limits: 'roots' in limits ? limits : null } satisfies z.infer<typeof note>), { mode: 0o600 });
}

/** Takes a place whose runner is no more and the journals; clears it. Gives the runs that are lost. */
export async function clearPlace(place: Place, journals: Journals, now: () => number): Promise<Run[]> {
  const limits = limitsIn(place);
  // First the processes: a run is lost only when nothing of it goes on.
  if (limits !== null) await clearLimits(limits);
  forgetPlace(place);
  return await journals.takeUnfinished((run) => ({ ...run, state: 'lost', exitStatus: null, asExpected: false, note: lostNote, endedAt: now() }), place.generation);
}

/** Takes a place; removes its files and folders. */
export function forgetPlace({ runs, stage, socket, note }: Place): void {
  for (const path of [runs, stage, socket, note]) rmSync(path, { recursive: true, force: true });
}

/** Takes where things are kept and the journals; clears every place that nobody holds. Gives the runs that are lost. */
export async function sweep(paths: Paths, journals: Journals, now: () => number): Promise<Run[]> {
  const lost: Run[] = [];
  for (let generation = 1; generation <= mostGenerations; generation += 1) {
    const place = placeOf(paths, generation);
    const lock = await holdPlace(place);
    if (lock === null) continue;
    try {
      lost.push(...await clearPlace(place, journals, now));
    } finally {
      lock.release();
    }
  }
  return lost;
}

function limitsIn(place: Place): Limits | null {
  if (!existsSync(place.note)) return null;
  try {
    return note.parse(JSON.parse(readFileSync(place.note, 'utf8'))).limits;
  } catch {
    return null;
  }
}
