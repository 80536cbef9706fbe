import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Parameter } from '../../common/catalog/parameter.ts';
import { matchesInTime, matchingInTime } from './bounded-match.ts';
import { checkParameters } from './parameters.ts';

const release: Parameter = { name: 'RELEASE', type: 'pattern', title: '', choices: [], pattern: '(?:\\w+\\.?)+!', min: null, max: null, default: '', leadingDash: false, reachesMake: false };

test('a pattern matches as it does anywhere', () => {
  assert.equal(matchesInTime('^(?:v\\d+)$', 'v12'), true);
  assert.equal(matchesInTime('^(?:v\\d+)$', 'v'), false);
  assert.equal(matchesInTime('^(?:\\p{Lu}+)$', 'ÄÖ'), true);
});

test('a value made for a pattern that tries everything is refused, and holds nobody up', { timeout: 60_000 }, () => {
  assert.deepEqual(checkParameters([release], { RELEASE: 'v1.2!' }), { RELEASE: 'v1.2!' });
  assert.throws(() => checkParameters([release], { RELEASE: 'a'.repeat(4_000) }), { code: 'parameter-malformed' });
});

test('of many values those that match, and none where that takes for ever', { timeout: 60_000 }, () => {
  assert.deepEqual([...matchingInTime('^(?:a+)$', ['a', 'b', 'aa', 'a\n', ''])], ['a', 'aa']);
  assert.deepEqual([...matchingInTime('^(?:(?:\\w+\\.?)+!)$', ['v1!', ...Array.from({ length: 100 }, () => 'a'.repeat(4_000))])], []);
});
