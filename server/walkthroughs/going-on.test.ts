/** Walkthroughs that go on by themselves, through the API: how far, for whom, and what they stop at. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { catalog, environmentsText } from '../http/test-server.ts';
import { codeOf, key, started, stateIn, TestWalks, until, viewIn } from './test-walks.ts';

/** What is about production has to be approved. */
const fourEyes = environmentsText.replace('    rules:\n', '    rules:\n      - { name: four-eyes, decide: allow, effects: [read], targets: [prod], approvals: 1 }\n');

let walks: TestWalks;
before(async () => { walks = await TestWalks.start({ rules: fourEyes }); });
after(async () => { await walks[Symbol.asyncDispose](); });

test('it goes on by itself until a person is needed, and says for what', async () => {
  const { id } = await walks.begin('ada', { runbook: 'aimed', parameters: { TARGET: 'dev' } });
  await walks.act('ada', id, { act: 'go-on' });
  const first = await until(() => walks.look(id), (view) => stateIn(view, 'look') === 'running');
  assert.deepEqual([first.state.going, first.entries.at(-1)?.kind === 'run' && first.entries.at(-1)?.by], [{ by: 'ada', since: 2 }, 'ada']);
  walks.server.runner.end(first.state.steps.look?.run ?? assert.fail(), 'exited', 0);
  const second = await until(() => walks.look(id), (view) => stateIn(view, 'after') === 'running');
  assert.equal(stateIn(second, 'prod-only'), 'elsewhere');
  walks.server.runner.end(second.state.steps.after?.run ?? assert.fail(), 'exited', 0);
  const over = await until(() => walks.look(id), (view) => view.state.going === null);
  assert.deepEqual([over.state.held, over.state.next, over.state.counts], ['', null, { all: 2, done: 2, skipped: 0, amiss: 0 }]);

  const other = await walks.begin('ada');
  await walks.act('ada', other.id, { act: 'go-on' });
  const ping = await until(() => walks.look(other.id), (view) => stateIn(view, 'ping') === 'running');
  walks.server.runner.end(ping.state.steps.ping?.run ?? assert.fail(), 'exited', 0);
  assert.equal((await until(() => walks.look(other.id), (view) => view.state.going === null)).state.held, '“shell” asks for somebody at its terminal.');
  await walks.act('ada', other.id, { act: 'skip', step: 'shell', reason: 'Nothing to type.' });
  await walks.act('ada', other.id, { act: 'go-on' });
  const stats = await until(() => walks.look(other.id), (view) => stateIn(view, 'stats') === 'running');
  walks.server.runner.end(stats.state.steps.stats?.run ?? assert.fail(), 'exited', 3);
  assert.equal((await until(() => walks.look(other.id), (view) => view.state.going === null)).state.held, '“stats” did not end as expected.');
  await walks.act('ada', other.id, { act: 'skip', step: 'stats', reason: 'Known.' });
  await walks.act('ada', other.id, { act: 'skip', step: 'clear', reason: 'Nothing to clear.' });
  await walks.act('ada', other.id, { act: 'go-on' });
  assert.equal((await until(() => walks.look(other.id), (view) => view.state.going === null)).state.held, '“burn” has to be confirmed: whoever presses Run types `burn it`.');
});

test('it goes on with the rights of that moment, and not for a token', async () => {
  const { id } = await walks.begin('ada', { runbook: 'aimed', parameters: { TARGET: 'dev' } });
  await walks.act('ada', id, { act: 'go-on' });
  const first = await until(() => walks.look(id), (view) => stateIn(view, 'look') === 'running');
  await walks.server.store.persons.setRoles('ada', ['viewer']);
  try {
    walks.server.runner.end(first.state.steps.look?.run ?? assert.fail(), 'exited', 0);
    const held = await until(() => walks.look(id), (view) => view.state.going === null);
    assert.deepEqual([held.state.held, stateIn(held, 'after')], ['You may read here, not run steps. An administrator can make you a trainee.', 'waiting']);
  } finally {
    await walks.server.store.persons.setRoles('ada', ['operator']);
  }
  const made = await walks.server.ask('POST', '/api/account/tokens', { as: 'ada', body: { name: 'all', rights: ['view', 'practise'], days: 1 } });
  const byToken = { authorization: `Bearer ${String(made.body.token)}`, origin: '', ...key() };
  const goOn = await walks.server.ask('POST', `/api/walkthroughs/${id}/acts`, { headers: byToken, body: { act: 'go-on', seen: (await walks.look(id)).state.seq } });
  assert.deepEqual([goOn.status, codeOf(goOn)], [403, 'not-by-token']);
});

