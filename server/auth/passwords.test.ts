/** What a stranger could measure, and what happens while a hash is being computed. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { HandrailError } from '../../common/errors.ts';
import type { AuditEvent } from '../audit/event.ts';
import { openStore } from '../store/store.ts';
import { PasswordHasher } from './password-hash.ts';
import { Passwords } from './passwords.ts';
import { Sessions } from './sessions.ts';

const right = 'the heron waits in the reeds';

/** Counts how often it is asked, and waits before it answers when it is told to. */
class Watched extends PasswordHasher {
  worked = 0;
  hold: Promise<void> = Promise.resolve();
  readonly begun = Promise.withResolvers<undefined>();

  override async hash(password: string): Promise<string> {
    this.begun.resolve(undefined);
    await this.hold;
    return await super.hash(password);
  }

  override async verify(password: string, kept: string | null): Promise<{ isRight: boolean; isOld: boolean }> {
    this.worked += 1;
    return await super.verify(password, kept);
  }
}

async function room() {
  let now = 1_000_000;
  const clock = { now: () => now, random: (bytes: number) => randomBytes(bytes) };
  const store = await openStore(':memory:');
  const sessions = new Sessions(store, clock);
  const events: AuditEvent[] = [];
  const audit = { write: (event: AuditEvent) => { events.push(event); }, durable: () => Promise.resolve({ seq: 0, hash: '' }), head: () => ({ seq: 0, hash: '' }), close: () => undefined };
  const hasher = new Watched(clock, { memoryKiB: 64, passes: 1, lanes: 1 });
  const passwords = new Passwords({ store, sessions, audit, clock }, hasher);
  const come = async (name: string) => {
    const { secret } = await sessions.logIn((await sessions.invite({ id: name.toLowerCase(), name })).secret);
    const principal = await sessions.find(secret);
    if (principal === null) throw new Error('nobody');
    return principal;
  };
  return { store, sessions, events, hasher, passwords, come, pass: (ms: number) => { now += ms; } };
}

test('a wrong password is as much work whoever it is tried for, and none at all while a name is locked', async () => {
  const { store, hasher, passwords, come } = await room();
  await passwords.change(await come('Ada'), null, right);
  await passwords.change(await come('Gone'), null, right);
  await store.persons.setDisabled('gone', 1);
  await come('Plain');
  for (const name of ['Ada', 'Gone', 'Plain', 'Nobody', '', '…', 'x'.repeat(200)]) {
    hasher.worked = 0;
    const codes = [];
    for (let tried = 0; tried < 7; tried += 1) codes.push(await passwords.check(name, 'wrong').catch((error: unknown) => (error as HandrailError).code));
    assert.equal(codes.lastIndexOf('login-wrong') < codes.indexOf('login-locked'), true, name);
    // A name that no id can be made of shares one count with all such names.
    if (name !== '…') assert.deepEqual([hasher.worked, codes.at(-1)], [5, 'login-locked'], name);
  }
});

test('a refusal names somebody only where the name is somebody’s: people type passwords into the wrong field', async () => {
  const { events, passwords, come } = await room();
  await come('Ada');
  await passwords.check('my dear password', 'ada').catch(() => undefined);
  await passwords.check('Ada', 'wrong').catch(() => undefined);
  assert.deepEqual(events, [{ kind: 'login-refused', code: 'login-wrong' }, { kind: 'login-refused', code: 'login-wrong', person: 'ada' }]);
});

test('whoever is logged out while a password is being hashed sets none', async () => {
  const { store, sessions, hasher, passwords, come } = await room();
  const ada = await come('Ada');
  const { promise, resolve } = Promise.withResolvers<undefined>();
  hasher.hold = promise;
  const changing = passwords.change(ada, null, right);
  await hasher.begun.promise;
  await sessions.end(ada.session);
  resolve(undefined);
  await assert.rejects(changing, { code: 'not-logged-in' });
  assert.equal(await store.passwords.find('ada'), null);
});

test('a password that is kept in an older way is kept anew when it is used', async () => {
  const { store, passwords, come } = await room();
  await come('Ada');
  const older = new PasswordHasher({ now: Date.now, random: (bytes) => randomBytes(bytes) }, { memoryKiB: 128, passes: 1, lanes: 1 });
  await store.passwords.set('ada', await older.hash(right), 1);
  assert.equal((await passwords.check('Ada', right)).id, 'ada');
  assert.match((await store.passwords.find('ada'))?.hash ?? '', /m=64,t=1,p=1/);
  assert.equal((await store.passwords.find('ada'))?.changed_at, 1, 'and it is no newer for that');
});
