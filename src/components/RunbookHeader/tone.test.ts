import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toneOf } from './tone.ts';

const tones = { practice: 'practice', 'usdf-dev': 'real', prod: 'production', 'usdf-prod': 'production', 'prod-eu': 'production', production: 'production', product: 'real' };
for (const [environment, tone] of Object.entries(tones)) {
  test(`${environment} is ${tone}`, () => {
    assert.equal(toneOf(environment), tone);
  });
}

test('a target that people depend on makes any environment production, but never practice', () => {
  assert.equal(toneOf('usdf', true), 'production');
  assert.equal(toneOf('usdf', false), 'real');
  assert.equal(toneOf('practice', true), 'practice');
});
