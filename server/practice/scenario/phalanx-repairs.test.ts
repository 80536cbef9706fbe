/** The scenarios of what Phalanx deploys know other repairs than the runbook's own, and are not fooled by what only looks like one. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadScenarios } from './scenario.ts';
import { TrialWorlds } from './trial-world.ts';

const { scenarios } = loadScenarios(join(import.meta.dirname, '../scenarios'));

const prelude = `
  set -euo pipefail
  prompt() { kubectl --context usdfdev-prompt-processing "$@"; }
  redis() { prompt -n prompt-redis exec prompt-redis-0 -- redis-cli "$@"; }
  kafka() { prompt -n prompt-kafka "$@"; }
  ready() {
    until [[ $(kafka get pods -l strimzi.io/controller=strimzipodset -o jsonpath='{.items[*].status.conditions[?(@.type=="Ready")].status}') == 'True True True True True True' ]]; do sleep 0.3; done
  }
  rsp() { kubectl --context usdf-rsp -n s3proxy "$@"; }
  dev() { kubectl --context usdf-rsp-dev -n s3proxy "$@"; }
  argo() { argocd app "$@" --kube-context usdf-rsp-dev; }
  # Takes a page; waits until it can be had.
  page() { for ((tries = 0; tries < 400; tries++)); do curl -sf -o /dev/null "$1" && break; sleep 0.3; done; }
`;
const hips = 'https://usdf-rsp-dev.slac.stanford.edu/s3proxy/s3/dp2-hips@rubin-dp2-hips/index.html';
const summit = 'https://usdf-rsp.slac.stanford.edu/s3proxy/s3/embargo@rubin-summit/README.txt';

/** One after another in one world: what is done, and what the check says then. */
type Step = readonly [script: string, said: RegExp];

const table: Readonly<Record<string, readonly Step[]>> = {
  'consumer-group-lagging': [
    [`redis XREADGROUP GROUP latiss_consumer_group me COUNT 100 STREAMS instrument:latiss '>'`, /^None waits just now[^]*no job/],
    ['redis XGROUP DELCONSUMER instrument:latiss latiss_consumer_group me\nredis XGROUP SETID instrument:latiss latiss_consumer_group 0', /^Visits of LATISS wait[^\n]*$/],
    ['prompt -n prompt-processing annotate scaledjob --all autoscaling.keda.sh/paused=false --overwrite', /^Visits of LATISS are processed again/],
    [`redis DEL instrument:latiss\nredis XGROUP CREATE instrument:latiss latiss_consumer_group '$' mkstream`, /^Visits of BLOCK-T548 have been thrown away/],
    ['prompt -n prompt-processing delete scaledjobs --all', /thrown away[^]*nobody will take the next/],
  ],
  'kafka-broker-not-ready': [
    [`kafka patch kafkanodepool kafka --type merge -p '{"spec":{"replicas":1}}'`, /three brokers[^]*: 0/],
    [`kafka patch kafkanodepool kafka --type merge -p '{"spec":{"replicas":3}}'`, /three brokers/],
    ['kafka annotate pod prompt-kafka-kafka-0 strimzi.io/manual-rolling-update=true\nready', /^Controllers and brokers are ready/],
    ['kafka delete pods --all\nready', /^Controllers and brokers are ready/],
    ['kafka delete kafkatopics --all', /^The topic butler-writer is not there/],
  ],
  's3proxy-stale-secret': [
    ['rsp rollout restart deployment/s3proxy\nrsp rollout status deployment/s3proxy --timeout=120s', /^A file of rubin-summit[^\n]*403\.$/],
    ['rsp delete vaultsecret s3proxy\nrsp get secrets', /HTTP/],
    [`export VAULT_ADDR=https://vault.slac.stanford.edu VAULT_LDAP_PASSWORD=practice
      vault login -no-print -method ldap -username ben
      rsp apply -f - <<SECRET
{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s3proxy"},"data":{"aws-credentials.ini":"$(vault kv get -field=aws-credentials.ini secret/rubin/usdf-rsp/s3proxy | base64 -w 0)"}}
SECRET
      page ${summit}`, /^The file can be had, but the next keys[^\n]*$/],
    ['rsp scale deployment/s3proxy --replicas 0', /^A file of rubin-summit[^\n]*503\.$/],
    ['rsp scale deployment/s3proxy --replicas 2\nrsp rollout status deployment/s3proxy --timeout=120s', /^The file can be had, but the next keys[^\n]*$/],
    [`rsp delete secret s3proxy\nargocd app sync s3proxy --kube-context usdf-rsp\npage ${summit}`, /^The files of rubin-summit can be had/],
  ],
  'application-left-on-branch': [
    [`dev patch configmap s3proxy -p '{"data":{"LSST_RESOURCES_S3_PROFILE_dp2-hips":"https://s3dfrgw.slac.stanford.edu/"}}'
      dev rollout restart deployment/s3proxy\npage ${hips}`, /^Both pages are there\. What is merged/],
    ['argo set s3proxy --revision main', /^Both pages are there\. But what runs/],
    [`argo sync s3proxy\npage ${hips}`, /^In development s3proxy runs what is in main/],
    [`argo set s3proxy --revision tickets/DM-53107`, /What is merged to main next/],
    [`kubectl --context usdf-rsp-dev -n argocd patch application s3proxy --type merge -p '{"spec":{"source":{"targetRevision":"main"}}}'\nargo get s3proxy --refresh`, /^In development s3proxy runs what is in main/],
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
      writeFileSync(join(folder, 'step.sh'), prelude + script);
      const { status, output } = await worlds.run(world, folder, 'step.sh');
      assert.equal(status, 0, `${script}\n${output}`);
      assert.match((await world.scenarios.check(id)).lastCheck?.output ?? '', said, script);
    }
    // Whoever has solved it may begin it again in the same world.
    if (!steps.some(([script]) => script.includes('--all'))) {
      assert.equal((await world.scenarios.start(id)).failed, null);
      assert.equal((await world.scenarios.check(id)).lastCheck?.repaired, false);
    }
    await world.discard();
  });
}
