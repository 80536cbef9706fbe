/** Walkthroughs through the API, by two people at once: who may what, what stands in the log, and what counts. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Run } from '../../common/run.ts';
import type { WalkList, WalkView } from '../../common/walkthrough.ts';
import { type Answer, catalog, TestServer } from '../http/test-server.ts';
import { TestBrowser } from '../ws/test-browser.ts';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
  await server.store.persons.add({ id: 'vera', name: 'Vera' }, Date.now(), ['viewer']);
  vera = await server.logIn('vera');
});
after(async () => { await server[Symbol.asyncDispose](); });

type Who = 'ada' | 'bob';
let vera = '';
const key = () => ({ 'idempotency-key': crypto.randomUUID() });
const viewIn = ({ body, text }: Answer): WalkView => {
  assert.ok(body.walkthrough, text);
  return body.walkthrough as WalkView;
};

async function begin(as: Who, asked: Record<string, unknown> = {}): Promise<WalkView> {
  return viewIn(await server.ask('POST', '/api/walkthroughs', { as, headers: key(), body: { runbook: 'plain', procedure: 'p', environment: 'practice', parameters: { INSTRUMENT: 'hsc' }, ...asked } }));
}
const look = async (id: string) => viewIn(await server.ask('GET', `/api/walkthroughs/${id}`, { as: 'ada' }));

/** Does something in one; gives the answer. `seen` is how it stands now unless it is said. */
async function act(as: Who, id: string, asked: Record<string, unknown>, headers: Record<string, string> = key()): Promise<Answer> {
  const seen = asked.act === 'note' ? {} : { seen: (await look(id)).state.seq };
  return await server.ask('POST', `/api/walkthroughs/${id}/acts`, { as, headers, body: { ...seen, ...asked } });
}
const codeOf = ({ body }: Answer) => body.error?.code ?? 'none';

async function run(as: Who, id: string, step: string, more: Record<string, unknown> = {}): Promise<Answer> {
  const takes = catalog.runbooks.find(({ id: runbook }) => runbook === (more.runbook ?? 'plain'))?.steps.find((one) => one.id === step);
  const parameters = takes?.kind === 'runnable' && takes.parameters.some(({ name }) => name === 'INSTRUMENT') ? { INSTRUMENT: 'hsc' } : {};
  return await server.startStep(String(more.runbook ?? 'plain'), step, { as, walkthrough: id, parameters, ...more });
}
function started({ body, text }: Answer): Run {
  assert.ok(body.run, text);
  return body.run;
}

async function until<Value>(look: () => Promise<Value>, so: (value: Value) => boolean): Promise<Value> {
  for (const end = Date.now() + 5_000; ;) {
    const value = await look();
    if (so(value)) return value;
    assert.ok(Date.now() < end, `it did not come to that: ${JSON.stringify(value)}`);
    await new Promise((turn) => setTimeout(turn, 5));
  }
}
const stateIn = (view: WalkView, step: string) => view.state.steps[step]?.state;

test('a walkthrough begins once for a key, with the steps of its procedure, and waits', async () => {
  const asked = { as: 'ada' as const, headers: key(), body: { runbook: 'plain', procedure: 'p', environment: 'practice', parameters: { INSTRUMENT: 'hsc' }, title: 'Tonight' } };
  const first = await server.ask('POST', '/api/walkthroughs', asked);
  const again = await server.ask('POST', '/api/walkthroughs', asked);
  assert.deepEqual([first.status, again.status], [201, 200]);
  assert.equal(codeOf(await server.ask('POST', '/api/walkthroughs', { ...asked, body: { ...asked.body, title: 'Tomorrow' } })), 'key-reused');
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
    const answer = await server.ask('POST', '/api/walkthroughs', { as: 'ada', headers: key(), body: { runbook: 'plain', procedure: 'p', environment: 'practice', ...asked } });
    assert.deepEqual([answer.status, codeOf(answer)], [status, code], answer.text);
  });
}

