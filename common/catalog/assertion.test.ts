import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asserts, coverageOf } from './assertion.ts';
import type { RunnableStep, Step } from './step.ts';

const plain: RunnableStep = {
  kind: 'runnable', id: 'a', title: 'A', language: 'bash', source: 'true', effect: 'read', expect: null, exit: [0], needs: [], only: [],
  timeout: 60, interactive: false, background: false, confirm: null, mask: null, parameters: [], digest: 'd', procedure: 'p', procedureTitle: 'P', line: 1,
};
const place = { parameters: [], digest: 'd', procedure: 'p', procedureTitle: 'P', line: 1 };
const file: Step = { kind: 'file', id: 'f', title: 'F', path: 'f.yaml', language: 'yaml', source: '', ...place };
const manual: Step = { kind: 'manual', id: 'm', title: 'M', ...place };
const console = (source: string): Step => ({ ...plain, language: 'console', source });

const table: [what: string, step: Step, expected: boolean][] = [
  ['nothing', plain, false],
  ['text to expect', { ...plain, expect: 'PONG' }, true],
  ['text around an ellipsis', { ...plain, expect: '… PONG …' }, true],
  ['an ellipsis alone', { ...plain, expect: ' … ' }, false],
  ['more statuses allowed', { ...plain, exit: [0, 1] }, false],
  ['a status that is not 0', { ...plain, exit: [1] }, true],
  ['a transcript with an answer', console('$ date\nSat'), true],
  ['a transcript whose second prompt is answered', console('$ cd x\n$ date\nSat'), true],
  ['a transcript without answers', console('$ cd x\n$ date'), false],
  ['a transcript answered by anything', console('$ date\n…'), false],
  ['answers under prompts of Redis', console('redis-cli\n127.0.0.1:6379> PING\nPONG'), true],
  ['a file', file, true],
  ['a step done by hand', manual, false],
];
for (const [what, step, expected] of table) {
  test(`${what}: ${expected ? 'asserts' : 'asserts nothing'}`, () => {
    assert.equal(asserts(step), expected);
  });
}

test('coverage leaves out what is done by hand', () => {
  assert.deepEqual(coverageOf([plain, file, manual, { ...plain, expect: 'x' }]), { asserting: 2, steps: 3 });
  assert.deepEqual(coverageOf([manual]), { asserting: 0, steps: 0 });
});
