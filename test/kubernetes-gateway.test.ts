/**
 * The real kubectl through the gateway of a run, to a cluster behind TLS with tokens and client certificates: what kubectl can
 * do, which credential the cluster sees, and what the person is told when something about it is wrong. The credentials are
 * canaries: at the end they are looked for in all that came out.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { load, seed } from '../bench/gateway-load.ts';
import { type Effect, effects } from '../common/catalog/effect.ts';
import { newRunId } from '../common/ids.ts';
import { systemClock } from '../server/clock.ts';
import type { Log } from '../server/log.ts';
import type { Pod } from '../server/practice/cluster/pod.ts';
import { pods } from '../server/practice/cluster/resources.ts';
import { finish, type Done } from '../server/practice/trial-practice.ts';
import { openClusters } from '../server/runner/gateway/kubernetes/clusters.ts';
import { type Kubernetes, openKubernetes } from '../server/runner/gateway/kubernetes/open.ts';
import { currentContext, kubeconfig } from '../server/runner/kubeconfig.ts';
import { StandIn } from './kubernetes-stand-in.ts';

const canaries = { first: 'canary-token-first', second: 'canary-token-second', plugin: 'canary-token-plugin' };
/** all that came out: what kubectl printed and was given, what was recorded, what was logged or thrown */
const out: string[] = [];
const recorded: Record<string, unknown>[] = [];
const open: Kubernetes[] = [];
let standIn: StandIn;
let opened = 0;
const run = newRunId(Date.now(), systemClock.random(10));

before(async () => {
  standIn = await StandIn.start();
  standIn.tokens.add(canaries.first);
  standIn.cluster.apply([
    ...seed,
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'busybox', command: ['sh', '-c', 'while true; do echo tick; sleep 0.2; done'] }] } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'idle', namespace: 'default' }, spec: { replicas: 0, selector: { matchLabels: { app: 'idle' } }, template: { metadata: { labels: { app: 'idle' } }, spec: { containers: [{ name: 'idle', image: 'busybox' }] } } } },
  ]);
  await until(() => standIn.cluster.storage.list<Pod>(pods, 'default').every(({ status }) => status?.containerStatuses?.every(({ ready }) => ready) === true));
});
after(async () => {
  for (const one of open) one.close();
  await standIn.close();
});

interface Told { kubectl: (args: string, input?: string) => Promise<Done>; socket: string; begin: (args: string[], program?: string) => ReturnType<StandIn['kubectl']> }

/** Takes the operator's kubeconfig and the step's effect; gives kubectl as a step of that effect has it. */
async function through(file: string, effect: Effect = 'read', interactive = false, more: object = {}): Promise<Told> {
  const number = opened += 1;
  const kubernetes = await openKubernetes({
    socket: join(standIn.folder, `gateway-${number}`), clusters: openClusters(),
    request: { run, person: 'alice', groups: ['staff', 'system:masters'], environment: 'production', step: { runbook: 'book', id: 'step', effect, interactive } as never },
    reaches: { prod: { kubeconfig: { file }, namespace: 'default', namespaces: null, verbs: null, impersonate: { prefix: 'handrail:', groups: 'provider' }, ...more } },
    audit: { add: (event) => { recorded.push(event as Record<string, unknown>); }, durable: () => Promise.resolve() },
    log: { error: (fields: object, message: string) => { out.push(JSON.stringify(fields), message); } } as unknown as Log,
  });
  open.push(kubernetes);
  const port = await standIn.forward(kubernetes.socket);
  const inside = kubeconfig(kubernetes.contexts, port);
  out.push(inside);
  const path = [standIn.write(`current-${number}`, currentContext('prod')), standIn.write(`inside-${number}`, inside)].join(':');
  const begin = (args: string[], program?: string) => standIn.kubectl(path, args, program);
  return {
    socket: kubernetes.socket, begin,
    kubectl: async (args, input) => {
      const done = await finish(begin(args.split(' ')), input);
      out.push(done.out, done.error);
      return done;
    },
  };
}

/** Waits until something is so, for a minute at most; what follows says what is missing. */
async function until(isSo: () => boolean): Promise<void> {
  for (const late = Date.now() + 60_000; !isSo() && Date.now() < late;) await new Promise((waited) => setTimeout(waited, 10));
}

const byToken = (token: string = canaries.first) => standIn.kubeconfig({ token });

