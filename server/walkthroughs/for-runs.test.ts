/** Runs in a walkthrough, through the API: whose they are, what they need, what they belong to, and what becomes of them. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { catalog } from '../http/test-server.ts';
import { codeOf, started, stateIn, TestWalks, until, viewIn } from './test-walks.ts';

let walks: TestWalks;
before(async () => { walks = await TestWalks.start(); });
after(async () => { await walks[Symbol.asyncDispose](); });

test('a run stands in the log before it runs, everybody may watch it, and its end is seen', async () => {
  const { id } = await walks.begin('ada');
  const same = crypto.randomUUID();
  const ping = started(await walks.run('ada', id, 'ping', { key: same }));
  assert.equal(started(await walks.run('ada', id, 'ping', { key: same })).id, ping.id);
  const going = await walks.look(id);
  assert.deepEqual([stateIn(going, 'ping'), going.state.steps.ping?.by, going.entries.map(({ kind }) => kind)], ['running', 'ada', ['begun', 'run']]);
  assert.equal((await walks.server.ask('GET', `/api/runs/${ping.id}`, { as: 'bob' })).body.walkthrough, id);
  assert.equal(codeOf(await walks.run('ada', id, 'ping')), 'walkthrough-going');
  walks.server.runner.end(ping.id, 'exited', 0);
  const done = await until(() => walks.look(id), (view) => stateIn(view, 'ping') === 'done');
  assert.deepEqual([done.state.next, done.runs[ping.id]?.exitStatus], ['shell', 0]);
  const record = walks.server.audit();
  assert.match(record, new RegExp(`"run-allowed","run":"${ping.id}".*"walkthrough":"${id}"`));
});

test('only who has the lead runs; “I have it” hands it over at once, and of two at once one wins', async () => {
  const { id } = await walks.begin('ada');
  assert.equal(codeOf(await walks.run('bob', id, 'ping')), 'walkthrough-lead');
  const seen = (await walks.look(id)).state.seq;
  const both = await Promise.all([walks.act('bob', id, { act: 'lead', seen }), walks.act('ada', id, { act: 'note', text: 'Bob, take it.' })]);
  assert.deepEqual(both.map(({ status }) => status), [200, 200]);
  const taken = await walks.look(id);
  assert.equal(taken.state.lead, 'bob');
  assert.deepEqual(taken.entries.find(({ kind }) => kind === 'lead'), { kind: 'lead', from: 'ada', seq: taken.entries.findIndex(({ kind }) => kind === 'lead') + 1, at: taken.entries.find(({ kind }) => kind === 'lead')?.at, by: 'bob' });
  assert.equal(codeOf(await walks.run('ada', id, 'ping')), 'walkthrough-lead');
  assert.ok(started(await walks.run('bob', id, 'ping')).person === 'bob');
  // What still runs goes with the lead: who has it stops it, and nobody else but its owner.
  const shell = started(await walks.run('bob', id, 'shell'));
  assert.equal((await walks.server.ask('POST', `/api/runs/${shell.id}/stop`, { as: 'ada' })).status, 404);
  await walks.act('ada', id, { act: 'lead' });
  assert.equal(started(await walks.server.ask('POST', `/api/runs/${shell.id}/stop`, { as: 'ada' })).state, 'stopped');
  await walks.act('bob', id, { act: 'lead' });
  // What Ada saw is over: she is told who has it.
  const late = await walks.act('ada', id, { act: 'lead', seen: 1 });
  assert.deepEqual([late.status, codeOf(late)], [409, 'walkthrough-moved']);
  assert.match(late.text, /bob took the lead from ada/);
});

test('what a step needs is met by runs of this walkthrough in the world it will run in, and by no others', async () => {
  const { id } = await walks.begin('ada');
  const alone = await walks.server.run('plain', 'ping');
  walks.server.runner.end(alone.id, 'exited', 0);
  const unmet = await walks.run('ada', id, 'stats');
  assert.deepEqual([codeOf(unmet), unmet.body.error?.details.needs], ['needs-unmet', 'ping']);
  assert.equal(codeOf(await walks.run('ada', id, 'clear', { reason: 'I must.' })), 'needs-unmet-destroy');
  const ping = started(await walks.run('ada', id, 'ping'));
  walks.server.runner.end(ping.id, 'exited', 0);
  await walks.act('bob', id, { act: 'lead' });
  // Ada’s ping says nothing of Bob’s world: he does it again there, by himself or with the rest.
  assert.equal(codeOf(await walks.run('bob', id, 'stats')), 'needs-unmet');
  assert.equal(codeOf(await walks.act('ada', id, { act: 'again' })), 'walkthrough-lead');
  const again = viewIn(await walks.act('bob', id, { act: 'again' }));
  assert.deepEqual([stateIn(again, 'ping'), again.state.next, again.state.counts.done, codeOf(await walks.act('bob', id, { act: 'again' }))], ['waiting', 'ping', 0, 'walkthrough-refused']);
  walks.server.runner.end(started(await walks.run('bob', id, 'ping')).id, 'exited', 0);
  await until(() => walks.look(id), (view) => stateIn(view, 'ping') === 'done');
  const stats = started(await walks.run('bob', id, 'stats'));
  walks.server.runner.end(stats.id, 'exited', 1);
  const amiss = await until(() => walks.look(id), (view) => stateIn(view, 'stats') === 'unexpected');
  assert.deepEqual([amiss.state.counts, amiss.state.next], [{ all: 8, done: 1, skipped: 0, amiss: 1 }, 'shell']);
  const reasoned = await walks.begin('ada');
  const without = started(await walks.run('ada', reasoned.id, 'stats', { reason: 'Ping is known to work.' }));
  assert.deepEqual((await walks.look(reasoned.id)).entries.at(-1), { kind: 'run', step: 'stats', run: without.id, digest: without.digest, reason: 'Ping is known to work.', isGoingOn: false, seq: 2, at: (await walks.look(reasoned.id)).entries.at(-1)?.at, by: 'ada' });
});

test('a run belongs: same runbook, environment and parameters; what had no value yet takes that of the run', async () => {
  const { id } = await walks.begin('ada', { parameters: {} });
  assert.equal(codeOf(await walks.run('ada', id, 'look', { runbook: 'aimed', parameters: { TARGET: 'dev' } })), 'walkthrough-other');
  assert.equal(codeOf(await walks.run('ada', id, 'ping', { environment: 'dev' })), 'walkthrough-other');
  assert.equal(codeOf(await walks.run('ada', '01923456-789a-7000-8000-000000000000', 'ping')), 'unknown-walkthrough');
  assert.equal(codeOf(await walks.run('ada', 'nonsense', 'ping')), 'unknown-walkthrough');
  const stats = started(await walks.run('ada', id, 'stats', { reason: 'first' }));
  const filled = await walks.look(id);
  assert.deepEqual([filled.state.parameters, filled.entries.map(({ kind }) => kind)], [{ INSTRUMENT: 'hsc' }, ['begun', 'parameters', 'run']]);
  walks.server.runner.end(stats.id, 'exited', 0);
  const other = await walks.run('ada', id, 'stats', { parameters: { INSTRUMENT: 'latiss' }, reason: 'x' });
  assert.equal(codeOf(other), 'walkthrough-other');
  assert.match(other.text, /INSTRUMENT \(it is hsc here/);
  assert.equal(codeOf(await walks.act('bob', id, { act: 'parameters', parameters: { INSTRUMENT: 'latiss' } })), 'walkthrough-lead');
  assert.equal(codeOf(await walks.act('ada', id, { act: 'parameters', parameters: { INSTRUMENT: '$(id)' } })), 'parameter-malformed');
  const changed = viewIn(await walks.act('ada', id, { act: 'parameters', parameters: { INSTRUMENT: 'latiss' } }));
  assert.deepEqual([stateIn(changed, 'stats'), changed.state.steps.stats?.staleFor], ['stale', 'parameters']);
});

test('a text that is deployed anew is told, runs nothing here until it is taken over, and leaves what was done aside', async () => {
  const { id } = await walks.begin('ada');
  const ping = started(await walks.run('ada', id, 'ping'));
  walks.server.runner.end(ping.id, 'exited', 0);
  const path = join(walks.server.folder, 'catalog.json');
  const other = structuredClone(catalog) as unknown as { digest: string; runbooks: { steps: { id: string; digest: string; source?: string }[] }[] };
  other.digest = 'c2';
  for (const step of other.runbooks[0]?.steps ?? []) if (step.id === 'ping') Object.assign(step, { digest: 'ping-2', source: 'echo other' });
  writeFileSync(path, JSON.stringify(other));
  walks.server.deployed.refresh();
  try {
    const view = await walks.look(id);
    assert.deepEqual([view.changed, stateIn(view, 'ping')], [['ping'], 'done']);
    const refused = await walks.run('ada', id, 'ping', { digest: 'ping-2' });
    assert.equal(codeOf(refused), 'walkthrough-changed');
    const renewed = viewIn(await walks.act('ada', id, { act: 'renew' }));
    assert.deepEqual([renewed.changed, stateIn(renewed, 'ping'), renewed.state.steps.ping?.staleFor, renewed.texts?.['ping-2']?.source, renewed.catalog], [[], 'stale', 'text', 'echo other', 'c2']);
    assert.ok(renewed.texts?.[ping.digest], 'the text that ran is kept');
    walks.server.runner.end(started(await walks.run('ada', id, 'ping', { digest: 'ping-2' })).id, 'exited', 0);
    await until(() => walks.look(id), (one) => stateIn(one, 'ping') === 'done');
  } finally {
    writeFileSync(path, JSON.stringify(catalog));
    walks.server.deployed.refresh();
  }
});

test('a run that the runner would not have never was; one that its runner lost is lost', async () => {
  const { id } = await walks.begin('ada');
  const { start } = walks.server.runner;
  const { HandrailError } = await import('../../common/errors.ts');
  walks.server.runner.start = () => Promise.reject(new HandrailError('disk-full', { free: 1, least: 2 }));
  const refused = await walks.run('ada', id, 'ping').finally(() => { walks.server.runner.start = start; });
  assert.equal(codeOf(refused), 'disk-full');
  const view = await walks.look(id);
  assert.deepEqual([stateIn(view, 'ping'), view.entries.map(({ kind }) => kind)], ['waiting', ['begun', 'run', 'not-taken']]);
  const ping = started(await walks.run('ada', id, 'ping'));
  walks.server.runner.end(ping.id, 'lost', null);
  assert.equal(stateIn(await until(() => walks.look(id), (one) => stateIn(one, 'ping') !== 'running'), 'ping'), 'lost');
});
