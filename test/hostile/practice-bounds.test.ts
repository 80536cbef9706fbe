/**
 * Parts of the practice process that work on what persons and pods wrote, given what would take them minutes or gigabytes.
 * All worlds share the process, so none may take long: the bounds here are generous, and what they keep away is far beyond.
 * What is measured is the processor's time of this thread: what else the machine does is no fault of theirs.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { KubeObject } from '../../server/practice/cluster/object.ts';
import { ensureScheduler, schedulerFile } from '../../server/practice/database/scheduler.ts';
import { runSql } from '../../server/practice/database/run-sql.ts';
import { assignIds } from '../../server/practice/operators/strimzi/node-ids.ts';
import { type Source, specSchema } from '../../server/practice/operators/argocd/application.ts';
import { isUsual } from '../../server/practice/operators/argocd/phalanx.ts';
import { refusalOf } from '../../server/practice/operators/argocd/project.ts';
import { renderApart } from '../../server/practice/operators/argocd/renderer.ts';
import { reportOf } from '../../server/practice/operators/argocd/report.ts';
import type { Row } from '../../server/practice/operators/argocd/rows.ts';
import { threeWay } from '../../server/practice/operators/argocd/three-way.ts';
import { ask } from '../../server/practice/operators/keda/redis.ts';
import { NoticeBoard } from '../../server/practice/operators/notice-board.ts';
import { bounds as kafkaBounds, TopicStore } from '../../server/practice/operators/strimzi/topic-store.ts';
import { bounds as vaultBounds, Secrets, VaultError } from '../../server/practice/vault/secrets.ts';

/** Milliseconds this thread has worked so far. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function took(act: () => unknown): number {
  const begun = worked();
  act();
  return worked() - begun;
}

/** Takes what to wait for; gives the longest that this thread worked on it without looking up, milliseconds. */
async function stalled(waiting: Promise<unknown>): Promise<number> {
  let [worst, last] = [0, worked()];
  const timer = setInterval(() => {
    const now = worked();
    worst = Math.max(worst, now - last);
    last = now;
  }, 10);
  await waiting;
  clearInterval(timer);
  return worst;
}

