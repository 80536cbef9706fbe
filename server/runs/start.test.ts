/** Starting a run: every check, in order, and at most one start for a key. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import type { Run } from '../../common/run.ts';
import { TestServer } from '../http/test-server.ts';

let server: TestServer;
before(async () => { server = await TestServer.start(); });
after(async () => { await server[Symbol.asyncDispose](); });
beforeEach(async () => {
  for (const as of ['ada', 'bob'] as const) {
    const { body } = await server.ask('GET', '/api/runs?limit=200', { as });
    for (const run of body.runs ?? []) if (run.state === 'running') server.runner.end(run.id, 'stopped', null);
  }
  // That they ended is kept before the next one begins.
  while ((await server.store.runs.live()).some(({ taken }) => taken)) await new Promise((done) => setTimeout(done, 5));
});

/** Runs a step to its end. */
async function finish(runbook: string, step: string, options: Record<string, unknown> = {}, status = 0): Promise<Run> {
  const run = await server.run(runbook, step, options);
  server.runner.end(run.id, 'exited', status);
  return run;
}

test('a step runs as the deployed catalog has it, whatever else is asked', async () => {
  const { status, body } = await server.startStep('plain', 'stats', { parameters: { INSTRUMENT: 'hsc' }, reason: 'trying', size: { cols: 100, rows: 30 } });
  assert.equal(status, 201);
  assert.ok(body.run);
  const { request } = server.runner.seen(body.run.id);
  assert.equal(request.person, 'ada');
  assert.equal(request.environment, 'practice');
  assert.deepEqual(request.parameters, { INSTRUMENT: 'hsc' });
  assert.deepEqual(request.size, { cols: 100, rows: 30 });
  assert.deepEqual([request.step.runbook, request.step.id, request.step.source, request.step.language], ['plain', 'stats', 'true', 'bash']);
});

test('a target chooses the context; a file step writes its file', async () => {
  const dev = await server.run('aimed', 'look', { parameters: { TARGET: 'dev' } });
  assert.equal(server.runner.seen(dev.id).request.context, 'cluster-dev');
  assert.deepEqual(server.runner.seen(dev.id).request.redis, { pod: 'redis-0', namespace: 'redis' });
  const prod = await server.run('aimed', 'look', { parameters: { TARGET: 'prod' } });
  assert.equal(server.runner.seen(prod.id).request.context, null);
  const file = await server.run('plain', 'job');
  assert.deepEqual([server.runner.seen(file.id).request.step.language, server.runner.seen(file.id).request.step.path], ['file', 'job.yaml']);
  const query = await server.run('plain', 'query');
  assert.equal(server.runner.seen(query.id).request.step.language, 'sql');
});

