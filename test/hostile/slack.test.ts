/**
 * What pretends to be Slack, and where a webhook may not lead: each row is refused, or does nothing more than it would have once.
 * Every event that is believed names a link of ours in a channel that is shown everything; so what gets through would show.
 */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { compileRunbook } from '../../common/catalog/compile.ts';
import { TestServer } from '../../server/http/test-server.ts';
import { NotTaken } from '../../server/outbox/outbox.ts';
import { blocksOf, mrkdwn } from '../../server/slack/blocks.ts';
import { outputBlock, paragraphs, unmarked } from '../../server/slack/text.ts';
import { TrialSlack } from '../../server/slack/trial-slack.ts';
import { sendToWebhook } from '../../server/webhooks/send.ts';

let slack: TrialSlack;
let server: TestServer;
let inside: Server;
/** requests that reached a service of this machine */
let reached = 0;

before(async () => {
  slack = await TrialSlack.start();
  server = await TestServer.start({ chat: { app: slack.app, channels: { C0OUTPUT01: { name: '', shows: 'output', ends: false } }, people: {}, webhooks: {}, subscriptions: [], digest: '' } });
  inside = createServer((_request, response) => { reached += 1; response.end(); });
  await new Promise<void>((done) => inside.listen(0, '127.0.0.1', done));
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await slack[Symbol.asyncDispose]();
  inside.close();
});

type Signed = ReturnType<TrialSlack['sign']>;
const now = () => Math.floor(Date.now() / 1000);
const event = (id?: string) => slack.linkShared('C0OUTPUT01', [`${server.origin}/go/plain`], id === undefined ? {} : { id });
const changed = (signed: Signed, headers: Record<string, string>): Signed => ({ ...signed, headers: { ...signed.headers, ...headers } });
const send = async ({ body, headers }: { body: string; headers: Record<string, string> }) =>
  (await server.ask('POST', '/api/slack/events', { body, headers: { origin: '', 'x-handrail': '', ...headers } })).status;

const forged: readonly [string, number, () => Signed][] = [
  ['nothing signed', 401, () => changed(slack.sign(event()), { 'x-slack-signature': '' })],
  ['no time', 401, () => changed(slack.sign(event()), { 'x-slack-request-timestamp': '' })],
  ['signed with another secret', 401, () => slack.sign(event(), { secret: 'another' })],
  ['signed with no secret at all', 401, () => slack.sign(event(), { secret: '' })],
  ['an event of six minutes ago', 401, () => slack.sign(event(), { at: now() - 361 })],
  ['an event of the future', 401, () => slack.sign(event(), { at: now() + 361 })],
  ['an old event with a new time', 401, () => changed(slack.sign(event(), { at: now() - 900 }), { 'x-slack-request-timestamp': String(now()) })],
  ['a time with a sign', 401, () => changed(slack.sign(event()), { 'x-slack-request-timestamp': `+${now()}` })],
  ['a time as a fraction', 401, () => changed(slack.sign(event()), { 'x-slack-request-timestamp': `${now()}.5` })],
  ['a body changed after it was signed', 401, () => { const signed = slack.sign(event()); return { ...signed, body: `${signed.body} ` }; }],
  ['a signature of a later version', 401, () => { const signed = slack.sign(event()); return changed(signed, { 'x-slack-signature': signed.headers['x-slack-signature'].replace('v0', 'v1') }); }],
  ['half a signature', 401, () => { const signed = slack.sign(event()); return changed(signed, { 'x-slack-signature': signed.headers['x-slack-signature'].slice(0, 35) }); }],
  ['two signatures', 401, () => { const signed = slack.sign(event()); return changed(signed, { 'x-slack-signature': `${signed.headers['x-slack-signature']}, v0=${'0'.repeat(64)}` }); }],
  ['somebody who is logged in, but no Slack', 401, () => changed(slack.sign(event(), { secret: 'x' }), { cookie: server.cookies.ada })],
  ['the token of the event in place of a signature', 401, () => changed(slack.sign(event()), { 'x-slack-signature': '', authorization: `Bearer ${slack.app.token}` })],
  ['a body larger than any event', 413, () => slack.sign({ ...event(), padding: 'x'.repeat(200_000) })],
  ['a packed body', 400, () => changed(slack.sign(gzipSync(JSON.stringify(event())).toString('latin1')), { 'content-encoding': 'gzip' })],
];

