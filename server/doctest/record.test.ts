import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { compileRunbook } from '../../common/catalog/compile.ts';
import type { Catalog } from '../../common/catalog/runbook.ts';
import { testedShape } from '../../common/tested.ts';
import type { StepOutcome, UnitOutcome } from './outcome.ts';
import { merged, record } from './record.ts';

const page = '---\ntitle: A\nservice: a\ntargets: {dev: {}, prod: {}}\n---\n## P\n```bash run=a effect=read\ntrue\n```\n```bash run=b effect=read\ntrue\n```\n';
const { runbook } = compileRunbook({ id: 'one', file: 'one.mdx', bytes: Buffer.from(page) });
assert.ok(runbook);
const catalog: Catalog = { digest: '', runbooks: [runbook] };
const result = (target: string, at: number) => ({ digest: 'd', target, at, outcome: 'passed' as const, asserts: true, why: '', passed: at });

function unit(target: string, ...steps: string[]): UnitOutcome {
  const outcome = (step: string): StepOutcome => ({
    runbook: 'one', step, title: '', kind: 'runnable', digest: 'new', file: '', line: 1, outcome: 'failed', why: 'because', notes: [],
    asserts: false, at: 9, ms: 1, difference: '', screen: '',
  });
  return { runbook: 'one', title: '', procedure: 'p', procedureTitle: '', target, setUp: [outcome('b')], steps: steps.map(outcome), ms: 1 };
}

test('only what was tried is replaced; set-up is not kept; what is gone from the runbook goes', () => {
  const known = { version: 1 as const, at: 1, runbooks: { other: { x: [result('', 1)] }, one: { a: [result('dev', 1), result('prod', 1), result('int', 1)], b: [result('dev', 1)], gone: [result('dev', 1)] } } };
  const { runbooks, at } = merged(known, catalog, [unit('prod', 'a')], 5);
  assert.equal(at, 5);
  assert.deepEqual(runbooks['other'], known.runbooks.other);
  assert.deepEqual(Object.keys(runbooks['one'] ?? {}), ['a', 'b']);
  assert.deepEqual(runbooks['one']?.['a'], [result('dev', 1), { digest: 'new', target: 'prod', at: 9, outcome: 'failed', asserts: false, why: 'because', passed: 1 }]);
  assert.deepEqual(runbooks['one']?.['b'], [result('dev', 1)]);
});

test('it is written whole, where the link leads, over whatever was broken; nothing is left beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-record-'));
  try {
    const [real, link] = [join(folder, 'real.json'), join(folder, 'tested.json')];
    writeFileSync(real, '{"version": 1, half of i');
    symlinkSync(real, link);
    await record(link, catalog, [unit('dev', 'a', 'b')]);
    const written = testedShape.parse(JSON.parse(readFileSync(real, 'utf8')));
    assert.deepEqual(Object.keys(written.runbooks['one'] ?? {}), ['a', 'b']);
    assert.deepEqual(readdirSync(folder).sort(), ['real.json', 'tested.json']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
