import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import type { Choices } from '../../common/choices.ts';
import { parseEnvironments } from '../config/environments/environments.ts';
import { type Answer, environmentsText, TestServer } from '../http/test-server.ts';
import type { Params } from '../runner/protocol.ts';

let server: TestServer;
const asked: Params<'choices'>[] = [];
let found: Choices = { choices: [], more: false };

before(async () => {
  server = await TestServer.start();
  server.runner.offered = (one) => {
    asked.push(one);
    return found;
  };
});
after(async () => { await server[Symbol.asyncDispose](); });
beforeEach(() => {
  asked.length = 0;
  found = { choices: [], more: false };
  // What was answered before is old now.
  server.ahead += 60_000;
});

const look = async (query: Record<string, string>, as: 'ada' | 'bob' = 'ada'): Promise<Answer> =>
  await server.ask('GET', `/api/choices?${new URLSearchParams({ runbook: 'live', parameter: 'POD', environment: 'practice', TARGET: 'dev', NAMESPACE: 'cache', ...query }).toString()}`, { as });

test('the names there are, with the source filled in and the target’s context', async () => {
  found = { choices: ['cache-1', 'cache-0', 'cache-1'], more: true };
  const { body } = await look({});
  assert.deepEqual([body.choices, body.more, Math.abs(Number(body.at) - Date.now() - server.ahead) < 5_000], [['cache-1', 'cache-0'], true, true]);
  const { rules, ...rest } = asked[0] ?? assert.fail('the runner was not asked');
  assert.equal(rules, server.environments.get('practice')?.digest);
  assert.deepEqual(rest, {
    person: 'ada', groups: [], environment: 'practice', runbook: 'live', context: 'cluster-dev', redis: null,
    source: { from: 'pods', namespace: 'cache', selector: 'app=cache' },
  });
  await look({ parameter: 'STREAM', NAMESPACE: 'a.b', TARGET: 'prod' });
  assert.deepEqual([asked[1]?.source, asked[1]?.redis, asked[1]?.context], [{ from: 'streams', pattern: 'a.b:*' }, { pod: 'redis-0', namespace: 'redis' }, null]);
});

const hostile = [
  '-rf', '--kubeconfig=/etc/shadow', '', ' ', 'a b', 'a\nb', 'a\u202eb', 'a\u200bb', '$(id)', '`id`', 'a$b', '<b>x</b>', '../x', 'a;b', 'x'.repeat(5_000), '\ud800', '__proto__', 'constructor',
];

describe('names that the field would not take typed are left out', () => {
  for (const [parameter, good, fits] of [
    ['POD', 'cache-0', ['constructor']],
    ['STREAM', 'cache:in', []],
    ['ANY', 'any thing', [' ', 'a b', '$(id)', '`id`', 'a$b', '<b>x</b>', '../x', 'a;b', '__proto__', 'constructor']],
  ] as const) {
    test(parameter, async () => {
      found = { choices: [...hostile, good], more: false };
      assert.deepEqual((await look({ parameter })).body.choices, [...fits, good]);
    });
  }
});

test('a pattern that takes for ever is given up on', async () => {
  found = { choices: ['ab', ...Array.from({ length: 200 }, (_, at) => `${'a'.repeat(40 + at)}!`)], more: false };
  const began = performance.now();
  const { status, body } = await look({ parameter: 'SLOW' });
  assert.deepEqual([status, body.choices], [200, []]);
  assert.ok(performance.now() - began < 30_000, 'the server was busy with it');
});

test('for a moment the same is answered without asking again, to the same person and for the same values', async () => {
  found = { choices: ['cache-0'], more: false };
  for (const time of [1, 2, 3]) assert.deepEqual((await look({})).body.choices, ['cache-0'], `time ${time}`);
  assert.equal(asked.length, 1);
  await look({}, 'bob');
  await look({ NAMESPACE: 'other' });
  await look({ TARGET: 'prod' });
  assert.equal(asked.length, 4);
  server.ahead += 5_000;
  await look({});
  assert.equal(asked.length, 5);
});

