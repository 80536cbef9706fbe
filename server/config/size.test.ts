import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, sizeSaid } from './size.ts';

for (const [text, bytes] of [['20 GiB', 20 * 1024 ** 3], ['1.5TiB', 1.5 * 1024 ** 4], ['100 MiB', 100 * 1024 ** 2], ['20', null], ['20 GB', null], ['-1 GiB', null], ['many', null]] as const) {
  test(`${text} is ${bytes ?? 'no size'}`, () => { assert.equal(bytesOf(text), bytes); });
}

test('a size is said in the largest unit that it fills', () => { assert.deepEqual([1024 ** 2, 20 * 1024 ** 3, 1.5 * 1024 ** 4].map(sizeSaid), ['1 MiB', '20 GiB', '1.5 TiB']); });