const described = (name: string, more = ''): string => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${more}`;
const source = (path: string): Source => specSchema.parse({ source: { repoURL: 'https://github.com/a/b', path }, destination: {} }).source;
const rendered = (files: Record<string, string>): Promise<unknown> => renderApart({ files: new Map(Object.entries(files)), source: source('c'), application: 'a', namespace: 'n' });

/** Each of sixty dependencies is a chart with sixty dependencies, five deep. */
function manyCharts(): Record<string, string> {
  const dependencies = `dependencies:\n${Array.from({ length: 60 }, (_, at) => `- {name: x, version: 1.0.0, alias: a${at}}\n`).join('')}`;
  const folders = Array.from({ length: 5 }, (_, depth) => `c${'/charts/x'.repeat(depth + 1)}`);
  return { 'c/Chart.yaml': described('c', dependencies), ...Object.fromEntries(folders.map((folder, at) => [`${folder}/Chart.yaml`, described('x', at < 4 ? dependencies : '')])) };
}

test('charts that take for ever are ended, tell why, and keep nobody waiting', { timeout: 120_000 }, async () => {
  const hostile: Record<string, string>[] = [
    manyCharts(),
    { 'c/Chart.yaml': described('c'), 'c/values.yaml': `a: ${'- '.repeat(32_000)}` },
  ];
  const failures = Promise.allSettled(hostile.map(rendered));
  assert.ok(await stalled(failures) < 1_000);
  for (const failure of await failures) {
    assert.equal(failure.status, 'rejected');
    assert.match(String(failure.status === 'rejected' ? failure.reason : ''), /does not render this|Make the chart|cannot load/);
  }
  const whole = { 'c/Chart.yaml': described('c'), 'c/templates/m.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n' };
  // A machine that is busy with others may need longer than is allowed even for this.
  const tries = async (left: number): Promise<unknown> => await rendered(whole).catch((error: unknown) => { if (left === 0) throw error; return tries(left - 1); });
  assert.equal((await tries(8) as unknown[]).length, 1, 'the next one is rendered');
});

test('only what Phalanx itself writes is rendered in passing', () => {
  const spec = (helm: object): ReturnType<typeof specSchema.parse> => specSchema.parse({ source: { repoURL: 'x', helm }, destination: {} });
  assert.equal(isUsual(spec({ valueFiles: ['values.yaml', 'values-x.yaml'], parameters: [{ name: 'a', value: 'b' }] })), true);
  assert.equal(isUsual(spec({ values: '- '.repeat(30_000) })), false);
  assert.equal(isUsual(spec({ valueFiles: Array.from({ length: 50 }, () => 'values.yaml') })), false);
});

test('a project lets nobody be made more than they are, nor lose what cannot be had again', () => {
  const spec = {
    clusterResourceWhitelist: [], destinations: [{ namespace: 's3proxy', server: '*' }],
    namespaceResourceBlacklist: [{ group: 'rbac.authorization.k8s.io', kind: '*' }, { group: '', kind: 'PersistentVolumeClaim' }],
  };
  const project = { metadata: { name: 'default' }, spec } as unknown as KubeObject;
  const table: [group: string, kind: string, namespace: string, allowed: boolean][] = [
    ['apps', 'Deployment', 's3proxy', true], ['', 'Secret', 's3proxy', true], ['', 'Secret', 'argocd', false], ['', 'Pod', 'kube-system', false],
    ['rbac.authorization.k8s.io', 'RoleBinding', 's3proxy', false], ['rbac.authorization.k8s.io', 'ClusterRoleBinding', '', false],
    ['', 'Namespace', '', false], ['', 'PersistentVolumeClaim', 's3proxy', false], ['argoproj.io', 'AppProject', 'argocd', false],
  ];
  for (const [group, kind, namespace, allowed] of table) {
    const why = refusalOf(project, { group, version: 'v1', kind, namespace, name: 'x' }, namespace !== '');
    assert.equal(why === null, allowed, `${kind} ${namespace}: ${String(why)}`);
  }
  assert.match(refusalOf(undefined, { group: '', version: 'v1', kind: 'Secret', namespace: 'n', name: 'x' }, true) ?? '', /not permitted/);
});

test('lists of ten thousands are compared, and shown, in a moment', () => {
  const pods = (from: number, count: number): object => ({ spec: { template: { spec: { containers: [{ name: 'm', env: Array.from({ length: count }, (_, at) => ({ name: `v${at + from}`, value: 'x' })) }] } } } });
  const [live, target] = [pods(5_000, 40_000), pods(0, 10_000)] as Parameters<typeof threeWay>[0][];
  assert.ok(took(() => threeWay(live ?? {}, target ?? {}, target ?? {}, 'Deployment')) < 1_500);
  const large = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm' }, data: Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, ''])) };
  const row = { identity: { group: '', version: 'v1', kind: 'ConfigMap', namespace: '', name: 'm' }, live: large, next: large, target: null, status: 'OutOfSync' } as unknown as Row;
  assert.ok(took(() => reportOf([], [row])) < 1_000);
});

test('what pods send to Kafka takes a bounded part of memory, and of the time of all others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hr-kafka-'));
  try {
    const store = new TopicStore(join(folder, 'store'), new NoticeBoard(join(folder, 'board'), 'n', 'k'));
    for (let at = 0; at < 60; at += 1) store.ensure({ name: `t${at}`, partitions: 100, replicas: 1, config: {} });
    const value = 'x'.repeat(kafkaBounds.value);
    for (let at = 0; at < 60; at += 1) for (let message = 0; message < 200; message += 1) store.append(`t${at}`, String(message), value, message);
    const kept = store.topics().flatMap(({ name }) => store.messages(name) ?? []).reduce((sum, message) => sum + message.value.length, 0);
    assert.ok(kept <= 60 * 2 * kafkaBounds.characters, String(kept));
    assert.ok(took(() => { store.flush(); }) < 1_000);
    for (let rest = 0; rest < 3; rest += 1) store.flush();
    const again = new TopicStore(join(folder, 'store'), new NoticeBoard(join(folder, 'board'), 'n', 'k'));
    again.ensure({ name: 't59', partitions: 100, replicas: 1, config: {} });
    assert.deepEqual(again.messages('t59')?.at(-1), store.messages('t59')?.at(-1), 'none is forgotten');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a Vault fills to a bound, old versions included, and takes nothing that it could not write', () => {
  const secrets = new Secrets();
  const value = 'x'.repeat(200_000);
  assert.throws(() => {
    for (let at = 0; at < 100; at += 1) secrets.write(`rubin/${at % 20}`, { value }, null, at);
  }, (error: unknown) => error instanceof VaultError && /at most.*reset the world/.test(error.message));
  assert.ok(JSON.stringify(secrets.save()).length < 1.1 * vaultBounds.allBytes);
  const saved = new Secrets(secrets.save());
  assert.throws(() => { for (let at = 0; at < 10; at += 1) saved.write(`rubin/more-${at}`, { value }, null, 1); }, /at most/, 'also after it was read again');
  for (const [path] of secrets.save()) secrets.forget(path);
  assert.equal(secrets.write('rubin/small', { value }, null, 1)['version'], 1);
  const deep = JSON.parse(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`) as Record<string, unknown>;
  assert.throws(() => secrets.write('rubin/deep', deep, null, 2), /nested too deep/);
  JSON.stringify(secrets.save());
});

