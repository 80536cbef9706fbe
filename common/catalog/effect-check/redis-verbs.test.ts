import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { isAtMost, type Effect } from '../effect.ts';
import { redisEffect } from './redis-verbs.ts';

test('commands and subcommands are known in any case', () => {
  const table: [string[], string | null][] = [
    [['xinfo', 'GROUPS', 'k'], 'read'], [['XGROUP', 'CREATE', 'k'], 'change'], [['XGROUP', 'DESTROY'], 'destroy'],
    [['DEL', 'k'], 'destroy'], [['FlushAll'], 'destroy'], [['INFO'], 'read'], [['CONFIG', 'SET'], 'destroy'],
    [['CONFIG', 'GET'], 'read'], [['NOPE'], null], [['XGROUP', 'NOPE'], null], [[], null],
  ];
  for (const [args, effect] of table) assert.equal(redisEffect(args)?.effect ?? null, effect, args.join(' '));
});

type Row = [name: string, arity: number, flags: string[], first: number, last: number, step: number, categories: string[], tips: string[], keys: unknown[], sub: Row[]];

/** Commands that Redis counts as dangerous or scripting, and that only tell something. */
const onlyTell = /^(?:info|monitor|role|lastsave|(?:acl|client|config|function|latency|module|slowlog)\|(?:getuser|list|log|users|get|stats|doctor|histogram|history|latest|len|cat)|script\|exists|cluster\|(?:replicas))$/;

test('the table agrees with the flags that a real server gives', () => {
  const commands = (JSON.parse(ask('COMMAND')) as Row[]).flatMap((row) => (row[9].length > 0 ? row[9] : [row]));
  assert.ok(commands.length > 200);
  for (const [name, , flags, , , , categories, , keys] of commands) {
    const known = redisEffect(name.split('|'));
    if (known === null || onlyTell.test(name)) continue;
    const flagged = byFlags(flags, categories, keys);
    assert.ok(isAtMost(flagged, known.effect), `${name}: Redis says ${flagged}, the table ${known.effect}`);
  }
});

function byFlags(flags: string[], categories: string[], keys: unknown[]): Effect {
  if (flags.includes('readonly')) return 'read';
  if (JSON.stringify(keys).includes('"delete"') || ['@dangerous', '@admin', '@scripting'].some((name) => categories.includes(name))) return 'destroy';
  return flags.includes('write') ? 'change' : 'read';
}

function ask(command: string): string {
  return execFileSync('bash', ['-c', [
    'set -e; dir=$(mktemp -d); trap \'kill "$pid" 2>/dev/null; wait; rm -rf "$dir"\' EXIT',
    'redis-server --port 0 --unixsocket "$dir/s" --dir "$dir" --save "" >/dev/null & pid=$!',
    'for _ in $(seq 50); do redis-cli -s "$dir/s" PING >/dev/null 2>&1 && break; sleep 0.1; done',
    'redis-cli -s "$dir/s" --json "$0"',
  ].join('\n'), command], { encoding: 'utf8', maxBuffer: 1 << 24 });
}
