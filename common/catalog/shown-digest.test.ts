import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOf } from './digest.ts';
import { showsDigest, shownDigits } from './shown-digest.ts';

const digest = digestOf('a step');
const other = digestOf('another');
const cases: [what: string, shown: string, same: boolean][] = [
  ['what a page carries', digest.slice(0, shownDigits), true],
  ['all of it', digest, true],
  ['nothing', '', false],
  ['less than a page carries', digest.slice(0, shownDigits - 1), false],
  ['more than all of it', `${digest}0`, false],
  ['another step’s', other.slice(0, shownDigits), false],
  ['one digit astray', `${digest.slice(0, shownDigits - 1)}${digest[shownDigits - 1] === '0' ? '1' : '0'}`, false],
  ['another spelling', digest.toUpperCase(), false],
];
for (const [what, shown, same] of cases) {
  test(`${what} is ${same ? '' : 'not '}enough to name a step’s text`, () => { assert.equal(showsDigest(shown, digest), same); });
}