const refusals: readonly [string, string, string, Record<string, unknown>, number, string][] = [
  ['an unknown runbook', 'nope', 'ping', {}, 404, 'unknown-runbook'],
  ['an unknown step', 'plain', 'nope', {}, 404, 'unknown-step'],
  ['a step named like a property', 'plain', '__proto__', {}, 404, 'unknown-step'],
  ['a step done by hand', 'plain', 'announce', {}, 403, 'denied'],
  ['a stale digest', 'plain', 'ping', { digest: 'old' }, 409, 'stale-step'],
  ['an undeclared parameter', 'plain', 'ping', { parameters: { X: '1' } }, 422, 'parameter-undeclared'],
  ['a parameter named like a property', 'plain', 'ping', { parameters: { constructor: '1' } }, 422, 'parameter-undeclared'],
  ['a missing parameter', 'plain', 'stats', {}, 422, 'parameter-missing'],
  ['an empty parameter', 'plain', 'stats', { parameters: { INSTRUMENT: '' } }, 422, 'parameter-missing'],
  ['a malformed parameter', 'plain', 'stats', { parameters: { INSTRUMENT: '$(id)' } }, 422, 'parameter-malformed'],
  ['no target where there are targets', 'aimed', 'look', {}, 422, 'parameter-missing'],
  ['an unknown target', 'aimed', 'look', { parameters: { TARGET: 'moon' } }, 422, 'parameter-malformed'],
  ['a target the step is not for', 'aimed', 'prod-only', { parameters: { TARGET: 'dev' } }, 422, 'target-refused'],
  ['an unknown environment', 'plain', 'ping', { environment: 'moon' }, 404, 'unknown-environment'],
  ['an environment the runbook is not for', 'aimed', 'look', { environment: 'dev', parameters: { TARGET: 'dev' } }, 404, 'unknown-environment'],
  ['an environment named like a property', 'plain', 'ping', { environment: 'constructor' }, 404, 'unknown-environment'],
  ['a confirmation left out', 'plain', 'burn', {}, 422, 'confirm-missing'],
  ['a wrong confirmation', 'plain', 'burn', { confirm: 'Burn it' }, 422, 'confirm-missing'],
  ['a need unmet', 'plain', 'stats', { parameters: { INSTRUMENT: 'latiss' } }, 409, 'needs-unmet'],
  ['a need unmet with an empty reason', 'plain', 'stats', { parameters: { INSTRUMENT: 'latiss' }, reason: '  ' }, 409, 'needs-unmet'],
  ['a need unmet before destroying, whatever the reason', 'plain', 'clear', { parameters: { INSTRUMENT: 'latiss' }, reason: 'I must' }, 409, 'needs-unmet-destroy'],
  ['a terminal of no columns', 'plain', 'ping', { size: { cols: 0, rows: 24 } }, 422, 'bad-size'],
  ['a terminal too large', 'plain', 'ping', { size: { cols: 65536, rows: 65536 } }, 422, 'bad-size'],
  ['a size of words', 'plain', 'ping', { size: { cols: 'x', rows: 24 } }, 400, 'bad-message'],
  ['a command beside the step', 'plain', 'ping', { source: 'id' }, 400, 'bad-message'],
  ['parameters that are no words', 'plain', 'stats', { parameters: { INSTRUMENT: 7 } }, 400, 'bad-message'],
  ['parameters in a list', 'plain', 'stats', { parameters: ['INSTRUMENT'] }, 400, 'bad-message'],
];
for (const [what, runbook, step, options, status, code] of refusals) {
  test(`${what} is refused as ${code}, and nothing starts`, async () => {
    const before = server.runner.starts;
    const answer = await server.startStep(runbook, step, options);
    assert.equal(answer.body.error?.code, code, answer.text);
    assert.equal(answer.status, status);
    assert.equal(server.runner.starts, before);
  });
}

test('outside its window a change needs a reason, which is recorded; a read does not, and practice only tells', async () => {
  const inDev = (reason?: string) => server.startStep('shut', 'turn', { environment: 'dev', parameters: { TARGET: 'dev' }, confirm: 'dev', ...(reason === undefined ? {} : { reason }) });
  const refused = await inDev();
  assert.equal(refused.body.error?.code, 'outside-window');
  assert.match(refused.body.error?.message ?? '', /^Dev is outside its maintenance window \(00:00–00:00 UTC\)\..*not run before either: look\.$/);
  await finish('shut', 'look', { environment: 'dev', parameters: { TARGET: 'dev' } });
  assert.equal((await inDev()).body.error?.details.also, '');
  const allowed = await inDev('it is down');
  assert.equal(allowed.status, 201, allowed.text);
  assert.match(server.audit().trimEnd().split('\n').at(-1) ?? '', /"run-allowed".*"reason":"it is down".*"outside":"00:00–00:00 UTC"/);
  await finish('shut', 'look', { parameters: { TARGET: 'dev' } });
  assert.equal((await server.startStep('shut', 'turn', { parameters: { TARGET: 'dev' } })).status, 201);
});

