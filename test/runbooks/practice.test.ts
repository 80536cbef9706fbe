/**
 * Every procedure of every runbook, on every target, in a practice world of its own: each step must end as its runbook says,
 * or be done by hand with a reason. What is found out is kept for the page.
 */
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../server/config/load.ts';
import { nameOf, type Outcome, toldOf } from '../../server/doctest/outcome.ts';
import { load } from '../../server/doctest/load.ts';
import { failureText } from '../../server/doctest/plain-report.ts';
import { select } from '../../server/doctest/select.ts';
import { root, tryRunbooks } from './try.ts';

const folder = join(root, 'runbooks');
const loaded = await load(folder, root);
// Steps wait more than they compute: for pods, for a cluster that settles.
const outcome: Outcome = await tryRunbooks(folder, { tested: loadConfig(process.env, root).tested, jobs: 2 * availableParallelism() });

test('every runbook and every practice script can be read', () => {
  assert.deepEqual(outcome.obstacles.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`), []);
});

test('every step was tried on every target it is for', () => {
  const due = select(loaded.tried, { references: [], target: null }).flatMap((unit) => unit.steps.map(({ id }) => `${nameOf({ ...unit, runbook: unit.runbook.id })}: ${id}`));
  assert.deepEqual(outcome.units.flatMap((unit) => unit.steps.map(({ step }) => `${nameOf(unit)}: ${step}`)).sort(), due.sort());
  assert.ok(due.length > 100, `only ${due.length} steps`);
});

for (const unit of outcome.units) {
  for (const step of toldOf(unit)) {
    test(`${nameOf(unit)}: ${step.step}`, () => {
      assert.notEqual(step.outcome, 'failed', failureText(step));
      // A person's step may be left to persons; all else has to work.
      if (step.outcome === 'skipped') assert.match(`${step.kind}, ${step.why}`, /^manual, by hand: ./);
    });
  }
}
