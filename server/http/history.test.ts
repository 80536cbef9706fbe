/** History as different people see it: whose runs, by which filter, page by page. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type HistoryPage, outcomeOf, type PastRun, readCursor, writeCursor } from '../../common/history.ts';
import { isOver } from '../../common/run-state.ts';
import type { Run } from '../../common/run.ts';
import { TestServer } from './test-server.ts';

let server: TestServer;
const made: Record<string, Run> = {};

before(async () => {
  server = await TestServer.start();
  const dev = { environment: 'dev' };
  made.adaPractice = await server.run('plain', 'ping');
  made.ada = await server.run('plain', 'ping', dev);
  made.adaBad = await server.run('plain', 'stats', { ...dev, parameters: { INSTRUMENT: 'hsc' }, reason: 'to see' });
  made.bob = await server.run('plain', 'ping', { ...dev, as: 'bob' });
  made.bobShared = await server.run('plain', 'query', { ...dev, as: 'bob' });
  await server.ask('POST', `/api/runs/${made.bobShared.id}/share`, { as: 'bob', body: { shared: true } });
  server.runner.end(made.ada.id, 'exited', 0);
  server.runner.end(made.adaBad.id, 'exited', 3);
  server.runner.end(made.bob.id, 'stopped', null);
  for (const { id } of [made.ada, made.adaBad, made.bob]) {
    for (const end = Date.now() + 30_000; !isOver((await server.store.runs.get(id))?.state ?? 'queued');) {
      assert.ok(Date.now() < end);
      await new Promise((turn) => { setTimeout(turn, 5); });
    }
  }
});
after(async () => { await server[Symbol.asyncDispose](); });

async function history(query = '', as: 'ada' | 'bob' = 'ada'): Promise<HistoryPage> {
  const { status, body, text } = await server.ask('GET', `/api/history${query}`, { as });
  assert.equal(status, 200, text);
  return body as unknown as HistoryPage;
}
const named = ({ runs }: { runs: readonly PastRun[] }) => runs.map(({ id }) => Object.keys(made).find((key) => made[key]?.id === id));

const rows: readonly [query: string, as: 'ada' | 'bob', found: readonly string[]][] = [
  ['', 'ada', ['bobShared', 'bob', 'adaBad', 'ada', 'adaPractice']],
  ['', 'bob', ['bobShared', 'bob', 'adaBad', 'ada']],
  ['?environment=practice', 'bob', []],
  ['?person=ada&environment=practice', 'bob', []],
  ['?person=bob', 'ada', ['bobShared', 'bob']],
  ['?runbook=plain&step=ping', 'ada', ['bob', 'ada', 'adaPractice']],
  ['?runbook=plain&procedure=p&outcome=unexpected', 'ada', ['adaBad']],
  ['?outcome=expected', 'ada', ['ada']],
  ['?outcome=stopped&environment=dev', 'ada', ['bob']],
  ['?outcome=going', 'bob', ['bobShared']],
  ['?outcome=lost', 'ada', []],
  ['?runbook=nowhere', 'ada', []],
  ['?to=1', 'ada', []],
  ['?from=1&limit=1', 'ada', ['bobShared']],
];
for (const [query, as, found] of rows) {
  test(`${as} sees of “${query}”: ${found.join(', ') || 'nothing'}`, async () => { assert.deepEqual(named(await history(query, as)), found); });
}

test('a run of another is told of and not opened, unless it is shared', async () => {
  const { runs } = await history();
  const of = (name: string) => runs.find(({ id }) => id === made[name]?.id);
  assert.deepEqual([of('ada')?.mayOpen, of('bob')?.mayOpen, of('bobShared')?.mayOpen], [true, false, true]);
  assert.deepEqual([of('adaBad')?.parameters, of('adaBad')?.exitStatus, of('adaBad')?.procedure, of('bob')?.person], [{ INSTRUMENT: 'hsc' }, 3, 'p', { id: 'bob', name: 'bob' }]);
  assert.equal((await server.ask('GET', `/api/runs/${made.bob?.id ?? ''}`, { as: 'ada' })).status, 404);
});

test('pages follow one another and miss nothing, also of runs that were queued in one millisecond', async () => {
  const all = named(await history());
  for (const limit of [1, 2, 4]) {
    const seen: (string | undefined)[] = [];
    for (let after = ''; ;) {
      const page = await history(`?limit=${limit}${after}`);
      seen.push(...named(page));
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }
    assert.deepEqual(seen, all, `${limit} a page`);
  }
});

for (const query of ['?after=x', '?after=1-2', '?outcome=good', '?limit=0', '?limit=201', '?from=yesterday', '?colour=red', `?person=${'x'.repeat(201)}`]) {
  test(`${query.slice(0, 30)} is refused`, async () => { assert.equal((await server.ask('GET', `/api/history${query}`, { as: 'ada' })).status, 400); });
}

test('an outcome is of the state and of what was expected', () => {
  assert.equal(outcomeOf({ state: 'running', asExpected: null }), 'going');
  assert.equal(outcomeOf({ state: 'exited', asExpected: true }), 'expected');
  assert.equal(outcomeOf({ state: 'exited', asExpected: false }), 'unexpected');
  assert.equal(outcomeOf({ state: 'lost', asExpected: false }), 'lost');
  const cursor = { at: 5, run: made.ada?.id ?? ('' as never) };
  assert.deepEqual(readCursor(writeCursor(cursor)), cursor);
});
