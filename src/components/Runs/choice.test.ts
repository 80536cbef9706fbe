import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyone, mine, personsFor, readChoice, usual, wantedOf, writeChoice } from './choice.ts';

test('an address makes the choice that made it', () => {
  const choice = { ...usual, whose: everyone, runbook: 'prompt-redis', step: 'ping', outcome: 'unexpected' as const, from: '2026-11-01' };
  assert.deepEqual(readChoice(writeChoice(choice)), choice);
  assert.equal(writeChoice(usual), '');
  assert.deepEqual(readChoice(''), usual);
});

test('what an address says and nobody knows is left out', () => {
  assert.deepEqual(readChoice('?outcome=splendid&whose=&colour=red&run=x'), usual);
});

for (const [whose, read] of [['everyone', everyone], ['everybody', everyone], ['mine', mine], ['all', everyone], ['bob', 'bob']] as const) {
  test(`an address that says “${whose}” means ${read}`, () => { assert.equal(readChoice(`?whose=${whose}`).whose, read); });
}

test('whoever is asked for can be chosen, also where nobody knows them', () => {
  const known = [{ id: 'ada', name: 'Ada' }];
  for (const whose of [mine, everyone, 'ada']) assert.equal(personsFor(known, whose), known);
  assert.deepEqual(personsFor(known, 'bob'), [...known, { id: 'bob', name: 'bob' }]);
});

test('the server is asked for one’s own, everybody’s, or another’s runs, in times of this browser’s days', () => {
  assert.equal(wantedOf(usual, 'ada').toString(), 'person=ada');
  assert.equal(wantedOf({ ...usual, whose: everyone }, 'ada').toString(), '');
  const asked = wantedOf({ ...usual, whose: 'bob', environment: ' dev ', from: '2026-11-01', to: '2026-11-01' }, 'ada');
  assert.deepEqual([asked.get('person'), asked.get('environment'), Number(asked.get('to')) - Number(asked.get('from'))], ['bob', 'dev', 24 * 3_600_000]);
  assert.equal(wantedOf({ ...usual, from: 'yesterday' }, 'ada').has('from'), false);
});
