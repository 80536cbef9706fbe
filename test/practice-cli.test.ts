/** `npx handrail practice …` as the handbook shows it, beside a running server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Handrail } from './handrail.ts';

let handrail: Handrail;
before(async () => { handrail = await Handrail.start(); });
after(async () => { await handrail[Symbol.asyncDispose](); });

const redis = (...command: string[]) => handrail.cli('practice', '--', 'kubectl', 'exec', 'prompt-redis-0', '-n', 'prompt-redis', '--context', 'usdfdev-prompt-processing', '--', 'redis-cli', ...command);
const worldTime = () => Date.parse(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/.exec(handrail.cli('practice', 'clock').stdout)?.[0] ?? '');

test('a scenario is listed, started, checked, hinted at and given up', () => {
  assert.match(handrail.cli('practice', 'scenario', 'list').stdout, /redis-destroyed/);
  const started = handrail.cli('practice', 'scenario', 'start', 'redis-destroyed');
  assert.equal(started.status, 0, started.stderr);
  const check = handrail.cli('practice', 'scenario', 'check');
  assert.equal(check.status, 1);
  assert.match(check.stdout + check.stderr, /is missing/);
  assert.match(handrail.cli('practice', 'scenario', 'hint').stdout, /how old it is/);
  assert.match(handrail.cli('practice', 'scenario', 'show').stdout, /Runbook: prompt-redis#[\s\S]*Hint 1 of \d+: .*how old it is[\s\S]*is missing/);
  assert.equal(handrail.cli('practice', 'scenario', 'reset').status, 0);
  assert.match(redis('EXISTS', 'instrument:hsc').stdout, /1/);
});

test('a scenario that there is none of is told, and costs nobody their world', () => {
  redis('SET', 'mine', 'yes');
  const { status, stderr } = handrail.cli('practice', 'scenario', 'start', 'no-such', '--fresh');
  assert.notEqual(status, 0);
  assert.match(stderr, /no-such/);
  assert.match(redis('GET', 'mine').stdout, /yes/);
});

test('time passes', async () => {
  const before = worldTime();
  assert.equal(handrail.cli('practice', 'clock', '--pass', '1h').status, 0);
  for (const until = Date.now() + 150_000; worldTime() < before + 3_600_000; ) {
    assert.ok(Date.now() < until, 'an hour has not passed');
    await new Promise((waited) => { setTimeout(waited, 500); });
  }
  assert.equal(handrail.cli('practice', 'clock', '--pass', '3d', '--in', '5m').status, 0);
});

test('a snapshot brings back what was', () => {
  handrail.cli('practice', 'reset');
  redis('SET', 'kept', 'yes');
  assert.equal(handrail.cli('practice', 'snapshot', 'save', 'before-upgrade').status, 0);
  redis('DEL', 'kept');
  assert.match(handrail.cli('practice', 'snapshot', 'list').stdout, /before-upgrade/);
  assert.equal(handrail.cli('practice', 'snapshot', 'restore', 'before-upgrade').status, 0);
  assert.match(redis('GET', 'kept').stdout, /yes/);
  assert.equal(handrail.cli('practice', 'snapshot', 'delete', 'before-upgrade').status, 0);
  assert.doesNotMatch(handrail.cli('practice', 'snapshot', 'list').stdout, /before-upgrade/);
});