test('hostile values of a free parameter are refused or reach the runner as they are, never as text to paste', async () => {
  const values = ['; id', '$(id)', '`id`', '| tee x', 'a\nb', 'a\rb', 'a\0b', 'a\u202eb', 'a\u200bb', 'x'.repeat(1_048_576), '-o', '--kubeconfig=/proc/self/fd/3', '\u001b[2J'];
  for (const value of values) {
    const answer = await server.startStep('plain', 'stats', { parameters: { INSTRUMENT: value }, reason: 'x' });
    assert.ok(['parameter-malformed', 'bad-message', 'message-too-big'].includes(answer.body.error?.code ?? ''), answer.text.slice(0, 200));
    assert.doesNotMatch(answer.body.error?.message ?? '', /[\u0000-\u0008\u001b\u200b\u202e]/);
  }
});

test('a key is needed, and has the form of one', async () => {
  for (const key of ['', 'x', 'a b c d e f g h', 'x'.repeat(100), '../../etc/passwd']) {
    const { body } = await server.startStep('plain', 'ping', { key: key || ' ' });
    assert.equal(body.error?.code, 'bad-message', key);
  }
});

test('the same key fifty times at once starts one run', async () => {
  const before = server.runner.starts;
  const key = crypto.randomUUID();
  const answers = await Promise.all(Array.from({ length: 50 }, () => server.startStep('plain', 'ping', { key })));
  assert.equal(new Set(answers.map(({ body }) => body.run?.id)).size, 1);
  assert.equal(answers.filter(({ status }) => status === 201).length, 1);
  assert.equal(answers.filter(({ status }) => status === 200).length, 49);
  assert.equal(server.runner.starts, before + 1);
});

test('a used key gives the same run for ever, also when the step has changed; another request with it is refused', async () => {
  const key = crypto.randomUUID();
  const run = await server.run('plain', 'ping', { key });
  server.runner.end(run.id, 'exited', 0);
  server.ahead += 24 * 3_600_000;
  const again = await server.startStep('plain', 'ping', { key });
  assert.deepEqual([again.status, again.body.run?.id, again.body.run?.state], [200, run.id, 'exited']);
  for (const change of [{ step: 'shell' }, { size: { cols: 81, rows: 24 } }, { reason: 'x' }]) {
    assert.equal((await server.startStep('plain', 'ping', { key, ...change })).body.error?.code, 'key-reused');
  }
  assert.equal((await server.startStep('plain', 'ping', { key, as: 'bob' })).status, 201);
});

test('a runner that does not answer leaves the key open: the repeat starts the same run, once', async () => {
  const key = crypto.randomUUID();
  const before = server.runner.starts;
  const start = server.runner.start.bind(server.runner);
  server.runner.start = async (request) => {
    await start(request);
    throw new HandrailError('runner-away');
  };
  const first = await server.startStep('plain', 'ping', { key });
  server.runner.start = start;
  assert.equal(first.body.error?.code, 'runner-away');
  const second = await server.startStep('plain', 'ping', { key });
  assert.ok(second.body.run);
  const { runs } = (await server.ask('GET', '/api/runs?limit=200', { as: 'ada' })).body;
  assert.equal(runs?.filter(({ id }) => id === second.body.run?.id).length, 1);
  assert.ok(server.runner.starts <= before + 2);
});

test('a start the runner refuses leaves nothing behind: the key may be used again', async () => {
  const key = crypto.randomUUID();
  const start = server.runner.start.bind(server.runner);
  server.runner.start = () => Promise.reject(new HandrailError('running-off', { why: 'disk full' }));
  assert.equal((await server.startStep('plain', 'ping', { key })).body.error?.code, 'running-off');
  server.runner.start = start;
  assert.equal((await server.startStep('plain', 'ping', { key })).status, 201);
});

