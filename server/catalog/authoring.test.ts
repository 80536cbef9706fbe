import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { compileRunbook } from '../../common/catalog/compile.ts';
import { stepKeys } from '../../common/catalog/fence.ts';
import { parameterTypes } from '../../common/catalog/parameter.ts';
import { sourceShape } from '../../common/catalog/parameter-source.ts';
import { describeProblem } from '../../common/catalog/problem.ts';
import { frontMatter } from '../../common/catalog/runbook.ts';
import { lintFolder } from './lint/lint-folder.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/authoring.md'), 'utf8');
const examples = Array.from(page.matchAll(/^````mdx\n([^]*?)^````$/gm), (match) => match[1] ?? '');
const head = /^---\n[^]*?\n---\n/.exec(examples[0] ?? '')?.[0] ?? '';

test('every example of the page compiles and has steps, gaps or panels', () => {
  assert.ok(examples.length >= 7);
  for (const example of examples) {
    const text = example.startsWith('---') ? example : head + example;
    const { runbook, problems } = compileRunbook({ id: 'example', file: 'example.mdx', bytes: new TextEncoder().encode(text) });
    assert.deepEqual(problems.map(describeProblem), [], example);
    assert.ok(runbook && runbook.steps.length + runbook.gaps.length + (runbook.panels?.length ?? 0) > 0, example);
  }
});

test('lint warns of nothing in the examples, one after the other as one runbook', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-examples-'));
  writeFileSync(join(folder, 'image-cache.mdx'), examples.join('\n'));
  const { findings } = await lintFolder(folder, { root: folder, shellCheck: null });
  rmSync(folder, { recursive: true });
  const told = findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
  assert.deepEqual(told.map((finding) => `${finding.line}: ${finding.message}`), []);
});

test('every key of the front matter, every parameter type and every key of a step has its row, and no other', () => {
  const parts = new Map(page.split(/^## /m).map((part) => [part.slice(0, part.indexOf('\n')), part]));
  const rows = (heading: string) => Array.from((parts.get(heading) ?? '').matchAll(/^\| (`[^|]*) \|/gm), (match) => match[1] ?? '')
    .flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), (match) => match[1] ?? '')).sort();
  assert.deepEqual(rows('Front matter'), Object.keys(frontMatter.shape).sort());
  assert.deepEqual(rows('Parameters'), [...parameterTypes].sort());
  assert.deepEqual(rows('Values that are there now'), ['from', ...sourceShape.options.flatMap(({ shape: { from } }) => ('values' in from ? [...from.values] : from.options))].sort());
  assert.deepEqual(rows('Every key'), Object.keys(stepKeys).sort());
});