test('the cluster knows the gateway by its token, and the person by their name, groups, run and step', async () => {
  const { kubectl } = await through(byToken());
  const { out: printed, error, status } = await kubectl('get pods');
  assert.match(printed, /web +1\/1 +Running/, error);
  assert.equal(status, 0);
  const { by, headers } = standIn.seen.findLast(({ url }) => url.includes('/pods')) ?? {};
  assert.equal(by, 'token');
  assert.deepEqual(Object.entries(headers ?? {}).filter(([name]) => name.startsWith('impersonate')), [
    ['impersonate-user', ['handrail:alice']], ['impersonate-group', ['staff']], ['impersonate-extra-handrail-run', [run]], ['impersonate-extra-handrail-step', ['book/step']],
  ]);
  assert.deepEqual(recorded.findLast(({ resource }) => resource === 'pods'), {
    run, person: 'alice', environment: 'production', gateway: 'kubernetes', context: 'prod', method: 'GET', path: '/api/v1/namespaces/default/pods?limit=500', upgrade: false,
    verb: 'list', group: '', resource: 'pods', subresource: '', namespace: 'default', name: null, effect: 'read', allowed: true, why: null,
  });
});

test('a step that reads sees what there is, and can do nothing to it', async () => {
  const { kubectl, begin } = await through(byToken());
  assert.match((await kubectl('exec web -- ls /')).out, /usr/);
  assert.match((await kubectl('auth can-i delete pods')).out, /yes/);
  assert.match((await kubectl('delete pod web --dry-run=server')).out, /server dry run/);
  assert.match((await kubectl('describe secret keys')).out, /password: +7 bytes/);
  const secret = JSON.parse((await kubectl('get secret keys -o json')).out) as { data: { password: string } };
  assert.equal(Buffer.from(secret.data.password, 'base64').toString(), '*******');
  for (const [args, told] of [
    ['delete pod web', /Forbidden.*declared “read”, and “delete pods web” counts as “destroy”/], ['delete pods --all --wait=false', /“destroy”/], ['exec web -- rm /nothing', /“exec pods\/exec web” \(the command “rm \/nothing”\) counts as “destroy”/],
    ['exec -i web -- sh', /What is typed/], ['scale deployment idle --replicas=0', /“patch deployments.apps\/scale idle” counts as “change”/], ['label pod web a=b', /“patch pods web” counts as “change”/],
    ['create token default', /credential inside the step/], ['drain practice --force --ignore-daemonsets', /“change”/],
  ] as const) {
    const { status, error } = await kubectl(args);
    assert.match(error, told);
    assert.equal(status, 1);
  }
  assert.match((await kubectl('get pods -o name')).out, /pod\/web/);
  const logs = begin(['logs', '-f', 'web']);
  const [first] = await once(logs.stdout!, 'data') as [Buffer];
  assert.match(first.toString(), /tick/);
  logs.kill();
});

test('a step that changes applies, copies in and out, and watches; it deletes nothing', async () => {
  const { kubectl, begin } = await through(byToken(), 'change');
  const watch = begin(['get', 'configmaps', '-w', '-o', 'name']);
  let seen = '';
  watch.stdout!.on('data', (chunk: Buffer) => { seen += chunk.toString(); });
  await until(() => recorded.some(({ verb, resource }) => verb === 'watch' && resource === 'configmaps'));
  const map = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"fresh"},"data":{"a":"b"}}';
  assert.match((await kubectl('diff -f -', map)).out, /fresh/);
  assert.match((await kubectl('apply -f -', map)).out, /created/);
  await until(() => seen.includes('fresh'));
  watch.kill();
  assert.match(seen, /configmap\/fresh/);
  const there = join(standIn.folder, 'there');
  const file = standIn.write('sent', 'through and back');
  assert.deepEqual((await finish(begin(['exec', 'web', '--', 'mkdir', there]))).status, 1, 'unknown commands destroy');
  const up = await kubectl(`cp ${file} web:/tmp/${run}`);
  assert.equal(up.status, 0, up.error);
  const down = await kubectl(`cp web:/tmp/${run} ${there}`);
  assert.equal(down.status, 0, down.error);
  assert.equal(readFileSync(there, 'utf8'), 'through and back');
  assert.match((await kubectl('delete configmap fresh')).error, /declared “change”/);
  const { kubectl: harsh } = await through(byToken(), 'destroy');
  assert.match((await harsh('delete configmap fresh')).out, /deleted/);
  await harsh(`exec web -- rm /tmp/${run}`);
  assert.match((await harsh('get secret keys -o jsonpath={.data.password}')).out, /aHVudGVyMg==/);
});

