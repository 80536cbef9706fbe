/** Which run came before another, and how often the server is asked for it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryPage } from '../../../common/history.ts';
import type { Run } from '../../../common/run.ts';
import { beforeIn, findBefore } from './before.ts';

const of = (id: string, step: string) => ({ id, step, runbook: 'r', environment: 'dev', person: 'ann', queuedAt: Number(id) }) as unknown as Run;
const page = (next: string | null, ...runs: Run[]) => ({ runs, next }) as unknown as HistoryPage;

const table: readonly [what: string, page: HistoryPage | null, run: Run, before: string | null | undefined][] = [
  ['another of its step', page(null, of('3', 'a'), of('2', 'b'), of('1', 'a')), of('3', 'a'), '1'],
  ['only others', page(null, of('3', 'a'), of('2', 'b')), of('3', 'a'), null],
  ['only others, and there are older ones', page('x', of('3', 'a'), of('2', 'b')), of('3', 'a'), undefined],
  ['it is not among them', page(null, of('3', 'a')), of('2', 'a'), undefined],
  ['nobody answered', null, of('3', 'a'), undefined],
];
for (const [what, found, run, before] of table) {
  test(`below a run: ${what}`, () => {
    const got = beforeIn(found, run);
    assert.equal(got?.id ?? got, before);
  });
}

test('many runs of a page are asked for once; one that comes later is asked for anew', async () => {
  let runs = [of('3', 'a'), of('2', 'b'), of('1', 'a')];
  const asked: string[] = [];
  globalThis.fetch = (path) => {
    const query = new URL(String(path), 'http://x').searchParams;
    asked.push(query.get('step') ?? 'all');
    return Promise.resolve(new Response(JSON.stringify({ runs, next: null })));
  };
  const ids = async (...these: Run[]) => (await Promise.all(these.map(findBefore))).map((one) => one?.id ?? null);
  assert.deepEqual(await ids(of('3', 'a'), of('2', 'b'), of('1', 'a')), ['1', null, null]);
  assert.deepEqual(asked, ['all']);
  runs = [of('5', 'a'), of('4', 'a'), ...runs];
  assert.deepEqual(await ids(of('5', 'a')), ['4']);
  assert.deepEqual(asked, ['all', 'all']);
});
