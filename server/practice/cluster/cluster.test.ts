import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from './clock.ts';
import { type Cluster, createCluster } from './cluster.ts';
import type { ContainerStatus, Kubelet } from './kubelet.ts';
import type { KubeObject, Manifest } from './object.ts';
import type { Pod } from './pod.ts';
import type { CronJob, Job, KubeEvent } from './workload.ts';

/** A clock that moves only when told. */
class StillClock implements Clock {
  #now = Date.parse('2025-01-01T00:00:00Z');
  readonly #timers = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.add(timer);
    return () => { this.#timers.delete(timer); };
  }

  /** Lets time pass, a timer at a time, with everybody getting a turn in between. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settle();
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => { setImmediate(resolve); });
}

/** A kubelet whose containers do as the test says. */
function puppets(clock: Clock) {
  const started: string[] = [];
  const forgotten: string[] = [];
  const report = new Map<string, (status: ContainerStatus) => void>();
  const kubelet: Kubelet = {
    knowsImage: () => true,
    forgetVolume: (volume) => {
      forgotten.push(volume);
      return Promise.resolve();
    },
    run: (pod, onStatus) => ({
      start: ({ name }) => {
        started.push(`${pod.metadata.name}/${name}`);
        report.set(pod.metadata.name, (status) => { onStatus([status]); });
        const startedAt = new Date(clock.now()).toISOString();
        setImmediate(() => { onStatus([{ name, ready: true, state: { running: { startedAt } } }]); });
      },
      logs: () => { throw new Error('no logs here'); },
      exec: () => { throw new Error('no exec here'); },
      stopContainer: () => undefined,
      stop: () => Promise.resolve(),
    }),
  };
  const end = (pod: string, exitCode: number) => {
    const time = new Date(clock.now()).toISOString();
    report.get(pod)?.({ name: 'a', ready: false, state: { terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', startedAt: time, finishedAt: time } } });
  };
  return { kubelet, started, forgotten, end };
}

function all<T extends KubeObject>(cluster: Cluster, kind: string): T[] {
  return cluster.save().objects.filter((object) => object.kind === kind) as T[];
}

const set: Manifest = {
  apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 's', namespace: 'n' },
  spec: {
    selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', image: 'redis' }] } },
    volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }],
  },
};
const namespace: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } };

test('what was saved comes back as it was, and runs again without being counted as a restart', async () => {
  const clock = new StillClock();
  const first = puppets(clock);
  let changes = 0;
  const cluster = createCluster({ kubelet: first.kubelet, clock, seed: [namespace, set], onChange: () => { changes += 1; } });
  await clock.pass(2000);
  assert.deepEqual(first.started, ['s-0/a']);
  assert.ok(changes > 0);
  const saved = JSON.parse(JSON.stringify(cluster.save())) as ReturnType<Cluster['save']>;
  cluster.close();

  const second = puppets(clock);
  const again = createCluster({ kubelet: second.kubelet, clock, load: saved, seed: [namespace] });
  await clock.pass(2000);
  assert.deepEqual(second.started, ['s-0/a']);
  const [pod] = all<Pod>(again, 'Pod');
  assert.equal(pod?.status?.phase, 'Running');
  assert.equal(pod.status.containerStatuses?.[0]?.restartCount, 0);
  assert.equal(pod.metadata.uid, (saved.objects.find(({ kind }) => kind === 'Pod'))?.metadata.uid);
  assert.equal(all(again, 'Event').length, saved.objects.filter(({ kind }) => kind === 'Event').length, 'nothing is told twice');
  again.close();
});

test('a seed may say the uid of a claim, and so the name of its volume', async () => {
  const clock = new StillClock();
  const { kubelet, forgotten } = puppets(clock);
  const claim: Manifest = {
    apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'd-s-0', namespace: 'n', uid: 'known' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };
  const cluster = createCluster({ kubelet, clock, seed: [namespace, claim, set] });
  await clock.pass(2000);
  assert.deepEqual(all(cluster, 'PersistentVolume').map(({ metadata }) => metadata.name), ['pvc-known']);
  assert.equal(all<Pod>(cluster, 'Pod')[0]?.status?.phase, 'Running');
  assert.deepEqual(forgotten, []);
  cluster.close();
});

