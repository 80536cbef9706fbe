import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileCatalog } from '../common/catalog/compile.ts';
import { describeProblem } from '../common/catalog/problem.ts';
import { runbookId, runbookText, stepsEach } from './scale-runbook.ts';

test('made runbooks compile, have the steps they promise, and differ from each other', () => {
  const count = 60;
  const files = Array.from({ length: count }, (_, at) => ({ id: runbookId(at), file: runbookId(at), bytes: new TextEncoder().encode(runbookText(at, count)) }));
  const { catalog, problems } = compileCatalog(files);
  assert.deepEqual(problems.map(describeProblem), []);
  assert.equal(catalog.runbooks.length, count);
  for (const { id, steps } of catalog.runbooks) assert.equal(steps.length, stepsEach, id);
  assert.equal(new Set(catalog.runbooks.map(({ steps }) => steps.map(({ digest }) => digest).join())).size, count);
});