test('a step to type into has its terminal, and a port is bytes both ways', async () => {
  const { begin } = await through(byToken(), 'read', true);
  const terminal = begin(['-qec', 'kubectl exec -it web -- cat', '/dev/null'], 'script');
  let screen = '';
  terminal.stdout!.on('data', (chunk: Buffer) => { screen += chunk.toString(); });
  terminal.stdin!.write('typed\n');
  await until(() => /typed[^]*typed/.test(screen));
  terminal.kill();
  assert.match(screen, /typed[^]*typed/);
  const { socket } = await through(byToken(), 'destroy');
  const near = connect(socket);
  let heard = '';
  near.on('data', (chunk: Buffer) => { heard += chunk.toString(); });
  near.write('POST /contexts/prod/api/v1/namespaces/default/pods/web/portforward?ports=80 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: portforward.k8s.io\r\n\r\nhello');
  await until(() => heard.endsWith('HELLO'));
  near.destroy();
  assert.match(heard, /^HTTP\/1\.1 101 [^]*HELLO$/);
});

test('a token in a file is read again when the cluster no longer takes the one before, in the midst of a run', async () => {
  const token = standIn.write('token', `${canaries.first}\n`);
  const { kubectl } = await through(standIn.kubeconfig({ tokenFile: token }));
  assert.equal((await kubectl('get pods')).status, 0);
  writeFileSync(token, canaries.second);
  standIn.tokens.clear();
  standIn.tokens.add(canaries.second);
  assert.equal((await kubectl('get pods')).status, 0);
  writeFileSync(token, 'canary-token-third');
  standIn.tokens.clear();
  const { error, status } = await kubectl('get pods');
  assert.match(error, /The cluster does not accept the credential of this environment\. Nothing was done\. Ask whoever runs Handrail/);
  assert.equal(status, 1);
  standIn.tokens.add(canaries.first);
});

test('a plugin is asked once for many requests, and again when the cluster no longer takes what it gave', async () => {
  const asked = join(standIn.folder, 'asked');
  const plugin = standIn.write('plugin', `#!/bin/sh\necho asked >> ${asked}\necho '{"kind":"ExecCredential","status":{"token":"'"$(cat ${standIn.folder}/given)"'"}}'\n`, 0o700);
  standIn.write('given', canaries.plugin);
  standIn.tokens.add(canaries.plugin);
  const { kubectl } = await through(standIn.kubeconfig({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: plugin, interactiveMode: 'Never' } }));
  assert.equal((await kubectl('get pods')).status, 0);
  assert.equal((await kubectl('get services')).status, 0);
  assert.equal(readFileSync(asked, 'utf8'), 'asked\n');
  standIn.write('given', canaries.second);
  standIn.tokens.delete(canaries.plugin);
  standIn.tokens.add(canaries.second);
  const { status, error } = await kubectl('get pods');
  assert.equal(status, 0, error);
  assert.equal(readFileSync(asked, 'utf8'), 'asked\nasked\n');
});

test('a client certificate is shown', async () => {
  const { cert, key } = await standIn.client('gateway', Date.now() + 3_600_000);
  const files = { 'client-certificate': standIn.write('cert', cert), 'client-key': standIn.write('key', key) };
  const { kubectl } = await through(standIn.kubeconfig(files));
  assert.match((await kubectl('get pods')).out, /web/);
  assert.equal(standIn.seen.at(-1)?.by, 'certificate');
});

test('a proxy of the kubeconfig is gone through, upgrades too', async () => {
  const asked: string[] = [];
  const proxy = createServer().on('connect', (request, near, head) => {
    asked.push(request.url ?? '');
    const far = connect(Number(new URL(standIn.url).port), '127.0.0.1', () => {
      near.write('HTTP/1.1 200 OK\r\n\r\n');
      far.write(head);
      near.pipe(far).pipe(near);
    });
    for (const end of [near, far]) end.on('error', () => { near.destroy(); far.destroy(); });
  });
  await new Promise<void>((listening) => { proxy.listen(0, '127.0.0.1', listening); });
  const { kubectl } = await through(standIn.kubeconfig({ token: canaries.first }, { 'proxy-url': `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` }));
  assert.match((await kubectl('get pods')).out, /web/);
  const listed = await kubectl('exec web -- ls /');
  assert.match(listed.out, /usr/, listed.error);
  assert.ok(asked.length > 1 && asked.every((one) => one === new URL(standIn.url).host), asked.join());
  proxy.close();
  proxy.closeAllConnections();
});

