import assert from 'node:assert/strict';
import { test } from 'node:test';
import { humanDuration } from '../../../../common/human-duration.ts';
import { age } from './age.ts';

test('durations as kubectl writes them', () => {
  const [minute, hour, day] = [60, 3600, 86_400];
  const cases: [number, string][] = [
    [-5, '<invalid>'], [-1, '0s'], [0, '0s'], [119, '119s'], [120, '2m'], [125, '2m5s'], [599, '9m59s'], [10 * minute, '10m'], [179 * minute, '179m'],
    [3 * hour, '3h'], [3 * hour + 2 * minute, '3h2m'], [8 * hour, '8h'], [47 * hour, '47h'], [2 * day, '2d'], [2 * day + 5 * hour, '2d5h'], [8 * day, '8d'],
    [400 * day, '400d'], [2 * 365 * day, '2y'], [(2 * 365 + 10) * day, '2y10d'], [9 * 365 * day, '9y'],
  ];
  for (const [seconds, expected] of cases) assert.equal(humanDuration(seconds * 1000), expected, String(seconds));
  assert.equal(age(undefined, 0), '<unknown>');
  assert.equal(age('1970-01-01T00:00:00Z', 5000), '5s');
});