test('a run stands in the log before it runs, everybody may watch it, and its end is seen', async () => {
  const { id } = await begin('ada');
  const same = crypto.randomUUID();
  const ping = started(await run('ada', id, 'ping', { key: same }));
  assert.equal(started(await run('ada', id, 'ping', { key: same })).id, ping.id);
  const going = await look(id);
  assert.deepEqual([stateIn(going, 'ping'), going.state.steps.ping?.by, going.entries.map(({ kind }) => kind)], ['running', 'ada', ['begun', 'run']]);
  assert.equal((await server.ask('GET', `/api/runs/${ping.id}`, { as: 'bob' })).body.walkthrough, id);
  assert.equal(codeOf(await run('ada', id, 'ping')), 'walkthrough-going');
  server.runner.end(ping.id, 'exited', 0);
  const done = await until(() => look(id), (view) => stateIn(view, 'ping') === 'done');
  assert.deepEqual([done.state.next, done.runs[ping.id]?.exitStatus], ['shell', 0]);
  const record = server.audit();
  assert.match(record, new RegExp(`"run-allowed","run":"${ping.id}".*"walkthrough":"${id}"`));
});

test('only who has the lead runs; “I have it” hands it over at once, and of two at once one wins', async () => {
  const { id } = await begin('ada');
  assert.equal(codeOf(await run('bob', id, 'ping')), 'walkthrough-lead');
  const seen = (await look(id)).state.seq;
  const both = await Promise.all([act('bob', id, { act: 'lead', seen }), act('ada', id, { act: 'note', text: 'Bob, take it.' })]);
  assert.deepEqual(both.map(({ status }) => status), [200, 200]);
  const taken = await look(id);
  assert.equal(taken.state.lead, 'bob');
  assert.deepEqual(taken.entries.find(({ kind }) => kind === 'lead'), { kind: 'lead', from: 'ada', seq: taken.entries.findIndex(({ kind }) => kind === 'lead') + 1, at: taken.entries.find(({ kind }) => kind === 'lead')?.at, by: 'bob' });
  assert.equal(codeOf(await run('ada', id, 'ping')), 'walkthrough-lead');
  assert.ok(started(await run('bob', id, 'ping')).person === 'bob');
  // What still runs goes with the lead: who has it stops it, and nobody else but its owner.
  const shell = started(await run('bob', id, 'shell'));
  assert.equal((await server.ask('POST', `/api/runs/${shell.id}/stop`, { as: 'ada' })).status, 404);
  await act('ada', id, { act: 'lead' });
  assert.equal(started(await server.ask('POST', `/api/runs/${shell.id}/stop`, { as: 'ada' })).state, 'stopped');
  await act('bob', id, { act: 'lead' });
  // What Ada saw is over: she is told who has it.
  const late = await act('ada', id, { act: 'lead', seen: 1 });
  assert.deepEqual([late.status, codeOf(late)], [409, 'walkthrough-moved']);
  assert.match(late.text, /bob took the lead from ada/);
});

test('two who press the same at once: one does it, the other is told; the same press twice does it once', async () => {
  const { id, state: { seq } } = await begin('ada');
  const answers = await Promise.all((['ada', 'bob'] as const).map((as) => act(as, id, { act: 'tick', step: 'announce', seen: seq })));
  assert.deepEqual(answers.map(codeOf).toSorted(), ['none', 'walkthrough-moved']);
  const same = key();
  const skip = { act: 'skip', step: 'burn', reason: 'Not today.', seen: seq };
  const twice = await Promise.all([act('ada', id, skip, same), act('ada', id, skip, same)]);
  assert.deepEqual(twice.map(codeOf), ['none', 'none']);
  assert.equal(codeOf(await act('ada', id, { ...skip, step: 'job' }, same)), 'key-reused');
  const { entries } = await look(id);
  assert.deepEqual(entries.map(({ kind, seq: at }) => [kind, at]), [['begun', 1], ['tick', 2], ['skip', 3]]);
  const [one, other] = await Promise.all([run('ada', id, 'ping'), run('ada', id, 'ping')]);
  assert.deepEqual([codeOf(one), codeOf(other)].toSorted(), ['none', 'walkthrough-going']);
});

