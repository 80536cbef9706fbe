import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noFacts, type WorkspaceFacts } from '../../common/approval-facts.ts';
import type { ApprovalRecord } from '../../common/approval-record.ts';
import { approvalLifeMs } from '../../common/approval.ts';
import type { Role } from '../../common/rights.ts';
import { HandrailError } from '../../common/errors.ts';
import { isRunId } from '../../common/ids.ts';
import { parseEnvironments } from '../config/environments/environments.ts';
import { type Answer, catalog, TestServer } from '../http/test-server.ts';
import { boundHash } from './record.ts';

const rulesWith = (count: number, title = 'Practice') => `environments:
  practice:
    title: ${title}
    level: contained
    targets: all
    windows: told
    rules:
      - { name: eyes, decide: allow, effects: [read, change, destroy], approvals: ${count} }
  dev:
    title: Development
    level: limited
    targets: [dev]
    rules:
      - { name: look, decide: allow, effects: [read], roles: [operator], approvals: 1 }
`;

const facts: WorkspaceFacts = {
  ...noFacts, digest: 'f1', directory: '/workspace/repo', variables: [{ name: 'STAGE', value: 'one', mark: 'v1' }],
  files: [{ path: 'repo/a.yaml', change: 'changed', kind: 'file', was: 'file', size: 4, before: 'one\n', after: 'two\n', unshown: null, mark: 'm1' }],
};

/** A server with the people there are: ada and bob ask, cleo and dan approve. */
class Scene implements AsyncDisposable {
  readonly server: TestServer;
  readonly cookies: Record<string, string>;

  private constructor(server: TestServer, cookies: Record<string, string>) {
    this.server = server;
    this.cookies = cookies;
  }

  static async open(count = 1): Promise<Scene> {
    const server = await TestServer.start({ rules: rulesWith(count) });
    const cookies: Record<string, string> = { ...server.cookies };
    const people: [string, Role[]][] = [['cleo', ['approver']], ['dan', ['operator', 'approver']], ['tom', ['trainee']], ['vera', ['viewer']]];
    for (const [id, roles] of people) {
      await server.store.persons.add({ id, name: id.toUpperCase() }, Date.now(), roles);
      cookies[id] = await server.logIn(id);
    }
    server.runner.lookAt = () => facts;
    return new Scene(server, cookies);
  }

  async ask(who: string, method: string, path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return await this.server.ask(method, path, { body, headers: { cookie: this.cookies[who] ?? '', ...headers } });
  }

  /** What is asked to run, as approval and start take it. */
  wanted(change: Record<string, unknown> = {}): Record<string, unknown> {
    const step = String(change['step'] ?? 'stats');
    const digest = catalog.runbooks.find(({ id }) => id === 'plain')?.steps.find(({ id }) => id === step)?.digest;
    return { runbook: 'plain', step, digest, environment: 'practice', parameters: step === 'stats' ? { INSTRUMENT: 'hsc' } : {}, ...change };
  }

  async request(who = 'ada', change: Record<string, unknown> = {}): Promise<string> {
    const answer = await this.ask(who, 'POST', '/api/approvals', { ...this.wanted(change), reason: 'the stream is stuck' });
    assert.equal(answer.status, 201, answer.text);
    return (answer.body as unknown as { approval: { id: string } }).approval.id;
  }

  async approve(who: string, id: string): Promise<Answer> {
    return await this.ask(who, 'POST', `/api/approvals/${id}/approve`, {});
  }

  async run(who: string, approval: string | undefined, change: Record<string, unknown> = {}, key: string = crypto.randomUUID()): Promise<Answer> {
    return await this.ask(who, 'POST', '/api/runs', { ...this.wanted(change), reason: 'without the step before', ...(approval === undefined ? {} : { approval }) }, { 'idempotency-key': key });
  }

  async state(id: string, who = 'ada'): Promise<string> {
    const { body } = await this.ask(who, 'GET', `/api/approvals/${id}`);
    return String((body as { approval?: { state: string } }).approval?.state);
  }

