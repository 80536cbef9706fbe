/**
 * An environment that is not practice, from a click to the record: a cluster behind TLS and a token, a Redis behind TLS, a
 * certificate and a password, rules, an approval. No step sees a credential, and none goes beyond its effect.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openTrialRedis, type TrialRedis } from '../server/runner/gateway/redis/trial-redis.ts';
import type { Run } from '../common/run.ts';
import { fixtureCatalog, fixtureStep, writeCatalog } from './fixture-catalog.ts';
import { type Client, Handrail } from './handrail.ts';
import { StandIn } from './kubernetes-stand-in.ts';

const token = 'canary-of-the-cluster-7f3a';
const steps = [
  fixtureStep({ id: 'look', source: 'kubectl get configmaps -o name && kubectl config view --raw && kubectl auth whoami' }),
  fixtureStep({ id: 'overreach', source: 'kubectl delete configmap kube-root-ca.crt; kubectl get pods -n kube-system' }),
  fixtureStep({ id: 'redis', language: 'redis', source: 'PING\nSET a b\nGET a' }),
  fixtureStep({ id: 'by-name', source: 'getent hosts localhost; env | sort; cat /proc/1/environ | tr "\\0" "\\n"; (exec 3<>/dev/tcp/169.254.169.254/80) 2>&1' }),
  fixtureStep({ id: 'change', effect: 'change', source: 'kubectl create configmap done --from-literal=by="$USER"' }),
];
const catalog = fixtureCatalog(steps);
Object.assign(catalog.runbooks[0] ?? {}, { environments: ['practice', 'stand-in'], redis: { endpoint: 'cache' } });

let standIn: StandIn;
let redis: TrialRedis;
let handrail: Handrail;
const people: Record<'operator' | 'bea' | 'tom', Client> = {} as never;

before(async () => {
  [standIn, redis] = await Promise.all([StandIn.start(), openTrialRedis()]);
  standIn.tokens.add(token);
  const rules = standIn.write('environments.yaml', JSON.stringify({
    environments: {
      'practice': { title: 'Practice', level: 'contained', targets: 'all', rules: [{ name: 'practise', decide: 'allow', effects: ['read', 'change', 'destroy'] }] },
      'stand-in': {
        title: 'Stand-in', level: 'limited', targets: 'all', redis: { cache: redis.endpoint },
        kubernetes: { real: { kubeconfig: { file: standIn.kubeconfig({ tokenFile: standIn.write('token', token) }) }, namespaces: ['default'], impersonate: { prefix: 'handrail:', groups: ['staff'] } } },
        rules: [
          { name: 'look', decide: 'allow', effects: ['read'], roles: ['operator'] },
          { name: 'work', decide: 'allow', effects: ['change'], roles: ['operator'], approvals: 1 },
        ],
      },
    },
  }));
  handrail = await Handrail.start({ HANDRAIL_ENVIRONMENTS: rules, HANDRAIL_CATALOG: writeCatalog(catalog) });
  people.operator = await handrail.logIn();
  for (const [name, roles] of [['bea', ['approver']], ['tom', ['trainee']]] as const) {
    const { link } = await (await people.operator.post('/api/invites', { name, roles })).json() as { link: string };
    people[name] = await handrail.logIn(link);
  }
});
after(async () => {
  await handrail[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
  await standIn.close();
});

const asked = (id: string) => ({ runbook: 'fixture', step: id, digest: steps.find((step) => step.id === id)?.digest ?? '', environment: 'stand-in', parameters: {} });
const start = (who: Client, id: string, extra: object = {}) => who.post('/api/runs', { ...asked(id), size: { cols: 100, rows: 30 }, ...extra }, { 'idempotency-key': crypto.randomUUID() });
async function finish(id: string, extra: object = {}): Promise<{ run: Run; output: string }> {
  const answer = await start(people.operator, id, extra);
  if (!answer.ok) throw new Error(await answer.text());
  const run = await people.operator.ended(((await answer.json()) as { run: Run }).run.id);
  return { run, output: await people.operator.output(run.id) };
}
const code = async (answer: Response) => ((await answer.json()) as { error?: { code: string } }).error?.code;
const record = (name: RegExp) => readdirSync(join(handrail.data, 'audit')).filter((file) => name.test(file)).map((file) => readFileSync(join(handrail.data, 'audit', file), 'utf8')).join('');

test('a step looks at the cluster as the person it is run by, and sees no credential', async () => {
  const { run, output } = await finish('look');
  assert.match(output, /handrail:operator/, output);
  assert.equal(run.exitStatus, 0, output);
  assert.doesNotMatch(output, /canary|token:/);
  const seen = standIn.seen.filter(({ url }) => url.includes('/configmaps'));
  assert.ok(seen.length > 0 && seen.every(({ by, headers }) => by === 'token' && headers['impersonate-user']?.join() === 'handrail:operator'));
});

test('a step that only reads deletes nothing, and no other namespace is reached, whatever its shell does', async () => {
  const { run, output } = await finish('overreach');
  assert.notEqual(run.exitStatus, 0);
  assert.match(output, /declared “read”.*counts as “destroy”/, output);
  assert.match(output, /offers the namespace default, not kube-system/, output);
  assert.equal(standIn.seen.some(({ method, url }) => method === 'DELETE' || url.includes('kube-system')), false);
});

test('its Redis is reached without a password inside, and a read writes nothing', async () => {
  const { output } = await finish('redis');
  assert.match(output, /PONG/, output);
  assert.match(output, /SET a b\s+\(error\)/, output);
  assert.match(output, /GET a\s+\(nil\)/, output);
});

test('nothing of a credential, nor a way out, is in the sandbox', async () => {
  const { output } = await finish('by-name');
  for (const secret of [token, redis.password, standIn.folder, redis.folder]) assert.ok(!output.includes(secret), output);
  assert.match(output, /Network is unreachable/);
});

test('a change waits for somebody else, who sees it whole; it then runs once, and the record says who', async () => {
  assert.equal(await code(await start(people.operator, 'change')), 'approval-missing');
  const { approval } = await (await people.operator.post('/api/approvals', { ...asked('change'), reason: 'the map is missing' })).json() as { approval: { id: string } };
  assert.notEqual((await start(people.operator, 'change', { approval: approval.id })).status, 201, 'not before it is approved');
  assert.notEqual((await people.operator.post(`/api/approvals/${approval.id}/approve`, {})).status, 200, 'nobody approves their own');
  const whole = await (await people.bea.get(`/api/approvals/${approval.id}`)).text();
  assert.match(whole, /kubectl create configmap done/);
  assert.equal((await people.bea.post(`/api/approvals/${approval.id}/approve`, {})).status, 200);
  const { run, output } = await finish('change', { approval: approval.id });
  assert.equal(run.exitStatus, 0, output);
  assert.notEqual((await start(people.operator, 'change', { approval: approval.id })).status, 201, 'not twice');
  assert.match(record(/^server/), new RegExp(`"run-allowed".*${run.id}.*"approval":"${approval.id}"`));
});

test('a trainee has no way there', async () => {
  assert.equal(await code(await start(people.tom, 'look')), 'denied');
  assert.equal((await people.tom.get('/api/workspaces/stand-in')).status, 403);
});

test('every request stands in the runner’s record, refused ones too, and both records hold', () => {
  const lines = record(/^runner/);
  assert.match(lines, /"method":"DELETE"/);
  assert.match(lines, /"redis"/);
  for (const secret of [token, redis.password]) assert.ok(!lines.includes(secret) && !record(/^server/).includes(secret));
  const { status, stdout, stderr } = handrail.cli('audit', 'verify');
  assert.equal(status, 0, stdout + stderr);
});

test('rules that change hold at once, without a restart', async () => {
  const file = handrail.environment.HANDRAIL_ENVIRONMENTS ?? '';
  writeFileSync(file, readFileSync(file, 'utf8').replace('"name":"look","decide":"allow"', '"name":"look","decide":"deny"'));
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    if (await code(await start(people.operator, 'by-name')) === 'denied') return;
  }
  assert.fail('the rules of before still hold');
});