test('who asks for ever new things is told to wait', async () => {
  const answers = await server.inNoTime(() => Promise.all(Array.from({ length: 60 }, (_, at) => look({ NAMESPACE: `n${at}` }))));
  const counts = [200, 429].map((status) => answers.filter((answer) => answer.status === status).length);
  assert.ok((counts[0] ?? 0) >= 20 && (counts[1] ?? 0) > 0 && counts[0] === asked.length, `${counts.join(' answered, ')} refused, ${asked.length} asked`);
});

describe('refused before anything is asked of the environment', () => {
  for (const [name, query, code] of [
    ['a parameter without a source', { parameter: 'NAMESPACE' }, 'not-found'],
    ['a parameter that is not declared', { parameter: 'HOME' }, 'not-found'],
    ['a name that is none', { parameter: '../x' }, 'bad-message'],
    ['a runbook that is not there', { runbook: 'nope' }, 'unknown-runbook'],
    ['an environment that is not there', { environment: 'nope' }, 'unknown-environment'],
    ['a value that does not fit', { NAMESPACE: '-a' }, 'parameter-malformed'],
    ['a value that is missing', { NAMESPACE: '' }, 'parameter-missing'],
    ['a value that makes no namespace', { NAMESPACE: 'a.b' }, 'choices-failed'],
    ['a target that is not there', { TARGET: 'elsewhere' }, 'parameter-malformed'],
    ['a target that the environment has not', { environment: 'dev', TARGET: 'prod' }, 'target-refused'],
  ] as const) {
    test(name, async () => {
      assert.equal((await look(query)).body.error?.code, code);
      assert.equal(asked.length, 0);
    });
  }

  test('whatever stands twice', async () => {
    assert.equal((await server.ask('GET', '/api/choices?runbook=live&parameter=POD&parameter=STREAM&environment=practice', { as: 'ada' })).body.error?.code, 'bad-message');
  });
});

describe('only who could run a step there that reads', () => {
  const rulesOf = (rules: string) => environmentsText.replace(/ {6}- \{ name: look,.*\n/, rules);
  for (const [name, rules, code] of [
    ['is allowed', '      - { name: look, decide: allow, effects: [read], roles: [operator] }\n', undefined],
    ['is not, where no rule says so', '', 'denied'],
    ['is denied by a rule', '      - { name: look, decide: allow, effects: [read], roles: [operator] }\n      - { name: no, decide: deny, effects: [read], roles: [operator], persons: [ada], say: Not you. }\n', 'denied'],
    ['has to give a reason first', '      - { name: look, decide: allow, effects: [read], roles: [operator], reason: true }\n', 'denied'],
    ['has to be approved first', '      - { name: look, decide: allow, effects: [read], roles: [operator], approvals: 1 }\n', 'denied'],
    ['has to type something first', '      - { name: look, decide: allow, effects: [read], roles: [operator], confirm: true }\n', 'denied'],
  ] as const) {
    test(name, async () => {
      server.environments = parseEnvironments(rulesOf(rules), 'environments.yaml');
      const { body } = await look({ environment: 'dev' });
      assert.equal(body.error?.code, code);
      assert.equal(asked.length, code === undefined ? 1 : 0);
    });
  }
});

test('an environment that does not answer says so, and is asked again at once', async () => {
  server.runner.offered = () => { throw new HandrailError('choices-failed', { why: 'The Kubernetes API does not answer.' }); };
  const { status, body } = await look({});
  assert.deepEqual([status, body.error?.message], [502, 'The Kubernetes API does not answer. Type the value.']);
  server.runner.offered = () => ({ choices: ['cache-0'], more: false });
  assert.deepEqual((await look({})).body.choices, ['cache-0']);
});