test('somebody else’s lead ends going on; what runs goes on', async () => {
  const { id } = await walks.begin('ada', { runbook: 'aimed', parameters: { TARGET: 'dev' } });
  await walks.act('ada', id, { act: 'go-on' });
  const first = await until(() => walks.look(id), (view) => stateIn(view, 'look') === 'running');
  const taken = viewIn(await walks.act('bob', id, { act: 'lead' }));
  assert.deepEqual([taken.state.going, taken.state.held], [null, 'Somebody else took the lead.']);
  walks.server.runner.end(first.state.steps.look?.run ?? assert.fail(), 'exited', 0);
  const after = await until(() => walks.look(id), (view) => stateIn(view, 'look') === 'done');
  assert.equal(stateIn(after, 'after'), 'waiting');
});

/** Asks for approval of a step of `aimed` in production, as ada; gives the request's id. */
async function askFor(step: string): Promise<string> {
  const digest = catalog.runbooks.find(({ id }) => id === 'aimed')?.steps.find(({ id }) => id === step)?.digest;
  const body = { runbook: 'aimed', step, digest, environment: 'practice', parameters: { TARGET: 'prod' }, reason: 'Tonight.' };
  const { body: answer, text } = await walks.server.ask('POST', '/api/approvals', { as: 'ada', body });
  const { id } = (answer.approval ?? {}) as { id?: string };
  assert.ok(id, text);
  return id;
}

async function approve(id: string): Promise<void> {
  const { status, text } = await walks.server.ask('POST', `/api/approvals/${id}/approve`, { as: 'bob', body: { reason: 'Go.' } });
  assert.equal(status, 200, text);
}

test('it holds where approval is needed, says who may give it, and goes on with what was given when it is asked to', async () => {
  const { id } = await walks.begin('ada', { runbook: 'aimed', parameters: { TARGET: 'prod' } });
  const heldAt = async (as: 'ada' | 'bob') => {
    await walks.act(as, id, { act: 'go-on' });
    return (await walks.held(id)).state.held;
  };
  const nobody = 'Nobody else here may approve yet: an administrator can give somebody the role approver.';
  assert.equal(await heldAt('ada'), `“look” has to be approved by somebody else first. Ask for it at the step. ${nobody}`);
  await walks.server.store.persons.setRoles('bob', ['operator', 'approver']);
  assert.equal(await heldAt('ada'), '“look” has to be approved by somebody else first. Ask for it at the step. bob may approve.');
  const asked = await askFor('look');
  assert.equal(await heldAt('ada'), '“look” waits for approval. bob may approve. Press Run all again once it is given.');
  await approve(asked);
  await walks.act('ada', id, { act: 'go-on' });
  await walks.end(id, 'look');
  const next = await walks.held(id);
  assert.deepEqual([stateIn(next, 'look'), next.state.next], ['done', 'prod-only']);
  assert.match(next.state.held, /^“prod-only” has to be approved/);
  assert.match(walks.server.audit(), new RegExp(`"approval-used","approval":"${asked}","run":"${next.state.steps.look?.run ?? '?'}"`));
  // By hand it is used as well; whoever takes the lead has to ask for their own.
  const other = await askFor('prod-only');
  await approve(other);
  await walks.act('bob', id, { act: 'lead' });
  assert.equal(await heldAt('bob'), `“prod-only” has to be approved by somebody else first. Ask for it at the step. ${nobody}`);
  await walks.act('ada', id, { act: 'lead' });
  started(await walks.run('ada', id, 'prod-only', { runbook: 'aimed', parameters: { TARGET: 'prod' }, approval: other }));
  await walks.end(id, 'prod-only');
  await until(() => walks.look(id), (view) => stateIn(view, 'prod-only') === 'done');
  // What was done in another's practice world is not done in that of who has the lead now.
  await walks.act('bob', id, { act: 'lead' });
  assert.equal(await heldAt('bob'), '“after” needs “look” first, in the practice world of who has the lead.');
});

test('a run that its runner lost ends going on, which says so', async () => {
  const { id } = await walks.begin('ada', { runbook: 'aimed', parameters: { TARGET: 'dev' } });
  await walks.act('ada', id, { act: 'go-on' });
  const first = await until(() => walks.look(id), (view) => stateIn(view, 'look') === 'running');
  walks.server.runner.end(first.state.steps.look?.run ?? assert.fail(), 'lost', null);
  const view = await walks.held(id);
  assert.deepEqual([view.state.held, view.state.next, stateIn(view, 'after')], ['“look” was lost: nobody knows how it ended.', 'look', 'waiting']);
});
