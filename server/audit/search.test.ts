import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ChainRecord } from '../../common/chain.ts';
import { openChainFile } from '../chain-file.ts';
import { linesOf, searchBack } from './search.ts';
import type { Wanted } from './wanted.ts';

const folder = mkdtempSync(join(tmpdir(), 'audit-search-'));
after(() => { rmSync(folder, { recursive: true }); });
const path = join(folder, 'server.jsonl');
let now = 1_000;
const chain = openChainFile(path, () => now);
const run = '019da3b0-0000-7000-8000-000000000001';
const events = [
  { kind: 'server-started', version: '24' },
  { kind: 'logged-in', person: 'ada' },
  { kind: 'run-allowed', run, subject: { person: 'ada', environment: 'prod', parameters: { POD: 'redis-0', NOTE: 'Straße\u001b[2J "quoted"' } } },
  { kind: 'run-stopped', run, environment: 'prod', by: 'bob' },
  { kind: 'invited', by: 'ada', person: 'bob' },
  { run, person: 'ada', environment: 'practice', gateway: 'kubernetes', method: 'GET', path: '/ada' },
  { kind: 'practice-reset', by: 'eve', note: 'ada' },
] as const;
for (const event of events) {
  chain.add(event);
  now += 1_000;
}

async function all(wanted: Wanted, most = 50, file = path): Promise<number[]> {
  const found: number[] = [];
  for (let before: number | null = null; ;) {
    const answer = await searchBack(file, wanted, before, most);
    found.push(...answer.records.map(({ seq }) => seq));
    if (answer.next === null) return found;
    before = answer.next;
  }
}

test('what is looked for is found, the newest first, in one answer or in many; the export has the same, the oldest first', async () => {
  const table: readonly [Wanted, number[]][] = [
    [{}, [7, 6, 5, 4, 3, 2, 1]],
    [{ person: 'ada' }, [6, 5, 3, 2]],
    [{ person: 'bob' }, [5, 4]],
    [{ person: 'ad' }, []],
    [{ kind: 'run-allowed' }, [3]],
    [{ kind: 'gateway-request' }, [6]],
    [{ kind: 'run' }, []],
    [{ run }, [6, 4, 3]],
    [{ environment: 'prod' }, [4, 3]],
    [{ environment: 'practice', person: 'ada' }, [6]],
    [{ from: 2_000, to: 3_000 }, [3, 2]],
    [{ from: 9_000 }, []],
    [{ text: 'REDIS-0' }, [3]],
    [{ text: 'straße' }, [3]],
    [{ text: '\u001b[2j "QUOTED"' }, [3]],
    [{ text: 'previous' }, []],
    [{ text: 'ada', person: 'eve' }, [7]],
    [{ person: '', kind: '', text: '' }, [7, 6, 5, 4, 3, 2, 1]],
  ];
  for (const [wanted, expected] of table) {
    for (const most of [50, 1, 2]) assert.deepEqual(await all(wanted, most), expected, JSON.stringify(wanted));
    let lines = '';
    for await (const part of linesOf(path, wanted)) lines += part;
    assert.deepEqual(lines.split('\n').filter((line) => line !== '').map((line) => (JSON.parse(line) as ChainRecord<unknown>).seq), expected.toReversed());
  }
});

test('long lines, many lines, and where one stopped to look', async () => {
  const long = join(folder, 'long.jsonl');
  const other = openChainFile(long, () => 5);
  for (let at = 1; at <= 3_000; at += 1) other.add({ kind: at === 7 ? 'needle' : 'hay', text: 'x'.repeat(at % 500 === 0 ? 1_200_000 : 300) });
  other.close();
  assert.deepEqual(await all({ kind: 'needle' }, 50, long), [7]);
  const first = await searchBack(long, { kind: 'hay' }, null, 50);
  assert.equal(first.reached, 5);
  // A value of a megabyte is cut; an answer stays small.
  assert.ok(JSON.stringify(first).length < 100_000);
  assert.equal(first.records[0]?.seq, 3_000);
  assert.match(JSON.stringify(first.records[0]?.event), /x…/);
  assert.equal((await all({ kind: 'hay' }, 400, long)).length, 2_999);
});

test('an offset of nobody’s, a line that is being written and a record that is not there', async () => {
  const { records, next } = await searchBack(path, {}, 12, 50);
  assert.deepEqual([records, next], [[], null]);
  const inside = await searchBack(path, {}, 1_000_000_000, 50);
  assert.equal(inside.records.length, 7);
  for (let before = 1; before < 400; before += 7) assert.ok((await searchBack(path, {}, before, 50)).records.length <= 2);
  appendFileSync(path, '{"seq":8,"at":9000,"previous":"');
  assert.deepEqual(await all({}), [7, 6, 5, 4, 3, 2, 1]);
  truncateSync(path, 0);
  assert.deepEqual(await all({}), []);
  await assert.rejects(searchBack(join(folder, 'none.jsonl'), {}, null, 1), { code: 'bad-message' });
});
