import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Choice, everything, exportAddress, readChoice, wantedOf, writeChoice } from './choice.ts';

test('a choice goes through the address and back, but for the text that is looked for', () => {
  const table: readonly [Partial<Choice>, string][] = [
    [{}, ''], [{ run: 'x' }, '?run=x'], [{ chain: 'runner', person: 'ada', from: '2026-11-21' }, '?chain=runner&person=ada&from=2026-11-21'], [{ text: 'secret?' }, ''],
  ];
  for (const [given, search] of table) {
    const choice = { ...everything, ...given };
    assert.equal(writeChoice(choice), search);
    assert.deepEqual(readChoice(search), { ...choice, text: '' });
  }
  assert.deepEqual(readChoice('?else=1'), everything);
});

test('the server is asked for whole days, and for nothing that is empty', () => {
  assert.deepEqual(wantedOf({ ...everything, person: ' ada ', from: 'nonsense' }), { chain: 'server', person: 'ada' });
  const { from, to } = wantedOf({ ...everything, from: '2026-11-21', to: '2026-11-21' });
  assert.equal(Number(to) - Number(from), 24 * 3_600_000 - 1);
  assert.equal(exportAddress({ ...everything, person: 'a b&' }), '/api/audit/export?chain=server&person=a+b%26');
  assert.equal(exportAddress({ ...everything, text: 'secret?' }), null);
});
