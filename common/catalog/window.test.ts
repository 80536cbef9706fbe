import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeWindow, isOpen, type Window } from './window.ts';
import { windowShape } from './window-shape.ts';

const day: Window = { from: '09:00', to: '17:00', zone: 'America/Santiago', days: ['mon', 'tue', 'wed', 'thu', 'fri'] };
const night: Window = { from: '22:00', to: '04:00', zone: 'UTC', days: ['fri'] };

const cases: readonly [string, Window, string, boolean][] = [
  // Chile is three hours behind UTC in November, four in June.
  ['in the morning there', day, '2026-11-20T12:00:00Z', true],
  ['a minute too early', day, '2026-11-20T11:59:00Z', false],
  ['the end is outside', day, '2026-11-20T20:00:00Z', false],
  ['in winter an hour later', day, '2026-06-19T12:30:00Z', false],
  ['a Saturday', day, '2026-11-21T15:00:00Z', false],
  ['past midnight it is Friday’s window still', night, '2026-11-21T03:59:00Z', true],
  ['a night that began on another day', night, '2026-11-20T03:00:00Z', false],
  ['before midnight', night, '2026-11-20T23:00:00Z', true],
  ['always', 'always', '2026-11-21T03:00:00Z', true],
];

for (const [what, window, at, expected] of cases) {
  test(`a window: ${what}`, () => { assert.equal(isOpen(window, Date.parse(at)), expected); });
}

test('a window in words', () => {
  assert.equal(describeWindow(day), '09:00–17:00 America/Santiago, mon, tue, wed, thu, fri');
  assert.equal(describeWindow('always'), 'at any time');
});

test('what is no window is refused', () => {
  for (const given of ['never', { from: '9:00', to: '17:00', zone: 'UTC' }, { from: '09:00', to: '17:00', zone: 'Mars/Olympus' }, { from: '09:00', to: '24:00', zone: 'UTC' }, { from: '09:00', to: '17:00', zone: 'UTC', days: [] }]) {
    assert.equal(windowShape.safeParse(given).success, false, JSON.stringify(given));
  }
});