test('what a step needs is met by runs of this walkthrough, by whomever, and by no others', async () => {
  const { id } = await begin('ada');
  const alone = await server.run('plain', 'ping');
  server.runner.end(alone.id, 'exited', 0);
  const unmet = await run('ada', id, 'stats');
  assert.deepEqual([codeOf(unmet), unmet.body.error?.details.needs], ['needs-unmet', 'ping']);
  assert.equal(codeOf(await run('ada', id, 'clear', { reason: 'I must.' })), 'needs-unmet-destroy');
  const ping = started(await run('ada', id, 'ping'));
  server.runner.end(ping.id, 'exited', 0);
  await act('bob', id, { act: 'lead' });
  const stats = started(await run('bob', id, 'stats'));
  server.runner.end(stats.id, 'exited', 1);
  const amiss = await until(() => look(id), (view) => stateIn(view, 'stats') === 'unexpected');
  assert.deepEqual([amiss.state.counts, amiss.state.next], [{ all: 8, done: 1, skipped: 0, amiss: 1 }, 'shell']);
  // Outside the walkthrough Bob has run nothing.
  assert.equal(codeOf(await server.startStep('plain', 'stats', { as: 'bob', parameters: { INSTRUMENT: 'hsc' } })), 'needs-unmet');
  const reasoned = await begin('ada');
  const without = started(await run('ada', reasoned.id, 'stats', { reason: 'Ping is known to work.' }));
  assert.deepEqual((await look(reasoned.id)).entries.at(-1), { kind: 'run', step: 'stats', run: without.id, digest: without.digest, reason: 'Ping is known to work.', isGoingOn: false, seq: 2, at: (await look(reasoned.id)).entries.at(-1)?.at, by: 'ada' });
});