test('what is wrong with the operator’s kubeconfig is said in a sentence', async () => {
  const other = await StandIn.start();
  const expired = await standIn.client('gateway', Date.now() - 3_600_000);
  const data = (pair: { cert: string; key: string }) => ({ 'client-certificate-data': Buffer.from(pair.cert).toString('base64'), 'client-key-data': Buffer.from(pair.key).toString('base64') });
  const token = canaries.first;
  const cases: readonly (readonly [string, RegExp])[] = [
    [standIn.kubeconfig(data(expired), {}, 'a'), /client certificate that expired on \d{4}-\d\d-\d\d: have it renewed/],
    [standIn.kubeconfig({ token }, { 'insecure-skip-tls-verify': true }, 'b'), /insecure-skip-tls-verify/],
    [standIn.kubeconfig({ token }, { server: standIn.url.replace('https', 'http') }, 'c'), /no server of the form https/],
    [standIn.kubeconfig({ token, as: 'root' }, {}, 'd'), /impersonates somebody already/],
    [standIn.kubeconfig({}, {}, 'e'), /neither a token nor a client certificate/],
    [standIn.kubeconfig({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: standIn.write('failing', `#!/bin/sh\necho ${token} >&2\nexit 1\n`, 0o700) } }, {}, 'f'), /credential of production\/prod cannot be had/],
    [standIn.write('g', `users: [{name: x, user: {token: ${token}`), /cannot be had/],
    [join(standIn.folder, 'missing'), /cannot be had \(ENOENT\)/],
  ];
  const endpoint = { namespace: 'default', namespaces: null, verbs: null, impersonate: null };
  for (const [file, told] of cases) {
    await assert.rejects(openClusters().open('production/prod', { ...endpoint, kubeconfig: { file } }).dial(true), (error: Error) => {
      out.push(JSON.stringify({ ...error }), String(error.stack));
      return told.test(error.message);
    });
  }
  const { kubectl: told } = await through(cases[0]![0]);
  assert.match((await told('get pods')).error, cases[0]![1]);
  for (const [cluster, told] of [
    [{ 'certificate-authority-data': Buffer.from(other.authority.cert).toString('base64') }, /not signed by an authority that is trusted here, so nothing was sent/],
    [{ 'tls-server-name': 'elsewhere.example' }, /is for another name, so nothing was sent/],
    [{ server: 'https://127.0.0.1:1' }, /nobody listens there/],
  ] as const) {
    const before = standIn.seen.length;
    const { kubectl } = await through(standIn.kubeconfig({ token }, cluster, `h${opened}`));
    const { error, status } = await kubectl('get pods');
    assert.match(error, told);
    assert.equal(status, 1);
    assert.equal(standIn.seen.length, before);
  }
  await other.close();
});

test('endpoints may offer a few namespaces and verbs', async () => {
  const { kubectl } = await through(byToken(), 'destroy', false, { namespaces: ['default'], verbs: ['get', 'list', 'watch'] });
  assert.match((await kubectl('get pods')).out, /web/);
  assert.match((await kubectl('get pods -A')).error, /all namespaces at once: name one with -n/);
  assert.match((await kubectl('get pods -n kube-system')).error, /offers the namespace default, not kube-system/);
  assert.match((await kubectl('delete pod web')).error, /offers the verbs get, list, watch, not delete/);
  assert.match((await kubectl('api-resources')).out, /pods/);
});

test('mixed work, several at a time, goes on while the token is changed', async () => {
  const token = standIn.write('rotated', canaries.first);
  const file = standIn.kubeconfig({ tokenFile: token }, {}, 'rotating');
  const steps = Object.fromEntries(await Promise.all(effects.map(async (effect) => [effect, await through(file, effect)] as const)));
  let [current, changes, at]: [string, number, number] = [canaries.first, 0, standIn.seen.length];
  const change = setInterval(() => {
    const requests = standIn.seen.length - at;
    // The one before holds for a few requests more, as a cluster's do for a while.
    if (requests >= 3) for (const other of standIn.tokens) if (other !== current) standIn.tokens.delete(other);
    if (requests < 12) return;
    current = current === canaries.first ? canaries.second : canaries.first;
    standIn.tokens.add(current);
    writeFileSync(token, current);
    [changes, at] = [changes + 1, standIn.seen.length];
  }, 5);
  const { done, failures } = await load((effect, args) => steps[effect]!.begin([...args]), 3, { count: 11 });
  clearInterval(change);
  assert.deepEqual(failures, []);
  assert.equal(done, 11);
  assert.ok(changes > 1, `${changes} changes`);
});

test('no credential is in anything that came out', () => {
  const all = [...out, ...recorded.map((each) => JSON.stringify(each))].join('\n');
  assert.ok(recorded.length > 50 && out.length > 30);
  assert.doesNotMatch(all, /canary|BEGIN|Bearer/);
  assert.match(JSON.stringify(standIn.seen.map(({ headers }) => headers['authorization'])), /canary/, 'the cluster alone sees it');
});