  kinds(id: string): string[] {
    return this.server.audit().trim().split('\n').map((line) => (JSON.parse(line) as { event: Record<string, unknown> }).event)
      .filter((event) => event['approval'] === id).map((event) => String(event['kind']));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

const code = (answer: Answer) => answer.body.error?.code ?? answer.status;

await test('a run that needs an approval', async (t) => {
  await using scene = await Scene.open();
  const { server } = scene;

  await t.test('from asking to running: seen, approved, used once, all on record', async () => {
    assert.equal(code(await scene.run('ada', undefined)), 'approval-missing');
    const id = await scene.request();
    assert.equal(code(await scene.run('ada', id)), 'approval-waiting');
    const { body } = await scene.ask('cleo', 'GET', `/api/approvals/${id}`);
    const { approval } = body as unknown as { approval: { record: ApprovalRecord; workspace: WorkspaceFacts; bound: string; mayDecide: boolean } };
    const deployed = catalog.runbooks[0]?.steps.find(({ id: step }) => step === 'stats');
    assert.equal(approval.record.source, deployed?.kind === 'runnable' ? deployed.source : '', 'the text of the deployed catalog');
    assert.deepEqual([approval.record.reason, approval.record.parameters, approval.workspace, approval.mayDecide], ['the stream is stuck', { INSTRUMENT: 'hsc' }, facts, true]);
    assert.equal(approval.bound, boundHash(approval.record));
    assert.equal((await scene.approve('cleo', id)).status, 200);
    const key = crypto.randomUUID();
    const started = await scene.run('ada', id, {}, key);
    assert.equal(started.status, 201, started.text);
    assert.ok(isRunId(started.body.run?.id));
    assert.equal(server.runner.seen(started.body.run.id).request.bound, 'f1', 'the runner holds the workspace to it');
    assert.equal((await scene.run('ada', id, {}, key)).status, 200, 'the same key gives the same run');
    assert.equal(code(await scene.run('ada', id)), 'approval-over', 'no other run');
    assert.deepEqual(scene.kinds(id).filter((kind) => kind.startsWith('approval-')), ['approval-asked', 'approval-approved', 'approval-used']);
    assert.match(server.audit(), new RegExp(`"kind":"run-allowed".*"approval":"${id}"`));
  });

  const decisions: [why: string, who: string, act: string, expected: string | number][] = [
    ['approve what they asked for', 'ada', 'approve', 'not-allowed'],
    ['approve without the right', 'bob', 'approve', 'not-allowed'],
    ['refuse without the right', 'bob', 'refuse', 'not-allowed'],
    ['withdraw another’s', 'bob', 'withdraw', 'unknown-approval'],
    ['withdraw as an approver', 'cleo', 'withdraw', 'unknown-approval'],
    ['approve as a viewer', 'vera', 'approve', 'not-allowed'],
  ];
  const shared = await scene.request();
  for (const [why, who, act, expected] of decisions) {
    await t.test(`nobody may ${why}: ${who}`, async () => {
      assert.equal(code(await scene.ask(who, 'POST', `/api/approvals/${shared}/${act}`, act === 'refuse' ? { reason: 'no' } : {})), expected);
      assert.equal(await scene.state(shared), 'waiting');
    });
  }

  await t.test('who may approve does not approve their own', async () => {
    const id = await scene.request('dan');
    assert.equal(code(await scene.approve('dan', id)), 'approval-own');
    assert.equal(code(await scene.ask('dan', 'POST', `/api/approvals/${id}/refuse`, { reason: 'no' })), 'approval-own');
    assert.equal(await scene.state(id, 'dan'), 'waiting');
  });

  await t.test('others see nothing of a request, neither in the list nor by its id', async () => {
    for (const who of ['bob', 'tom', 'vera']) {
      assert.equal(code(await scene.ask(who, 'GET', `/api/approvals/${shared}`)), 'unknown-approval');
      const { body } = await scene.ask(who, 'GET', '/api/approvals');
      assert.deepEqual([body['own'], body['others']], [[], []]);
    }
    assert.equal(code(await scene.run('bob', shared)), 'unknown-approval', 'and nobody runs on another’s');
    const { body } = await scene.ask('cleo', 'GET', '/api/approvals');
    assert.ok((body['others'] as { id: string }[]).some(({ id }) => id === shared));
  });

  await t.test('one refusal ends it, and says why', async () => {
    const id = await scene.request();
    assert.equal(code(await scene.ask('cleo', 'POST', `/api/approvals/${id}/refuse`, {})), 'bad-message', 'a refusal has a reason');
    assert.equal((await scene.ask('cleo', 'POST', `/api/approvals/${id}/refuse`, { reason: 'not today' })).status, 200);
    assert.equal(code(await scene.approve('dan', id)), 'approval-over');
    const { body } = await scene.run('ada', id);
    assert.match(body.error?.message ?? '', /refused by cleo: not today/);
  });

  await t.test('the requester takes it back, and nothing comes of it', async () => {
    const id = await scene.request();
    await scene.approve('cleo', id);
    assert.equal((await scene.ask('ada', 'POST', `/api/approvals/${id}/withdraw`)).status, 200);
    assert.equal(code(await scene.run('ada', id)), 'approval-over');
    assert.equal(await scene.state(id), 'withdrawn');
  });

  await t.test('who has lost the role meanwhile does not count', async () => {
    const id = await scene.request();
    await scene.approve('cleo', id);
    assert.equal(await scene.state(id), 'approved');
    await server.store.persons.setRoles('cleo', ['viewer']);
    assert.equal(await scene.state(id), 'waiting');
    assert.equal(code(await scene.run('ada', id)), 'approval-waiting');
    await server.store.persons.setRoles('cleo', ['approver']);
    await server.store.persons.setDisabled('cleo', Date.now());
    assert.equal(code(await scene.run('ada', id)), 'approval-waiting');
    await server.store.persons.setDisabled('cleo', null);
    assert.equal(await scene.state(id), 'approved');
  });

  await t.test('approve and refuse at once: a refusal always wins, and stays', async () => {
    for (let round = 0; round < 3; round += 1) {
      const id = await scene.request('bob');
      const both = [scene.approve('cleo', id), scene.ask('dan', 'POST', `/api/approvals/${id}/refuse`, { reason: 'no' })];
      await Promise.all(round === 1 ? both.reverse() : both);
      assert.equal(await scene.state(id, 'bob'), 'refused');
      assert.equal(code(await scene.run('bob', id)), 'approval-over');
    }
  });

  await t.test('two uses at once: one run', async () => {
    const id = await scene.request('bob');
    await scene.approve('cleo', id);
    const answers = await Promise.all(Array.from({ length: 6 }, () => scene.run('bob', id)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409, 409, 409]);
    assert.equal(scene.kinds(id).filter((kind) => kind === 'approval-used').length, 1);
  });

  await t.test('approved twice by one person at once: counted once', async () => {
    const id = await scene.request('bob');
    const answers = await Promise.all([scene.approve('cleo', id), scene.approve('cleo', id)]);
    assert.deepEqual(answers.map(code).sort(), [200, 'approval-twice']);
    await scene.ask('bob', 'POST', `/api/approvals/${id}/withdraw`);
  });

  await t.test('what cannot be recorded is not done', async () => {
    const id = await scene.request('bob');
    server.auditWorks = false;
    assert.equal(code(await scene.approve('cleo', id)), 'audit-failed');
    assert.equal(code(await scene.ask('cleo', 'POST', `/api/approvals/${id}/refuse`, { reason: 'no' })), 'audit-failed');
    assert.equal(code(await scene.ask('bob', 'POST', '/api/approvals', { ...scene.wanted(), reason: 'x' })), 'audit-failed');
    server.auditWorks = true;
    assert.equal(await scene.state(id, 'bob'), 'waiting');
    await scene.approve('cleo', id);
    server.auditWorks = false;
    assert.equal(code(await scene.run('bob', id)), 'audit-failed');
    server.auditWorks = true;
    assert.equal(await scene.state(id, 'bob'), 'approved', 'not used up either');
    await scene.ask('bob', 'POST', `/api/approvals/${id}/withdraw`);
  });

  const others: [why: string, change: Record<string, unknown>][] = [
    ['other parameters', { parameters: { INSTRUMENT: 'latiss' } }],
    ['another step', { step: 'ping' }],
    ['another environment', { environment: 'dev' }],
  ];
  for (const [why, change] of others) {
    await t.test(`it is for nothing else: ${why}`, async () => {
      const id = await scene.request('dan');
      await scene.approve('cleo', id);
      assert.equal(code(await scene.run('dan', id, change)), 'approval-other');
      assert.equal((await scene.run('dan', id)).status, 201, 'what was approved still runs');
    });
  }

  const changed: [why: string, now: Partial<WorkspaceFacts>, said: RegExp][] = [
    ['the directory', { directory: '/tmp' }, /the directory \(it was \/workspace\/repo, and is \/tmp\)/],
    ['a variable', { variables: [{ name: 'STAGE', value: 'two', mark: 'v2' }] }, /the variable STAGE/],
    ['a variable that is hidden', { variables: [{ name: 'STAGE', value: null, mark: 'v2' }] }, /the variable STAGE/],
    ['a new variable', { variables: [...facts.variables, { name: 'MORE', value: '', mark: 'v3' }] }, /the variable MORE/],
    ['a variable that went', { variables: [] }, /the variable STAGE/],
    ['a file’s content', { files: facts.files.map((file) => ({ ...file, mark: 'm2' })) }, /the file repo\/a\.yaml/],
    ['a file that came', { files: [...facts.files, { ...facts.files[0] as WorkspaceFacts['files'][0], path: 'repo/b' }] }, /the file repo\/b/],
    ['a file that went', { files: [] }, /the file repo\/a\.yaml/],
    ['the commit', { checkouts: [{ path: 'repo', commit: 'c'.repeat(40), subject: '', remotes: [], known: '', why: '' }] }, /the commit of the checkout repo/],
    ['what is only counted', { groups: [{ path: 'repo/.git', count: 1, size: 1, mark: 'g' }] }, /what is in repo\/\.git/],
    ['something that is not listed', {}, /a file of the workspace/],
  ];
  for (const [why, now, said] of changed) {
    await t.test(`a change voids it, and is named: ${why}`, async () => {
      const id = await scene.request('dan');
      await scene.approve('cleo', id);
      server.runner.lookAt = () => ({ ...facts, ...now, digest: 'f2' });
      const refused = await scene.run('dan', id);
      server.runner.lookAt = () => facts;
      assert.equal(code(refused), 'approval-void');
      assert.match(refused.body.error?.message ?? '', said);
      assert.equal(await scene.state(id, 'dan'), 'void');
      assert.equal(code(await scene.run('dan', id)), 'approval-over', 'putting it back does not bring it back');
      assert.ok(scene.kinds(id).includes('approval-voided'));
    });
  }

  await t.test('who approves is told when it changed since it was asked for', async () => {
    const id = await scene.request('bob');
    server.runner.lookAt = () => ({ ...facts, digest: 'f2', directory: '/' });
    const refused = await scene.approve('cleo', id);
    server.runner.lookAt = () => facts;
    assert.equal(code(refused), 'approval-void');
  });

  await t.test('another definition of the environment voids it', async () => {
    const id = await scene.request('dan');
    await scene.approve('cleo', id);
    const before = server.environments;
    server.environments = parseEnvironments(rulesWith(1, 'Practice anew'), 'environments.yaml');
    const refused = await scene.run('dan', id);
    server.environments = before;
    assert.match(refused.body.error?.message ?? '', /the definition of the environment practice/);
    assert.equal(code(refused), 'approval-void');
  });

  await t.test('a workspace that cannot be looked at is not approved', async () => {
    server.runner.lookAt = () => { throw new HandrailError('facts-refused', { why: 'secret is closed.' }); };
    assert.equal(code(await scene.ask('dan', 'POST', '/api/approvals', { ...scene.wanted(), reason: 'x' })), 'facts-refused');
    server.runner.lookAt = () => facts;
  });

  const asked: [why: string, who: string, body: Record<string, unknown>, expected: string | number][] = [
    ['without a reason', 'dan', { reason: '  ' }, 'bad-message'],
    ['as a viewer', 'vera', {}, 'not-allowed'],
    ['for an environment one may not work in', 'tom', { environment: 'dev', step: 'ping', digest: catalog.runbooks[0]?.steps[0]?.digest, parameters: {} }, 'denied'],
    ['with an unknown key', 'dan', { extra: true }, 'bad-message'],
    ['for an old page’s step', 'dan', { digest: '0'.repeat(64) }, 'stale-step'],
  ];
  for (const [why, who, body, expected] of asked) {
    await t.test(`nobody asks ${why}`, async () => {
      assert.equal(code(await scene.ask(who, 'POST', '/api/approvals', { ...scene.wanted(), reason: 'x', ...body })), expected);
    });
  }

  await t.test('one person has only so many open', async () => {
    let answer = await scene.ask('tom', 'POST', '/api/approvals', { ...scene.wanted(), reason: 'x' });
    for (let count = 1; answer.status === 201 && count < 20; count += 1) answer = await scene.ask('tom', 'POST', '/api/approvals', { ...scene.wanted(), reason: 'x' });
    assert.equal(code(answer), 'too-many-approvals');
  });

  await t.test('it expires after a quarter of an hour, approved or not', async () => {
    const id = await scene.request('dan');
    await scene.approve('cleo', id);
    server.ahead += approvalLifeMs;
    assert.equal(code(await scene.run('dan', id)), 'approval-over');
    assert.equal(code(await scene.approve('dan', shared)), 'approval-over');
    assert.equal(await scene.state(id, 'dan'), 'expired');
    const { body } = await scene.ask('cleo', 'GET', '/api/approvals');
    assert.deepEqual(body['others'], []);
    assert.ok(scene.kinds(shared).includes('approval-expired'));
  });
});

await test('where two have to approve', async (t) => {
  await using scene = await Scene.open(2);
  await t.test('one is not enough, the same one neither', async () => {
    const id = await scene.request();
    await scene.approve('cleo', id);
    assert.equal(code(await scene.approve('cleo', id)), 'approval-twice');
    assert.equal(code(await scene.run('ada', id)), 'approval-waiting');
    await scene.approve('dan', id);
    assert.equal((await scene.run('ada', id)).status, 201);
  });
  await t.test('the local credential is one person, and not a way around', async () => {
    await scene.server.store.persons.add({ id: 'operator', name: 'Operator' }, Date.now(), ['approver', 'operator']);
    const local = await scene.server.askLocally('POST', '/api/approvals', { ...scene.wanted(), reason: 'x' });
    const { id } = (local.body as unknown as { approval: { id: string } }).approval;
    assert.equal((await scene.server.askLocally('POST', `/api/approvals/${id}/approve`)).body.error?.code, 'approval-own');
  });
});
