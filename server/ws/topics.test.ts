import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import { mostTopics } from '../../common/protocol/topic.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import { TestServer } from '../http/test-server.ts';
import { TestBrowser } from './test-browser.ts';
import { type Listener, Topics } from './topics.ts';

/** A kind that can be told by hand: who follows it, and whether they still do. */
const followed: { who: string; rest: string; page: string; listener: Listener; isOn: boolean }[] = [];
let opens: Promise<void> = Promise.resolve();

let server: TestServer;
before(async () => {
  server = await TestServer.start({
    topics: {
      news: async (who, rest, page, listener) => {
        if (rest === 'secret') throw new HandrailError('not-allowed', { need: 'audit', roles: '' });
        if (rest === 'broken') throw new Error('a mistake of ours');
        const mine = { who: who.person.id, rest, page, listener, isOn: true };
        followed.push(mine);
        await opens;
        return () => { mine.isOn = false; };
      },
    },
  });
});
after(async () => { await server[Symbol.asyncDispose](); });

type Told = Extract<ServerMessage, { type: 'topic' | 'topic-ended' }>;
const told = ({ heard }: TestBrowser) => heard.filter((message): message is Told => message.type === 'topic' || message.type === 'topic-ended')
  .map((message) => [message.topic, message.type === 'topic' ? message.body : message.error.code]);
const last = () => {
  const mine = followed.at(-1);
  assert.ok(mine);
  return mine;
};

test('who follows a topic is told of it until they do not, or are gone', async () => {
  const browser = await TestBrowser.welcome(server, 'ada');
  browser.say({ type: 'follow', topic: 'news:of the day' });
  await browser.settled();
  const mine = last();
  assert.deepEqual([mine.who, mine.rest], ['ada', 'of the day']);
  mine.listener.tell({ rain: true });
  await browser.until('topic');
  browser.say({ type: 'unfollow', topic: 'news:of the day' });
  await browser.settled();
  assert.equal(mine.isOn, false);
  mine.listener.tell('too late');
  await browser.settled();
  assert.deepEqual(told(browser), [['news:of the day', { rain: true }]]);
  browser.say({ type: 'follow', topic: 'news:again' });
  await browser.settled();
  const again = last();
  assert.ok(again.isOn);
  await browser[Symbol.asyncDispose]();
  for (const end = Date.now() + 30_000; again.isOn; await new Promise((turn) => setTimeout(turn, 5))) assert.ok(Date.now() < end, 'a socket that is gone follows nothing');
});

const refused: readonly [topic: string, code: string][] = [
  ['news:secret', 'not-allowed'],
  ['news:broken', 'internal'],
  ['gossip:x', 'out-of-order'],
  ['constructor:x', 'out-of-order'],
  ['news', 'out-of-order'],
];
for (const [topic, code] of refused) {
  test(`following “${topic}”: ${code}, and the socket stays`, async () => {
    await using browser = await TestBrowser.welcome(server, 'ada');
    browser.say({ type: 'follow', topic });
    await browser.until('topic-ended');
    assert.deepEqual(told(browser), [[topic, code]]);
    browser.say({ type: 'follow', topic: 'news:still' });
    await browser.settled();
    last().listener.end(new HandrailError('not-found', { path: '/' }));
    await browser.until('topic-ended', 2);
    assert.deepEqual(told(browser)[1], ['news:still', 'not-found']);
  });
}

test('one that is let go while it is being opened is ended as soon as it is there', async () => {
  await using browser = await TestBrowser.welcome(server, 'bob');
  const opening = Promise.withResolvers<undefined>();
  opens = opening.promise;
  browser.say({ type: 'follow', topic: 'news:slow' });
  browser.say({ type: 'unfollow', topic: 'news:slow' });
  await browser.settled();
  const mine = last();
  assert.ok(mine.isOn);
  opening.resolve(undefined);
  opens = Promise.resolve();
  await browser.settled();
  assert.equal(mine.isOn, false);
});

test(`one page follows at most ${mostTopics} things`, async () => {
  await using browser = await TestBrowser.welcome(server, 'ada');
  for (let at = 0; at <= mostTopics; at += 1) browser.say({ type: 'follow', topic: `news:${at}` });
  await browser.until('topic-ended');
  assert.deepEqual(told(browser), [[`news:${mostTopics}`, 'out-of-order']]);
});

test('of values that come faster than they leave, the latest is sent', async () => {
  const sent: [message: ServerMessage, gone: (() => void) | undefined][] = [];
  const listeners: Listener[] = [];
  const topics = new Topics({ news: (_who, _rest, _page, listener) => { listeners.push(listener); return Promise.resolve(() => undefined); } }, (message, gone) => { sent.push([message, gone]); });
  await topics.follow({} as never, '', 'news:x');
  for (const body of [1, 2, 3]) listeners[0]?.tell(body);
  assert.equal(sent.length, 1);
  sent[0]?.[1]?.();
  assert.deepEqual(sent.map(([message]) => message), [{ type: 'topic', topic: 'news:x', body: 1 }, { type: 'topic', topic: 'news:x', body: 3 }]);
  sent[1]?.[1]?.();
  assert.equal(sent.length, 2);
});