test('a run belongs: same runbook, environment and parameters; what had no value yet takes that of the run', async () => {
  const { id } = await begin('ada', { parameters: {} });
  assert.equal(codeOf(await run('ada', id, 'look', { runbook: 'aimed', parameters: { TARGET: 'dev' } })), 'walkthrough-other');
  assert.equal(codeOf(await run('ada', id, 'ping', { environment: 'dev' })), 'walkthrough-other');
  assert.equal(codeOf(await run('ada', '01923456-789a-7000-8000-000000000000', 'ping')), 'unknown-walkthrough');
  assert.equal(codeOf(await run('ada', 'nonsense', 'ping')), 'unknown-walkthrough');
  const stats = started(await run('ada', id, 'stats', { reason: 'first' }));
  const filled = await look(id);
  assert.deepEqual([filled.state.parameters, filled.entries.map(({ kind }) => kind)], [{ INSTRUMENT: 'hsc' }, ['begun', 'parameters', 'run']]);
  server.runner.end(stats.id, 'exited', 0);
  const other = await run('ada', id, 'stats', { parameters: { INSTRUMENT: 'latiss' }, reason: 'x' });
  assert.equal(codeOf(other), 'walkthrough-other');
  assert.match(other.text, /INSTRUMENT \(it is hsc here/);
  assert.equal(codeOf(await act('bob', id, { act: 'parameters', parameters: { INSTRUMENT: 'latiss' } })), 'walkthrough-lead');
  assert.equal(codeOf(await act('ada', id, { act: 'parameters', parameters: { INSTRUMENT: '$(id)' } })), 'parameter-malformed');
  const changed = viewIn(await act('ada', id, { act: 'parameters', parameters: { INSTRUMENT: 'latiss' } }));
  assert.deepEqual([stateIn(changed, 'stats'), changed.state.steps.stats?.staleFor], ['stale', 'parameters']);
});

test('what was done in a workspace that was begun anew does not count any more, and whoever follows hears of it', async () => {
  const { id } = await begin('ada');
  await using bob = await TestBrowser.welcome(server, 'bob');
  bob.say({ type: 'follow', topic: `walkthrough:${id}` });
  const ping = started(await run('ada', id, 'ping'));
  server.runner.end(ping.id, 'exited', 0);
  const told = async (state: string) => await until(() => Promise.resolve(bob.heard.findLast((message) => message.type === 'topic') as { body: WalkView } | undefined), (last) => last !== undefined && stateIn(last.body, 'ping') === state);
  await told('done');
  server.ahead += 10;
  await server.ask('POST', '/api/workspaces/reset', { as: 'ada', body: { environment: 'practice' } });
  assert.equal((await told('stale'))?.body.state.steps.ping?.staleFor, 'anew');
  assert.equal(codeOf(await run('ada', id, 'stats')), 'needs-unmet');
});

test('a text that is deployed anew is told, runs nothing here until it is taken over, and leaves what was done aside', async () => {
  const { id } = await begin('ada');
  const ping = started(await run('ada', id, 'ping'));
  server.runner.end(ping.id, 'exited', 0);
  const path = join(server.folder, 'catalog.json');
  const other = structuredClone(catalog) as unknown as { digest: string; runbooks: { steps: { id: string; digest: string; source?: string }[] }[] };
  other.digest = 'c2';
  for (const step of other.runbooks[0]?.steps ?? []) if (step.id === 'ping') Object.assign(step, { digest: 'ping-2', source: 'echo other' });
  writeFileSync(path, JSON.stringify(other));
  server.deployed.refresh();
  try {
    const view = await look(id);
    assert.deepEqual([view.changed, stateIn(view, 'ping')], [['ping'], 'done']);
    const refused = await run('ada', id, 'ping', { digest: 'ping-2' });
    assert.equal(codeOf(refused), 'walkthrough-changed');
    const renewed = viewIn(await act('ada', id, { act: 'renew' }));
    assert.deepEqual([renewed.changed, stateIn(renewed, 'ping'), renewed.state.steps.ping?.staleFor, renewed.texts?.['ping-2']?.source, renewed.catalog], [[], 'stale', 'text', 'echo other', 'c2']);
    assert.ok(renewed.texts?.[ping.digest], 'the text that ran is kept');
    server.runner.end(started(await run('ada', id, 'ping', { digest: 'ping-2' })).id, 'exited', 0);
    await until(() => look(id), (one) => stateIn(one, 'ping') === 'done');
  } finally {
    writeFileSync(path, JSON.stringify(catalog));
    server.deployed.refresh();
  }
});

test('a run that the runner would not have never was; one that its runner lost is lost', async () => {
  const { id } = await begin('ada');
  const { start } = server.runner;
  const { HandrailError } = await import('../../common/errors.ts');
  server.runner.start = () => Promise.reject(new HandrailError('disk-full', { free: 1, least: 2 }));
  const refused = await run('ada', id, 'ping').finally(() => { server.runner.start = start; });
  assert.equal(codeOf(refused), 'disk-full');
  const view = await look(id);
  assert.deepEqual([stateIn(view, 'ping'), view.entries.map(({ kind }) => kind)], ['waiting', ['begun', 'run', 'not-taken']]);
  const ping = started(await run('ada', id, 'ping'));
  server.runner.end(ping.id, 'lost', null);
  assert.equal(stateIn(await until(() => look(id), (one) => stateIn(one, 'ping') !== 'running'), 'ping'), 'lost');
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
  const { id } = await begin('ada');
  for (const [what, as, asked, code] of acts) assert.equal(codeOf(await act(as, id, asked)), code, what);
  assert.equal((await look(id)).entries.length, 1);
});

test('one that has ended takes notes and nothing else, until it is opened again', async () => {
  const { id } = await begin('ada');
  assert.equal(codeOf(await act('bob', id, { act: 'end' })), 'walkthrough-lead');
  assert.deepEqual(viewIn(await act('ada', id, { act: 'end', text: 'All is well.' })).state.ended?.text, 'All is well.');
  for (const asked of [{ act: 'tick', step: 'announce' }, { act: 'go-on' }, { act: 'end' }, { act: 'lead' }]) assert.equal(codeOf(await act('bob', id, asked)), 'walkthrough-over');
  assert.equal(codeOf(await run('ada', id, 'ping')), 'walkthrough-over');
  assert.equal((await act('bob', id, { act: 'note', text: 'Seen in the morning.' })).status, 200);
  assert.equal(viewIn(await act('bob', id, { act: 'reopen' })).state.ended, null);
  assert.equal(viewIn(await act('bob', id, { act: 'tick', step: 'announce' })).state.steps.announce?.by, 'bob');
});

test('who may look sees, who may not work there does nothing; a token keeps to its environments', async () => {
  const { id } = await begin('ada');
  const asVera = { headers: { cookie: vera, ...key() } };
  assert.equal((await server.ask('GET', `/api/walkthroughs/${id}`, asVera)).status, 200);
  assert.equal((await server.ask('POST', `/api/walkthroughs/${id}/acts`, { ...asVera, body: { act: 'note', text: 'Hello' } })).status, 403);
  await server.store.persons.setRoles('bob', ['trainee']);
  const dev = await begin('ada', { environment: 'dev' });
  const refused = await act('bob', dev.id, { act: 'note', text: 'Hello' }).finally(() => server.store.persons.setRoles('bob', ['operator']));
  assert.equal(codeOf(refused), 'not-allowed');
  const made = await server.ask('POST', '/api/account/tokens', { as: 'ada', body: { name: 'practice', rights: ['view', 'practise', 'operate'], environments: ['practice'], days: 1 } });
  const byToken = { headers: { authorization: `Bearer ${String(made.body.token)}`, origin: '', ...key() } };
  assert.equal((await server.ask('GET', `/api/walkthroughs/${dev.id}`, byToken)).status, 403);
  assert.equal((await server.ask('GET', `/api/walkthroughs/${dev.id}/report?as=markdown`, byToken)).status, 403);
  const listed = (await server.ask('GET', '/api/walkthroughs?limit=100', byToken)).body as unknown as WalkList;
  assert.ok(listed.walkthroughs.length > 0 && listed.walkthroughs.every(({ environment }) => environment === 'practice'));
});

test('the list is of those that are open or have ended, mine or everyone’s, in pages', async () => {
  const mine = [await begin('bob', { runbook: 'aimed', parameters: { TARGET: 'dev' } }), await begin('bob', { runbook: 'aimed', parameters: { TARGET: 'prod' } })];
  const list = async (query: string, as: Who = 'bob') => (await server.ask('GET', `/api/walkthroughs?${query}`, { as })).body as unknown as WalkList;
  assert.deepEqual((await list('mine=true&runbook=aimed')).walkthroughs.map(({ id, parameters }) => [id, parameters.TARGET]), [[mine[1]?.id, 'prod'], [mine[0]?.id, 'dev']]);
  assert.equal((await list('mine=true&runbook=aimed', 'ada')).walkthroughs.length, 0);
  await act('ada', mine[0]?.id ?? '', { act: 'note', text: 'I was here.' });
  assert.deepEqual((await list('mine=true&runbook=aimed', 'ada')).walkthroughs.map(({ id }) => id), [mine[0]?.id]);
  for (const { id } of mine) await act('bob', id, { act: 'end' });
  assert.deepEqual((await list('runbook=aimed')).walkthroughs, []);
  const first = await list('open=false&runbook=aimed&limit=1');
  const second = await list(`open=false&runbook=aimed&limit=1&before=${first.more ?? ''}`);
  assert.deepEqual([...first.walkthroughs, ...second.walkthroughs].map(({ id }) => id), [mine[1]?.id, mine[0]?.id]);
  assert.equal(second.more, null);
  assert.equal((await server.ask('GET', '/api/walkthroughs?before=x', { as: 'bob' })).status, 400);
});

test('it goes on by itself until a person is needed, and says for what', async () => {
  const { id } = await begin('ada', { runbook: 'aimed', parameters: { TARGET: 'dev' } });
  await act('ada', id, { act: 'go-on' });
  const first = await until(() => look(id), (view) => stateIn(view, 'look') === 'running');
  assert.deepEqual([first.state.going, first.entries.at(-1)?.kind === 'run' && first.entries.at(-1)?.by], [{ by: 'ada', since: 2 }, 'ada']);
  server.runner.end(first.state.steps.look?.run ?? assert.fail(), 'exited', 0);
  const second = await until(() => look(id), (view) => stateIn(view, 'after') === 'running');
  assert.equal(stateIn(second, 'prod-only'), 'elsewhere');
  server.runner.end(second.state.steps.after?.run ?? assert.fail(), 'exited', 0);
  const over = await until(() => look(id), (view) => view.state.going === null);
  assert.deepEqual([over.state.held, over.state.next, over.state.counts], ['Every step is done, ticked off or skipped.', null, { all: 2, done: 2, skipped: 0, amiss: 0 }]);

  const other = await begin('ada');
  await act('ada', other.id, { act: 'go-on' });
  const ping = await until(() => look(other.id), (view) => stateIn(view, 'ping') === 'running');
  server.runner.end(ping.state.steps.ping?.run ?? assert.fail(), 'exited', 0);
  assert.equal((await until(() => look(other.id), (view) => view.state.going === null)).state.held, '“shell” asks for somebody at its terminal.');
  await act('ada', other.id, { act: 'skip', step: 'shell', reason: 'Nothing to type.' });
  await act('ada', other.id, { act: 'go-on' });
  const stats = await until(() => look(other.id), (view) => stateIn(view, 'stats') === 'running');
  server.runner.end(stats.state.steps.stats?.run ?? assert.fail(), 'exited', 3);
  assert.equal((await until(() => look(other.id), (view) => view.state.going === null)).state.held, '“stats” did not end as expected.');
  await act('ada', other.id, { act: 'skip', step: 'stats', reason: 'Known.' });
  await act('ada', other.id, { act: 'skip', step: 'clear', reason: 'Nothing to clear.' });
  await act('ada', other.id, { act: 'go-on' });
  assert.equal((await until(() => look(other.id), (view) => view.state.going === null)).state.held, 'Runs once you have typed burn it.');
});

test('it goes on with the rights of that moment, and not for a token', async () => {
  const { id } = await begin('ada', { runbook: 'aimed', parameters: { TARGET: 'dev' } });
  await act('ada', id, { act: 'go-on' });
  const first = await until(() => look(id), (view) => stateIn(view, 'look') === 'running');
  await server.store.persons.setRoles('ada', ['viewer']);
  try {
    server.runner.end(first.state.steps.look?.run ?? assert.fail(), 'exited', 0);
    const held = await until(() => look(id), (view) => view.state.going === null);
    assert.deepEqual([held.state.held, stateIn(held, 'after')], ['You may read here, not run steps. An administrator can make you a trainee.', 'waiting']);
  } finally {
    await server.store.persons.setRoles('ada', ['operator']);
  }
  const made = await server.ask('POST', '/api/account/tokens', { as: 'ada', body: { name: 'all', rights: ['view', 'practise'], days: 1 } });
  const byToken = { authorization: `Bearer ${String(made.body.token)}`, origin: '', ...key() };
  const goOn = await server.ask('POST', `/api/walkthroughs/${id}/acts`, { headers: byToken, body: { act: 'go-on', seen: (await look(id)).state.seq } });
  assert.deepEqual([goOn.status, codeOf(goOn)], [403, 'not-by-token']);
});

test('somebody else’s lead ends going on; what runs goes on', async () => {
  const { id } = await begin('ada', { runbook: 'aimed', parameters: { TARGET: 'dev' } });
  await act('ada', id, { act: 'go-on' });
  const first = await until(() => look(id), (view) => stateIn(view, 'look') === 'running');
  const taken = viewIn(await act('bob', id, { act: 'lead' }));
  assert.deepEqual([taken.state.going, taken.state.held], [null, 'Somebody else took the lead.']);
  server.runner.end(first.state.steps.look?.run ?? assert.fail(), 'exited', 0);
  const after = await until(() => look(id), (view) => stateIn(view, 'look') === 'done');
  assert.equal(stateIn(after, 'after'), 'waiting');
});

test('whoever follows it is told at once, and is seen to be there', async () => {
  const { id } = await begin('ada');
  await using ada = await TestBrowser.welcome(server, 'ada');
  await using bob = await TestBrowser.welcome(server, 'bob');
  const last = (browser: TestBrowser, topic: string) => browser.heard.findLast((message) => message.type === 'topic' && message.topic === topic) as { body: unknown } | undefined;
  const told = async (so: (view: WalkView) => boolean) => await until(() => Promise.resolve(last(ada, `walkthrough:${id}`)?.body as WalkView | undefined), (view) => view !== undefined && so(view));
  for (const browser of [ada, bob]) browser.say({ type: 'follow', topic: `walkthrough:${id}` });
  await told(({ present }) => present.map(({ person }) => person).toSorted().join() === 'ada,bob');
  ada.say({ type: 'follow', topic: 'walkthroughs:' });
  await act('bob', id, { act: 'note', text: 'I look at the pods.', step: 'ping' });
  await told(({ entries }) => entries.at(-1)?.kind === 'note');
  const ping = started(await run('ada', id, 'ping'));
  await told((view) => stateIn(view, 'ping') === 'running');
  server.runner.end(ping.id, 'exited', 0);
  const done = await told((view) => stateIn(view, 'ping') === 'done');
  assert.equal(done?.texts, undefined);
  const listed = await until(() => Promise.resolve((last(ada, 'walkthroughs:')?.body as WalkList | undefined)?.walkthroughs.find((one) => one.id === id)), (one) => one?.counts.done === 1);
  assert.deepEqual(listed?.present.toSorted(), ['ada', 'bob']);
  await bob[Symbol.asyncDispose]();
  await told(({ present }) => present.length === 1);
  ada.say({ type: 'follow', topic: 'walkthrough:01923456-789a-7000-8000-000000000000' });
  ada.say({ type: 'follow', topic: 'walkthroughs:all' });
  await until(() => Promise.resolve(ada.heard.filter(({ type }) => type === 'topic-ended').length), (count) => count === 2);
});