test('a Redis that answers byte by byte is not listened to for ever', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hr-redis-'));
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(`*30000\r\n${':1\r\n'.repeat(29_000)}`);
    const timer = setInterval(() => socket.write(':'), 1);
    socket.on('close', () => clearInterval(timer));
  });
  try {
    await new Promise<void>((listening) => { server.listen(join(folder, 's'), listening); });
    await assert.rejects(ask(join(folder, 's'), ['PING']), /too many pieces|protocol|timeout/);
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
});

test('whatever a pod left beside the database, a world opens, and nothing outside is touched', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hr-database-'));
  const outside = join(folder, 'outside');
  writeFileSync(outside, 'kept');
  const left: [what: string, script: string][] = [
    ['folders', 'mkdir efd_scheduler.db.new efd_scheduler.db.new-wal efd_scheduler.db.new/x'],
    ['pipes', 'mkfifo efd_scheduler.db.new efd_scheduler.db.new-wal efd_scheduler.db.new-shm'],
    ['links', `ln -s ${outside} efd_scheduler.db.new; ln -s ${outside} efd_scheduler.db.new-journal; ln -s ${folder}/nowhere efd_scheduler.db`],
  ];
  try {
    for (const [what, script] of left) {
      const world = join(folder, what);
      mkdirSync(join(world, 'shared/database'), { recursive: true });
      execFileSync('bash', ['-c', script], { cwd: join(world, 'shared/database') });
      const file = ensureScheduler(world, Date.now());
      assert.equal(file, schedulerFile(world));
      assert.equal(execFileSync('head', ['-c', '15', file], { encoding: 'utf8' }), 'SQLite format 3', what);
    }
    assert.equal(execFileSync('cat', [outside], { encoding: 'utf8' }), 'kept');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('SQL of nothing but openings is refused before anybody looks for their ends', { timeout: 120_000 }, async () => {
  for (const opening of ['[', '${', '/* ', '([']) {
    const begun = worked();
    const { status, error } = await runSql({ text: opening.repeat(500_000 / opening.length), readOnly: true }, { folder: '/nowhere', filterFile: '/nowhere' }, new AbortController().signal);
    assert.equal(status, 1);
    assert.match(error, /Divide the statements/);
    assert.ok(worked() - begun < 1_000, opening);
  }
});

test('an annotation asks for a hundred numbers of nodes, not for millions', () => {
  const next = `[${Array.from({ length: 20_000 }, () => '999999-0').join(',')}]`;
  const pools = Array.from({ length: 100 }, (_, at) => ({ name: `p${at}`, replicas: 9, ids: [], next }));
  assert.ok(took(() => { assert.equal(assignIds(pools).get('p0')?.length, 9); }) < 1_000);
});
