import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Standing } from '../../../common/standing.ts';
import { type Choice, each, entriesOf, everything, readChoice, writeChoice } from './choice.ts';

const table: readonly [search: string, choice: Choice, written: string][] = [
  ['', everything, ''],
  ['?owner=Cache+team&order=title', { owner: 'Cache team', service: '', order: 'title' }, '?owner=Cache+team&order=title'],
  ['?service=a%26b', { owner: '', service: 'a&b', order: 'worst' }, '?service=a%26b'],
  ['?order=sideways&x=1', everything, ''],
];
for (const [search, choice, written] of table) {
  test(`the address “${search}” makes a choice, and back`, () => {
    assert.deepEqual(readChoice(search), choice);
    assert.equal(writeChoice(choice), written);
  });
}

const standing = (id: string, given: Partial<Standing>): Standing => ({
  id, title: id, service: 's', owners: [], broken: 0, reviewed: null, reviewEvery: 100, coverage: { asserting: 1, steps: 1 }, gaps: { count: 0, first: '' },
  tally: { steps: 1, passed: 1, failed: 0, skipped: 0, changed: 0, never: 0, since: 5, failing: '' }, ran: null, failed: null, ...given,
});
const fails = standing('x', { tally: { steps: 1, passed: 0, failed: 1, skipped: 0, changed: 0, never: 0, since: null, failing: 'f' }, owners: ['A', 'B'], reviewed: '2026-03-01' });
const fine = standing('a', { owners: ['B'], service: 't', reviewed: '2026-02-01' });
const never = standing('m', {});
const telling = { now: 10, live: true, when: String };
const orders: readonly [choice: Partial<Choice>, ids: string][] = [
  [{}, 'x m a'], [{ order: 'best' }, 'a m x'], [{ order: 'title' }, 'a m x'], [{ order: 'tried' }, 'x m a'], [{ order: 'review' }, 'm a x'],
  [{ owner: 'B' }, 'x a'], [{ owner: 'B', service: 't' }, 'a'], [{ owner: 'A', service: 't' }, ''],
];
for (const [choice, ids] of orders) {
  test(`${JSON.stringify(choice)} shows: ${ids}`, () => {
    const entries = entriesOf([never, fine, fails], { ...everything, ...choice }, telling);
    assert.equal(entries.map((entry) => entry.standing.id).join(' '), ids);
  });
}

test('each value is offered once, in order', () => {
  assert.deepEqual(each(['b', '', 'a', 'b']), ['a', 'b']);
});
