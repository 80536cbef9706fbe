import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tried } from './freshness.ts';
import { pack, type Packed, unpack } from './page-facts.ts';

const minute = 60_000;
const table: readonly [tried: Tried | null, packed: Packed][] = [
  [null, 0],
  [{ outcome: 'passed', at: 29 * minute, changed: false, why: '' }, [0, 29]],
  [{ outcome: 'failed', at: 29 * minute, changed: true, why: '' }, [1, 29, 1]],
  [{ outcome: 'skipped', at: 29 * minute, changed: false, why: 'Nobody types.' }, [2, 29, 0, 'Nobody types.']],
];
for (const [tried, packed] of table) {
  test(`${JSON.stringify(packed)} is packed and unpacked`, () => {
    assert.deepEqual(pack(tried), packed);
    assert.deepEqual(unpack(packed), tried);
  });
}
