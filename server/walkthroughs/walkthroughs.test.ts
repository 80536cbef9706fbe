/** Walkthroughs through the API, by two people at once: beginning one, what is done in it, the lead, and lists. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { WalkList } from '../../common/walkthrough.ts';
import { codeOf, key, TestWalks, viewIn, type Who } from './test-walks.ts';

let walks: TestWalks;
let vera = '';
before(async () => {
  walks = await TestWalks.start();
  await walks.server.store.persons.add({ id: 'vera', name: 'Vera' }, Date.now(), ['viewer']);
  vera = await walks.server.logIn('vera');
});
after(async () => { await walks[Symbol.asyncDispose](); });

test('a walkthrough begins once for a key, with the steps of its procedure, and waits', async () => {
  const asked = { as: 'ada' as const, headers: key(), body: { runbook: 'plain', procedure: 'p', environment: 'practice', parameters: { INSTRUMENT: 'hsc' }, title: 'Tonight' } };
  const first = await walks.server.ask('POST', '/api/walkthroughs', asked);
  const again = await walks.server.ask('POST', '/api/walkthroughs', asked);
  assert.deepEqual([first.status, again.status], [201, 200]);
  assert.equal(codeOf(await walks.server.ask('POST', '/api/walkthroughs', { ...asked, body: { ...asked.body, title: 'Tomorrow' } })), 'key-reused');
  const view = viewIn(first);
  assert.equal(viewIn(again).id, view.id);
  assert.deepEqual([view.title, view.procedureTitle, view.begunBy, view.state.lead, view.names], ['Tonight', 'P', 'ada', 'ada', { ada: 'ada' }]);
  assert.deepEqual(view.steps.map(({ id }) => id), ['ping', 'shell', 'stats', 'clear', 'burn', 'query', 'job', 'announce']);
  assert.deepEqual([view.state.next, view.state.counts, view.state.seq], ['ping', { all: 8, done: 0, skipped: 0, amiss: 0 }, 1]);
  assert.deepEqual(view.state.steps.clear?.missing, ['stats']);
  assert.equal(view.texts?.[view.steps[0]?.digest ?? '']?.source, 'true');
});

const refusals: readonly [string, Record<string, unknown>, number, string][] = [
  ['a runbook that there is not', { runbook: 'nope' }, 404, 'unknown-runbook'],
  ['a procedure that there is not', { procedure: 'nope' }, 404, 'unknown-procedure'],
  ['an environment that there is not', { environment: 'moon' }, 404, 'unknown-environment'],
  ['a parameter that is not declared', { parameters: { X: '1' } }, 422, 'parameter-undeclared'],
  ['a value that does not fit', { parameters: { INSTRUMENT: '$(id)' } }, 422, 'parameter-malformed'],
  ['no target where there are targets', { runbook: 'aimed', parameters: {} }, 422, 'parameter-missing'],
  ['a title of two lines', { title: 'a\nb' }, 400, 'bad-message'],
  ['a title that turns the direction of writing', { title: 'a\u202eb' }, 400, 'bad-message'],
  ['a key too many', { lead: 'bob' }, 400, 'bad-message'],
];

for (const [what, asked, status, code] of refusals) {
  test(`nothing begins with ${what}`, async () => {
    const answer = await walks.server.ask('POST', '/api/walkthroughs', { as: 'ada', headers: key(), body: { runbook: 'plain', procedure: 'p', environment: 'practice', ...asked } });
    assert.deepEqual([answer.status, codeOf(answer)], [status, code], answer.text);
  });
}

test('two who press the same at once: one does it, the other is told; the same press twice does it once', async () => {
  const { id, state: { seq } } = await walks.begin('ada');
  const answers = await Promise.all((['ada', 'bob'] as const).map((as) => walks.act(as, id, { act: 'tick', step: 'announce', seen: seq })));
  assert.deepEqual(answers.map(codeOf).toSorted(), ['none', 'walkthrough-moved']);
  const same = key();
  const skip = { act: 'skip', step: 'burn', reason: 'Not today.', seen: seq };
  const twice = await Promise.all([walks.act('ada', id, skip, same), walks.act('ada', id, skip, same)]);
  assert.deepEqual(twice.map(codeOf), ['none', 'none']);
  assert.equal(codeOf(await walks.act('ada', id, { ...skip, step: 'job' }, same)), 'key-reused');
  const { entries } = await walks.look(id);
  assert.deepEqual(entries.map(({ kind, seq: at }) => [kind, at]), [['begun', 1], ['tick', 2], ['skip', 3]]);
  const [one, other] = await Promise.all([walks.run('ada', id, 'ping'), walks.run('ada', id, 'ping')]);
  assert.deepEqual([codeOf(one), codeOf(other)].toSorted(), ['none', 'walkthrough-going']);
});

const acts: readonly [string, Who, Record<string, unknown>, string][] = [
  ['a tick of what is run', 'ada', { act: 'tick', step: 'ping' }, 'walkthrough-refused'],
  ['a tick of a step that there is not', 'ada', { act: 'tick', step: 'nope' }, 'walkthrough-other'],
  ['taking back a tick that there is not', 'ada', { act: 'untick', step: 'announce' }, 'walkthrough-refused'],
  ['a skip by who has not the lead', 'bob', { act: 'skip', step: 'ping', reason: 'x' }, 'walkthrough-lead'],
  ['a skip without a reason', 'ada', { act: 'skip', step: 'ping', reason: ' ' }, 'bad-message'],
  ['the lead by who has it', 'ada', { act: 'lead' }, 'walkthrough-refused'],
  ['holding what does not go on', 'ada', { act: 'hold' }, 'walkthrough-refused'],
  ['taking over a text that is the same', 'ada', { act: 'renew' }, 'walkthrough-refused'],
  ['opening what is open', 'ada', { act: 'reopen' }, 'walkthrough-refused'],
  ['another target', 'ada', { act: 'parameters', parameters: { TARGET: 'prod' } }, 'walkthrough-refused'],
  ['an empty note', 'ada', { act: 'note', text: '' }, 'bad-message'],
  ['a note with something invisible', 'ada', { act: 'note', text: 'a\u200bb' }, 'bad-message'],
  ['a note that is too long', 'ada', { act: 'note', text: 'a'.repeat(2_001) }, 'bad-message'],
  ['an act that there is not', 'ada', { act: 'delete' }, 'bad-message'],
];

test('what cannot be done is refused, and nothing is entered', async () => {
  const { id } = await walks.begin('ada');
  for (const [what, as, asked, code] of acts) assert.equal(codeOf(await walks.act(as, id, asked)), code, what);
  assert.equal((await walks.look(id)).entries.length, 1);
});

test('one that has ended takes notes and nothing else, until it is opened again', async () => {
  const { id } = await walks.begin('ada');
  assert.equal(codeOf(await walks.act('bob', id, { act: 'end' })), 'walkthrough-lead');
  assert.deepEqual(viewIn(await walks.act('ada', id, { act: 'end', text: 'All is well.' })).state.ended?.text, 'All is well.');
  for (const asked of [{ act: 'tick', step: 'announce' }, { act: 'go-on' }, { act: 'end' }, { act: 'lead' }]) assert.equal(codeOf(await walks.act('bob', id, asked)), 'walkthrough-over');
  assert.equal(codeOf(await walks.run('ada', id, 'ping')), 'walkthrough-over');
  assert.equal((await walks.act('bob', id, { act: 'note', text: 'Seen in the morning.' })).status, 200);
  assert.equal(viewIn(await walks.act('bob', id, { act: 'reopen' })).state.ended, null);
  assert.equal(viewIn(await walks.act('bob', id, { act: 'tick', step: 'announce' })).state.steps.announce?.by, 'bob');
});

test('who may look sees, who may not work there does nothing; a token keeps to its environments', async () => {
  const { id } = await walks.begin('ada');
  const asVera = { headers: { cookie: vera, ...key() } };
  assert.equal((await walks.server.ask('GET', `/api/walkthroughs/${id}`, asVera)).status, 200);
  assert.equal((await walks.server.ask('POST', `/api/walkthroughs/${id}/acts`, { ...asVera, body: { act: 'note', text: 'Hello' } })).status, 403);
  await walks.server.store.persons.setRoles('bob', ['trainee']);
  const dev = await walks.begin('ada', { environment: 'dev' });
  const refused = await walks.act('bob', dev.id, { act: 'note', text: 'Hello' }).finally(() => walks.server.store.persons.setRoles('bob', ['operator']));
  assert.equal(codeOf(refused), 'not-allowed');
  const made = await walks.server.ask('POST', '/api/account/tokens', { as: 'ada', body: { name: 'practice', rights: ['view', 'practise', 'operate'], environments: ['practice'], days: 1 } });
  const byToken = { headers: { authorization: `Bearer ${String(made.body.token)}`, origin: '', ...key() } };
  assert.equal((await walks.server.ask('GET', `/api/walkthroughs/${dev.id}`, byToken)).status, 403);
  assert.equal((await walks.server.ask('GET', `/api/walkthroughs/${dev.id}/report?as=markdown`, byToken)).status, 403);
  const listed = (await walks.server.ask('GET', '/api/walkthroughs?limit=100', byToken)).body as unknown as WalkList;
  assert.ok(listed.walkthroughs.length > 0 && listed.walkthroughs.every(({ environment }) => environment === 'practice'));
});

test('the list is of those that are open or have ended, mine or everyone’s, in pages', async () => {
  const mine = [await walks.begin('bob', { runbook: 'aimed', parameters: { TARGET: 'dev' } }), await walks.begin('bob', { runbook: 'aimed', parameters: { TARGET: 'prod' } })];
  const list = async (query: string, as: Who = 'bob') => (await walks.server.ask('GET', `/api/walkthroughs?${query}`, { as })).body as unknown as WalkList;
  assert.deepEqual((await list('mine=true&runbook=aimed')).walkthroughs.map(({ id, parameters }) => [id, parameters.TARGET]), [[mine[1]?.id, 'prod'], [mine[0]?.id, 'dev']]);
  assert.equal((await list('mine=true&runbook=aimed', 'ada')).walkthroughs.length, 0);
  await walks.act('ada', mine[0]?.id ?? '', { act: 'note', text: 'I was here.' });
  assert.deepEqual((await list('mine=true&runbook=aimed', 'ada')).walkthroughs.map(({ id }) => id), [mine[0]?.id]);
  for (const { id } of mine) await walks.act('bob', id, { act: 'end' });
  assert.deepEqual((await list('runbook=aimed')).walkthroughs, []);
  const first = await list('open=false&runbook=aimed&limit=1');
  const second = await list(`open=false&runbook=aimed&limit=1&before=${first.more ?? ''}`);
  assert.deepEqual([...first.walkthroughs, ...second.walkthroughs].map(({ id }) => id), [mine[1]?.id, mine[0]?.id]);
  assert.equal(second.more, null);
  assert.equal((await walks.server.ask('GET', '/api/walkthroughs?before=x', { as: 'bob' })).status, 400);
});
