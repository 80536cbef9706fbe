import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDeepLink } from './deep-link.ts';
import { createPage, fillIn } from './page.ts';

test('a link chooses an environment the runbook is for', () => {
  const page = createPage('r', ['practice', 'usdf-dev'], []);
  fillIn(page, parseDeepLink('?env=usdf-dev', ''));
  assert.deepEqual(page.state.get(), { environment: 'usdf-dev', values: {}, notes: [], missing: null });
});

test('a link to an environment the runbook is not for changes nothing, and is told', () => {
  const page = createPage('r', ['practice'], ['dev']);
  fillIn(page, parseDeepLink('?env=prod', ''));
  const { environment, notes } = page.state.get();
  assert.equal(environment, 'practice');
  assert.deepEqual(notes, ['The link’s environment “prod” was left out: this runbook is for practice.']);
});
