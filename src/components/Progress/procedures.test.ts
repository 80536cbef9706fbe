import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proceduresOf, tallyOf, tallySaid } from './procedures.ts';

const item = (id: string, level = 2) => ({ id, level, value: id });

test('steps belong to the heading they stand under', () => {
  assert.deepEqual(proceduresOf([item('step-first', 4), item('a'), item('b', 3), item('step-one', 4), item('step-two', 4), item('c'), item('step-three', 4)]), [
    { id: '', steps: ['first'] }, { id: 'a', steps: [] }, { id: 'b', steps: ['one', 'two'] }, { id: 'c', steps: ['three'] },
  ]);
  assert.deepEqual(proceduresOf([]), []);
});

test('only what ended as expected is done', () => {
  const tally = tallyOf(['one', 'two', 'three', 'four', 'five'], { one: 'good', two: 'going', three: 'old', four: 'good' });
  assert.deepEqual(tally, { done: 2, all: 5 });
  assert.equal(tallySaid(tally), '2 of 5 steps done as expected');
  assert.equal(tallySaid(tallyOf(['one'], { one: 'lost' })), '0 of 1 step done as expected');
});
