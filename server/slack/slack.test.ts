/**
 * Handrail and a Slack that speaks its documented API, in one process: signed events in, cards out, announcements, ends told
 * at Slack and to a webhook, through rate limits, faults and a restart.
 */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ChatConfig } from '../config/slack.ts';
import { type Answer, TestServer } from '../http/test-server.ts';
import { TrialSlack } from './trial-slack.ts';

const [open, state, closed, ends] = ['C0OUTPUT01', 'C0STATE001', 'C0CLOSED01', 'C0ENDS0001'];
const secret = 'a secret of the webhook';

let slack: TrialSlack;
let server: TestServer;
/** what the webhook was sent, and how it answers next */
const hooked: { headers: IncomingHttpHeaders; body: string }[] = [];
const answers: number[] = [];
let heard: () => void = () => undefined;
const hook = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (part: string) => { body += part; }).on('end', () => {
    const status = answers.shift() ?? 200;
    if (status === 200) hooked.push({ headers: request.headers, body });
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
    heard();
  });
});

before(async () => {
  slack = await TrialSlack.start();
  await new Promise<void>((done) => hook.listen(0, '127.0.0.1', done));
  const chat: ChatConfig = {
    app: slack.app,
    channels: { [open]: { name: '#open', shows: 'output', ends: false }, [state]: { name: '#dev-ops', shows: 'state', ends: false } },
    people: {}, digest: '',
    webhooks: { chat: { url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`, secret, local: true } },
    subscriptions: [
      { of: ['run'], environments: ['dev'], outcomes: ['not-as-expected'], to: [{ slack: ends }, { webhook: 'chat' }] },
      { of: ['walkthrough'], environments: ['dev'], to: [{ slack: ends }] },
    ],
  };
  server = await TestServer.start({ chat });
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await slack[Symbol.asyncDispose]();
  hook.close();
});

const send = async (signed: { body: string; headers: Record<string, string> }): Promise<Answer> =>
  await server.ask('POST', '/api/slack/events', { body: signed.body, headers: { origin: '', 'x-handrail': '', ...signed.headers } });
const post = async (channel: string, paths: readonly string[], options: Parameters<TrialSlack['linkShared']>[2] = {}) =>
  await send(slack.sign(slack.linkShared(channel, paths.map((path) => server.origin + path), options)));
/** Posts links; gives what Slack is told to show, as text by address. */
const shown = async (channel: string, paths: readonly string[], options: Parameters<TrialSlack['linkShared']>[2] = {}) => {
  const at = slack.calls.length;
  assert.equal((await post(channel, paths, options)).status, 200);
  return cardsIn((await slack.taken(at + 1)).args);
};
const cardsIn = (args: Record<string, unknown>) => Object.fromEntries(Object.entries(args.unfurls as Record<string, unknown>).map(([url, card]) => [url.slice(server.origin.length), JSON.stringify(card)]));
const inRecord = (kind: string) => server.audit().split('\n').filter((line) => line.includes(`"kind":"${kind}"`));
const hookHeard = async (count: number) => { while (hooked.length < count) await new Promise<void>((done) => { heard = done; }); };
const announcement = { runbook: 'plain', step: 'announce', digest: 'm1', environment: 'dev', channel: '#dev-ops', text: 'Plain goes down.\n\nAt <noon> & a bit, @channel!' };
const announce = async (change: object = {}, key: string = crypto.randomUUID()) =>
  await server.ask('POST', '/api/announcements', { as: 'ada', body: { ...announcement, ...change }, headers: { 'idempotency-key': key } });

test('Slack’s question at the start is answered, when it is signed', async () => {
  const asked = { token: 'x', challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P', type: 'url_verification' };
  assert.deepEqual((await send(slack.sign(asked))).body, { challenge: asked.challenge });
});

test('an event is done once, however often it comes, and another of the same second is its own', async () => {
  const at = slack.calls.length;
  const event = slack.linkShared(closed, [`${server.origin}/go/plain`]);
  for (const retry of ['', '1', '2']) assert.equal((await send(slack.sign(event, retry === '' ? {} : { headers: { 'x-slack-retry-num': retry, 'x-slack-retry-reason': 'http_timeout' } }))).status, 200);
  await slack.taken(at + 1);
  assert.deepEqual(Object.keys(await shown(closed, ['/go/plain/ping'])), ['/go/plain/ping']);
  assert.equal(slack.calls.length, at + 2);
});

test('a card of what is written tells procedure, effect, environment, owner and freshness', async () => {
  const cards = await shown(closed, ['/go/plain/clear?env=dev&INSTRUMENT=hsc', '/go/plain/p', '/runbooks/plain#step-ping', '/go/plain/melt', '/go/nothing']);
  const clear = cards['/go/plain/clear?env=dev&INSTRUMENT=hsc'] ?? '';
  for (const part of ['clear', 'destroys something', '*Environment*\\ndev', 'nobody named yet', 'not tried in practice yet', 'INSTRUMENT=hsc']) assert.ok(clear.includes(part), `${part} in ${clear}`);
  assert.match(cards['/go/plain/p'] ?? '', /Plain: P/);
  assert.match(cards['/runbooks/plain#step-ping'] ?? '', /only reads/);
  assert.match(cards['/go/plain/melt'] ?? '', /Burn it instead/);
  assert.match(cards['/go/nothing'] ?? '', /leads nowhere any more/);
  // What was run is the channel's only where the operator said so.
  assert.doesNotMatch(clear, /Last result/);
  assert.match(Object.values(await shown(state, ['/go/plain/clear'])).join(''), /Last result\*\\nnever run/);
});

test('of a run a channel sees what the operator allows: that there is one, how it stands, or what it printed', async () => {
  const run = await server.run('plain', 'ping', { environment: 'dev' });
  server.runner.print(run.id, 'one\r\n\x1b[31m<two> & ```three\x1b[0m\r\npassword: hunter2secret\r\n');
  const path = `/go/run/${run.id}`;
  const nothing = '/go/run/01890a5d-ac96-774b-bcce-b302099a8057';
  const [own, none] = [(await shown(closed, [path]))[path], (await shown(closed, [nothing]))[nothing]];
  assert.equal(own?.replaceAll(run.id, 'X'), none?.replaceAll(nothing.split('/').at(-1) ?? '', 'X'));
  assert.match((await shown(state, [path]))[path] ?? '', /It is running.*Environment\*\\ndev/);
  const before = slack.calls.length;
  server.runner.end(run.id, 'exited', 0);
  const again = await slack.taken(before + 1);
  assert.equal(again.args.channel, state);
  assert.match(cardsIn(again.args)[path] ?? '', /ended as expected.*exited with 0/);
  // Allowed, but its owner has not shared it: state words only, and no name.
  assert.doesNotMatch((await shown(open, [path]))[path] ?? '', /two|Ran by/);
  await server.ask('POST', `/api/runs/${run.id}/share`, { as: 'ada', body: { shared: true } });
  const whole = (await shown(open, [path]))[path] ?? '';
  assert.match(whole, /&lt;two&gt; &amp; `\u2060`\u2060`\u2060three/);
  assert.doesNotMatch(whole, /hunter2|\x1b/);
  assert.match(whole, /Ran by\*\\nada/);
  assert.doesNotMatch((await shown(state, [path]))[path] ?? '', /two/);
  assert.ok(inRecord('told-outside').some((line) => line.includes(`"to":"slack:${open}"`) && line.includes('"shown":"output"')));
});

test('a message that is still being written shows nothing but what is public, and is named by its own id', async () => {
  const run = await server.run('plain', 'ping', { environment: 'dev' });
  const cards = await shown(open, [`/go/run/${run.id}`], { source: 'composer' });
  assert.match(Object.values(cards).join(''), /A run in Handrail/);
  const args = slack.calls.at(-1)?.args ?? {};
  assert.equal(args.source, 'composer');
  assert.equal(args.channel, undefined);
  server.runner.end(run.id, 'exited', 0);
});

test('what is not at our own address is nobody’s, and a link can lead nowhere else', async () => {
  const at = slack.calls.length;
  const event = slack.linkShared(open, ['https://elsewhere.example.org/go/plain', `${server.origin}@elsewhere.example.org/go/plain`, `${server.origin}/api/runs`, 'no address', `${server.origin}/go/plain/ping?env=<!channel>|x`]);
  assert.equal((await send(slack.sign(event))).status, 200);
  const cards = cardsIn((await slack.taken(at + 1)).args);
  assert.deepEqual(Object.keys(cards), ['/go/plain/ping?env=<!channel>|x']);
  const card = Object.values(cards).join('');
  assert.doesNotMatch(card, /<!|<@|<#/);
  assert.ok([...card.matchAll(/<([^|>]*)\|/g)].every(([, address]) => address?.startsWith(server.origin)));
});

test('a rate limit is waited for as long as Slack asks, across a restart; a fault is tried again, a refusal is not', async () => {
  const [at, refused] = [slack.calls.length, slack.refused.length];
  const due = async (ms: number) => (await server.store.outbox.due(Date.now() + ms, 10)).map(({ lane }) => lane);
  slack.upsets.push({ status: 429, headers: { 'retry-after': '30' } });
  await post('C0LIMITED1', ['/go/plain']);
  await slack.upset(refused + 1);
  // Another channel is not held up.
  await shown('C0OTHER001', ['/go/plain/ping']);
  await server.restartChat();
  assert.deepEqual([await due(29_000), await due(31_000)], [[], ['slack:C0LIMITED1']]);
  server.ahead = 31_000;
  slack.upsets.push({ status: 503 });
  await server.restartChat();
  await slack.upset(refused + 2);
  await server.restartChat(() => { server.ahead = 60_000; slack.upsets.push({ error: 'internal_error' }); });
  await slack.upset(refused + 3);
  await server.restartChat(() => { server.ahead = 120_000; });
  assert.equal((await slack.taken(at + 2)).args.channel, 'C0LIMITED1');
  slack.upsets.push({ error: 'cannot_unfurl_url' });
  await post('C0REFUSED1', ['/go/plain']);
  await slack.upset(refused + 4);
  await server.restartChat(() => { server.ahead = 0; });
  assert.deepEqual(await due(3_600_000), []);
});

test('an announcement is posted once, under the person’s name, on record before it is sent', async () => {
  const at = slack.calls.length;
  const key = crypto.randomUUID();
  const [first, second] = [await announce({}, key), await announce({}, key)];
  assert.deepEqual([first.status, second.status], [200, 200]);
  assert.deepEqual(first.body.announced, second.body.announced);
  assert.equal((first.body.announced as { permalink: string }).permalink, `https://trial.slack.com/archives/${state}/p1732222223000200`);
  assert.deepEqual(slack.calls.slice(at).map(({ method }) => method), ['chat.postMessage', 'chat.getPermalink']);
  const args = slack.calls[at]?.args ?? {};
  // By the id that the operator gave the name, never by looking for mentions.
  assert.deepEqual([args.channel, args.parse, args.link_names], [state, 'none', 'false']);
  const text = JSON.stringify(args.blocks);
  assert.match(text, /At &lt;noon&gt; &amp; a bit, @\u2060channel!/);
  assert.match(text, /— ada · </);
  assert.match(String(inRecord('announced')), /"by":"ada".*"channel":"#dev-ops".*"way":"slack"/);
  const { body } = await server.ask('GET', '/api/announcements?runbook=plain&step=announce&environment=dev', { as: 'ada' });
  assert.deepEqual([body.way, (body.last as { by: string }).by], ['slack', 'ada']);
});

test('in practice nothing is posted, and that is kept as practice', async () => {
  const at = slack.calls.length;
  const { status, body } = await announce({ environment: 'practice' });
  assert.deepEqual([status, (body.announced as { state: string }).state, slack.calls.length], [200, 'practised', at]);
});

test('an announcement that Slack refuses says what to do; one that nobody knows of is not sent again by itself', async () => {
  slack.upsets.push({ error: 'not_in_channel' });
  assert.match((await announce()).text, /Invite it there/);
  slack.upsets.push({ status: 429, headers: { 'retry-after': '60' } });
  assert.match((await announce()).text, /in a minute/);
  slack.upsets.push('hang-up');
  const key = crypto.randomUUID();
  assert.match((await announce({}, key)).text, /nobody knows whether it was posted/);
  assert.match((await announce({}, key)).text, /nobody knows whether it was posted/);
});

test('an announcement whose answer was lost is looked for where the app may read, and never posted again', async () => {
  const [at, key] = [slack.calls.length, crypto.randomUUID()];
  slack.upsets.push('lost');
  assert.match((await announce({}, key)).text, /nobody knows whether it was posted/);
  slack.readable.add(state);
  const found = await announce({}, key);
  slack.upsets.push('lost');
  const atOnce = await announce();
  for (const { status, body } of [found, atOnce]) assert.deepEqual([status, (body.announced as { permalink: string }).permalink], [200, `https://trial.slack.com/archives/${state}/p1732222223000200`]);
  assert.equal(slack.calls.slice(at).filter(({ method }) => method === 'chat.postMessage').length, 2);
  slack.upsets.push('hang-up');
  assert.match((await announce()).text, /nobody knows whether it was posted/);
  slack.readable.delete(state);
});

test('an end is told where somebody subscribed: at Slack, and to a webhook that can tell it is ours', async () => {
  const at = slack.calls.length;
  for (const [environment, status] of [['practice', 1], ['dev', 0], ['dev', 7]] as const) {
    server.runner.end((await server.run('plain', 'ping', { environment })).id, 'exited', status);
  }
  const { method, args } = await slack.taken(at + 1);
  assert.deepEqual([method, args.channel], ['chat.postMessage', ends]);
  assert.match(JSON.stringify(args.blocks), /did not end as expected.*exited with 7/);
  await hookHeard(1);
  const { headers, body } = hooked[0] ?? { headers: {}, body: '' };
  const told = JSON.parse(body) as { event: string; text: string; run: Record<string, unknown> };
  assert.deepEqual([told.event, told.run.outcome, told.run.exitStatus, told.run.person], ['run-ended', 'not-as-expected', 7, undefined]);
  const sign = createHmac('sha256', secret).update(`${String(headers['x-handrail-timestamp'])}.${body}`).digest('hex');
  assert.equal(headers['x-handrail-signature'], `v1=${sign}`);
  // As the handbook says to check it.
  const shownCode = /^```js\n([^]*?)^```/m.exec(readFileSync(join(import.meta.dirname, '../../docs/slack.md'), 'utf8'))?.[1] ?? '';
  const { isFromHandrail } = await import(`data:text/javascript,${encodeURIComponent(shownCode)}`) as { isFromHandrail(secret: string, headers: unknown, body: string): boolean };
  assert.deepEqual([isFromHandrail(secret, headers, body), isFromHandrail('another', headers, body), isFromHandrail(secret, headers, `${body} `)], [true, false, false]);
  assert.equal(slack.calls.length, at + 1);
});

test('what a webhook does not take is sent again by the next server; a redirect is not followed', async () => {
  answers.push(500);
  server.runner.end((await server.run('plain', 'ping', { environment: 'dev' })).id, 'exited', 8);
  while (answers.length > 0) await new Promise<void>((done) => { heard = done; });
  await server.restartChat(() => { server.ahead = 60_000; });
  await hookHeard(2);
  assert.match(hooked[1]?.body ?? '', /"exitStatus":8/);
  answers.push(302);
  server.runner.end((await server.run('plain', 'ping', { environment: 'dev' })).id, 'exited', 9);
  while (answers.length > 0) await new Promise<void>((done) => { heard = done; });
  await server.restartChat(() => { server.ahead = 3_600_000; });
  assert.deepEqual(await server.store.outbox.due(Date.now() + 7_200_000, 10), []);
  assert.equal(hooked.length, 2);
  server.ahead = 0;
});

test('an end whose answer was lost is told once where the app may read, else perhaps twice, never not at all', async () => {
  const told = async (upset: 'lost' | 'hang-up', canRead: boolean) => {
    const [at, refused] = [slack.calls.length, slack.refused.length];
    const posts = () => slack.calls.slice(at).filter(({ method }) => method === 'chat.postMessage').length;
    if (canRead) slack.readable.add(ends);
    slack.upsets.push(upset);
    server.runner.end((await server.run('plain', 'ping', { environment: 'dev' })).id, 'exited', 7);
    if (upset === 'lost') await slack.taken(at + 1);
    else await slack.upset(refused + 1);
    await server.restartChat(() => { server.ahead += 60_000; });
    while ((await server.store.outbox.due(Date.now() + 3_600_000, 10)).length > 0) await new Promise((done) => { setTimeout(done, 5); });
    slack.readable.delete(ends);
    return posts();
  };
  assert.deepEqual([await told('lost', true), await told('hang-up', true), await told('lost', false), await told('hang-up', false)], [1, 1, 2, 1]);
  server.ahead = 0;
});

test('the end of a walkthrough is told, and its card is shown anew', async () => {
  const begun = await server.ask('POST', '/api/walkthroughs', { as: 'ada', body: { runbook: 'plain', procedure: 'p', environment: 'dev', parameters: { INSTRUMENT: 'hsc' } }, headers: { 'idempotency-key': crypto.randomUUID() } });
  const walk = (begun.body.walkthrough as { id: string; state: { seq: number } });
  const path = `/go/w/${walk.id}`;
  assert.match((await shown(state, [path]))[path] ?? '', /It is going on.*Has it\*\\nada/);
  assert.match((await shown(closed, [path]))[path] ?? '', /A walkthrough in Handrail/);
  const at = slack.calls.length;
  const ended = await server.ask('POST', `/api/walkthroughs/${walk.id}/acts`, { as: 'ada', body: { act: 'end', seen: walk.state.seq }, headers: { 'idempotency-key': crypto.randomUUID() } });
  assert.equal(ended.status, 200, ended.text);
  await slack.taken(at + 2);
  const told = slack.calls.slice(at).map(({ method, args }) => `${method} ${JSON.stringify(args)}`).sort();
  assert.match(told[0] ?? '', new RegExp(`postMessage.*${ends}`));
  assert.match(told[1] ?? '', /chat.unfurl .*ada ended it before every step was done/);
});

test('no secret of Slack’s or a webhook’s comes into the record', () => {
  for (const hidden of [slack.app.token, slack.app.signingSecret, secret]) assert.ok(!server.audit().includes(hidden));
});
