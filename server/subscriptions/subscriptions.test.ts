/** People who asked to be told of an end, over real HTTP and a socket, with a Slack of the test's. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Run } from '../../common/run.ts';
import { mostWaiting, type Subject, type SubscriptionList } from '../../common/subscription.ts';
import { type Answer, TestServer } from '../http/test-server.ts';
import { TrialSlack } from '../slack/trial-slack.ts';
import { TestBrowser } from '../ws/test-browser.ts';

const channel = 'C0ENDS0001';
let slack: TrialSlack;
let server: TestServer;
before(async () => {
  slack = await TrialSlack.start();
  slack.members.set('ada@example.org', 'U0000ADA1');
  server = await TestServer.start({
    chat: {
      app: slack.app, channels: { [channel]: { name: '#ends', shows: 'page', ends: true }, C0SHUT0001: { name: '#shut', shows: 'state', ends: false } },
      people: { ada: 'ada@example.org', bob: 'bob@example.org' }, webhooks: {}, subscriptions: [{ environments: ['dev'], outcomes: ['lost'], to: [{ slack: channel }] }], digest: '',
    },
  });
  const path = join(server.folder, 'catalog.json');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"slack":[]', '"slack":["#ends","#shut"]'));
  server.deployed.refresh();
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await slack[Symbol.asyncDispose]();
});

type Who = 'ada' | 'bob';
const post = async (as: Who, path: string, body: unknown) => await server.ask('POST', path, { as, body });
const subscribe = async (as: Who, subject: Subject & { channel?: string }) => await post(as, '/api/subscriptions', subject);
const listed = ({ body, text }: Answer) => (body.subscriptions === undefined ? assert.fail(text) : (body as unknown as SubscriptionList).subscriptions);
const of = async (as: Who) => listed(await server.ask('GET', '/api/subscriptions', { as }));
const begin = async (environment = 'dev', shared = true): Promise<Subject & { run: Run }> => {
  const run = await server.run('plain', 'ping', { environment });
  if (shared) await post('ada', `/api/runs/${run.id}/share`, { shared: true });
  return { of: 'run', id: run.id, run };
};
const asked = ({ of: kind, id }: Subject): Subject => ({ of: kind, id });
const end = ({ run }: { run: Run }, status = 0) => { server.runner.end(run.id, 'exited', status); };
const posts = () => slack.calls.filter(({ method }) => method === 'chat.postMessage');
const until = async (met: () => boolean | Promise<boolean>) => { for (const over = Date.now() + 30_000; !await met(); await new Promise((turn) => { setTimeout(turn, 5); })) assert.ok(Date.now() < over, 'it was waited for in vain'); };
const isTold = async (as: Who, { id }: Subject) => (await of(as)).some((one) => one.id === id && one.end !== null);
const inRecord = (kind: string, { id }: Subject) => server.audit().split('\n').filter((line) => line.includes(`"kind":"${kind}"`) && line.includes(id)).length;

test('whoever asked is told in their tabs and at Slack: what, where and how, nothing that was printed; then it is over', async () => {
  await using page = await TestBrowser.welcome(server, 'ada');
  page.say({ type: 'follow', topic: 'told:' });
  const one = await begin();
  const [mine] = listed(await subscribe('ada', asked(one)));
  assert.deepEqual(mine, { ...asked(one), title: 'ping', environment: 'dev', channel: null, mayChannels: [{ id: channel, name: '#ends' }], reach: 'direct', end: null });
  server.runner.print(one.run.id, 'the whole secret plan');
  end(one, 7);
  const heard = () => page.heard.flatMap((message) => (message.type === 'topic' ? [(message.body as SubscriptionList).subscriptions.find(({ id }) => id === one.id)] : []));
  await until(() => heard().some((now) => now?.end?.outcome === 'not-as-expected'));
  await until(() => posts().length === 1);
  const { args } = posts()[0] ?? assert.fail();
  assert.equal(args.channel, 'U0000ADA1');
  assert.match(JSON.stringify(args.blocks), new RegExp(`/go/run/${one.id}.*did not end as expected.*dev`));
  assert.doesNotMatch(JSON.stringify([args, page.heard]), /secret plan/);
  assert.deepEqual(['subscribed', 'subscription-told', 'told-outside'].map((kind) => inRecord(kind, one)), [1, 1, 1]);
  assert.deepEqual(listed(await post('ada', '/api/subscriptions/take-back', asked(one))), []);
  assert.doesNotMatch(server.audit(), /@example\.org/);
});

test('what may not be waited for is refused, and another’s run is as one that is not there', async (t) => {
  const own = await begin('dev', false);
  const over = await begin();
  end(over);
  await until(async () => (await server.store.runs.get(over.run.id))?.state === 'exited');
  const token = String((await post('ada', '/api/account/tokens', { name: 'p', rights: ['view'], environments: ['practice'] })).body.token);
  const nowhere = '01890a5d-ac96-774b-bcce-b302099a8057';
  const rows: readonly [string, unknown, number, string][] = [
    ['another’s run that is not shared', asked(own), 404, 'not-yours'],
    ['a run that there is not', { of: 'run', id: nowhere }, 404, 'not-yours'],
    ['no id of a run', { of: 'run', id: '../../x' }, 404, 'not-yours'],
    ['a walkthrough that there is not', { of: 'walkthrough', id: nowhere }, 404, 'unknown-walkthrough'],
    ['a run that has ended', asked(over), 409, 'subscription-refused'],
    ['something else', { of: 'person', id: 'ada' }, 400, 'bad-message'],
    ['in another’s name', { ...asked(over), person: 'ada' }, 400, 'bad-message'],
  ];
  for (const [name, body, status, code] of rows) {
    await t.test(name, async () => {
      const answer = await post('bob', '/api/subscriptions', body);
      assert.deepEqual([answer.status, answer.body.error?.code], [status, code], answer.text);
    });
  }
  for (const where of ['C0SHUT0001', 'C0ANOTHER1', '#ends']) assert.equal((await subscribe('ada', { ...asked(own), channel: where })).body.error?.code, 'subscription-refused', where);
  const scoped = await server.ask('POST', '/api/subscriptions', { body: asked(own), headers: { authorization: `Bearer ${token}`, origin: '' } });
  assert.equal(scoped.body.error?.code, 'denied');
  const practice = await begin('practice');
  assert.equal((await subscribe('ada', { ...asked(practice), channel })).body.error?.code, 'subscription-refused', 'practice is no channel’s business');
  assert.deepEqual([await of('ada'), await of('bob')], [[], []]);
  for (const one of [own, practice]) end(one);
});

test('one person waits for so many at once; the same again is the same', async () => {
  const one = await begin();
  const [first, ...others] = Array.from({ length: mostWaiting }, (_, at) => `01890a5d-ac96-774b-bcce-${String(at).padStart(12, '0')}`);
  const row = { person: 'bob', of: 'walkthrough' as const, runbook: 'plain', title: 'P', environment: 'dev', channel: '', reach: 'none' as const, at: 1 };
  for (const id of [first ?? '', ...others]) assert.ok(await server.store.subscriptions.add({ ...row, id }));
  assert.ok(await server.store.subscriptions.add({ ...row, id: first ?? '' }), 'one that is there already takes no room');
  const flood = await Promise.all(Array.from({ length: 10 }, () => subscribe('bob', asked(one))));
  assert.deepEqual([...new Set(flood.map(({ status, body }) => `${status} ${String(body.error?.code)}`))], ['429 too-many-subscriptions']);
  await post('bob', '/api/subscriptions/take-back', { of: 'walkthrough', id: first });
  assert.equal(listed(await subscribe('bob', asked(one))).length, mostWaiting);
  for (const id of others) await server.store.subscriptions.remove('bob', { of: 'walkthrough', id });
  await post('bob', '/api/subscriptions/take-back', asked(one));
  end(one);
});

test('who lost what let them know of it is not told', async (t) => {
  const losses: readonly [string, (one: Subject) => Promise<unknown>, () => Promise<unknown>][] = [
    ['a person who was disabled', () => server.store.persons.setDisabled('bob', 1), () => server.store.persons.setDisabled('bob', null)],
    ['a person without a role', () => server.store.persons.setRoles('bob', []), () => server.store.persons.setRoles('bob', ['operator'])],
    ['a run that is shared no more', ({ id }) => post('ada', `/api/runs/${id}/share`, { shared: false }), () => Promise.resolve()],
  ];
  slack.members.set('bob@example.org', 'U0000BOB1');
  for (const [name, lose, restore] of losses) {
    await t.test(name, async () => {
      const before = posts().length;
      const one = await begin();
      assert.equal(listed(await subscribe('bob', asked(one))).length, 1);
      await lose(one);
      end(one);
      await until(() => inRecord('subscription-dropped', one) === 1);
      await restore();
      await until(async () => (await server.store.outbox.nextAt()) === null);
      assert.deepEqual([await of('bob'), posts().length, inRecord('subscription-told', one)], [[], before, 0]);
    });
  }
});

test('an end while the server is down is told by the next one, once; so is one that waits for Slack', async () => {
  const one = await begin();
  const before = posts().length;
  await subscribe('bob', asked(one));
  await server.restartChat(async () => {
    end(one);
    await until(async () => (await server.store.runs.get(one.run.id))?.state === 'exited');
    slack.upsets.push({ status: 503 });
  });
  await until(() => isTold('bob', one));
  await until(() => slack.refused.length > 0);
  server.ahead = 60_000;
  await server.restartChat();
  await until(() => posts().length === before + 1);
  await server.restartChat();
  await until(async () => (await server.store.outbox.nextAt()) === null);
  assert.deepEqual([posts().length, posts().at(-1)?.args.channel, inRecord('subscription-told', one)], [before + 1, 'U0000BOB1', 1]);
  server.ahead = 0;
});

test('a message to somebody whose answer was lost is looked for in the conversation with them', async () => {
  const one = await begin();
  const before = posts().length;
  slack.readable.add('D0000BOB1');
  await subscribe('bob', asked(one));
  slack.upsets.push('lost');
  end(one);
  await until(() => posts().length === before + 1);
  await server.restartChat(() => { server.ahead = 60_000; });
  await until(async () => (await server.store.outbox.nextAt()) === null);
  server.ahead = 0;
  assert.deepEqual([posts().length, slack.calls.at(-1)?.method], [before + 1, 'conversations.history']);
});

test('an end that is heard of from several sides at once is told once', async () => {
  const one = await begin();
  const [asks] = await Promise.all([Promise.all(['ada', 'bob'].map((who) => subscribe(who as Who, asked(one)))), Promise.resolve().then(() => { end(one); }), ...Array.from({ length: 5 }, () => server.ask('GET', `/api/runs/${one.id}`, { as: 'ada' }))]);
  for (const [at, who] of (['ada', 'bob'] as const).entries()) {
    // Whoever came after the end is told so at once.
    if (asks[at]?.status === 200) await until(() => isTold(who, one));
    else assert.equal(asks[at]?.body.error?.code, 'subscription-refused');
  }
  assert.equal(inRecord('subscription-told', one), asks.filter(({ status }) => status === 200).length);
  await until(async () => (await server.store.outbox.nextAt()) === null);
});

test('a channel that the operator opened is told once, whoever asked and whatever tells it anyhow', async () => {
  const one = await begin();
  const before = posts().length;
  for (const who of ['ada', 'bob'] as const) assert.equal(listed(await subscribe(who, { ...asked(one), channel })).find(({ id }) => id === one.id)?.channel?.name, '#ends');
  server.runner.end(one.run.id, 'lost', null);
  await until(() => posts().length === before + 3);
  await until(async () => (await server.store.outbox.nextAt()) === null);
  assert.deepEqual(posts().slice(before).map(({ args }) => args.channel).sort(), [channel, 'U0000ADA1', 'U0000BOB1']);
  const another = await begin();
  await subscribe('ada', { ...asked(another), channel });
  // What the file says is read again when it changes: from here on the channel is shut, and Slack knows nobody.
  server.said = { ...server.said, channels: {}, people: {} };
  end(another);
  await until(() => isTold('ada', another));
  await until(async () => (await server.store.outbox.nextAt()) === null);
  assert.equal(posts().length, before + 3);
});

test('a walkthrough that ends is told; one that is opened again may be waited for again', async () => {
  const key = () => ({ 'idempotency-key': crypto.randomUUID() });
  const act = async (body: object) => (await server.ask('POST', `/api/walkthroughs/${id}/acts`, { as: 'ada', body, headers: key() })).body.walkthrough as { state: { seq: number } };
  const { body } = await server.ask('POST', '/api/walkthroughs', { as: 'ada', body: { runbook: 'plain', procedure: 'p', environment: 'dev' }, headers: key() });
  const { id, state } = body.walkthrough as { id: string; state: { seq: number } };
  const walk: Subject = { of: 'walkthrough', id };
  assert.equal(listed(await subscribe('bob', walk)).find((one) => one.id === id)?.reach, 'no-address');
  const ended = await act({ act: 'end', seen: state.seq });
  await until(() => isTold('bob', walk));
  assert.equal((await of('bob')).find((one) => one.id === id)?.end?.outcome, 'unfinished');
  const reopened = await act({ act: 'reopen', text: 'not yet', seen: ended.state.seq });
  assert.equal(listed(await subscribe('bob', walk)).find((one) => one.id === id)?.end, null);
  await act({ act: 'end', seen: reopened.state.seq });
  await until(() => isTold('bob', walk));
  assert.equal(inRecord('subscription-told', walk), 2);
});

test('a page follows its own person’s and nobody else’s, and is told only what it may know by what it showed', async () => {
  await using page = await TestBrowser.welcome(server, 'bob');
  page.say({ type: 'follow', topic: 'told:ada' });
  const refused = await page.until('topic-ended');
  assert.equal(refused.type === 'topic-ended' && refused.error.code, 'out-of-order');
  const [own, open] = [await begin('dev', false), await begin('practice')];
  for (const one of [own, open]) await subscribe('ada', asked(one));
  page.say({ type: 'follow', topic: 'told:' });
  await page.until('topic');
  assert.ok(!JSON.stringify(page.heard).includes(own.id) && !JSON.stringify(await of('bob')).includes(own.id));
  const token = String((await post('ada', '/api/account/tokens', { name: 'q', rights: ['view'], environments: ['practice'] })).body.token);
  const shown = listed(await server.ask('GET', '/api/subscriptions', { headers: { authorization: `Bearer ${token}` } })).map(({ id }) => id);
  assert.deepEqual([shown.includes(open.id), shown.includes(own.id)], [true, false]);
  for (const one of [own, open]) end(one);
});

test('what was told is forgotten after a day', async () => {
  assert.ok((await of('bob')).length > 0);
  server.ahead = 25 * 3_600_000;
  await server.restartChat();
  await until(async () => (await of('bob')).length === 0);
  server.ahead = 0;
});
