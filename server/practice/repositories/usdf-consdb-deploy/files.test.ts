import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { deployFiles, overlays } from './files.ts';

/** A checkout, with programs of the test's own on the PATH before those of the machine. */
class Checkout implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'handrail-deploy-'));
  readonly #programs = join(this.folder, 'bin');

  constructor() {
    for (const [path, content] of deployFiles()) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), content);
    }
    mkdirSync(this.#programs);
  }

  program(name: string, script: string): void {
    const file = join(this.#programs, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  run(folder: string, program: string, args: string[], env: Record<string, string> = {}): Promise<{ status: number; out: string; error: string }> {
    return new Promise((resolve) => {
      execFile(program, args, {
        cwd: join(this.folder, folder), timeout: 60_000,
        env: { PATH: `${this.#programs}:${process.env['PATH'] ?? ''}`, HOME: this.folder, LOG: join(this.folder, 'log'), VAULT_ADDR: 'https://vault.example', ...env },
      }, (error, out, errors) => resolve({ status: error === null ? 0 : Number(error.code ?? -1), out, error: errors }));
    });
  }

  get log(): string {
    return existsSync(join(this.folder, 'log')) ? readFileSync(join(this.folder, 'log'), 'utf8') : '';
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const configurations = { job: ['job.yaml', 'job-recent.yaml', 'job-historical.yaml'], cronjob: ['cronjob.yaml', 'cronjob-hourly.yaml', 'failure-monitor.yaml'] };
const secretFiles = ['aws-access-key-id', 'aws-secret-access-key', 'butler-password', 's3-profile-embargo', 'usdf-efd-password'];

interface Container { image: string; args?: string[]; envFrom: unknown[]; env: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[] }
interface Template { metadata: { labels: Record<string, string> }; spec: { restartPolicy: string; containers: Container[] } }
interface Built { kind: string; metadata: { name: string; namespace: string }; data: Record<string, string>; spec: { schedule?: string; template?: Template; jobTemplate?: { spec: { template: Template } } } }

test('there are the twelve overlays of the runbook', () => {
  assert.deepEqual(overlays.map(({ folder }) => folder), ['dev', 'prod'].flatMap((environment) => ['latiss', 'lsstcam', 'lsstcomcam']
    .flatMap((instrument) => ['job', 'cronjob'].map((kind) => `kubernetes/overlays/${environment}/${instrument}-${kind}`))));
});

/** Takes a kind and one of its files; gives what kustomize makes of all overlays of the kind with it, at once: kubectl starts longer than it builds. */
async function build(kind: keyof typeof configurations, file: string): Promise<Built[]> {
  using checkout = new Checkout();
  const ofKind = overlays.filter((overlay) => overlay.kind === kind);
  for (const { folder, words } of ofKind) {
    mkdirSync(join(checkout.folder, folder, 'etc/.secrets'), { recursive: true });
    for (const key of [...secretFiles, words['consdb'] ?? '']) writeFileSync(join(checkout.folder, folder, 'etc/.secrets', key), `value of ${key}`);
    rmSync(join(checkout.folder, folder, 'patch.yaml'), { force: true });
    symlinkSync(file, join(checkout.folder, folder, 'patch.yaml'));
  }
  mkdirSync(join(checkout.folder, 'all'));
  writeFileSync(join(checkout.folder, 'all/kustomization.yaml'), JSON.stringify({ resources: ofKind.map(({ folder }) => `../${folder}`) }));
  const { status, out, error } = await checkout.run('all', 'kubectl', ['kustomize', '.']);
  assert.equal(status, 0, error);
  const built = parseAllDocuments(out).map((document) => document.toJS() as Built);
  assert.deepEqual(new Set(built.map((object) => object.metadata.namespace)), new Set(ofKind.map(({ words }) => words['namespace'])));
  return built;
}

const builds = new Map<string, Promise<Built[]>>();

for (const { kind, folder, words } of overlays) {
  test(`${folder} builds with each of its files`, async () => {
    for (const file of configurations[kind]) {
      const all = builds.get(file) ?? build(kind, file);
      builds.set(file, all);
      const built = (await all).filter((object) => object.metadata.namespace === words['namespace']);
      assert.deepEqual(built.map((object) => object.kind).sort(), ['ConfigMap', kind === 'job' ? 'Job' : 'CronJob', 'Secret'].sort());
      const secret = built.find((object) => object.kind === 'Secret');
      assert.equal(secret?.metadata.name, 'efd-transform-secrets');
      assert.deepEqual(Object.keys(secret.data).sort(), [...secretFiles, words['consdb']].sort());
      const workload = built.find((object) => object.kind === 'Job' || object.kind === 'CronJob')!;
      assert.equal(workload.metadata.name, `transformed-efd-${words['name']}-${file.replace('.yaml', '')}`);
      const template = workload.spec.template ?? workload.spec.jobTemplate!.spec.template;
      assert.deepEqual(template.metadata.labels, { app: 'transformed-efd', instrument: words['name'] });
      const [container] = template.spec.containers;
      assert.equal(container?.image, 'ghcr.io/lsst-dm/consdb-transformed-efd:25.5.3');
      const plain = Object.fromEntries(container.env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
      assert.equal(plain['INSTRUMENT'], words['instrument']);
      assert.equal(plain['CONFIG_FILE'], `/opt/lsst/software/stack/python/lsst/consdb/transformed_efd/config/config_${words['name']}.yaml`);
      assert.equal(plain['MODE'], kind);
      assert.equal(plain['BUTLER_REPO'], 's3://embargo@rubin-summit-users/butler.yaml');
      assert.equal(plain['DATETIME_START'] === undefined, kind === 'cronjob');
      for (const { valueFrom } of container.env) if (valueFrom !== undefined) assert.ok(valueFrom.secretKeyRef.key in secret.data, valueFrom.secretKeyRef.key);
      assert.deepEqual(container.args, file === 'failure-monitor.yaml' ? ['--resume'] : undefined);
      assert.equal(workload.spec.schedule, { 'cronjob.yaml': '*/5 * * * *', 'cronjob-hourly.yaml': '0 * * * *', 'failure-monitor.yaml': '0 * * * *' }[file]);
    }
  });
}

const here = 'kubernetes/overlays/dev/latiss-job';
/** Stands for Vault: notes what it is asked and answers with the name of the field. */
const vault = 'echo "vault $*" >> "$LOG"; case "$3" in -field=*) printf "%s" "${3#-field=}" ;; esac';
/** Stands for kubectl: notes what it is asked, and what the secrets look like meanwhile. */
const kubectl = 'echo "kubectl $*" >> "$LOG"; ls etc/.secrets >> "$LOG"; cat etc/.secrets/butler-password >> "$LOG"; stat -c " %a" etc/.secrets >> "$LOG"';

test('make apply fetches the secrets, links the file, applies, and removes the secrets', async () => {
  using checkout = new Checkout();
  checkout.program('vault', vault);
  checkout.program('kubectl', kubectl);
  const { status, out, error } = await checkout.run(here, 'make', ['apply', 'file=job-recent.yaml']);
  assert.equal(status, 0, error);
  const path = 'secret/rubin/usdf-consdb-dev/transformed-efd';
  const fields = ['aws-access-key-id', 'aws-secret-access-key', 'consdb-url-dev', 's3-profile-embargo', 'usdf-efd-password', 'butler-embargo-password'];
  assert.deepEqual(checkout.log.split('\n').slice(0, 7), [...fields.map((field) => `vault kv get -field=${field} ${path}`), 'kubectl apply -k .']);
  assert.match(checkout.log, /butler-password\n[^]*butler-embargo-password 700\n$/);
  assert.match(out, /Fetching secrets[^]*Linking job-recent\.yaml → patch\.yaml[^]*kubectl apply -k \.[^]*Removing secrets/);
  assert.ok(lstatSync(join(checkout.folder, here, 'patch.yaml')).isSymbolicLink());
  assert.equal(readlinkSync(join(checkout.folder, here, 'patch.yaml')), 'job-recent.yaml');
  assert.ok(!existsSync(join(checkout.folder, here, 'etc')));
});

test('embargo=false fetches the other Butler password; production has a path of its own', async () => {
  using checkout = new Checkout();
  checkout.program('vault', vault);
  checkout.program('kubectl', kubectl);
  assert.equal((await checkout.run('kubernetes/overlays/prod/lsstcam-cronjob', 'make', ['apply', 'file=failure-monitor.yaml', 'embargo=false'])).status, 0);
  assert.match(checkout.log, /-field=main-butler-db-password secret\/rubin\/usdf-consdb\/transformed-efd\n/);
  assert.match(checkout.log, /-field=consdb-url secret/);
  assert.doesNotMatch(checkout.log, /butler-embargo-password/);
});

test('a file of one’s own is deployed like the others', async () => {
  using checkout = new Checkout();
  checkout.program('vault', vault);
  checkout.program('kubectl', kubectl);
  writeFileSync(join(checkout.folder, here, 'my-custom-job.yaml'), readFileSync(join(checkout.folder, here, 'job.yaml')));
  assert.equal((await checkout.run(here, 'make', ['apply', 'file=my-custom-job.yaml', 'embargo=true'])).status, 0);
  assert.equal(readlinkSync(join(checkout.folder, here, 'patch.yaml')), 'my-custom-job.yaml');
});

const refusals: [string, string[], Record<string, string>, RegExp][] = [
  ['no file', ['apply'], {}, /Name one configuration file: make apply file=<file>\. Files here: job-historical\.yaml job-recent\.yaml job\.yaml/],
  ['two files', ['apply', 'file=job.yaml job-recent.yaml'], {}, /Name one configuration file/],
  ['an unknown file', ['apply', 'file=jobs.yaml'], {}, /There is no configuration file jobs\.yaml here\. Files here: job-historical\.yaml/],
  ['a file of another directory', ['apply', 'file=failure-monitor.yaml'], {}, /no configuration file failure-monitor\.yaml here.* It is in: .*\.\.\/latiss-cronjob\//],
  ['a file that is no configuration', ['apply', 'file=kustomization.yaml'], {}, /There is no configuration file kustomization\.yaml/],
  ['a wrong embargo', ['apply', 'file=job.yaml', 'embargo=maybe'], {}, /embargo=maybe means nothing\. Say embargo=true for embargoed data or embargo=false for public data/],
  ['no address of Vault', ['apply', 'file=job.yaml'], { VAULT_ADDR: '' }, /VAULT_ADDR is not set\. Say where Vault is: export VAULT_ADDR=/],
];
for (const [what, args, env, message] of refusals) {
  test(`${what} is refused before anything is done`, async () => {
    using checkout = new Checkout();
    checkout.program('vault', vault);
    checkout.program('kubectl', kubectl);
    const { status, error } = await checkout.run(here, 'make', args, env);
    assert.equal(status, 2);
    assert.match(error, message);
    assert.equal(checkout.log, '');
  });
}

test('an expired login is told, nothing is applied, and no secret stays', async () => {
  using checkout = new Checkout();
  checkout.program('vault', 'case "$3" in *consdb*) echo "Code: 403. Errors: * permission denied" >&2; exit 2 ;; esac; echo secret');
  checkout.program('kubectl', kubectl);
  const { status, error } = await checkout.run(here, 'make', ['apply', 'file=job.yaml']);
  assert.equal(status, 2);
  assert.match(error, /permission denied[^]*consdb-url-dev could not be fetched[^]*vault login -method ldap -username/);
  assert.equal(checkout.log, '');
  assert.ok(!existsSync(join(checkout.folder, here, 'etc')));
});

test('secrets go away when applying fails, and when make is interrupted', async () => {
  using checkout = new Checkout();
  checkout.program('vault', vault);
  checkout.program('kubectl', 'echo "namespaces \\"dev-latiss\\" not found" >&2; exit 1');
  const failed = await checkout.run(here, 'make', ['apply', 'file=job.yaml']);
  assert.equal(failed.status, 2);
  assert.match(failed.error, /namespaces "dev-latiss" not found/);
  assert.ok(!existsSync(join(checkout.folder, here, 'etc')));
  // A kubectl that hangs, and somebody who presses Ctrl-C: the signal goes to the whole process group.
  checkout.program('kubectl', 'ls etc/.secrets > "$LOG"; kill -INT 0; sleep 30');
  const interrupted = await checkout.run(here, 'setsid', ['--wait', 'make', 'apply', 'file=job.yaml']);
  assert.notEqual(interrupted.status, 0);
  assert.match(checkout.log, /butler-password/);
  assert.ok(!existsSync(join(checkout.folder, here, 'etc')));
});
