/** Changing Prompt Kafka and Prompt Redis through Phalanx as their runbooks say, and what can go wrong on the way. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { argocd } from '../../seed/argocd.ts';
import { promptKafka } from '../../seed/prompt-kafka.ts';
import { promptRedis } from '../../seed/prompt-redis.ts';
import type { Done } from '../../trial-practice.ts';
import { argo as argoOperator } from './operator.ts';
import { type TrialArgo, startTrialArgo } from './trial-argo.ts';

let trial: TrialArgo;
before(async () => {
  trial = await startTrialArgo('usdfdev-prompt-processing', [argocd, { manifests: promptKafka.manifests }, promptRedis], [argoOperator]);
  await succeeds(trial.script('git clone --quiet https://github.com/lsst-sqre/phalanx.git'));
});
after(() => trial[Symbol.asyncDispose]());

const argo = (...args: string[]): Promise<Done> => trial.run('argocd', ['app', ...args]);
const kubectl = (...args: string[]): Promise<Done> => trial.run('kubectl', args);

async function succeeds(done: Promise<Done>): Promise<string> {
  const { status, out, error } = await done;
  assert.equal(status, 0, `${error}\n${out}`);
  return out;
}

function push(change: string): Promise<string> {
  return succeeds(trial.script(`cd phalanx && git checkout --quiet main && git pull --quiet --ff-only && { ${change}\n} && git add -A && git commit --quiet -m 'Change' && git push --quiet origin main`));
}

test('Prompt Redis and Prompt Kafka begin in sync', async () => {
  const listed = await succeeds(argo('list'));
  assert.match(listed, /argocd\/prompt-kafka .* Synced /);
  assert.match(listed, /argocd\/prompt-redis .* Synced /);
  for (const application of ['prompt-kafka', 'prompt-redis']) {
    assert.match(await succeeds(argo('get', application, '--hard-refresh')), /Synced to main/);
    assert.equal((await argo('diff', application)).out, '');
  }
});

test('a new topic comes by a subchart', async () => {
  await push(`
    cd applications/prompt-kafka
    cp -r charts/butler-writer charts/next-visit
    sed -i 's/butler-writer/next-visit/' charts/next-visit/Chart.yaml
    sed -i '/ingestion-events/,$d; s/butler-writer/next-visit/' charts/next-visit/values.yaml
    sed -i 's/butler-writer/next-visit/g' charts/next-visit/templates/kafka-users.yaml
    printf '  - name: next-visit\\n    condition: next-visit.enabled\\n    version: 1.0.0\\n' >> Chart.yaml
    printf 'next-visit:\\n  enabled: false\\n' >> values.yaml
    cd ../..`);
  assert.match(await succeeds(argo('get', 'prompt-kafka', '--refresh')), /Synced to main/, 'it is not enabled yet');
  await push("printf 'next-visit:\\n  enabled: true\\n' >> applications/prompt-kafka/values-usdfdev-prompt-processing.yaml");
  assert.match(await succeeds(argo('get', 'prompt-kafka', '--refresh')), /KafkaTopic +prompt-kafka +next-visit +OutOfSync +Missing/);
  await succeeds(argo('sync', 'prompt-kafka'));
  assert.equal(await succeeds(kubectl('get', 'kafkatopic', '-n', 'prompt-kafka', '-o', 'name')),
    ['butler-writer', 'butler-writer-ingestion-events', 'next-visit'].map((name) => `kafkatopic.kafka.strimzi.io/${name}\n`).join(''));
  assert.equal(await succeeds(kubectl('get', 'kafkauser/next-visit', '-n', 'prompt-kafka', '-o', 'jsonpath={.spec.authorization.acls[*].resource.name}')), '* next-visit next-visit-output');
});

test('what a repository no longer has is pruned only when asked', async () => {
  await push("sed -i '/^next-visit:/,$d' applications/prompt-kafka/values-usdfdev-prompt-processing.yaml");
  await succeeds(argo('sync', 'prompt-kafka'));
  assert.match(await succeeds(argo('get', 'prompt-kafka')), /OutOfSync from main.*KafkaTopic +prompt-kafka +next-visit +OutOfSync.*ignored \(requires pruning\)/s);
  await succeeds(argo('sync', 'prompt-kafka', '--prune'));
  await succeeds(argo('wait', 'prompt-kafka', '--sync', '--timeout', '30'));
  assert.doesNotMatch(await succeeds(kubectl('get', 'kafkatopic', '-n', 'prompt-kafka')), /next-visit/);
});

test('Redis is upgraded by the version in line 10, and an unknown version is told', async () => {
  await push("sed -i '10s/1.0.14/1.0.99/' applications/prompt-redis/Chart.yaml");
  assert.match(await succeeds(argo('get', 'prompt-redis', '--refresh')), /can't get a valid version for 1 subchart\(s\): "redis" \(repository "https:\/\/lsst-sqre\.github\.io\/charts\/", version "1\.0\.99"\)/);
  assert.equal((await argo('diff', 'prompt-redis')).status, 2);
  await push("sed -i '10s/1.0.99/1.0.15/' applications/prompt-redis/Chart.yaml");
  await succeeds(argo('sync', 'prompt-redis'));
  await succeeds(argo('wait', 'prompt-redis', '--timeout', '150'));
  assert.equal(await succeeds(kubectl('get', 'pod/prompt-redis-0', '-n', 'prompt-redis', '-o', 'jsonpath={.spec.containers[0].image}')), 'redis:7.0.15-bookworm');
});

test('a push is seen after three minutes of the world, or at once when somebody asks', async () => {
  const revision = () => succeeds(kubectl('get', 'application/prompt-redis', '-n', 'argocd', '-o', 'jsonpath={.status.sync.status} {.status.sync.revision}'));
  await push("sed -i 's/memory: \"256Mi\"/memory: \"512Mi\"/' applications/prompt-redis/values.yaml");
  assert.match(await revision(), /^Synced/);
  trial.clock.pass(181_000);
  const until = Date.now() + 100_000;
  while (!(await revision()).startsWith('OutOfSync') && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.match(await revision(), /^OutOfSync/);
});

test('a sync that the API refuses fails, and says why', async () => {
  await push(`
    mkdir -p applications/prompt-redis/templates
    printf 'apiVersion: monitoring.coreos.com/v1\\nkind: ServiceMonitor\\nmetadata:\\n  name: redis\\n---\\napiVersion: v1\\nkind: ConfigMap\\nmetadata:\\n  name: extra\\ndat: {}\\n---\\napiVersion: v1\\nkind: ConfigMap\\nmetadata:\\n  name: good\\n' > applications/prompt-redis/templates/extra.yaml`);
  const { status, out, error } = await argo('sync', 'prompt-redis');
  assert.equal(status, 1);
  assert.match(error, /Operation has completed with phase: Failed/);
  assert.match(out, /Make sure the "ServiceMonitor" CRD is installed on the destination cluster/);
  assert.match(out, /unknown field "dat"/);
  await succeeds(kubectl('get', 'configmap/good', '-n', 'prompt-redis'));
  assert.doesNotMatch(await succeeds(argo('history', 'prompt-redis')), /^3 /m, 'a failed sync is no deployment');
});

test('an Application that may not be is refused, and the command line helps', async () => {
  await succeeds(kubectl('patch', 'application/prompt-redis', '-n', 'argocd', '--type', 'merge', '-p', '{"spec":{"project":"other"}}'));
  assert.match(await succeeds(argo('get', 'prompt-redis', '--refresh')), /InvalidSpecError +application references project other which does not exist/);
  await succeeds(kubectl('patch', 'application/prompt-redis', '-n', 'argocd', '--type', 'merge', '-p', '{"spec":{"project":"default","source":{"repoURL":"https://example.org/x.git"}}}'));
  assert.match(await succeeds(argo('get', 'prompt-redis', '--refresh')), /ComparisonError.*repository not found/);
  await succeeds(kubectl('patch', 'application/prompt-redis', '-n', 'argocd', '--type', 'merge', '-p', '{"spec":{"source":{"repoURL":"https://github.com/lsst-sqre/phalanx.git","path":"../../etc"}}}'));
  assert.match(await succeeds(argo('get', 'prompt-redis', '--refresh')), /\.\.\/\.\.\/etc: app path does not exist/);
  const cases: [string[], number, RegExp][] = [
    [['get', 'none'], 20, /FATA\[0000\] rpc error: code = NotFound desc = applications\.argoproj\.io "none" not found/],
    [['sync'], 1, /Usage:/],
    [['frobnicate', 'x'], 1, /unknown command "frobnicate" for "argocd app"/],
    [['get', 'prompt-redis', '--wrong'], 1, /unknown flag: --wrong/],
    [['sync', 'prompt-redis', '--revision'], 1, /flag needs an argument: --revision/],
    [['set', 'prompt-redis'], 1, /at least one option/],
    [['delete-resource', 'prompt-kafka', '--kind', 'Secret', '--resource-name', 'prompt-kafka'], 20, /No matching resource found/],
  ];
  for (const [args, status, wanted] of cases) {
    const done = await argo(...args);
    assert.equal(done.status, status, args.join(' '));
    assert.match(done.error, /^argocd: this is the practice stand-in of Handrail/);
    assert.match(done.error, wanted);
  }
  assert.match((await trial.run('argocd', ['version'])).out, /^argocd: v2/);
  assert.match(await succeeds(argo('manifests', 'prompt-kafka')), /^---\napiVersion: kafka\.strimzi\.io\/v1beta2\n/);
  assert.match(await succeeds(argo('resources', 'prompt-kafka')), /^GROUP +KIND +NAMESPACE +NAME +ORPHANED\nkafka\.strimzi\.io +Kafka +prompt-kafka +prompt-kafka +No\n/);
  assert.deepEqual(trial.errors, []);
});
