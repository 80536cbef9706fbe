import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextTime, parseSchedule } from './schedule.ts';

test('the next time', () => {
  const from = '2025-01-31T23:58:30Z';
  const cases: [string, string][] = [
    ['* * * * *', '2025-01-31T23:59:00Z'], ['*/5 * * * *', '2025-02-01T00:00:00Z'], ['0 0 * * *', '2025-02-01T00:00:00Z'], ['@hourly', '2025-02-01T00:00:00Z'],
    ['30 3 1 * *', '2025-02-01T03:30:00Z'], ['0 12 * * 1', '2025-02-03T12:00:00Z'], ['0 12 * * mon-fri', '2025-02-03T12:00:00Z'], ['0 0 29 2 *', '2028-02-29T00:00:00Z'],
    ['0 0 13 * 5', '2025-02-07T00:00:00Z'], ['15,45 8-10/2 * feb *', '2025-02-01T08:15:00Z'], ['0 0 * * 7', '2025-02-02T00:00:00Z'], ['@monthly', '2025-02-01T00:00:00Z'],
    ['10/20 * * * *', '2025-02-01T00:10:00Z'],
  ];
  for (const [text, expected] of cases) {
    const schedule = parseSchedule(text);
    assert.ok(schedule, text);
    assert.equal(nextTime(schedule, Date.parse(from)), Date.parse(expected), text);
  }
});

test('schedules that never come, and those that do not parse', () => {
  const never = parseSchedule('0 0 31 2 *');
  assert.ok(never);
  assert.equal(nextTime(never, 0), null);
  for (const text of ['', '* * * *', '* * * * * *', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * * 13 *', '*/0 * * * *', '5-1 * * * *', 'a * * * *', '@never', '1.5 * * * *', '-1 * * * *']) {
    assert.equal(parseSchedule(text), null, text);
  }
});
