/** The reader of commands for Redis, against a reader that forgives what Redis forgives (networking.c, `processMultibulkBuffer`). */
import assert from 'node:assert/strict';
import { MalformedRequest, RequestReader, respOf, type Verdict } from '../server/runner/gateway/redis/requests.ts';
import type { Chance } from '../test/chaos/seed.ts';
import { damaged, type FuzzTarget, pieces } from './fuzz-target.ts';

export const redisTarget: FuzzTarget = {
  name: 'redis commands',
  invariant: 'what Redis would read of the bytes sent on is what was allowed, in that order, whatever the bytes and pieces',
  open: () => ({ tryOne }),
};

const vocabulary: readonly (readonly string[])[] = [
  ['GET', 'a'], ['SET', 'k', 'DEL\r\n*1\r\n$8\r\nFLUSHALL\r\n'], ['DEL', 'a'], ['FLUSHALL'], ['XGROUP', 'CREATE', 's', 'g', '0'], ['XGROUP', 'DESTROY', 's', 'g'], ['ECHO', ''], ['PING'],
];

interface Read {
  sent: Buffer;
  allowed: string[];
  isBroken: boolean;
}

function tryOne(chance: Chance): void {
  const commands = Array.from({ length: chance.below(6) }, () => chance.pick([...vocabulary]));
  const plain = Buffer.concat(commands.map((words) => (chance.oneIn(5) && words.every((word) => /^\w+$/.test(word)) ? Buffer.from(`${words.join(' ')}\r\n`) : respOf(words))));
  const stream = chance.oneIn(3) ? plain : damaged(plain, chance);
  const [cut, whole] = [read(pieces(stream, chance)), read([stream])];
  assert.equal(cut.isBroken, whole.isBroken);
  for (const one of [cut, whole]) {
    const reached = asRedisReads(one.sent);
    assert.deepEqual(reached, one.allowed.slice(0, reached.length));
  }
  if (!whole.isBroken) assert.deepEqual(cut, whole);
}

function read(parts: readonly Uint8Array[]): Read {
  const sent: Buffer[] = [];
  const allowed: string[] = [];
  const decide = (args: readonly Buffer[], _: number, isLast: boolean): Verdict => {
    const [name = '', second] = args.map((arg) => arg.toString('latin1').toUpperCase());
    if (name === 'XGROUP' && second === undefined && !isLast) return 'more';
    if (!['GET', 'SET', 'ECHO', 'PING'].includes(name) && second !== 'CREATE') return 'drop';
    allowed.push(name);
    return 'forward';
  };
  const reader = new RequestReader({ decide, send: (bytes) => { sent.push(Buffer.from(bytes)); } });
  for (const part of parts) {
    try {
      reader.push(Buffer.from(part));
    } catch (error) {
      assert.ok(error instanceof MalformedRequest, String(error));
      return { sent: Buffer.concat(sent), allowed, isBroken: true };
    }
  }
  return { sent: Buffer.concat(sent), allowed, isBroken: false };
}

/** The names of the whole commands in it. Throws at what Redis would take for a line typed in. */
function asRedisReads(bytes: Buffer): string[] {
  const names: string[] = [];
  let at = 0;
  const number = (mark: string): number | null => {
    if (at >= bytes.length) return null;
    assert.equal(String.fromCharCode(bytes[at] ?? 0), mark);
    const end = bytes.indexOf('\r', at);
    if (end === -1 || end + 1 >= bytes.length) return null;
    const value = Number(bytes.toString('latin1', at + 1, end));
    at = end + 2;
    return value;
  };
  for (;;) {
    const count = number('*');
    if (count === null) return names;
    const args: string[] = [];
    for (let left = count; left > 0; left -= 1) {
      const length = number('$');
      // Redis looks at no byte of what ends an argument.
      if (length === null || at + length + 2 > bytes.length) return names;
      args.push(bytes.toString('latin1', at, at + length));
      at += length + 2;
    }
    names.push((args[0] ?? '').toUpperCase());
  }
}
