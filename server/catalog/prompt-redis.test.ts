/** The runbooks that the handbook calls its examples show everything that the page on writing tells. What it says, test/sources holds. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { compileRunbook } from '../../common/catalog/compile.ts';
import { describeProblem } from '../../common/catalog/problem.ts';
import type { Runbook } from '../../common/catalog/runbook.ts';

let runbook: Runbook;

function compiled(id: string): Runbook {
  const file = `runbooks/${id}.mdx`;
  const { runbook: made, problems } = compileRunbook({ id, file, bytes: readFileSync(join(import.meta.dirname, '../..', file)) });
  assert.deepEqual(problems.map(describeProblem), []);
  assert.ok(made);
  return made;
}

before(() => { runbook = compiled('prompt-redis'); });

test('it shows each kind of block', () => {
  const { steps } = runbook;
  const runnable = steps.flatMap((step) => (step.kind === 'runnable' ? step : []));
  for (const language of ['bash', 'redis', 'console']) assert.ok(runnable.some((step) => step.language === language), language);
  assert.ok(steps.some(({ kind }) => kind === 'manual'), 'manual');
  assert.ok(compiled('transformed-efd').steps.some(({ kind }) => kind === 'file'), 'file');
  for (const effect of ['read', 'change', 'destroy']) assert.ok(runnable.some((step) => step.effect === effect), effect);
  for (const key of ['interactive', 'background', 'expect', 'confirm'] as const) assert.ok(runnable.some((step) => step[key]), key);
  for (const key of ['needs', 'only'] as const) assert.ok(runnable.some((step) => step[key].length > 0), key);
  assert.ok(runnable.some((step) => step.exit.includes(1)), 'exit');
  assert.ok(runnable.every((step) => step.title !== ''), 'every step has a title');
});
