import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBatch } from './batch.ts';

function collect() {
  const batches: string[] = [];
  return { batches, batch: createBatch((bytes) => batches.push(Buffer.from(bytes).toString())) };
}

test('what comes after a silence goes on at once; what follows is gathered for 4 ms', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { batches, batch } = collect();
  for (const text of ['a', 'b', 'c']) batch.add(Buffer.from(text));
  assert.deepEqual(batches, ['a']);
  context.mock.timers.tick(4);
  assert.deepEqual(batches, ['a', 'bc']);
  batch.add(Buffer.from('d'));
  assert.deepEqual(batches, ['a', 'bc']);
  context.mock.timers.tick(4);
  context.mock.timers.tick(4);
  batch.add(Buffer.from('e'));
  assert.deepEqual(batches, ['a', 'bc', 'd', 'e']);
});

test('64 KiB never wait, and a flush hands on what is held', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { batches, batch } = collect();
  batch.add(Buffer.from('a'));
  batch.add(Buffer.alloc(64 * 1024 - 1));
  assert.equal(batches.length, 1);
  batch.add(Buffer.from('z'));
  assert.equal(batches[1]?.length, 64 * 1024);
  batch.add(Buffer.from('end'));
  batch.flush();
  batch.flush();
  assert.deepEqual(batches.slice(2), ['end']);
});