test('nothing that Slack did not just sign is believed', async (t) => {
  for (const [name, status, signed] of forged) {
    await t.test(name, async () => { assert.equal(await send(signed()), status); });
  }
  assert.equal((await server.ask('GET', '/api/slack/events')).status, 404);
  await server.restartChat();
  assert.deepEqual([slack.calls.length, slack.refused.length], [0, 0]);
});

/** Signed, and not what it should be: nothing of it is done. */
const odd: readonly [string, number, unknown][] = [
  ['no JSON', 400, 'payload=1'],
  ['nesting without end', 200, `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ['a list', 200, []],
  ['a name of the prototype', 200, '{"__proto__":{"type":"url_verification","challenge":"x"}}'],
  ['a challenge that is long', 200, { type: 'url_verification', challenge: 'x'.repeat(5_000) }],
  ['a challenge that is no text', 200, { type: 'url_verification', challenge: { a: 1 } }],
  ['an event without an id', 200, { type: 'event_callback', event: { type: 'link_shared', channel: 'C0OUTPUT01', message_ts: '1.2', links: [] } }],
  ['a channel that is a path', 200, { type: 'event_callback', event_id: 'Ev0000001', event: { type: 'link_shared', channel: '../../x', message_ts: '1.2', links: [{ url: 'x' }] } }],
  ['another event', 200, { type: 'event_callback', event_id: 'Ev0000002', event: { type: 'message', text: 'run /go/plain/burn' } }],
];

test('what Slack signs and we do not know does nothing', async (t) => {
  for (const [name, status, body] of odd) {
    await t.test(name, async () => { assert.equal(await send(slack.sign(body)), status); });
  }
  await server.restartChat();
  assert.equal(slack.calls.length, 0);
});

test('an event that is sent again, byte by byte or signed anew, is shown once', async () => {
  const at = slack.calls.length;
  const signed = slack.sign(event('EvREPLAYED'));
  assert.deepEqual(await Promise.all([send(signed), send(signed), send(slack.sign(event('EvREPLAYED'), { at: now() - 60 }))]), [200, 200, 200]);
  await slack.taken(at + 1);
  await server.restartChat();
  assert.equal(slack.calls.length, at + 1);
});

test('a message with a thousand links of ours is one card for each of the first twenty', async () => {
  const at = slack.calls.length;
  const links = Array.from({ length: 1_000 }, (_, index) => `${server.origin}/go/plain?A=${index}`);
  assert.equal(await send(slack.sign(slack.linkShared('C0OUTPUT01', links))), 200);
  const { args } = await slack.taken(at + 1);
  assert.equal(Object.keys(args.unfurls as object).length, 20);
});

test('how a step last ended is on record before a channel is told of it', async () => {
  const at = slack.calls.length;
  const run = await server.run('plain', 'ping', { environment: 'dev' });
  server.runner.end(run.id, 'exited', 3);
  while ((await server.store.lastRuns.ofSteps('plain', ['ping'])).length === 0) await new Promise(setImmediate);
  assert.equal(await send(slack.sign(slack.linkShared('C0OUTPUT01', [`${server.origin}/go/plain/ping`]))), 200);
  assert.match(JSON.stringify((await slack.taken(at + 1)).args), /did not end as expected/);
  assert.match(server.audit(), new RegExp(`"told-outside","to":"slack:C0OUTPUT01","run":"${run.id}","environment":"dev","shown":"state"`));
});

/** Where a webhook may not lead, what its name means, and whether the operator said that this machine is meant. */
const places: readonly [string, string, string[], boolean][] = [
  ['this machine by number', 'https://127.0.0.1:PORT/', [], false],
  ['this machine by another number', 'https://2130706433:PORT/', [], false],
  ['this machine over IPv6', 'https://[::ffff:127.0.0.1]:PORT/', [], false],
  ['no address', 'https://0.0.0.0:PORT/', [], false],
  ['a cloud’s credentials', 'https://169.254.169.254/latest/meta-data/', [], false],
  ['a cloud’s credentials, where this machine is meant', 'http://169.254.169.254/', [], true],
  ['a name of this machine', 'https://chat.example.org:PORT/', ['127.0.0.1'], false],
  ['a name of both', 'https://chat.example.org:PORT/', ['93.184.216.34', '127.0.0.1'], false],
  ['a name of a cloud’s credentials', 'https://chat.example.org:PORT/', ['fd00:ec2::254'], false],
  ['without TLS', 'http://127.0.0.1:PORT/', [], false],
];

test('a webhook leads neither to this machine nor to a cloud’s credentials', async (t) => {
  const { port } = inside.address() as AddressInfo;
  for (const [name, url, means, local] of places) {
    await t.test(name, async () => {
      const webhook = { url: url.replace('PORT', String(port)), secret: 'secret of it', local };
      const lookup = (_host: string, _options: unknown, done: (error: null, found: { address: string; family: number }[]) => void) => { done(null, means.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))); };
      await assert.rejects(sendToWebhook({ webhook, id: 'x', body: '{}', now: Date.now(), lookup: lookup as never }), NotTaken);
    });
  }
  assert.equal(reached, 0);
});

/** What a runbook, a person or a terminal may say: in no card does it mention anybody, lead away, or end its block. */
const sayings = ['<!channel> <!here|x> <@U123> <#C123>', '<https://evil.example|our page>', '@channel @here @everyone @all', '<users/all> [Handrail](https://evil.example) ![](//evil.example/x.png) www.evil.example', '```\n<!channel>', '&lt;!channel&gt;', 'a|b>c', '\u202egnp.exe\u2066', '\x1b]8;;https://evil.example\x07x\x1b]8;;\x07', '&'.repeat(9_000), '```'.repeat(3_000), 'a=😀&'.repeat(2_000)];

test('nothing that is told mentions anybody or leads away', async (t) => {
  for (const saying of sayings) {
    await t.test(JSON.stringify(saying).slice(0, 60), () => {
      const output = outputBlock(new TextEncoder().encode(saying), { lines: 5, characters: 500, isCut: false });
      const card = blocksOf({ title: saying, path: `//evil.example/${saying}`, says: saying, facts: [[saying, saying]], output }, 'https://runbooks.example.org');
      const texts = [...card.flatMap((block) => ('text' in block ? [block.text] : block.fields)), ...paragraphs(saying.slice(0, 3_000)).map(mrkdwn)];
      for (const { text, verbatim } of texts) {
        assert.equal(verbatim, true);
        assert.ok(text.length <= 3_000);
        assert.deepEqual([...text.matchAll(/<([^>]*)/g)].filter(([, inner]) => !inner?.startsWith('https://runbooks.example.org/')), []);
        assert.doesNotMatch(text, /@(channel|here|everyone)|[\u202e\u2066\x1b\x07]/);
      }
      // A webhook's chat reads Markdown, or `<address|text>`, or something else.
      assert.doesNotMatch(unmarked(saying), /@\w|<[!@#a-z]|\]\(|!\[|:\/\/|www\.|[\u202e\u2066\x1b\x07\n]/i);
      assert.equal([...output.matchAll(/```/g)].length, output === '' ? 0 : 2);
    });
  }
});

test('one person does not fill a channel: after so many announcements each waits', async () => {
  const body = { runbook: 'plain', step: 'announce', digest: 'm1', environment: 'practice', channel: '#all', text: 'Plain goes down.' };
  const announce = async (as: 'ada' | 'bob') => (await server.ask('POST', '/api/announcements', { as, body, headers: { 'idempotency-key': crypto.randomUUID() } })).status;
  const all: number[] = [];
  await server.inNoTime(async () => { for (let count = 0; count < 32; count += 1) all.push(await announce('bob')); });
  assert.deepEqual([all[0], all.at(-1), await announce('ada')], [200, 429, 200]);
});

test('a runbook cannot name a channel that is none', () => {
  for (const channel of ['<!channel>', 'C0OUTPUT01', '@ada', '#a b', '#<b>', '']) {
    const bytes = new TextEncoder().encode(`---\ntitle: T\nservice: s\n---\n\n<Announce id="tell" channel="${channel}">x</Announce>\n`);
    assert.equal(compileRunbook({ id: 't', file: 't.mdx', bytes }).runbook, null, channel);
  }
});
