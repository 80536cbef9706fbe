/** The reader of journals, on folders in which anything may stand where a record, an output or a mark should be. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newRunId, type RunId } from '../common/ids.ts';
import type { Run } from '../common/run.ts';
import { runStates } from '../common/run-state.ts';
import { type Journals, openJournals } from '../server/runner/journal/journal.ts';
import type { Chance } from '../test/chaos/seed.ts';
import { textLike } from './fuzz-json.ts';
import { damaged, type FuzzTarget } from './fuzz-target.ts';

/** Files of a journal, all on a memory filesystem where there is one: a disk would only make it slow. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** After so many inputs the whole folder is read as a runner does when it begins, and another is begun. */
const together = 200;

export const journalTarget: FuzzTarget = {
  name: 'journal reader',
  invariant: 'never throws; a record is the run’s own and of a known state; bytes are those of the file',
  open() {
    const folder = mkdtempSync(join(memory, 'handrail-fuzz-'));
    let journals: Journals | null = null;
    let tried = 0;
    return {
      tryOne(chance) {
        journals ??= openJournals(folder);
        tryOne(journals, folder, tried, chance);
        tried += 1;
        if (tried % together !== 0) return;
        readTogether(openJournals(folder));
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
        journals = null;
      },
      close: () => { rmSync(folder, { recursive: true, force: true }); },
    };
  },
};

function tryOne(journals: Journals, folder: string, tried: number, chance: Chance): void {
  const id = newRunId(1_700_000_000_000 + tried, chance.bytes(10));
  const run = recordOf(id, chance);
  const own = join(folder, id);
  mkdirSync(own);
  const output = chance.bytes(chance.below(60));
  const text = (record: Run) => (chance.oneIn(4) ? Buffer.from(JSON.stringify(record)) : chance.oneIn(8) ? chance.bytes(chance.below(50)) : textLike(record, chance));
  if (!chance.oneIn(6)) writeFileSync(join(own, 'run.json'), text({ ...run, state: 'running' }));
  if (!chance.oneIn(3)) writeFileSync(join(own, 'end.json'), text(run));
  if (!chance.oneIn(8)) writeFileSync(join(own, 'output'), output);
  if (chance.oneIn(2)) writeFileSync(join(own, 'timing'), chance.bytes(chance.below(40)));
  if (chance.oneIn(3)) writeFileSync(join(folder, 'live', id), damaged(Buffer.from(`1\n${JSON.stringify(run)}`), chance));
  const found = journals.find(id);
  if (found === null) return;
  assert.ok(found.id === id && runStates.includes(found.state), JSON.stringify(found));
  if (!existsSync(join(own, 'output'))) return;
  const from = chance.below(70);
  const to = from + chance.below(70);
  assert.deepEqual(Buffer.from(journals.read(id, from, to)), output.subarray(from, to));
  const marks = journals.timing(id, from, to);
  assert.ok(marks.bytes.length <= Math.max(0, to - from) && marks.bytes.length <= marks.total);
}

function readTogether(journals: Journals): void {
  const listed = journals.since(0, 50);
  assert.ok(listed.length <= 50 && listed.every((run, at) => at === 0 || run.id > (listed[at - 1]?.id ?? '')));
  assert.deepEqual(journals.since(1_800_000_000_000, 50), []);
}

function recordOf(id: RunId, chance: Chance): Run {
  return {
    id, person: 'operator', environment: 'practice', runbook: 'r', step: 's', digest: 'd', title: 't', parameters: { A: 'b' }, state: chance.pick(runStates),
    interactive: false, queuedAt: 1_700_000_000_000, startedAt: 1_700_000_000_001, endedAt: 1_700_000_000_002, exitStatus: 0, asExpected: true, note: '',
    end: chance.below(60), size: { cols: 80, rows: 24 },
  };
}