test('a crash loop waits longer each time and forgets after a good run', async () => {
  const clock = new StillClock();
  const { kubelet, started, end } = puppets(clock);
  const cluster = createCluster({ kubelet, clock, seed: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'a', image: 'x' }] } }] });
  await clock.pass(1000);
  const waits: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const before = started.length;
    end('p', 1);
    let waited = 0;
    for (await clock.pass(0); started.length === before; waited += 1) await clock.pass(1000);
    waits.push(waited);
  }
  assert.deepEqual(waits, [0, 10, 20, 40, 80]);
  const status = all<Pod>(cluster, 'Pod')[0]?.status?.containerStatuses?.[0];
  assert.equal(status?.restartCount, 5);
  assert.equal(status.lastState.terminated?.exitCode, 1);
  const told = all<KubeEvent>(cluster, 'Event').find(({ reason }) => reason === 'BackOff');
  assert.equal(told?.count, 4);
  cluster.close();
});

test('cron jobs fire by the world’s clock, and their history is kept short', async () => {
  const clock = new StillClock();
  const { kubelet, started, end } = puppets(clock);
  const cron: Manifest = {
    apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'c' },
    spec: { schedule: '0 * * * *', successfulJobsHistoryLimit: 2, jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'x' }] } } } } },
  };
  const cluster = createCluster({ kubelet, clock, seed: [cron] });
  for (let hour = 1; hour <= 4; hour += 1) {
    await clock.pass(3_600_000);
    assert.equal(started.length, hour);
    end(started.at(-1)?.split('/')[0] ?? '', 0);
    await clock.pass(1000);
  }
  assert.equal(all<Job>(cluster, 'Job').length, 2);
  assert.equal(all<Pod>(cluster, 'Pod').length, 2, 'pods of removed jobs go with them');
  assert.equal(all<CronJob>(cluster, 'CronJob')[0]?.status?.lastScheduleTime, '2025-01-01T04:00:00Z');
  cluster.close();
});

test('a job tries again with growing waits, and gives up', async () => {
  const clock = new StillClock();
  const { kubelet, started, end } = puppets(clock);
  const job: Manifest = {
    apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' },
    spec: { backoffLimit: 2, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'x' }] } } },
  };
  const cluster = createCluster({ kubelet, clock, seed: [job] });
  await clock.pass(1000);
  for (const [tries, wait] of [[1, 10_000], [2, 20_000], [3, 0]] as const) {
    assert.equal(started.length, tries);
    end(started.at(-1)?.split('/')[0] ?? '', 1);
    await clock.pass(wait + 1000);
  }
  const { status } = all<Job>(cluster, 'Job')[0] ?? {};
  assert.equal(status?.failed, 3);
  assert.equal(status.conditions?.[0]?.reason, 'BackoffLimitExceeded');
  cluster.close();
});

test('events go after an hour', async () => {
  const clock = new StillClock();
  const { kubelet } = puppets(clock);
  const cluster = createCluster({ kubelet, clock, seed: [namespace, set] });
  await clock.pass(60_000);
  assert.ok(all(cluster, 'Event').length > 0);
  await clock.pass(2 * 3_600_000);
  assert.deepEqual(all(cluster, 'Event'), []);
  cluster.close();
});

test('a seed of an unknown kind, or a bad one, is refused at birth', () => {
  const { kubelet } = puppets(new StillClock());
  const bad = (manifest: Manifest) => () => createCluster({ kubelet, seed: [manifest] });
  assert.throws(bad({ apiVersion: 'x/v1', kind: 'X', metadata: { name: 'x' } }), /has no such kind/);
  assert.throws(bad({ ...set, metadata: { name: 's', namespace: 'none' } }), { code: 404 });
});
