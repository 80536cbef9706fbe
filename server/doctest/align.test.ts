import assert from 'node:assert/strict';
import { test } from 'node:test';
import { align, difference, wholeMatches } from './align.ts';

const whole: [got: string, expected: string, is: boolean][] = [
  ['PONG', 'PONG', true],
  ['PONG\nmore', 'PONG', false],
  ['more\nPONG', 'PONG', false],
  ['a\nb\nc', 'a\n…\nc', true],
  ['a\nc', 'a\n…\nc', true],
  ['a\nc\nd', 'a\n…\nc', false],
  ['(integer) 12', '(integer) …', true],
  ['(integer)', '(integer) …', true],
  ['x (integer) 12', '(integer) …', false],
  ['', '…', true],
  ['\ue000 a \ue001', ' a', true],
  ['a\ue001\nb', 'a', false],
];
for (const [got, expected, is] of whole) {
  test(`${JSON.stringify(got)} ${is ? 'is' : 'is not'} ${JSON.stringify(expected)}`, () => { assert.equal(wholeMatches(got, expected), is); });
}

test('what differs stands between what is the same', () => {
  assert.equal(difference('a\nold\nz', 'a\nnew\nmore\nz'), '  a\n- old\n+ new\n+ more\n  z');
  assert.equal(difference('', 'a'), '+ a');
  assert.equal(difference('a\n…\nz', 'a\n1\n2\nz'), '  a\n  1\n  2\n  z');
});

test('a wildcard does not swallow the change behind it', () => {
  assert.deepEqual(align(['a', '…', 'b'], ['a', 'x', 'c']).at(-1), { kind: 'other', expected: 'b', got: 'c' });
});

test('thousands of lines are laid beside nothing, and soon', () => {
  const lines = Array.from({ length: 5_000 }, (_, at) => `line ${at}`);
  assert.equal(align(lines, lines).filter(({ kind }) => kind === 'extra').length, 5_000);
});
