/**
 * The records of all runs: what each one's journal folder says of it, the marks of those that are going, and what to make of
 * records that are damaged or were never finished.
 */
import { closeSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunId, type RunId } from '../../../common/ids.ts';
import { type Run, withoutSeal } from '../../../common/run.ts';
import { isOver } from '../../../common/run-state.ts';
import type { Log } from '../../log.ts';
import type { DiskReserve } from './disk-reserve.ts';
import { parseRecord, readRecord, writeDurably, writeWhole } from './run-record.ts';

export interface RecordsOptions {
  /** of the journals */
  folder: string;
  /** generation of the runner that writes */
  ours: number;
  reserve: DiskReserve;
  /** where damage is told; null for nowhere */
  log: Pick<Log, 'warn'> | null;
}

/** A disk under load may take seconds to sync, and nobody sees why a run does not end: after so many milliseconds the log says it. */
const slowMs = 5_000;
/** What is said of a run whose record of its end cannot be read. */
const damagedNote = 'The record of how this step ended is damaged. What it had printed is here; how it ended is not known.';
/** What is said of a run that nobody has any more. */
const leftNote = 'The process that ran this step ended before the step did. What it had printed is here; how it would have ended is not known.';

export class RunRecords {
  readonly #options: RecordsOptions;
  readonly #live: string;
  /** runs whose end the disk refused: known as long as this process lives, and found again by the next one */
  readonly #unkept = new Map<RunId, Run>();

  /** Makes the folder. */
  constructor(options: RecordsOptions) {
    this.#options = options;
    this.#live = join(options.folder, 'live');
    mkdirSync(this.#live, { recursive: true, mode: 0o700 });
  }

  /** Takes a file of a run's journal; gives its path. */
  file(id: RunId, name: string): string {
    return join(this.#options.folder, id, name);
  }

  /** Takes a run as it begins; marks it as going and makes its folder, then lets the rest be made. Leaves nothing when that fails. */
  begin<Made>(run: Run, make: () => Made): Made {
    mkdirSync(this.#live, { recursive: true, mode: 0o700 });
    let isOurs = false;
    // The mark comes first: who finds it without a journal forgets it; a journal without it would be nobody's.
    closeSync(openSync(this.#mark(run.id), 'wx', 0o600));
    try {
      writeFileSync(this.#mark(run.id), `${this.#options.ours}\n${JSON.stringify(run)}`);
      mkdirSync(this.file(run.id, ''), { mode: 0o700 });
      isOurs = true;
      writeWhole(this.file(run.id, 'run.json'), JSON.stringify(run));
      return make();
    } catch (error) {
      this.#forget(run.id);
      if (isOurs) rmSync(this.file(run.id, ''), { recursive: true, force: true });
      throw error;
    }
  }

  /** Takes a run that is going; keeps what is known of it now, as far as the disk allows. */
  note(run: Run): void {
    try {
      writeWhole(this.file(run.id, 'run.json'), JSON.stringify(run));
    } catch {
      // It stays as it was kept last.
    }
  }

  /** Takes a run that is over, and what must be durable before that is; settles once it is. One whose end the disk refuses is lost. */
  async end(run: Run, before?: Promise<void>): Promise<void> {
    const slow = setTimeout(() => this.#options.log?.warn({ run: run.id, ms: slowMs }, 'the disk has not kept the end of a run yet'), slowMs);
    try {
      await this.replaceEnd(run, before);
    } catch (error) {
      this.#unkept.set(run.id, { ...withoutSeal(run), state: 'lost', exitStatus: null, asExpected: false, note: `How it ended could not be kept: ${(error as Error).message}.` });
      throw error;
    } finally {
      clearTimeout(slow);
    }
    this.#forget(run.id);
  }

  /** Takes a run that is over; replaces what is recorded of it. */
  async replaceEnd(run: Run, before?: Promise<void>): Promise<void> {
    await this.#options.reserve.withRoomFor(() => writeDurably(this.file(run.id, 'end.json'), JSON.stringify(run), before));
  }

  /** Gives the record as it was last written, or null. A run that nobody has any more and that has no end is lost. Never throws. */
  find(id: RunId): Run | null {
    try {
      return this.#unkept.get(id) ?? this.#read(id);
    } catch (error) {
      this.#options.log?.warn({ run: id, why: (error as Error).message }, 'the record of a run cannot be read');
      return null;
    }
  }

  /** Takes a generation; gives the runs its runner has going, or had. What only began to begin is forgotten. */
  unfinished(generation: number): Run[] {
    return idsIn(this.#live).filter((id) => generationIn(this.#mark(id)) === generation).flatMap((id) => {
      const run = this.find(id);
      if (run !== null && !isOver(run.state)) return run;
      if (!this.#unkept.has(id)) this.#forget(id);
      return [];
    });
  }

  /** Every run there is a journal of, in no order. */
  ids(): RunId[] {
    return idsIn(this.#options.folder);
  }

  #read(id: RunId): Run | null {
    const end = readRecord(this.file(id, 'end.json'), id);
    if (end !== null && end !== 'damaged') return end;
    const began = readRecord(this.file(id, 'run.json'), id);
    if (began === null || began === 'damaged') return this.#recover(id, began === 'damaged' || end === 'damaged');
    if (end === 'damaged') {
      this.#setAside(id, this.file(id, 'end.json'), this.file(id, 'end.json.damaged'));
      return this.#lost(began, damagedNote);
    }
    if (sizeOf(this.#mark(id)) !== null) return began;
    // It may have ended between two looks, in a runner beside this one.
    const again = readRecord(this.file(id, 'end.json'), id);
    return again !== null && again !== 'damaged' ? again : this.#lost(began, leftNote);
  }

  /** What a run's own folder does not tell any more may stand in its mark, while it has one. */
  #recover(id: RunId, isDamaged: boolean): Run | null {
    if (sizeOf(this.#mark(id)) !== null) {
      const text = readFileSync(this.#mark(id), 'utf8');
      return parseRecord(text.slice(text.indexOf('\n') + 1), id);
    }
    if (isDamaged) this.#setAside(id, this.file(id, ''), join(this.#options.folder, 'damaged', id));
    return null;
  }

  #lost(run: Run, note: string): Run {
    const endedAt = run.endedAt ?? run.outputAt ?? run.startedAt ?? run.queuedAt;
    return { ...run, state: 'lost', exitStatus: null, asExpected: false, note, end: sizeOf(this.file(run.id, 'output')) ?? 0, endedAt };
  }

  #setAside(id: RunId, from: string, to: string): void {
    try {
      mkdirSync(join(to, '..'), { recursive: true, mode: 0o700 });
      renameSync(from, to);
      this.#options.log?.warn({ run: id, kept: to }, 'a damaged record of a run was set aside');
    } catch {
      // Where nothing can be renamed it is met again, and passed over again.
    }
  }

  #mark(id: RunId): string {
    return join(this.#live, id);
  }

  #forget(id: RunId): void {
    rmSync(this.#mark(id), { force: true });
  }
}

/** A mark that is gone belongs to nobody; one of an older runner is empty, or says its generation alone. */
function generationIn(mark: string): number {
  try {
    return Number(readFileSync(mark, 'utf8').split('\n', 1)[0] || 1);
  } catch {
    return 0;
  }
}

/** A folder that is gone holds none. */
function idsIn(folder: string): RunId[] {
  try {
    return readdirSync(folder).filter(isRunId);
  } catch {
    return [];
  }
}

/** Takes a file; gives its size in bytes, or null when there is none. */
export function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null;
}
