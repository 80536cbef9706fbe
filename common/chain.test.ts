import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChainHead, type ChainRecord, chainStart, faultOf, nextRecord } from './chain.ts';

function chain(length: number): ChainRecord<{ what: string }>[] {
  const records: ChainRecord<{ what: string }>[] = [];
  let head: ChainHead = chainStart;
  for (let at = 1; at <= length; at += 1) records.push(head = nextRecord(head, at, { what: `event ${at}` }));
  return records;
}

function firstFault(records: readonly ChainRecord<unknown>[]): string | null {
  let head: ChainHead = chainStart;
  for (const record of records) {
    const fault = faultOf(head, record);
    if (fault !== null) return fault;
    head = record;
  }
  return null;
}

test('an untouched chain holds, also after a trip through JSON', () => {
  assert.equal(firstFault(chain(5)), null);
  assert.equal(firstFault(JSON.parse(JSON.stringify(chain(5))) as ChainRecord<unknown>[]), null);
});

test('a record changed, left out, moved or repeated is named', () => {
  const [one, two, three] = chain(3) as [ChainRecord<unknown>, ChainRecord<unknown>, ChainRecord<unknown>];
  const cases: readonly [string, ChainRecord<unknown>[], RegExp][] = [
    ['event', [one, { ...two, event: { what: 'nothing' } }, three], /record 2 was changed/],
    ['time', [one, { ...two, at: 9 }, three], /record 2 was changed/],
    ['hash', [one, { ...two, hash: one.hash }, three], /record 2 was changed/],
    ['left out', [one, three], /record 3 stands where 2 should/],
    ['first left out', [two, three], /record 2 stands where 1 should/],
    ['moved', [two, one, three], /record 2 stands where 1 should/],
    ['repeated', [one, two, two], /record 2 stands where 3 should/],
    ['rewritten from here', [one, nextRecord(chainStart, 2, { what: 'x' }), three], /stands where/],
  ];
  for (const [what, records, expected] of cases) assert.match(firstFault(records) ?? '', expected, what);
});
