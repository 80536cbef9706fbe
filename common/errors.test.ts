import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeCode, type ErrorCode, errorTable, HandrailError, httpStatus, isErrorBody, sentence } from './errors.ts';

test('every code has a status a browser understands and a sentence that ends', () => {
  for (const [code, { http, say }] of Object.entries(errorTable)) {
    assert.ok(http >= 400 && http < 600, code);
    assert.match(say, /[.}]$/, code);
  }
});

test('details fill the sentence, and a missing one shows', () => {
  assert.equal(sentence('unknown-run', { run: 'r1' }), 'There is no run r1.');
  assert.equal(sentence('unknown-run', {}), 'There is no run ?.');
});

test('a close code is 4000 plus the HTTP status', () => {
  assert.equal(closeCode('not-logged-in'), 4401);
  assert.equal(httpStatus('not-logged-in'), 401);
});

test('an error crosses a process border as JSON and is known again', () => {
  const body: unknown = JSON.parse(JSON.stringify(new HandrailError('past-the-end', { end: 5, from: 9 }).toBody()));
  assert.ok(isErrorBody(body));
  assert.equal(body.message, 'The output of this run ends at byte 5; 9 is past it.');
});

test('what is not from the table is not an error body', () => {
  for (const other of [null, 'internal', {}, { code: 'toString' }, { code: 5 }, { code: 'made-up' as ErrorCode }]) {
    assert.equal(isErrorBody(other), false, JSON.stringify(other));
  }
});
