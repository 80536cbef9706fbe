import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latestDue, nextTime, parseSchedule, readSchedule, ScheduleError } from './schedule.ts';

const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString().slice(0, 16));

test('the next time of a schedule', () => {
  const cases: [string, string, string | null, string?][] = [
    ['* * * * *', '2025-01-01T00:00:30Z', '2025-01-01T00:01'],
    ['*/15 * * * *', '2025-01-01T00:15:00Z', '2025-01-01T00:30'],
    ['5/20 * * * *', '2025-01-01T00:26:00Z', '2025-01-01T00:45'],
    ['30 3 * * *', '2025-01-01T04:00:00Z', '2025-01-02T03:30'],
    ['0 0 29 2 *', '2025-01-01T00:00:00Z', '2028-02-29T00:00'],
    ['0 0 31 2 *', '2025-01-01T00:00:00Z', null],
    ['0 12 * * MON-FRI', '2025-01-03T13:00:00Z', '2025-01-06T12:00'],
    ['0 0 1 jan,Jul *', '2025-01-01T00:00:00Z', '2025-07-01T00:00'],
    // either kind of day when both are told, and a step restricts
    ['0 0 13 * 5', '2025-01-01T00:00:00Z', '2025-01-03T00:00'],
    ['0 0 13 * *', '2025-01-01T00:00:00Z', '2025-01-13T00:00'],
    ['0 0 ? * 5', '2025-01-01T00:00:00Z', '2025-01-03T00:00'],
    ['0 0 */2 * 3', '2025-01-01T00:00:00Z', '2025-01-03T00:00'],
    ['@hourly', '2025-01-01T00:00:00Z', '2025-01-01T01:00'],
    ['@weekly', '2025-01-01T00:00:00Z', '2025-01-05T00:00'],
    ['@every 1h30m', '2025-01-01T00:10:00Z', '2025-01-01T01:40'],
    ['0 9 * * *', '2025-01-15T00:00:00Z', '2025-01-15T12:00', 'America/Santiago'],
    ['30 0 * * *', '2025-01-15T00:00:00Z', '2025-01-15T19:00', 'Asia/Kolkata'],
    ['0 3 * * *', '2025-07-01T00:00:00Z', '2025-07-01T10:00', 'America/Los_Angeles'],
    ['0 3 * * *', '2025-01-01T00:00:00Z', '2025-01-01T11:00', 'America/Los_Angeles'],
    // the hour between two and three is not there that day
    ['30 2 * * *', '2025-03-09T00:00:00Z', '2025-03-10T09:30', 'America/Los_Angeles'],
    ['0 0 1 * *', '2025-01-15T00:00:00Z', '2025-02-01T08:00', 'America/Los_Angeles'],
  ];
  for (const [text, after, expected, zone] of cases) assert.equal(iso(nextTime(readSchedule(text), Date.parse(after), zone)), expected, `${text} ${zone ?? ''}`);
});

test('what does not parse says why', () => {
  const cases: [string, RegExp][] = [
    ['', /^empty spec string$/], ['* * * *', /^expected exactly 5 fields, found 4: \[\* \* \* \*\]$/], ['60 * * * *', /^end of range \(60\) above maximum \(59\): 60$/],
    ['* * * * 7', /^end of range \(7\) above maximum \(6\): 7$/], ['* * 0 * *', /^beginning of range \(0\) below minimum \(1\): 0$/],
    ['5-1 * * * *', /^beginning of range \(5\) beyond end of range \(1\): 5-1$/], ['*/0 * * * *', /^step of range should be a positive number: \*\/0$/],
    ['1-2-3 * * * *', /^too many hyphens/], ['1/2/3 * * * *', /^too many slashes/], ['x * * * *', /^failed to parse int from x: strconv\.Atoi: parsing "x": invalid syntax$/],
    ['@sometimes', /^unrecognized descriptor: @sometimes$/], ['@every soon', /^failed to parse duration @every soon/],
  ];
  for (const [text, message] of cases) {
    assert.throws(() => readSchedule(text), (error) => error instanceof ScheduleError && message.test(error.message), text);
    assert.equal(parseSchedule(text), null);
  }
  assert.throws(() => nextTime(readSchedule('* * * * *'), 0, 'Nowhere/City'), RangeError);
});

test('of times that were missed only the latest is due', () => {
  const at = Date.parse;
  const due = (text: string, since: string, now: string) => {
    const found = latestDue(readSchedule(text), at(since), at(now));
    return found && [iso(found.time), found.manyMissed];
  };
  assert.equal(due('0 * * * *', '2025-01-01T00:00:00Z', '2025-01-01T00:59:00Z'), null);
  assert.deepEqual(due('0 * * * *', '2025-01-01T00:00:00Z', '2025-01-01T01:00:00Z'), ['2025-01-01T01:00', false]);
  assert.deepEqual(due('0 * * * *', '2025-01-01T00:00:00Z', '2025-01-01T05:30:00Z'), ['2025-01-01T05:00', false]);
  assert.deepEqual(due('* * * * *', '2025-01-01T00:00:00Z', '2025-01-01T05:30:30Z'), ['2025-01-01T05:30', true]);
  // not regular: nothing on weekends
  assert.deepEqual(due('0 12 * * 1-5', '2025-01-01T13:00:00Z', '2025-01-05T00:00:00Z'), ['2025-01-03T12:00', false]);
  assert.deepEqual(due('0,1 0 1 * *', '2025-01-01T13:00:00Z', '2025-03-20T00:00:00Z'), ['2025-03-01T00:01', true]);
});
