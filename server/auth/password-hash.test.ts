import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { PasswordHasher, rfc9106 } from './password-hash.ts';

const clock = { now: Date.now, random: (bytes: number) => randomBytes(bytes) };
const cheap = { memoryKiB: 64, passes: 1, lanes: 1 };
const hasher = new PasswordHasher(clock, cheap);

test('what is kept has the parameters that RFC 9106 recommends, and holds for that password only', async () => {
  const real = new PasswordHasher(clock);
  const kept = await real.hash('the heron waits in the reeds');
  assert.match(kept, /^\$argon2id\$v=19\$m=65536,t=3,p=4\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.deepEqual(rfc9106, { memoryKiB: 65_536, passes: 3, lanes: 4 });
  assert.deepEqual(await real.verify('the heron waits in the reeds', kept), { isRight: true, isOld: false });
});

test('the same password twice is kept in two ways; another is not it', async () => {
  const [one, other] = [await hasher.hash('a b c'), await hasher.hash('a b c')];
  assert.notEqual(one, other);
  for (const wrong of ['a b d', 'a b c ', '', 'A b c', 'a b c\u0000']) assert.equal((await hasher.verify(wrong, one)).isRight, false, wrong);
});

test('one keyboard’s é is another’s', async () => {
  assert.equal((await hasher.verify('cafe\u0301', await hasher.hash('café'))).isRight, true);
});

test('where nobody has a password, and where what is kept is spoilt, none is right', async () => {
  const kept = await hasher.hash('right');
  const spoilt = [null, '', 'right', kept.slice(0, -1), `${kept}A`, kept.replace('argon2id', 'argon2i'), kept.replace('m=64', 'm=99999999999'), kept.replace('v=19', 'v=16')];
  for (const text of spoilt) assert.equal((await hasher.verify('right', text)).isRight, false, String(text));
  // The tag of nobody's password is zeros: nothing may hash to it.
  assert.equal((await hasher.verify('', null)).isRight, false);
});

test('one that was kept with other parameters is right, and to be kept anew', async () => {
  const kept = await hasher.hash('right');
  const dearer = new PasswordHasher(clock, { ...cheap, passes: 2 });
  assert.deepEqual(await dearer.verify('right', kept), { isRight: true, isOld: true });
});

test('a thousand at once do not take a thousand times the memory: most are asked to come again', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 1_000 }, () => hasher.hash('x')));
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  assert.equal(refused.length, 1_000 - 42);
  assert.ok(refused.every((outcome) => outcome.status === 'rejected' && (outcome.reason as { code: string }).code === 'too-fast'));
  assert.equal((await hasher.verify('x', await hasher.hash('x'))).isRight, true, 'afterwards there is room again');
});
