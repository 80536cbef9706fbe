/** Adding a bucket to s3proxy as its runbook says, with the programs a learner uses. */
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { argocd } from '../../seed/argocd.ts';
import { s3proxy } from '../../seed/s3proxy.ts';
import type { Done } from '../../trial-practice.ts';
import { phalanxRevision } from './phalanx.ts';
import { type TrialArgo, startTrialArgo } from './trial-argo.ts';

let trial: TrialArgo;
before(async () => { trial = await startTrialArgo('usdf-rsp-dev', [argocd, s3proxy]); });
after(() => trial[Symbol.asyncDispose]());

const site = 'https://usdf-rsp-dev.slac.stanford.edu/s3proxy';
const page = `${site}/s3/hips@rubin-dp2-hips/index.html`;

const curl = (address: string, ...more: string[]): Promise<Done> => trial.run('curl', ['-sS', '--path-as-is', '-w', '\n%{http_code}', ...more, address]);
const argo = (...args: string[]): Promise<Done> => trial.run('argocd', ['app', ...args]);

async function succeeds(done: Promise<Done>): Promise<string> {
  const { status, out, error } = await done;
  assert.equal(status, 0, `${error}\n${out}`);
  return out;
}

/** Rollouts take what they take: asks again until the answer fits. */
async function eventually(ask: () => Promise<Done>, wanted: RegExp): Promise<string> {
  const until = Date.now() + 60_000;
  for (;;) {
    const { out } = await ask();
    if (wanted.test(out)) return out;
    assert.ok(Date.now() < until, `${out}\ndoes not become ${String(wanted)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

test('a new world is in sync with the first commit, and serves the bucket there is a profile for', async () => {
  assert.equal((await trial.repositories.heads('lsst-sqre/phalanx'))['main'], phalanxRevision());
  const out = await succeeds(argo('wait', 's3proxy', '--timeout', '60'));
  assert.match(out, new RegExp(`Sync Status: +Synced to main \\(${phalanxRevision().slice(0, 7)}\\)`));
  assert.match(out, /ricoberger\.de +VaultSecret +s3proxy +s3proxy +Synced/);
  assert.match(await succeeds(argo('list')), /argocd\/s3proxy +https:\/\/kubernetes\.default\.svc +s3proxy +default +Synced +Healthy +Manual +<none> +https:\/\/github\.com\/lsst-sqre\/phalanx\.git +applications\/s3proxy +main/);
  assert.match(await succeeds(argo('history', 's3proxy')), /^ID +DATE +REVISION\n0 +2025-11-03 09:05:00 \+0000 UTC +main \([0-9a-f]{7}\)\n$/);
  assert.equal((await argo('diff', 's3proxy')).status, 0);
  assert.match((await curl(`${site}/s3/embargo@rubin-summit/README.txt`)).out, /^Practice copy of a bucket.*\n200$/s);
  assert.deepEqual(trial.errors, []);
});

test('what cannot be served is told with the status and sentence of the real one', async () => {
  const cases: [string, RegExp][] = [
    ['/s3/hips@rubin-dp2-hips/index.html', /The config profile \(hips\) could not be found.*\n400$/s],
    ['/s3/embargo@rubin-summit/none.txt', /Not found: s3:\/\/embargo@rubin-summit\/none\.txt.*\n404$/s],
    ['/s3/embargo@other/x.txt', /Not found.*\n404$/s],
    ['/s3/rubin-dp1-hips/index.html', /Unable to locate credentials.*\n400$/s],
    ['/s3/embargo@rubin-summit/../.keys/rubin-summit', /\n404$/],
    ['/s3/embargo@rubin-summit/%2e%2e/.keys/rubin-summit', /\n404$/],
    ['/s3/embargo@..%2f..%2fetc/passwd', /\n404$/],
    ['/s3/embargo@.keys/rubin-summit', /\n404$/],
    ['/s3/embargo@rubin-summit/LSSTCam', /\n404$/],
    ['/s3/embargo@rubin-summit/%00', /\n404$/],
    ['/elsewhere', /\n404$/],
  ];
  for (const [path, wanted] of cases) assert.match((await curl(site + path)).out, wanted, path);
  assert.match((await curl(`${site}/`, '-X', 'POST')).out, /only reads.*\n405$/s);
  symlinkSync('/etc', join(trial.folder, 'shared/buckets/sdfembs3.sdf.slac.stanford.edu/rubin-summit/link'));
  assert.match((await curl(`${site}/s3/embargo@rubin-summit/link/passwd`)).out, /\n404$/);
  assert.match(await succeeds(trial.run('kubectl', ['logs', '-n', 's3proxy', 'deploy/s3proxy'])), /"requestUrl": "\/s3proxy\/s3\/hips@rubin-dp2-hips\/index\.html", "status": 400/);
});

test('a bucket is added as the runbook says', async () => {
  await succeeds(trial.script(`
    vault login -method=ldap -no-print username=alice password=x
    vault kv get -field=aws-credentials.ini secret/rubin/usdf-rsp-dev/s3proxy > credentials
    printf '\\n[hips]\\naws_access_key_id = practice-dp2-hips-key\\naws_secret_access_key = practice-dp2-hips-secret\\n' >> credentials
    vault kv patch secret/rubin/usdf-rsp-dev/s3proxy aws-credentials.ini=@credentials
    git clone --quiet https://github.com/lsst-sqre/phalanx.git
    cd phalanx
    git checkout --quiet -b tickets/DM-12345
    sed -i '/profiles:/a\\    - name: hips\\n      url: "https://s3dfrgw.slac.stanford.edu/"' applications/s3proxy/values-usdfdev.yaml
    git commit --quiet -am 'Add the HiPS bucket'
    git push --quiet origin tickets/DM-12345`));
  assert.match((await curl(page)).out, /\n400$/);

  await succeeds(argo('set', 's3proxy', '--revision', 'tickets/DM-12345'));
  assert.match(await succeeds(argo('get', 's3proxy', '--refresh')), /OutOfSync from tickets\/DM-12345.*ConfigMap +s3proxy +s3proxy +OutOfSync/s);
  const differences = await argo('diff', 's3proxy');
  assert.equal(differences.status, 1);
  assert.match(differences.out, /===== \/ConfigMap s3proxy\/s3proxy ======\n.*> +LSST_RESOURCES_S3_PROFILE_hips: https:\/\/s3dfrgw\.slac\.stanford\.edu\//s);
  assert.match(await succeeds(argo('sync', 's3proxy')), /Phase: +Succeeded.*Message: +successfully synced \(all tasks run\)/s);
  await succeeds(argo('wait', 's3proxy', '--timeout', '60'));

  // The operator reads Vault once an hour: the pods started with the old keys.
  await eventually(() => curl(page), /could not be found in \/secrets\/aws-credentials\.ini.*\n400$/s);
  assert.equal(await succeeds(argo('delete-resource', 's3proxy', '--kind', 'Secret', '--resource-name', 's3proxy')), "Resource 's3proxy' deleted\n");
  assert.match(await eventually(() => curl(page), /\n200$/), /HiPS maps of Data Preview 2/);
  assert.deepEqual(trial.errors, []);
});

test('an application goes back to main, and back in its history', async () => {
  await succeeds(trial.script('cd phalanx; git push --quiet origin tickets/DM-12345:main'));
  await succeeds(argo('set', 's3proxy', '--revision', 'main'));
  assert.match(await succeeds(argo('get', 's3proxy', '--refresh')), /Synced to main/);
  await succeeds(argo('sync', 's3proxy'));
  const history = await succeeds(argo('history', 's3proxy'));
  assert.deepEqual(history.split('\n').slice(1, -1).map((line) => line.replace(/ .*  /, ' ').replace(/\(.*/, '')), ['0 main ', '1 tickets/DM-12345 ', '2 main ']);

  await succeeds(argo('rollback', 's3proxy', '0'));
  assert.match(await succeeds(argo('get', 's3proxy')), /OutOfSync from main/);
  await eventually(() => curl(page), /\n400$/);
  assert.equal((await argo('rollback', 's3proxy', '77')).status, 20);
  await succeeds(argo('sync', 's3proxy', '--resource', ':ConfigMap:s3proxy'));
  assert.match(await succeeds(argo('get', 's3proxy')), /ConfigMap +s3proxy +s3proxy +Synced.*Deployment +s3proxy +s3proxy +OutOfSync/s);
});

test('what is wrong with a chart is told with its line, and nothing is changed', async () => {
  await succeeds(trial.script(`
    cd phalanx
    git checkout --quiet -b tickets/broken
    sed -i 's/{{ .Values.replicaCount }}/{{ .Values.nothing.here }}/' applications/s3proxy/templates/deployment.yaml
    git commit --quiet -am 'Break it' && git push --quiet origin tickets/broken`));
  await succeeds(argo('set', 's3proxy', '--revision', 'tickets/broken'));
  const told = await succeeds(argo('get', 's3proxy', '--refresh'));
  assert.match(told, /Sync Status: +Unknown.*ComparisonError +Failed to load target state.*s3proxy\/templates\/deployment\.yaml:11:\d+: executing .* at <\.Values\.nothing\.here>: nil pointer evaluating interface \{\}\.here/s);
  const synced = await argo('sync', 's3proxy');
  assert.equal(synced.status, 1);
  assert.match(synced.out, /Phase: +Error/);
  await succeeds(argo('set', 's3proxy', '--revision', 'tickets/nowhere'));
  assert.match(await succeeds(argo('get', 's3proxy', '--refresh')), /unable to resolve 'tickets\/nowhere' to a commit SHA/);
  await succeeds(argo('set', 's3proxy', '--revision', 'main'));
  await succeeds(argo('sync', 's3proxy'));
});

test('what somebody changes by hand shows, and a sync puts it back', async () => {
  await succeeds(trial.run('kubectl', ['scale', 'deployment/s3proxy', '-n', 's3proxy', '--replicas', '3']));
  assert.match(await eventually(() => argo('get', 's3proxy'), /OutOfSync from main/), /Deployment +s3proxy +s3proxy +OutOfSync/);
  await succeeds(argo('sync', 's3proxy'));
  await succeeds(argo('wait', 's3proxy', '--timeout', '60'));
  assert.equal(await succeeds(trial.run('kubectl', ['get', 'deployment/s3proxy', '-n', 's3proxy', '-o', 'jsonpath={.spec.replicas}'])), '1');
  await succeeds(trial.run('kubectl', ['scale', 'deployment/s3proxy', '-n', 's3proxy', '--replicas', '0']));
  assert.match(await eventually(() => curl(`${site}/`), /\n503$/), /No pod of s3proxy is ready in usdf-rsp-dev/);
  assert.deepEqual(trial.errors, []);
});
