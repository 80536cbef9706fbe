/** What may be tried with panels beside asking for one: rules that change, and people who leave, while one is still being opened. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Runbook } from '../../common/catalog/runbook.ts';
import { panelTopic } from '../../common/panel.ts';
import { rightsOf } from '../../common/rights.ts';
import type { Principal } from '../../server/auth/principal.ts';
import { parseEnvironments } from '../../server/config/environments/environments.ts';
import { Panels } from '../../server/live/panels.ts';
import { MemoryRunner } from '../../server/runs/memory-runner.ts';

const runbook: Runbook = {
  id: 'book', title: 'Book', service: 'book', description: '', audience: '', owners: [], slack: [], reviewed: null, reviewEvery: 180, gaps: [], environments: ['staging'],
  targets: {}, redis: null, parameters: [], steps: [], panels: [{ kind: 'Pods', attributes: { namespace: 'web' }, parameters: [], line: 1 }],
};
const rules = `environments:
  staging:
    title: Staging
    level: limited
    targets: all
    kubernetes: { main: { kubeconfig: in-cluster, namespaces: all } }
    rules: [{ name: look, decide: allow, effects: [read], roles: [operator] }]
`;
const ada: Principal = { person: { id: 'ada', name: 'Ada' }, via: 'cookie', session: 's', roles: ['operator'], rights: new Set(rightsOf(['operator'])), environments: null, groups: [] };
const rest = panelTopic({ runbook: 'book', kind: 'Pods', attributes: { namespace: 'web' }, environment: 'staging', parameters: {} }).replace('panel:', '');
const turns = async () => { for (let count = 0; count < 20; count += 1) await new Promise(setImmediate); };

const away = { tell: () => undefined, end: () => undefined };

class Desk {
  readonly runner = new MemoryRunner();
  environments = parseEnvironments(rules, 'environments.yaml');
  runbooks = [runbook];
  readonly panels = new Panels({
    catalog: { require: () => ({ digest: 'c', runbooks: this.runbooks }), current: () => ({ digest: 'c', runbooks: this.runbooks }) } as never, environments: () => this.environments, runner: this.runner,
    audit: { write: () => undefined } as never, clock: { now: () => 1_000_000, random: (bytes) => randomBytes(bytes) },
  });
}

test('rules that change while a panel is being opened leave one watch, and none once its viewer has gone', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const desk = new Desk();
  const { hello } = desk.runner;
  const slow = Promise.withResolvers<undefined>();
  desk.runner.hello = async () => {
    desk.runner.hello = hello;
    await slow.promise;
    return await hello.call(desk.runner);
  };
  const opening = desk.panels.follow(ada, rest, 'page', away);
  desk.environments = parseEnvironments(rules.replace('look', 'see'), 'environments.yaml');
  desk.panels.recheck();
  await turns();
  slow.resolve(undefined);
  const leave = await opening;
  await turns();
  assert.deepEqual([...desk.runner.watched].map(({ asked }) => asked.rules), [desk.environments.get('staging')?.digest]);
  leave();
  context.mock.timers.tick(10_000);
  assert.equal(desk.runner.watched.size, 0);
  desk.panels.close();
});

test('a panel that its runbook has no more is followed by nobody half a minute later', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const desk = new Desk();
  const ended: string[] = [];
  await desk.panels.follow(ada, rest, 'page', { ...away, end: ({ code }) => { ended.push(code); } });
  context.mock.timers.tick(30_000);
  await turns();
  assert.deepEqual([ended, desk.runner.watched.size], [[], 1]);
  desk.runbooks = [{ ...runbook, panels: [] }];
  context.mock.timers.tick(30_000);
  await turns();
  context.mock.timers.tick(10_000);
  assert.deepEqual([ended, desk.runner.watched.size], [['panel-unknown'], 0]);
  desk.panels.close();
});
