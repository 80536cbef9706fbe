import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStore } from '../store/store.ts';
import { linkLifeMs, sessionLifeMs, Sessions } from './sessions.ts';
import { operator } from './principal.ts';

async function room() {
  let now = 1_000_000;
  let drawn = 0;
  const clock = { now: () => now, random: (bytes: number) => new Uint8Array(bytes).fill((drawn += 1)) };
  const store = await openStore(':memory:');
  return { sessions: new Sessions(store, clock), store, pass: (ms: number) => { now += ms; } };
}

test('a link logs in once, and a new session each time', async () => {
  const { sessions } = await room();
  const { secret: link } = await sessions.invite(operator);
  const { person, secret } = await sessions.logIn(link);
  assert.equal(person.id, 'operator');
  assert.deepEqual((await sessions.find(secret))?.person, operator);
  await assert.rejects(sessions.logIn(link), { code: 'link-used' });
});

test('of twenty uses of one link at once, one succeeds', async () => {
  const { sessions } = await room();
  const { secret: link } = await sessions.invite(operator);
  const uses = await Promise.allSettled(Array.from({ length: 20 }, () => sessions.logIn(link)));
  assert.equal(uses.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('a link ends after 15 minutes, a session after 7 days', async () => {
  const { sessions, pass } = await room();
  const [early, late] = [await sessions.invite(operator), await sessions.invite(operator)];
  pass(linkLifeMs - 1);
  const { secret } = await sessions.logIn(early.secret);
  pass(1);
  await assert.rejects(sessions.logIn(late.secret), { code: 'link-expired' });
  pass(sessionLifeMs - 2);
  assert.notEqual(await sessions.find(secret), null);
  pass(1);
  assert.equal(await sessions.find(secret), null);
});

test('an unknown link and an unknown session are just that', async () => {
  const { sessions } = await room();
  await assert.rejects(sessions.logIn('x'), { code: 'link-unknown' });
  assert.equal(await sessions.find('x'), null);
});

test('an ended session is over, and whoever listens hears of it', async () => {
  const { sessions } = await room();
  const heard: string[] = [];
  sessions.onEnd((session) => heard.push(session));
  const { secret } = await sessions.logIn((await sessions.invite(operator)).secret);
  const principal = await sessions.find(secret);
  await sessions.end(principal?.session ?? '');
  assert.equal(await sessions.find(secret), null);
  assert.equal(await sessions.holds(principal?.session ?? ''), false);
  assert.deepEqual(heard, [principal?.session]);
});

test('neither link nor session stands in the database as it is', async () => {
  const { sessions, store } = await room();
  const { secret: link } = await sessions.invite(operator);
  const { secret } = await sessions.logIn(link);
  assert.equal(await store.links.find(link), null);
  assert.equal(await store.sessions.find(secret, 0), null);
});

test('inviting a person a second time makes a link for the same person', async () => {
  const { sessions } = await room();
  assert.equal((await sessions.invite({ id: 'ada', name: 'Ada' })).isNew, true);
  assert.equal((await sessions.invite({ id: 'ada', name: 'Ada' })).isNew, false);
});
