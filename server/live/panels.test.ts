/** Who may follow a panel, what is recorded of it, and who shares a watch with whom. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Runbook } from '../../common/catalog/runbook.ts';
import { HandrailError } from '../../common/errors.ts';
import { type PanelAsked, type PanelState, panelTopic } from '../../common/panel.ts';
import { rightsOf, type Role } from '../../common/rights.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { Principal } from '../auth/principal.ts';
import { parseEnvironments } from '../config/environments/environments.ts';
import { MemoryRunner } from '../runs/memory-runner.ts';
import { type Parameter } from '../../common/catalog/parameter.ts';
import { Panels } from './panels.ts';

const parameter = (name: string, more: Partial<Parameter> = {}): Parameter => ({ name, type: 'text', title: name, choices: [], pattern: '', min: null, max: null, default: '', leadingDash: false, reachesMake: false, ...more });
const pods = { kind: 'Pods' as const, attributes: { namespace: '$SPACE' }, parameters: ['SPACE'], line: 1 };
const group = { kind: 'RedisGroup' as const, attributes: { stream: 's:1', group: 'g' }, parameters: [], line: 2 };
const runbook: Runbook = {
  id: 'book', title: 'Book', service: 'book', description: '', audience: '', owners: [], slack: [], reviewed: null, reviewEvery: 180, gaps: [], environments: ['practice', 'staging', 'shared', 'asking'],
  targets: { dev: { title: 'Dev', context: 'main', production: false, window: null }, prod: { title: 'Prod', context: 'other', production: true, window: null } }, redis: { endpoint: 'streams' },
  parameters: [parameter('TARGET', { type: 'choice', choices: ['dev', 'prod'] }), parameter('SPACE', { type: 'text' }), parameter('UNUSED')], steps: [], panels: [pods, group],
};
const environmentsText = `environments:
  practice: { title: Practice, level: contained, targets: all, rules: [{ name: all, decide: allow, effects: [read, change, destroy] }] }
  staging:
    title: Staging
    level: limited
    targets: [dev]
    kubernetes: { main: { kubeconfig: in-cluster, namespaces: all } }
    redis: { streams: { url: "redis://localhost:6379" } }
    rules: [{ name: look, decide: allow, effects: [read], roles: [operator] }, { name: not-bob, decide: deny, effects: [read], persons: [bob], say: Bob does not look. }]
  shared:
    title: Shared
    level: limited
    targets: all
    kubernetes: { main: { kubeconfig: in-cluster, namespaces: all, impersonate: null } }
    rules: [{ name: look, decide: allow, effects: [read], roles: [operator] }]
  asking:
    title: Asking
    level: limited
    targets: all
    kubernetes: { main: { kubeconfig: in-cluster, namespaces: all } }
    rules: [{ name: look, decide: allow, effects: [read], roles: [operator], reason: true }]
`;

function who(id: string, roles: readonly Role[] = ['operator'], groups: readonly string[] = []): Principal {
  return { person: { id, name: id }, via: 'cookie', session: 's', roles, rights: new Set(rightsOf(roles)), environments: null, groups };
}

class Desk {
  readonly runner = new MemoryRunner();
  readonly recorded: AuditEvent[] = [];
  environments = parseEnvironments(environmentsText, 'environments.yaml');
  isFull = false;
  now = 1_000_000;
  readonly panels = new Panels({
    catalog: { require: () => ({ digest: 'c', runbooks: [runbook] }), current: () => ({ digest: 'c', runbooks: [runbook] }) } as never, environments: () => this.environments, runner: this.runner,
    audit: { write: (event: AuditEvent) => { if (this.isFull) throw new HandrailError('audit-failed', { why: 'full' }); this.recorded.push(event); } } as never,
    clock: { now: () => this.now, random: (bytes) => randomBytes(bytes) },
  });

  async follow(principal: Principal, more: Partial<PanelAsked> = {}): Promise<{ told: PanelState[]; ended: string[]; end: () => void }> {
    const told: PanelState[] = [];
    const ended: string[] = [];
    const asked = { runbook: 'book', kind: 'Pods' as const, attributes: pods.attributes, environment: 'staging', parameters: { TARGET: 'dev', SPACE: 'web' }, ...more };
    const end = await this.panels.follow(principal, panelTopic(asked).replace('panel:', ''), 'page', { tell: (state) => { told.push(state as PanelState); }, end: ({ code }) => { ended.push(code); } });
    return { told, ended, end };
  }

  get watched(): { person: string; query: unknown; context: string | null; tell: (state: PanelState) => void }[] {
    return [...this.runner.watched].map(({ asked: { person, query, context }, listener }) => ({ person, query, context, tell: (state) => { listener.tell(state); } }));
  }
}

const live: PanelState = { view: { kind: 'Pods', rows: [], more: false }, problem: null, at: 1, time: null };

const refused: [what: string, principal: Principal, more: Partial<PanelAsked>, code: string][] = [
  ['a panel that no runbook declares', who('ada'), { attributes: { namespace: 'kube-system' } }, 'panel-unknown'],
  ['another kind with the same attributes', who('ada'), { kind: 'Jobs' }, 'panel-unknown'],
  ['one attribute more', who('ada'), { attributes: { ...pods.attributes, selector: 'a=b' } }, 'panel-unknown'],
  ['an unknown runbook', who('ada'), { runbook: 'none' }, 'unknown-runbook'],
  ['an unknown environment', who('ada'), { environment: 'prod' }, 'unknown-environment'],
  ['a value that is missing', who('ada'), { parameters: { TARGET: 'dev' } }, 'parameter-missing'],
  ['a parameter that is not the panel’s', who('ada'), { parameters: { TARGET: 'dev', SPACE: 'web', UNUSED: 'x' } }, 'parameter-undeclared'],
  ['a value that is no namespace', who('ada'), { parameters: { TARGET: 'dev', SPACE: 'web/../../secrets' } }, 'panel-refused'],
  ['a target that the environment does not offer', who('ada'), { parameters: { TARGET: 'prod', SPACE: 'web' } }, 'target-refused'],
  ['who may not operate', who('tim', ['trainee']), {}, 'not-allowed'],
  ['who may only view, in practice', who('vic', ['viewer']), { environment: 'practice' }, 'not-allowed'],
  ['whom a rule denies', who('bob'), {}, 'denied'],
  ['where reading asks for a reason', who('ada'), { environment: 'asking' }, 'denied'],
  ['a token for elsewhere', { ...who('ada'), environments: ['practice'] }, {}, 'denied'],
];
for (const [what, principal, more, code] of refused) {
  test(`refused: ${what}`, async () => {
    const desk = new Desk();
    await assert.rejects(desk.follow(principal, more), (error: HandrailError) => error.code === code);
    assert.deepEqual([desk.runner.watched.size, desk.recorded.length], [0, 0]);
  });
}

test('what is no panel at all is refused, whatever it is', async () => {
  const desk = new Desk();
  for (const rest of ['', '{', 'null', '[]', '{"runbook":"book"}', JSON.stringify({ runbook: 'book', kind: 'Secrets', attributes: {}, environment: 'staging', parameters: {} }), `{"runbook":${'['.repeat(400)}`]) {
    await assert.rejects(desk.panels.follow(who('ada'), rest, 'p', { tell: () => undefined, end: () => undefined }), (error: HandrailError) => error.code === 'bad-message', rest);
  }
});

test('each opening is recorded before anything is asked; without a record nothing is', async () => {
  const desk = new Desk();
  const one = await desk.follow(who('ada'));
  assert.deepEqual(desk.recorded.map((event) => ({ ...event, watch: '' })), [{ kind: 'panel-opened', by: 'ada', environment: 'staging', runbook: 'book', watch: '', shared: false, context: 'main', what: 'Pods web' }]);
  assert.deepEqual(desk.watched.map(({ person, query, context }) => ({ person, query, context })), [{ person: 'ada', query: { kind: 'Pods', namespace: 'web', selector: null }, context: 'main' }]);
  desk.isFull = true;
  await assert.rejects(desk.follow(who('cleo')), (error: HandrailError) => error.code === 'audit-failed');
  assert.equal(desk.runner.watched.size, 1);
  one.end();
  desk.panels.close();
});

const sharing: [what: string, one: Principal, other: Principal, more: Partial<PanelAsked>, watches: number][] = [
  ['two pages of one person', who('ada'), who('ada'), {}, 1],
  ['two persons whom the cluster is told apart', who('ada'), who('cleo'), {}, 2],
  ['one person with other groups', who('ada'), who('ada', ['operator'], ['staff']), {}, 2],
  ['two persons whom the cluster cannot tell apart', who('ada'), who('cleo'), { environment: 'shared' }, 1],
  ['two persons at a Redis of the environment’s', who('ada'), who('cleo'), { kind: 'RedisGroup', attributes: group.attributes, parameters: { TARGET: 'dev' } }, 1],
  ['two persons in practice', who('ada'), who('cleo'), { environment: 'practice' }, 2],
];
for (const [what, one, other, more, watches] of sharing) {
  test(`${what}: ${watches === 1 ? 'one watch' : 'two watches'}`, async () => {
    const desk = new Desk();
    const first = await desk.follow(one, more);
    desk.watched[0]?.tell(live);
    const second = await desk.follow(other, more);
    assert.equal(desk.runner.watched.size, watches);
    assert.deepEqual(desk.recorded.map((event) => (event.kind === 'panel-opened' ? event.shared : null)), [false, watches === 1]);
    // Who comes later sees at once what is known.
    assert.deepEqual(second.told, watches === 1 ? [{ ...live, told: desk.now }] : []);
    first.end();
    for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate);
    const still = desk.watched.at(-1);
    assert.equal(still?.person, other.person.id);
    still?.tell({ ...live, at: 2 });
    assert.equal(second.told.at(-1)?.at, 2);
    assert.notEqual(first.told.at(-1)?.at, 2);
    second.end();
    desk.panels.close();
    assert.equal(desk.runner.watched.size, 0);
  });
}

test('after the last has gone the watch goes on for a moment, for a page that is loaded anew', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const desk = new Desk();
  (await desk.follow(who('ada'))).end();
  context.mock.timers.tick(4_000);
  assert.equal(desk.runner.watched.size, 1);
  const again = await desk.follow(who('ada'));
  context.mock.timers.tick(20_000);
  assert.equal(desk.runner.watched.size, 1);
  again.end();
  context.mock.timers.tick(5_000);
  assert.equal(desk.runner.watched.size, 0);
});

test('when the rules change, a panel is opened by the new ones, or ended', async () => {
  const desk = new Desk();
  const [stays, goes] = [await desk.follow(who('ada')), await desk.follow(who('cleo'))];
  const before = [...desk.runner.watched];
  desk.environments = parseEnvironments(environmentsText.replace('persons: [bob]', 'persons: [bob, cleo]'), 'environments.yaml');
  desk.panels.recheck();
  for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate);
  assert.deepEqual([stays.ended, goes.ended], [[], ['denied']]);
  const now = [...desk.runner.watched].filter((watch) => !before.includes(watch));
  assert.deepEqual(now.map(({ asked: { person, rules } }) => [person, rules]), [['ada', desk.environments.get('staging')?.digest]]);
  stays.end();
  desk.panels.close();
});

test('what the runner says no to ends it for everybody who waits for it', async () => {
  const desk = new Desk();
  desk.runner.failure = new HandrailError('runner-away');
  await assert.rejects(desk.follow(who('ada')), (error: HandrailError) => error.code === 'runner-away');
  desk.runner.failure = null;
  const one = await desk.follow(who('ada'));
  assert.equal(desk.runner.watched.size, 1);
  for (const { listener } of desk.runner.watched) listener.end(new HandrailError('panel-refused', { why: 'Gone.' }));
  assert.deepEqual(one.ended, ['panel-refused']);
  one.end();
  desk.panels.close();
});

test('who opens too much, too fast, is stopped', async () => {
  const desk = new Desk();
  for (let count = 0; count < 48; count += 1) await desk.follow(who('ada'));
  await assert.rejects(desk.follow(who('ada')), (error: HandrailError) => error.code === 'panel-refused');
  for (let count = 0; count < 11; count += 1) await desk.follow(who('ada')).catch(() => undefined);
  await assert.rejects(desk.follow(who('ada')), (error: HandrailError) => error.code === 'too-fast');
  assert.equal((await desk.follow(who('cleo'))).told.length, 0);
  desk.panels.close();
});
