import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRunbook } from '../../common/catalog/compile.ts';
import { noScript, type PracticeScript } from '../../common/catalog/practice-script.ts';
import { select, type Tried, UnknownName } from './select.ts';
import { valuesFor } from './values.ts';

const step = (id: string, rest = '', text = 'true') => `\`\`\`bash run=${id} effect=read ${rest}\n${text}\n\`\`\`\n`;
const page = `---
title: Cache
service: cache
targets: {dev: {}, prod: {}}
parameters: {POD: {type: name, default: none}}
---
## One
${step('a')}
${step('b', 'needs=a,d')}
## Two
${step('c', 'needs=b')}
${step('d')}
## Three
${step('e', 'only=prod')}
${step('f', '', 'echo "$POD"')}
<Manual id="g">By hand.</Manual>
`;
const { runbook } = compileRunbook({ id: 'cache', file: 'cache.mdx', bytes: Buffer.from(page) });
assert.ok(runbook);
const tried = (script: Partial<PracticeScript> = {}): Tried => ({ runbook, file: 'cache.mdx', script: { ...noScript, ...script } });
const told = (references: string[], target: string | null = 'dev', script: Partial<PracticeScript> = {}) =>
  select([tried(script)], { references, target }).map((unit) => `${unit.procedure} ${unit.target}: ${unit.setUp.map(({ id }) => id).join(' ')} | ${unit.steps.map(({ id }) => id).join(' ')}`);

test('every procedure on every target, with what its steps need before them', () => {
  assert.deepEqual(told([], null), [
    'one dev: d | a b', 'two dev: a d b | c d', 'three dev:  | f g',
    'one prod: d | a b', 'two prod: a d b | c d', 'three prod:  | e f g',
  ]);
});

test('a procedure, or a step by itself', () => {
  assert.deepEqual(told(['cache#two']), ['two dev: a d b | c d']);
  assert.deepEqual(told(['cache#c', 'cache#f']), ['two dev: a d b | c', 'three dev:  | f']);
  assert.deepEqual(told(['cache#three', 'cache#a']), ['one dev:  | a', 'three dev:  | f g']);
});

test('what comes before by the script’s word, and what values are read off', () => {
  assert.deepEqual(told(['cache#three'], 'dev', { before: { three: { steps: ['c'] } } }), ['three dev: a d b c | f g']);
  assert.deepEqual(told(['cache#three'], 'dev', { values: { POD: { from: 'b', match: 'x' } } }), ['three dev: a d b | f g']);
});

test('what is skipped comes before nothing', () => {
  assert.deepEqual(told(['cache#c'], 'dev', { skip: { b: 'it cannot be' } }), ['two dev:  | c']);
});

test('needs in a circle end', () => {
  const [a, b] = ['a', 'b'].map((id) => runbook.steps.find((one) => one.id === id));
  assert.ok(a?.kind === 'runnable' && b !== undefined);
  const round = { ...runbook, steps: [{ ...a, needs: ['b'] }, b, ...runbook.steps.slice(2)] };
  const [unit] = select([{ ...tried(), runbook: round }], { references: ['cache#a'], target: 'dev' });
  assert.deepEqual(unit?.setUp.map(({ id }) => id), ['d', 'b']);
});

test('a name that is none is refused with those there are', () => {
  assert.throws(() => told(['cash']), (error) => error instanceof UnknownName && /no runbook `cash`\. There are: cache/.test(error.message));
  assert.throws(() => told(['cache#x']), /neither a procedure nor a step `x`.*one, two, three/);
  assert.throws(() => told([], 'int'), /has the target `int`\. There are: dev, prod/);
});

test('values: the target’s own, the script’s, one read off a line, else the default', () => {
  const parameters = runbook.parameters;
  const read = { POD: { from: 'a', match: '^pod/(\\S+)' } };
  assert.deepEqual(valuesFor(parameters, noScript, 'prod', new Map()).values, { TARGET: 'prod', POD: 'none' });
  assert.deepEqual(valuesFor(parameters, { ...noScript, values: read }, 'dev', new Map([['a', 'NAME\r\n\u001b[1mpod/x-1\u001b[0m  Running\r\n']])).values, { TARGET: 'dev', POD: 'x-1' });
  assert.match(valuesFor(parameters, { ...noScript, values: read }, 'dev', new Map([['a', 'nothing']])).missing.join(), /POD is to be read off the output of a, and no line/);
  const required = parameters.map((one) => ({ ...one, default: '' }));
  assert.match(valuesFor(required, noScript, 'dev', new Map()).missing.join(), /POD has no default.*`values`/);
});
