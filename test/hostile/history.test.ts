/** What may be tried with history: seeing more of another's runs than that they were, by any filter, order or address. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { HistoryPage } from '../../common/history.ts';
import { masked } from '../../common/secret-text.ts';
import { TestServer } from '../../server/http/test-server.ts';

let server: TestServer;
const token = `ghp_${'a1B2c3'.repeat(7)}`;
let real = '';
let own = '';

before(async () => {
  server = await TestServer.start();
  const { id } = await server.run('plain', 'ping', { environment: 'dev' });
  const run = await server.store.runs.get(id);
  assert.ok(run);
  // A parameter of a runbook that had one for a password, and one that somebody pasted a token into.
  await server.store.runs.save({ ...run, parameters: { EFD_PASSWORD: 'tulips', NOTE: `with ${token}`, INSTRUMENT: 'hsc' } });
  real = id;
  own = (await server.run('plain', 'ping')).id;
});
after(async () => { await server[Symbol.asyncDispose](); });

const history = async (query: string, as: 'ada' | 'bob') => await server.ask('GET', `/api/history${query}`, { as });
const parametersOf = async (as: 'ada' | 'bob') => ((await history('', as)).body as unknown as HistoryPage).runs.find(({ id }) => id === real)?.parameters;

test('another’s parameters are told without what looks like a secret; one’s own as they were', async () => {
  assert.deepEqual(await parametersOf('bob'), { EFD_PASSWORD: masked, NOTE: masked, INSTRUMENT: 'hsc' });
  assert.deepEqual(await parametersOf('ada'), { EFD_PASSWORD: 'tulips', NOTE: `with ${token}`, INSTRUMENT: 'hsc' });
  await server.ask('POST', `/api/runs/${real}/share`, { as: 'ada', body: { shared: true } });
  assert.doesNotMatch(JSON.stringify(await parametersOf('bob')), /tulips|ghp_/);
});

test('of persons only those are named whose runs one may know of, with a token those of its environments', async () => {
  const persons = async (options: Parameters<typeof server.ask>[2]) => ((await server.ask('GET', '/api/history/persons', options)).body.persons as { id: string }[]).map(({ id }) => id);
  // Bob has run nothing, and nothing but practice is no news of anybody.
  await server.run('plain', 'ping', { as: 'bob' });
  assert.deepEqual([await persons({ as: 'ada' }), await persons({ as: 'bob' })], [['ada'], ['ada', 'bob']]);
  const made = await server.ask('POST', '/api/account/tokens', { as: 'bob', body: { name: 'practice', rights: ['view'], environments: ['practice'], days: 1 } });
  assert.deepEqual(await persons({ headers: { authorization: `Bearer ${String(made.body.token)}`, origin: '' } }), ['bob']);
  for (const query of ['?viewer=ada', '?environments=', '?person=ada']) assert.equal((await server.ask('GET', `/api/history/persons${query}`, { as: 'bob' })).status, 400);
});

const queries = [
  '?environment=practice', '?environment=practice&person=ada', '?person=ada', '?runbook=plain&step=ping', '?outcome=going', `?after=9999999999999-${own}`,
  `?after=9999999999999-${'f'.repeat(36)}`, "?person=ada'%20or%20'1'='1", "?environment=practice'--", '?person=%25', '?person=*', '?environment=PRACTICE', '?environment=practice%00', '?person=ada&viewer=ada', '?person=ada&environments=', '?__proto__=1', '?person=ada&person=bob', '?from=0&to=999999999999999',
];

test('another’s practice is in no page, however it is asked for', async (t) => {
  for (const query of queries) {
    await t.test(query, async () => {
      const { status, text } = await history(query, 'bob');
      assert.ok(status === 200 || status === 400, text);
      assert.ok(!text.includes(own));
    });
  }
});
