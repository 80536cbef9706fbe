import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Effect } from '../effect.ts';
import { commandEffect, inputEffect } from './command-effect.ts';

const cases: readonly (readonly [effect: Effect, ...command: string[]])[] = [
  ['read', 'ls', '-l', '/data'], ['read', '/bin/ls'], ['read', '/usr/local/bin/redis-cli', 'PING'], ['read', 'date', '+%F'], ['read', 'test', '-d', '/tmp'],
  ['destroy'], ['destroy', ''], ['destroy', 'rm', 'x'], ['destroy', './ls'], ['destroy', '/opt/ls'], ['destroy', 'constructor'], ['destroy', '__proto__'],
  ['destroy', 'cat', '/etc/tls/server.key'], ['destroy', 'ls', '/run/secrets/x'], ['destroy', 'cat', '../x'], ['destroy', 'date', '112120302026'],
  ['read', 'redis-cli', 'XINFO', 'STREAM', 'a'], ['read', 'redis-cli', '-n', '1', '--raw', 'get', 'a'], ['change', 'redis-cli', 'XADD', 'a', '*', 'b', 'c'], ['destroy', 'redis-cli', 'DEL', 'a'],
  ['destroy', 'redis-cli'], ['destroy', 'redis-cli', 'EVAL', 'x', '0'], ['destroy', 'redis-cli', '-x', 'GET', 'a'], ['destroy', 'redis-cli', '-a', 'GET', 'FLUSHALL'], ['read', 'redis-cli', '--scan', '--pattern', 'a*'],
  ['destroy', 'redis-cli', '--scan', 'FLUSHALL'], ['read', 'redis-cli', '--bigkeys'], ['destroy', 'redis-cli', '--lru-test', '1'], ['destroy', 'redis-cli', 'UNHEARD'],
  ['read', 'timeout', '5', 'ls'], ['destroy', 'timeout', '5', 'rm', 'x'], ['destroy', 'nice', '-n', '5', 'ls'], ['read', 'nice', 'ls'],
  ['read', 'sh', '-c', 'ls | grep a; date'], ['read', 'bash', '-ec', "redis-cli XINFO STREAM 'a b' 2>&1 | head"], ['change', 'sh', '-c', 'redis-cli SET a b && redis-cli GET a'],
  ['destroy', 'sh'], ['destroy', 'sh', '/tmp/x'], ['destroy', 'sh', '-c', 'rm x'], ['destroy', 'sh', '-c', 'ls > x'], ['destroy', 'sh', '-c', 'ls &> x'], ['destroy', 'sh', '-c', 'echo $HOME'], ['destroy', 'sh', '-c', 'A=b ls'],
  ['destroy', 'sh', '-c', 'ls\nrm x'], ['destroy', 'sh', '-c', "'"], ['destroy', 'sh', '-c', ''], ['destroy', 'sh', '-ic', 'ls'], ['destroy', 'sh', '-c', 'cat < x'], ['destroy', 'sh', '-c', 'l\\s'], ['destroy', 'sh', '-c', 'cat /run/s?crets/x'],
  ['read', 'psql', '-U', 'a', '-d', 'b', '-tA', '-c', 'SELECT 1'], ['change', 'psql', '-c', 'UPDATE t SET a = 1'], ['destroy', 'psql', '-c', 'DROP TABLE t'], ['destroy', 'psql', '-c', 'SELECT 1', '-c', 'DROP TABLE t'],
  ['destroy', 'psql', '-o', 'x', '-c', 'SELECT 1'], ['destroy', 'psql'], ['destroy', 'psql', '-c', '\\! id'], ['read', 'psql', '-l'],
  ['read', 'kafka-topics.sh', '--bootstrap-server', 'a:9092', '--list'], ['change', '/bin/kafka-topics.sh', '--create', '--topic', 'a'], ['destroy', 'kafka-topics.sh', '--delete', '--topic', 'a'], ['destroy', 'kafka-consumer-groups.sh', '--reset-offsets', '--execute'],
  ['read', 'kubectl', 'get', 'pods'], ['read', 'kubectl', 'rollout', 'status', 'x'], ['destroy', 'kubectl', 'rollout', '--x', 'status'], ['destroy', 'kubectl', 'apply', '-f', 'x'], ['read', 'vault', 'status'],
  ['read', 'tar', 'cf', '-', '/data/x'], ['destroy', 'tar', 'cf', '-', '/run/secrets/x'], ['destroy', 'tar', 'cf', '-', '--checkpoint-action=exec=rm', 'x'], ['destroy', 'tar', 'cf', '-', 'a b'], ['destroy', 'tar', 'xf', 'x'],
];
for (const [effect, ...command] of cases) {
  test(`${command.join(' ') || 'nothing'}: ${effect} at most`, () => { assert.equal(commandEffect(command).effect, effect); });
}

test('with input only the unpacking of kubectl cp is known, and it changes', () => {
  assert.equal(inputEffect(['tar', '-xmf', '-', '-C', '/data']).effect, 'change');
  assert.equal(inputEffect(['tar', '--no-same-permissions', '--no-same-owner', '-xmf', '-', '-C', '/data']).effect, 'change');
  assert.equal(inputEffect(['tar', '-xmf', '-']).effect, 'change');
  for (const command of [['tar', '-xmf', '-', '-C', '/data', '--to-command=sh'], ['tar', '-xmf', '-', '-C', '/proc/1'], ['cat'], ['redis-cli', 'GET', 'a'], []]) assert.equal(inputEffect(command).effect, 'destroy', command.join(' '));
});