test('a need is met by a run of the same values, as expected, by oneself, here, within eight hours', async () => {
  const stats = async (as: 'ada' | 'bob' = 'ada', environment = 'practice') =>
    (await server.startStep('plain', 'stats', { as, environment, parameters: { INSTRUMENT: 'latiss' } })).body.error?.code ?? 'ok';
  server.ahead += 9 * 3_600_000;
  assert.equal(await stats(), 'needs-unmet');
  await finish('plain', 'ping', {}, 1);
  assert.equal(await stats(), 'needs-unmet');
  await finish('plain', 'ping', { as: 'bob' });
  assert.equal(await stats(), 'needs-unmet');
  await finish('plain', 'ping');
  assert.equal(await stats(), 'ok');
  assert.equal(await stats('ada', 'dev'), 'needs-unmet');
  server.ahead += 8 * 3_600_000 + 60_000;
  assert.equal(await stats(), 'needs-unmet');
});

test('what was run before beginning anew meets no need, in that environment, for that person', async () => {
  const stats = async (as: 'ada' | 'bob', environment: string) =>
    (await server.startStep('plain', 'stats', { as, environment, parameters: { INSTRUMENT: 'latiss' } })).body.error?.code ?? 'ok';
  server.ahead += 9 * 3_600_000;
  for (const as of ['ada', 'bob'] as const) for (const environment of ['practice', 'dev']) await finish('plain', 'ping', { as, environment });
  const going = await server.run('plain', 'ping');
  assert.equal((await server.ask('POST', '/api/practice/reset', { as: 'ada' })).status, 200);
  server.runner.end(going.id, 'exited', 0);
  assert.equal(await stats('ada', 'practice'), 'needs-unmet');
  assert.equal(await stats('ada', 'dev'), 'ok');
  assert.equal(await stats('bob', 'practice'), 'ok');
  await finish('plain', 'ping');
  assert.equal(await stats('ada', 'practice'), 'ok');
  assert.equal((await server.ask('POST', '/api/workspaces/reset', { as: 'ada', body: { environment: 'dev' } })).status, 200);
  assert.equal(await stats('ada', 'dev'), 'needs-unmet');
  assert.equal(await stats('ada', 'practice'), 'ok');
  server.runner.resets.length = 0;
});

test('a need is met only with the same values of what both steps take', async () => {
  server.ahead += 9 * 3_600_000;
  await finish('plain', 'ping');
  await finish('plain', 'stats', { parameters: { INSTRUMENT: 'hsc' } });
  const clear = async (instrument: string) => (await server.startStep('plain', 'clear', { parameters: { INSTRUMENT: instrument } })).body.error?.code ?? 'ok';
  assert.equal(await clear('latiss'), 'needs-unmet-destroy');
  assert.equal(await clear('hsc'), 'ok');
  await finish('aimed', 'look', { parameters: { TARGET: 'dev' } });
  const after = async (target: string) => (await server.startStep('aimed', 'after', { parameters: { TARGET: target } })).body.error?.code ?? 'ok';
  assert.equal(await after('prod'), 'needs-unmet');
  assert.equal(await after('dev'), 'ok');
});

test('the rules decide: denied with the reason, confirmed by what is to be typed', async () => {
  const denied = await server.startStep('plain', 'burn', { as: 'bob', confirm: 'burn it' });
  assert.deepEqual([denied.status, denied.body.error?.message], [403, 'Bob does not destroy.']);
  assert.equal((await server.startStep('plain', 'burn', { confirm: 'burn it' })).status, 201);
  assert.equal((await server.startStep('plain', 'job', { environment: 'dev' })).body.error?.details.expected, 'job');
  assert.equal((await server.startStep('plain', 'job', { environment: 'dev', confirm: 'job' })).status, 201);
});

