/** The scenarios of Transformed EFD know other repairs than the runbook's own, and are not fooled by what only looks like one. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadScenarios } from './scenario.ts';
import { TrialWorlds } from './trial-world.ts';

const { scenarios } = loadScenarios(join(import.meta.dirname, '../scenarios'));

/** What somebody has done before they begin: a context, a checkout, a login. */
const prelude = (context: string): string => `
  set -euo pipefail
  kubectl config view --raw >"$HOME/kubeconfig"
  export KUBECONFIG=$HOME/kubeconfig VAULT_ADDR=https://vault.slac.stanford.edu VAULT_LDAP_PASSWORD=practice
  kubectl config use-context ${context}
  git clone --quiet https://github.com/slaclab/usdf-consdb-deploy.git
  vault login -no-print -method ldap -username ben
  cd usdf-consdb-deploy/kubernetes/overlays`;
const dev = prelude('usdf-consdb-dev');
const prod = prelude('usdf-consdb');
const completes = (job: string, namespace: string): string => `kubectl wait --for=condition=complete job/${job} -n ${namespace} --timeout=150s`;

/** One after another in one world: what is done, and what the check says then. */
type Step = readonly [script: string, said: RegExp];

const table: Readonly<Record<string, readonly Step[]>> = {
  'wrong-context': [
    [`${dev}\ncd dev/latiss-job\nmake apply file=job.yaml\n${completes('transformed-efd-latiss-job', 'dev-latiss')}`, /^Work of development[^]*Passwords of development[^\n]*$/],
    ['kubectl --context usdf-consdb delete job --all -n dev-latiss', /^Passwords of development[^\n]*$/],
    ['kubectl --context usdf-consdb delete namespace dev-latiss --timeout=30s', /^The job has completed/],
    ['kubectl --context usdf-consdb delete secret,cronjob --all -n prod-latiss', /^Production itself is not what it was/],
  ],
  'vault-login-expired': [
    ['kubectl --context usdf-consdb-dev delete job,secret --all -n dev-latiss', /no secret[^]*No job of LATISS has completed/],
    [`${dev}\ncd dev/latiss-job\nsed s/latiss-job$/latiss-job-again/ job.yaml >again.yaml\nmake apply file=again.yaml\n${completes('transformed-efd-latiss-job-again', 'dev-latiss')}`, /^The job has completed/],
  ],
  'empty-time-range': [
    ['kubectl --context usdf-consdb-dev delete job --all -n dev-lsstcomcam', /^Of the six hours .* 0 minutes have been processed\.$/],
    [`${dev}\ncd dev/lsstcomcam-job\nsed 's/comcam-job$/comcam-job-half/; s/T06:/T03:/' job.yaml >half.yaml\nmake apply file=half.yaml\n${completes('transformed-efd-lsstcomcam-job-half', 'dev-lsstcomcam')}`, / 180 minutes have been processed\.$/],
    [`${dev}\ncd dev/lsstcomcam-job\nsed 's/comcam-job$/comcam-job-rest/; s/T00:/T03:/; s/"5"/"7"/' job.yaml >rest.yaml\nmake apply file=rest.yaml\n${completes('transformed-efd-lsstcomcam-job-rest', 'dev-lsstcomcam')}`, /^The six hours are processed/],
  ],
  'cronjob-suspended': [
    ['kubectl --context usdf-consdb delete cronjob --all -n prod-lsstcam', /has no CronJob any more[^]*not retried/],
    [`${prod}\ncd prod/lsstcam-cronjob\nmake apply file=failure-monitor.yaml`, /^Production has no CronJob any more[^\n]*$/],
    [`${prod}\ncd prod/lsstcam-cronjob\nmake apply file=cronjob.yaml`, /^LSSTCam is taken/],
  ],
  'image-tag-missing': [
    ['kubectl --context usdf-consdb-dev delete job --all -n dev-latiss --cascade=foreground', /^No job of LATISS has completed[^]*from main/],
    [`${dev}\ncd dev/latiss-job\nsed -i s/25.6.0/25.5.2/ kustomization.yaml\nmake apply file=job.yaml\n${completes('transformed-efd-latiss-job', 'dev-latiss')}`, /^Whoever deploys[^\n]*main[^\n]*$/],
    [`${dev}\nsed -i s/25.6.0/25.5.4/ dev/latiss-job/kustomization.yaml\ngit commit -qam Guess\ngit push -q`, /^What main would deploy/],
    [`${dev}\nsed -i s/25.5.4/25.5.2/ dev/latiss-job/kustomization.yaml\ngit commit -qam Mend\ngit push -q`, /^The job has completed/],
  ],
  'secret-missing': [
    ['kubectl --context usdf-consdb delete jobs,pods --all -n prod-latiss', /^What the pods of LATISS need[^\n]*$/],
    ['kubectl --context usdf-consdb create secret generic efd-transform-secrets -n prod-latiss --from-literal=consdb-url=x', /given as consdb-url is not[^]*no password for the Butler/],
    ['kubectl --context usdf-consdb delete cronjob --all -n prod-latiss', /No CronJob takes[^]*not retried/],
  ],
  'failure-monitor-absent': [
    [`sql <<<"UPDATE efd_scheduler.lsstcam SET status = 'pending' WHERE status = 'failed'"`, /^A task of LSSTCam that fails[^\n]*$/],
    ['kubectl --context usdf-consdb get cronjob transformed-efd-latiss-failure-monitor -n prod-latiss -o yaml | sed "s/latiss/lsstcam/g; s/LATISS/LSSTCam/; /uid/d; /resourceVersion/d" | kubectl --context usdf-consdb create -f -', /^Failed tasks of LSSTCam are retried/],
    [`sql <<<"DELETE FROM efd_scheduler.lsstcam WHERE status != 'completed'"`, /^Intervals of the last days have no task/],
  ],
  'orphaned-running': [
    [`sql <<<"UPDATE efd_scheduler.latiss SET status = 'idle' WHERE status = 'running'"`, /^Intervals that nobody has processed.*: 3\.$/],
    [`sql <<<"UPDATE efd_scheduler.latiss SET status = 'completed' WHERE status = 'idle'"`, /^Intervals that nobody has processed.*: 3\.$/],
    [`sql <<<"UPDATE efd_scheduler.latiss SET status = 'failed' WHERE status = 'completed' AND process_end_time IS NULL"`, /^Each task of LATISS is done/],
    [`sql <<<"DELETE FROM efd_scheduler.latiss WHERE process_end_time IS NULL"`, /^Intervals of the last days have no task/],
  ],
};

let worlds: TrialWorlds;
before(() => { worlds = new TrialWorlds(); });
after(async () => { await worlds[Symbol.asyncDispose](); });

for (const [id, steps] of Object.entries(table)) {
  test(`${id}: repaired another way, and not fooled`, { timeout: 240_000 }, async () => {
    const world = await worlds.open(id, scenarios);
    assert.equal((await world.scenarios.start(id)).failed, null);
    const folder = join(worlds.folder, `steps-${id}`);
    mkdirSync(folder);
    for (const [script, said] of steps) {
      writeFileSync(join(folder, 'step.sh'), script);
      const { status, output } = await worlds.run(world, folder, 'step.sh');
      assert.equal(status, 0, `${script}\n${output}`);
      const check = (await world.scenarios.check(id)).lastCheck;
      assert.match(check?.output ?? '', said, script);
    }
    await world.discard();
  });
}
