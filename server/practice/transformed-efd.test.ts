/** Transformed EFD in a world, as its runbook goes: real git, make and kubectl, the world's Vault, pods and database. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, afterEach, before, test } from 'node:test';
import { schedulerFile } from './database/scheduler.ts';
import { type Done, finish, TrialPractice, type TrialWorld, wait } from './trial-practice.ts';

/** A person's sandbox in a world: a home, a kubeconfig, and the world's front door as proxy. */
class Person implements Disposable {
  readonly world: TrialWorld;
  readonly folder: string;
  readonly #front: Server;
  readonly #environment: Record<string, string>;

  private constructor(world: TrialWorld, folder: string, front: Server, environment: Record<string, string>) {
    this.world = world;
    this.folder = folder;
    this.#front = front;
    this.#environment = environment;
  }

  static async enter(practice: TrialPractice, id: string): Promise<Person> {
    const world = await practice.world(id);
    const { body } = await practice.ask('PUT', `/worlds/${id}`);
    const { front: door, tools } = body as { front: { socket: string; certificate: string }; tools: string };
    const front = createServer((near) => {
      const far = connect(door.socket);
      near.on('error', () => far.destroy());
      far.on('error', () => near.destroy());
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    const folder = join(practice.folder, `home-${id}`);
    mkdirSync(folder);
    const certificate = join(folder, 'certificate.pem');
    writeFileSync(certificate, door.certificate);
    const config = await world.kubectl(['config', 'view', '--raw', '-o', 'json']);
    writeFileSync(join(folder, 'kubeconfig'), config.out);
    const proxy = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
    return new Person(world, folder, front, {
      PATH: `${tools}:${process.env['PATH'] ?? ''}`, HOME: folder, KUBECONFIG: join(folder, 'kubeconfig'), VAULT_ADDR: 'https://vault.slac.stanford.edu',
      HTTPS_PROXY: proxy, HTTP_PROXY: proxy, https_proxy: proxy, http_proxy: proxy, NO_PROXY: '127.0.0.1,localhost', no_proxy: '127.0.0.1,localhost',
      SSL_CERT_FILE: certificate, CURL_CA_BUNDLE: certificate, GIT_SSL_CAINFO: certificate, GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'ann@example.org', GIT_COMMITTER_NAME: 'Ann', GIT_COMMITTER_EMAIL: 'ann@example.org',
    });
  }

  /** Runs a step in a folder of the person's home. */
  run(script: string, folder = '.', env: Record<string, string> = {}): Promise<Done> {
    return finish(spawn('bash', ['-c', script], { cwd: join(this.folder, folder), env: { ...this.#environment, ...env } }));
  }

  /** The same, for what must work; gives what it printed. */
  async does(script: string, folder = '.', env: Record<string, string> = {}): Promise<string> {
    const { status, out, error } = await this.run(script, folder, env);
    assert.equal(status, 0, `${script}\n${out}${error}`);
    return out + error;
  }

  async prepare(): Promise<void> {
    await this.does('git clone --quiet https://github.com/slaclab/usdf-consdb-deploy.git');
    await this.does('vault login -method ldap -username ann', '.', { VAULT_LDAP_PASSWORD: 'anything' });
  }

  [Symbol.dispose](): void {
    this.#front.close();
  }
}

const overlay = (name: string): string => `usdf-consdb-deploy/kubernetes/overlays/${name}`;

let practice: TrialPractice;
before(async () => { practice = await TrialPractice.start(); });
after(async () => { await practice[Symbol.asyncDispose](); });
afterEach(async () => { await practice.forget(); });

function tasks(id: string, where: string): Record<string, unknown>[] {
  using database = new DatabaseSync(schedulerFile(join(practice.paths.worlds, id)), { timeout: 10_000 });
  return database.prepare(`SELECT * FROM ${where}`).all() as Record<string, unknown>[];
}

test('a first job in development: clone, log in, make apply, follow, look at the tasks', async () => {
  using ann = await Person.enter(practice, 'ann');
  await ann.prepare();
  await ann.does('kubectl config use-context usdf-consdb-dev');
  assert.match(await ann.does('kubectl get secrets -n dev-latiss'), /No resources found/);
  const applied = await ann.does('make apply file=job.yaml embargo=true', overlay('dev/latiss-job'));
  assert.match(applied, /configmap\/efd-transform-config created\nsecret\/efd-transform-secrets created\njob\.batch\/transformed-efd-latiss-job created/);
  assert.match(applied, /Removing secrets/);
  assert.ok(!existsSync(join(ann.folder, overlay('dev/latiss-job'), 'etc')));
  await ann.does('kubectl wait --for=condition=complete job/transformed-efd-latiss-job -n dev-latiss --timeout=150s');
  assert.match(await ann.does('kubectl get jobs -n dev-latiss'), /transformed-efd-latiss-job +Complete +1\/1/);
  assert.match(await ann.does('kubectl logs job/transformed-efd-latiss-job -n dev-latiss'), /created 72 tasks[^]*worked through 72 tasks: \d+ completed/);
  assert.equal(await ann.does('kubectl get secret efd-transform-secrets -n dev-latiss -o jsonpath="{.data.butler-password}" | base64 -d'), 'practice-butler-embargo-password');
  const rows = tasks('ann', 'latiss WHERE start_time < \'2026\' AND start_time >= \'2025-10-01\' AND end_time <= \'2025-10-01 06:00:00\'');
  assert.equal(rows.length, 72);
  assert.ok(rows.filter(({ status }) => status === 'completed').length >= 60);
  assert.deepEqual(rows.filter(({ status }) => status !== 'completed' && status !== 'failed'), []);
  assert.match(await ann.does('echo "SELECT status, count(*) FROM efd_scheduler.latiss WHERE start_time < \'2025-10-01 06:00\' GROUP BY status;" | sql'), /completed/);

  // Another time range for a job that exists is refused, as the real one does; under another name it runs.
  await ann.does('sed -i s/2025-10-01T06/2025-10-01T01/ job.yaml', overlay('dev/latiss-job'));
  const refused = await ann.run('make apply file=job.yaml embargo=false', overlay('dev/latiss-job'));
  assert.equal(refused.status, 2);
  assert.match(refused.error, /field is immutable/);
  await ann.does('sed s/latiss-job$/latiss-job-mine/ job.yaml > my-custom-job.yaml && make apply file=my-custom-job.yaml embargo=false', overlay('dev/latiss-job'));
  await ann.does('kubectl wait --for=condition=complete job/transformed-efd-latiss-job-mine -n dev-latiss --timeout=150s');
  assert.equal(await ann.does('kubectl get secret efd-transform-secrets -n dev-latiss -o jsonpath="{.data.butler-password}" | base64 -d'), 'practice-butler-main-password');
});

test('the wrong context, an expired login and an unknown image fail as in earnest', async () => {
  using ben = await Person.enter(practice, 'ben');
  await ben.prepare();
  await ben.does('kubectl config use-context usdf-consdb-dev');
  const wrong = await ben.run('make apply file=job.yaml', overlay('prod/latiss-job'));
  assert.equal(wrong.status, 2);
  assert.match(wrong.error, /namespaces "prod-latiss" not found/);
  assert.match(wrong.out, /Removing secrets/);

  await ben.does('sed -i s/25.5.3/25.9.9/ kustomization.yaml && make apply file=cronjob-hourly.yaml', overlay('dev/lsstcam-cronjob'));
  await ben.does('kubectl create job --from=cronjob/transformed-efd-lsstcam-cronjob-hourly now -n dev-lsstcam');
  let pods = '';
  for (const late = Date.now() + 100_000; !/ErrImagePull|ImagePullBackOff/.test(pods) && Date.now() < late;) {
    await wait(200);
    pods = await ben.does('kubectl get pods -n dev-lsstcam');
  }
  assert.match(pods, /ErrImagePull|ImagePullBackOff/);

  await ben.does('vault token revoke -self');
  const expired = await ben.run('make apply file=job.yaml', overlay('dev/latiss-job'));
  assert.equal(expired.status, 2);
  assert.match(expired.error, /permission denied[^]*log in again: vault login -method ldap/);
});

test('in production the failure monitor and the CronJobs go on as hours pass', async () => {
  using cleo = await Person.enter(practice, 'cleo');
  await cleo.prepare();
  await cleo.does('kubectl config use-context usdf-consdb');
  const again = await cleo.does('make apply file=cronjob.yaml embargo=true', overlay('prod/lsstcam-cronjob'));
  assert.match(again, /cronjob\.batch\/transformed-efd-lsstcam-cronjob unchanged/);
  assert.doesNotMatch(again, /Warning/);
  await cleo.does('make apply file=cronjob.yaml && make apply file=failure-monitor.yaml', overlay('prod/lsstcomcam-cronjob'));
  const before = tasks('cleo', 'lsstcam');
  const waiting = before.filter(({ status, retries }) => status === 'failed' && Number(retries) < 3).map(({ id }) => id);
  assert.ok(waiting.length > 0);
  const clock = await new Promise<number>((resolve) => {
    const asked = request({ socketPath: practice.paths.practiceSocket, method: 'POST', path: '/worlds/cleo/clock', headers: { 'Content-Type': 'application/json' } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.end(JSON.stringify({ ms: 3 * 3_600_000, inMs: 20_000 }));
  });
  assert.equal(clock, 200);
  const retried = (): boolean => tasks('cleo', 'lsstcam').filter(({ id, retries }) => waiting.includes(id) && Number(retries) > Number(before.find((one) => one['id'] === id)?.['retries'])).length > 0;
  const grown = (): number => tasks('cleo', 'lsstcam').length - before.length;
  for (const late = Date.now() + 180_000; (grown() < 24 || !retried()) && Date.now() < late;) await wait(200);
  assert.ok(grown() >= 24, `${grown()} new tasks`);
  assert.ok(retried());
  assert.match(await cleo.does('kubectl get cronjobs -n prod-lsstcomcam'), /transformed-efd-lsstcomcam-cronjob +\*\/5[^]*transformed-efd-lsstcomcam-failure-monitor +0 \* \* \* \*/);
});

test('a change to the deployment goes over a branch and git push', async () => {
  using dora = await Person.enter(practice, 'dora');
  await dora.prepare();
  const folder = join(dora.folder, 'usdf-consdb-deploy');
  appendFileSync(join(folder, 'README.md'), 'A note.\n');
  await dora.does('git checkout --quiet -b tickets/DM-1 && git commit --quiet -am "Note" && git push --quiet -u origin tickets/DM-1', 'usdf-consdb-deploy');
  await dora.does('git clone --quiet --branch tickets/DM-1 https://github.com/slaclab/usdf-consdb-deploy other');
  assert.match(readFileSync(join(dora.folder, 'other/README.md'), 'utf8'), /A note\.\n$/);
  assert.match((await dora.run('git clone https://github.com/slaclab/nothing.git')).error, /Repository not found/);
});
