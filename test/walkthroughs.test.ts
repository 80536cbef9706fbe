/**
 * A walkthrough that goes on by itself while its server is killed, again and again: every step runs once, nothing in the log is
 * lost or there twice, and what was asked for as the server died is done once. One of a whole runbook, whose runner is killed: it
 * stops there and says so.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RunId } from '../common/ids.ts';
import type { WalkView } from '../common/walkthrough.ts';
import { fixtureCatalog, fixtureStep, writeCatalog } from './fixture-catalog.ts';
import { type Client, Handrail, pause } from './handrail.ts';

const counted = ['one', 'two', 'three'].map((id, at, all) => fixtureStep({ id, source: `echo ${id} >> log; sleep 0.3`, needs: all.slice(Math.max(0, at - 1), at) }));
const more = { procedure: 'more', procedureTitle: 'More' };
const steps = [
  ...counted, fixtureStep({ id: 'last', source: 'cat log', needs: ['three'] }), fixtureStep({ id: 'long', source: 'echo begun; sleep 60', ...more }), fixtureStep({ id: 'after', source: 'true', ...more }),
];

let handrail: Handrail;
let client: Client;
before(async () => {
  handrail = await Handrail.start({ HANDRAIL_CATALOG: writeCatalog(fixtureCatalog(steps)) });
  client = await handrail.logIn();
});
after(async () => { await handrail[Symbol.asyncDispose](); });

const key = () => ({ 'idempotency-key': crypto.randomUUID() });
const viewIn = async (answer: Response): Promise<WalkView> => {
  assert.ok(answer.ok, await answer.clone().text());
  return (await answer.json() as { walkthrough: WalkView }).walkthrough;
};
const look = async (id: string) => await viewIn(await client.get(`/api/walkthroughs/${id}`));
const act = async (id: string, asked: object, headers = key()) => await client.post(`/api/walkthroughs/${id}/acts`, asked, headers);

async function until(id: string, so: (view: WalkView) => boolean): Promise<WalkView> {
  for (const end = Date.now() + 90_000; ; await pause(20)) {
    const view = await look(id);
    if (so(view)) return view;
    assert.ok(Date.now() < end, `it did not come to that: ${JSON.stringify(view.state)}`);
  }
}

async function killAndStart(): Promise<void> {
  await handrail.endServer('SIGKILL');
  await handrail.startServer();
}

test('it goes on over a server that is killed: each step once, the log whole', { timeout: 230_000 }, async () => {
  const { id } = await viewIn(await client.post('/api/walkthroughs', { runbook: 'fixture', procedure: 'steps', environment: 'practice' }, key()));
  await act(id, { act: 'go-on', seen: 1 });
  await until(id, ({ state }) => state.steps.one?.state === 'running');
  await killAndStart();
  // As early as it can be: its entry stands, and whether the runner was asked is chance.
  await until(id, ({ state }) => state.steps.two?.run !== null);
  const note = key();
  const unanswered = act(id, { act: 'note', text: 'The server is about to die.' }, note).catch(() => null);
  await killAndStart();
  await unanswered;
  assert.equal((await act(id, { act: 'note', text: 'The server is about to die.' }, note)).status, 200);

  const stood = await until(id, ({ state }) => state.going === null || state.next === null);
  // One that was entered and never came to the runner is lost; who leads runs it again.
  const lost = stood.steps.find((step) => stood.state.steps[step.id]?.state === 'lost');
  if (lost !== undefined) {
    const body = { runbook: 'fixture', step: lost.id, digest: lost.digest, environment: 'practice', parameters: {}, walkthrough: id };
    assert.equal((await client.post('/api/runs', body, key())).status, 201);
    const again = await until(id, ({ state }) => state.steps[lost.id]?.state === 'done');
    assert.equal((await act(id, { act: 'go-on', seen: again.state.seq })).status, 200);
  }
  const over = await until(id, ({ state }) => state.next === null && state.going === null);
  assert.deepEqual(over.entries.map(({ seq }) => seq), over.entries.map((_, at) => at + 1));
  assert.equal(over.entries.filter(({ kind }) => kind === 'note').length, 1);
  const started = over.entries.flatMap((entry) => (entry.kind === 'run' ? [entry.run] : []));
  assert.equal(new Set(started).size, started.length);
  assert.equal(await client.output(over.state.steps.last?.run ?? '' as RunId), 'one\r\ntwo\r\nthree\r\n');
  assert.equal(handrail.cli('audit', 'verify').status, 0);
});

test('one of a whole runbook goes on over its procedures; its runner is killed: the run is lost, it stops there and says so', { timeout: 200_000 }, async () => {
  const { id, title, steps: all } = await viewIn(await client.post('/api/walkthroughs', { runbook: 'fixture', procedure: '', environment: 'practice' }, key()));
  assert.deepEqual([title, all.map((step) => step.id)], ['Fixture', steps.map((step) => step.id)]);
  await act(id, { act: 'go-on', seen: 1 });
  const { state: { steps: { long } } } = await until(id, ({ state, runs }) => runs[state.steps.long?.run ?? '']?.state === 'running');
  // It runs a moment before it prints.
  while (await client.output(long?.run ?? '' as RunId) === '') await pause(50);
  process.kill(await handrail.runnerPid() ?? assert.fail('no runner'), 'SIGKILL');
  const view = await until(id, ({ state }) => state.going === null);
  assert.deepEqual([view.state.held, view.state.next, view.state.steps.long?.state, view.state.steps.after?.state], ['“long” was lost: nobody knows how it ended.', 'long', 'lost', 'waiting']);
  // What it printed is still there, and the lead goes on by themselves.
  assert.equal(await client.output(long?.run ?? '' as RunId), 'begun\r\n');
  await act(id, { act: 'skip', step: 'long', reason: 'Its runner was killed.', seen: view.state.seq });
  await act(id, { act: 'go-on', seen: view.state.seq + 1 });
  const over = await until(id, ({ state }) => state.going === null);
  assert.deepEqual([over.state.next, over.state.counts], [null, { all: 6, done: 5, skipped: 1, amiss: 0 }]);
});
