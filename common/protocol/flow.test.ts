import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flow } from './flow.ts';

test('a viewer acknowledges before the low mark, so a paused terminal is always resumed', () => {
  assert.ok(flow.ackEvery <= flow.low && flow.low <= flow.high && flow.high < flow.farBehind);
});
