/**
 * What panels are told of a real cluster and a real Redis, through the gateways of an environment: in whose name it is asked,
 * how often, what is refused, and what is shown while nobody answers.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Redis } from 'ioredis';
import { newRunId, type RunId } from '../common/ids.ts';
import type { GroupState, PanelState } from '../common/panel.ts';
import { systemClock } from '../server/clock.ts';
import { type Environments, parseEnvironments } from '../server/config/environments/environments.ts';
import { createLog } from '../server/log.ts';
import { configuredEndpoints } from '../server/runner/endpoints/configured.ts';
import { openClusters } from '../server/runner/gateway/kubernetes/clusters.ts';
import { openTrialRedis, type TrialRedis } from '../server/runner/gateway/redis/trial-redis.ts';
import { openReadersWith } from '../server/runner/live/reader.ts';
import { ServedWatches } from '../server/runner/live/served-watches.ts';
import type { PanelQuery, WatchRequest } from '../server/runner/live/watch-request.ts';
import { StandIn } from './kubernetes-stand-in.ts';

const recorded: Record<string, unknown>[] = [];
const token = 'canary-token-panels';
let standIn: StandIn;
let redis: TrialRedis;
let environments: Environments;
let watches: ServedWatches;
let folder: string;
let number = 0;
let client: Redis;

before(async () => {
  [standIn, redis] = await Promise.all([StandIn.start(), openTrialRedis()]);
  standIn.tokens.add(token);
  client = new Redis(redis.plain.url.replace('redis://', `redis://handrail:${redis.password}@`));
  const file = standIn.kubeconfig({ token });
  const text = (namespaces: string): string => `environments:
  staging:
    title: Staging
    level: limited
    targets: all
    kubernetes:
      main: { kubeconfig: { file: ${file} }, namespaces: ${namespaces}, impersonate: { prefix: "handrail:", groups: provider } }
    redis:
      streams: { url: "${redis.plain.url}", user: handrail, password: { file: ${join(redis.folder, 'password')} }, local: true }
    rules: [{ name: all, decide: allow, effects: [read], roles: [operator] }]
`;
  environments = parseEnvironments(text('[default, other]'), 'environments.yaml');
  other = () => parseEnvironments(text('[default]'), 'environments.yaml');
  folder = join(standIn.folder, 'readers');
  mkdirSync(folder);
  const log = createLog('silent', 'test');
  const openEndpoints = configuredEndpoints({
    environments: { current: () => environments, look: () => undefined }, clusters: openClusters(), log,
    audit: { add: (event) => { recorded.push(event as Record<string, unknown>); }, durable: () => Promise.resolve(), head: { seq: 0, hash: '' }, close: () => undefined },
  });
  watches = new ServedWatches({ openReader: openReadersWith({ openEndpoints, folder }), log, now: Date.now, all: new Set(), holds: (name, rules) => environments.get(name)?.digest === rules });
});
after(async () => {
  watches.end();
  client.disconnect();
  await standIn.close();
  await redis[Symbol.asyncDispose]();
});
let other: () => Environments;

interface Watched {
  id: RunId;
  states: PanelState[];
  /** Waits until the latest state is so; gives it. Throws what was told last after a minute. */
  until(isSo: (state: PanelState) => boolean): Promise<PanelState>;
  end(): void;
}

