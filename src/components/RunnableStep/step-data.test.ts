import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { namesIn, type ParameterSource } from '../../../common/catalog/parameter-source.ts';
import { compileRunbook } from '../../../common/catalog/compile.ts';
import type { FileStep, RunnableStep } from '../../../common/catalog/step.ts';
import { highlight } from '../../remark/runnable-steps/highlight.ts';
import { shortStep, shortTokens } from '../../remark/runnable-steps/short-step.ts';
import { linesOf } from './code-lines.ts';
import { readStep } from './step-data.ts';

const pod = { name: 'POD', type: 'name', title: 'POD', choices: [], pattern: '', min: null, max: null, default: '', leadingDash: false, reachesMake: true } as const;
const runnable: RunnableStep = {
  kind: 'runnable', id: 'a', language: 'redis', source: 'PING', digest: 'ab'.repeat(31) + '00', effect: 'destroy', title: 'T “…”', expect: 'x', exit: [0, 1],
  needs: ['b', 'c'], only: ['dev'], timeout: 9, interactive: true, background: true, confirm: 'yes', mask: 'm', parameters: [{ ...pod, title: 'Pod' }, pod],
  procedure: 'p', procedureTitle: 'P', line: 3,
};
const usual: RunnableStep = { ...runnable, language: 'bash', effect: 'read', title: '', needs: [], only: [], interactive: false, background: false, confirm: null, parameters: [] };
const file: FileStep = { kind: 'file', id: 'f', title: '', path: 'a/b.yaml', language: 'yaml', source: 'a: 1', parameters: [pod], digest: '0f'.repeat(32), procedure: 'p', procedureTitle: 'P', line: 3 };

/** What the page does not need: the digest it sends covers it. */
const unknown = ['expect', 'exit', 'timeout', 'mask', 'procedure', 'procedureTitle', 'line'];

function onThePage(step: RunnableStep | FileStep): unknown {
  const left = step.kind === 'file' ? [...unknown, 'language'] : unknown;
  const parameters = step.parameters.map(({ source, ...rest }) => ({ ...rest, ...(source === undefined ? {} : { live: namesIn(source) }) }));
  return { ...Object.fromEntries(Object.entries(step).filter(([key]) => !left.includes(key))), parameters, runbook: 'r', digest: step.digest.slice(0, 36) };
}

test('of where values can be looked up the page knows what they depend on', () => {
  const live = (source: ParameterSource) => readStep(shortStep({ ...file, parameters: [{ ...pod, source }] }), '', 'r').parameters.map((one) => one.live);
  assert.deepEqual(live({ from: 'pods', namespace: '${TARGET}-${INSTRUMENT}', selector: 'app=secret-name' }), [['TARGET', 'INSTRUMENT']]);
  assert.deepEqual(live({ from: 'contexts' }), [[]]);
  assert.equal(shortStep({ ...file, parameters: [{ ...pod, source: { from: 'contexts' } }] }).includes('contexts'), false);
});

for (const step of [runnable, usual, file]) {
  test(`the page knows of the ${step.kind} step ${JSON.stringify(step.title)} all it needs, and 144 bits of its digest`, () => {
    assert.deepEqual(readStep(shortStep(step), step.source, 'r'), onThePage(step));
  });
}

test('what is usual is not sent', () => {
  assert.deepEqual(Object.keys(JSON.parse(shortStep(usual)) as object), ['id', 'digest']);
});

test('every step of the runbooks arrives, and its colours with it', async () => {
  let count = 0;
  for (const path of globSync(`${import.meta.dirname}/../../../runbooks/*.mdx`)) {
    const { runbook } = compileRunbook({ id: basename(path, '.mdx'), file: path, bytes: readFileSync(path) });
    for (const step of runbook?.steps ?? []) {
      if (step.kind === 'manual') continue;
      assert.deepEqual(readStep(shortStep(step), step.source, 'r'), onThePage(step));
      const tokens = await highlight(step.source, step.language);
      assert.deepEqual(coloured(linesOf(shortTokens(tokens), step.source)), coloured(tokens), step.id);
      count += 1;
    }
  }
  assert.ok(count > 50);
});

/** Each character that can be seen, with its kind. */
function coloured(lines: readonly (readonly (readonly [text: string, kind: string])[])[]): string[][] {
  return lines.map((line) => line.flatMap(([text, kind]) => Array.from(text).filter((one) => one.trim() !== '').map((one) => `${one}${kind}`)));
}
