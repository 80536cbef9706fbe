/** Keeps what a test found out, for the page: `build/tested.json`. What was not tried this time stays as it was. */
import { readFile } from 'node:fs/promises';
import type { Catalog } from '../../common/catalog/runbook.ts';
import { type StepResult, type Tested, testedShape } from '../../common/tested.ts';
import { writeAtomically } from './atomic-write.ts';
import type { UnitOutcome } from './outcome.ts';

/** Takes the file, the catalog and what was tried; writes it down among what is there. */
export async function record(path: string, catalog: Catalog, units: readonly UnitOutcome[]): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(merged(await read(path), catalog, units, Date.now()))}\n`);
}

/** Takes what is known, the catalog, what was tried and the time; gives what is known now. Pure. */
export function merged(known: Tested, catalog: Catalog, units: readonly UnitOutcome[], at: number): Tested {
  const runbooks = { ...known.runbooks };
  for (const [id, mine] of Map.groupBy(units, ({ runbook }) => runbook)) {
    const entry = catalog.runbooks.find((runbook) => runbook.id === id);
    const targets = Object.keys(entry?.targets ?? {});
    const isThere = ({ target }: StepResult) => (targets.length === 0 ? target === '' : targets.includes(target));
    const before = Object.hasOwn(runbooks, id) ? runbooks[id] ?? {} : {};
    const tried = mine.flatMap(({ target, steps }) => steps.map((step) => ({ id: step.step, result: resultOf(step, target, resultsOf(before, step.step)) })));
    // A step that was renamed or removed leaves nothing behind.
    runbooks[id] = Object.fromEntries((entry?.steps ?? []).flatMap((step) => {
      const now = tried.filter((one) => one.id === step.id).map(({ result }) => result);
      const kept = resultsOf(before, step.id).filter((old) => isThere(old) && !now.some(({ target }) => target === old.target));
      const all = [...kept, ...now].sort((left, right) => targets.indexOf(left.target) - targets.indexOf(right.target));
      return all.length === 0 ? [] : [[step.id, all]];
    }));
  }
  return { version: 1, at, runbooks };
}

/** A step may be called `constructor`, as what every object has is. */
function resultsOf(before: Readonly<Record<string, readonly StepResult[]>>, step: string): readonly StepResult[] {
  return Object.hasOwn(before, step) ? before[step] ?? [] : [];
}

function resultOf({ digest, at, outcome, asserts, why }: UnitOutcome['steps'][number], target: string, before: readonly StepResult[] = []): StepResult {
  const passed = outcome === 'passed' ? at : before.find((one) => one.target === target)?.passed;
  return { digest, target, at, outcome, asserts, why, ...(passed === undefined ? {} : { passed }) };
}

/** What cannot be read is no loss that should stop a test: the next whole one brings it back. */
async function read(path: string): Promise<Tested> {
  try {
    return testedShape.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return { version: 1, at: 0, runbooks: {} };
  }
}