async function watch(query: PanelQuery, more: Partial<WatchRequest> = {}): Promise<Watched> {
  const id = newRunId(Date.now(), systemClock.random(10));
  const states: PanelState[] = [];
  const mine = number += 1;
  let wake = (): void => undefined;
  await watches.open(mine, { id, person: 'alice', groups: ['staff'], environment: 'staging', rules: environments.get('staging')?.digest ?? '', runbook: 'book', context: null, query, ...more }, (state) => {
    states.push(state);
    wake();
  });
  return {
    id, states,
    end: () => { watches.close(mine); },
    async until(isSo) {
      for (const late = Date.now() + 60_000; ;) {
        const last = states.at(-1);
        if (last !== undefined && isSo(last)) return last;
        if (Date.now() > late) throw new Error(`it did not come to that: ${JSON.stringify(last)}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, 200);
        });
      }
    },
  };
}

const stubborn = 'trap : TERM; while :; do sleep 0.2; done';
const pod = (name: string, labels: Record<string, string> = {}): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels }, spec: { containers: [{ name: 'web', image: 'busybox', command: ['sh', '-c', stubborn] }] } });
const names = ({ view }: PanelState): string => (view?.kind === 'Pods' ? view.rows.map(({ name, state }) => `${name}:${state}`).join(' ') : '');
const askedFor = (id: RunId): Record<string, unknown>[] => recorded.filter(({ run }) => run === id);
const groupOf = ({ view }: PanelState): GroupState | null => (view?.kind === 'RedisGroup' ? view.group : null);

test('pods come and go as they do, by one list and one watch in the person’s own name', async () => {
  standIn.cluster.apply([pod('web-1', { app: 'web' }), pod('cache-1', { app: 'cache' })] as never);
  const [all, some] = [await watch({ kind: 'Pods', namespace: 'default', selector: null }), await watch({ kind: 'Pods', namespace: 'default', selector: 'app=web' })];
  await all.until((state) => names(state) === 'cache-1:Running web-1:Running');
  standIn.cluster.apply([pod('web-2', { app: 'web' })] as never);
  await some.until((state) => names(state) === 'web-1:Running web-2:Running');
  const file = standIn.kubeconfig({ token }, {}, 'admin');
  const remove = (...more: string[]) => new Promise((gone) => { standIn.kubectl(file, ['delete', 'pod', 'web-2', '--wait=false', '--as=boss', '--as-group=staff', ...more]).once('exit', gone); });
  await remove('--grace-period=300');
  await some.until((state) => names(state) === 'web-1:Running web-2:Terminating');
  await remove('--grace-period=0', '--force');
  await some.until((state) => names(state) === 'web-1:Running');
  await all.until((state) => names(state) === 'cache-1:Running web-1:Running');
  assert.deepEqual(askedFor(all.id).map(({ verb, resource, person, effect, allowed }) => [verb, resource, person, effect, allowed]), [['list', 'pods', 'alice', 'read', true], ['watch', 'pods', 'alice', 'read', true]]);
  const own = standIn.seen.filter(({ url, headers }) => url.includes('/pods?') && headers['impersonate-user']?.[0] === 'handrail:alice');
  assert.ok(own.length >= 4 && own.every(({ headers }) => headers['impersonate-group']?.[0] === 'staff' && headers['impersonate-extra-handrail-step']?.[0] === 'book/panels'));
  for (const one of [all, some]) one.end();
});

test('what the environment does not offer is refused in its own words, and nothing is shown', async () => {
  const elsewhere = await watch({ kind: 'Pods', namespace: 'kube-system', selector: null });
  const told = await elsewhere.until(({ problem }) => problem !== null);
  assert.match(told.problem ?? '', /This environment offers the namespaces default, other, not kube-system/);
  assert.equal(told.view, null);
  const nobody = await watch({ kind: 'Pods', namespace: 'default', selector: null }, { groups: [] });
  assert.match((await nobody.until(({ problem }) => problem !== null)).problem ?? '', /forbidden/);
  for (const one of [elsewhere, nobody]) one.end();
  await assert.rejects(watch({ kind: 'Pods', namespace: 'default', selector: null }, { context: 'absent' }), /There is no context absent/);
  await assert.rejects(watch({ kind: 'Pods', namespace: 'default', selector: null }, { rules: 'of yesterday' }), /rules changed/);
});

test('while the API does not answer, what was seen stays with its time, and goes on when it answers again', async () => {
  const began = Date.now();
  const panel = await watch({ kind: 'Pods', namespace: 'default', selector: 'app=web' });
  await panel.until((state) => names(state) === 'web-1:Running');
  standIn.tokens.delete(token);
  standIn.breakOff();
  const away = await panel.until(({ problem }) => problem !== null);
  assert.equal(names(away), 'web-1:Running');
  assert.ok(away.at !== null && away.at >= began && away.at <= Date.now());
  standIn.tokens.add(token);
  await panel.until((state) => state.problem === null);
  panel.end();
});

test('a group of a stream is followed by its numbers, and by nothing of its entries', async () => {
  const panel = await watch({ kind: 'RedisGroup', stream: 'instrument:hsc', group: 'workers', redis: { endpoint: 'streams' } });
  assert.equal(groupOf(await panel.until(({ view }) => view !== null)), null);
  await client.xgroup('CREATE', 'instrument:hsc', 'workers', '$', 'MKSTREAM');
  for (const value of ['canary-entry-one', 'canary-entry-two', 'canary-entry-three']) await client.xadd('instrument:hsc', '*', 'image', value);
  await panel.until((state) => groupOf(state)?.lag === 3);
  await client.xreadgroup('GROUP', 'workers', 'worker\u202e-1', 'COUNT', 2, 'STREAMS', 'instrument:hsc', '>');
  const read = groupOf(await panel.until((state) => groupOf(state)?.pending === 2));
  assert.equal(read?.lag, 1);
  assert.equal(read?.length, 3);
  assert.deepEqual(read?.consumers.map(({ name, pending }) => [name, pending]), [['worker\ufffd-1', 2]]);
  assert.ok(!JSON.stringify(panel.states).includes('canary-entry'));
  panel.end();
  await client.set('plain', '1');
  const wrong = await watch({ kind: 'RedisGroup', stream: 'plain', group: 'workers', redis: { endpoint: 'streams' } });
  assert.match((await wrong.until(({ problem }) => problem !== null)).problem ?? '', /WRONGTYPE/);
  wrong.end();
  const none = await watch({ kind: 'RedisGroup', stream: 'a', group: 'b', redis: { endpoint: 'absent' } });
  assert.match((await none.until(({ problem }) => problem !== null)).problem ?? '', /no Redis at absent/);
  none.end();
});

test('when the rules change, nothing more is told by the old ones', async () => {
  const panel = await watch({ kind: 'Pods', namespace: 'default', selector: 'app=late' });
  await panel.until(({ view }) => view !== null);
  environments = other();
  standIn.cluster.apply([pod('late-1', { app: 'late' })] as never);
  const last = await panel.until(({ problem }) => problem !== null);
  assert.deepEqual(last, { view: null, problem: 'The rules of this environment changed just now.', at: null, time: null });
  panel.end();
});

test('when nobody looks any more, nothing is left open', async () => {
  watches.end();
  for (const until = Date.now() + 60_000; readdirSync(folder).length > 0 && Date.now() < until;) await new Promise(setImmediate);
  assert.deepEqual(readdirSync(folder), []);
});