test('a preview tells what a start would, and starts nothing', async () => {
  const asks = { confirm: null, asksReason: false, approvals: 0 };
  server.ahead += 9 * 3_600_000;
  const before = server.runner.starts;
  const ask = async (step: string, change: Record<string, unknown> = {}, as: 'ada' | 'bob' = 'ada') => {
    const { body } = await server.ask('GET', '/api/steps/plain/' + step, { as });
    const { digest } = body.step as { digest: string };
    return (await server.ask('POST', '/api/preview', { as, body: { runbook: 'plain', step, digest, environment: 'practice', parameters: {}, ...change } })).body;
  };
  assert.deepEqual(await ask('ping'), { ...asks, decision: 'allow', reason: '', missing: [] });
  assert.deepEqual(await ask('burn'), { ...asks, decision: 'confirm', reason: 'Runs once you have typed burn it.', confirm: 'burn it', missing: [] });
  assert.deepEqual(await ask('burn', {}, 'bob'), { ...asks, decision: 'deny', reason: 'Bob does not destroy.', missing: [] });
  assert.deepEqual(await ask('stats', { parameters: { INSTRUMENT: 'hsc' } }), { ...asks, decision: 'allow', reason: '', missing: [{ step: 'ping', title: 'ping' }] });
  assert.equal((await ask('ping', { digest: 'old' })).error?.code, 'stale-step');
  assert.equal(server.runner.starts, before);
});

test('one person has eight runs going at most, and others are not held up', async () => {
  for (let begun = 0; begun < 8; begun += 1) await server.run('plain', 'ping');
  const full = await server.startStep('plain', 'ping');
  assert.deepEqual([full.status, full.body.error?.code, full.body.error?.details.count], [429, 'too-many-runs', 8]);
  assert.equal((await server.startStep('plain', 'ping', { as: 'bob' })).status, 201);
});

test('where steps cannot run, a start says why, and nothing starts', async () => {
  const greeting = server.runner.greeting;
  const cases: readonly [object, string, string][] = [
    [{ missing: ['redis-server'] }, 'practice', 'package-missing'], [{ level: 'none', why: 'x' }, 'practice', 'running-off'],
    [{ level: 'contained', why: 'x' }, 'dev', 'level-too-low'],
  ];
  for (const [change, environment, code] of cases) {
    server.runner.greeting = { ...greeting, ...change };
    const answer = await server.startStep('plain', 'ping', { environment });
    assert.deepEqual([answer.status, answer.body.error?.code], [503, code]);
  }
  server.runner.greeting = { ...greeting, level: 'contained' };
  assert.equal((await server.startStep('plain', 'ping')).status, 201);
  server.runner.greeting = greeting;
});

test('what cannot be recorded does not happen, and leaves nothing behind', async () => {
  const before = server.runner.starts;
  const key = crypto.randomUUID();
  const run = await server.run('plain', 'ping');
  server.auditWorks = false;
  assert.equal((await server.startStep('plain', 'ping', { key })).body.error?.code, 'audit-failed');
  assert.equal((await server.ask('POST', `/api/runs/${run.id}/stop`, { as: 'ada' })).body.error?.code, 'audit-failed');
  assert.equal((await server.ask('POST', '/api/practice/reset', { as: 'ada' })).body.error?.code, 'audit-failed');
  server.auditWorks = true;
  assert.equal(server.runner.starts, before + 1);
  assert.deepEqual(server.runner.resets, []);
  assert.equal((await server.startStep('plain', 'ping', { key })).status, 201);
});

test('decisions and acts are recorded before they happen, refusals too', async () => {
  const run = await server.run('plain', 'burn', { confirm: 'burn it' });
  await server.startStep('plain', 'burn', { confirm: 'no' });
  server.runner.end(run.id, 'exited', 0);
  const recorded = () => server.audit().trim().split('\n').map((line) => (JSON.parse(line) as { event: Record<string, unknown> }).event);
  for (const late = Date.now() + 30_000; Date.now() < late && !recorded().some((event) => event.run === run.id && event.kind === 'run-ended');) await new Promise((done) => setTimeout(done, 5));
  const events = recorded();
  const about = events.filter((event) => event.run === run.id);
  assert.deepEqual(about.map(({ kind }) => kind), ['run-allowed', 'run-ended']);
  assert.deepEqual([about[0]?.rule, about[0]?.confirmed, about[0]?.effect], ['practise', 'burn it', 'destroy']);
  assert.ok(events.some(({ kind, code }) => kind === 'run-refused' && code === 'confirm-missing'));
});
