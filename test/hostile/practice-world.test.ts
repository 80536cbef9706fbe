/**
 * What a person may do to a practice world that would reach beyond it: through its front door, with readers that do not
 * read, with what pods leave on disk, and through the control API. After each, another person's world must answer.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { TrialPractice, type TrialWorld } from '../../server/practice/trial-practice.ts';
import { pause } from '../handrail.ts';

const context = '/contexts/usdfdev-prompt-processing';
const core = '/api/v1/namespaces/default';
let practice: TrialPractice;
let mallory: TrialWorld;
let alice: TrialWorld;

before(async () => {
  practice = await TrialPractice.start();
  mallory = await practice.world('mallory');
  alice = await practice.world('alice');
  for (const world of [mallory, alice]) await ask(world, 'GET', '/version');
});
after(() => practice[Symbol.asyncDispose]());
afterEach(async () => {
  assert.equal(practice.process.exitCode, null, practice.log);
  assert.ok(await waited() < 2_000);
  assert.ok(residentMiB() < 1_000, `${residentMiB()} MiB`);
});

const residentMiB = (): number => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${practice.process.pid}/status`, 'utf8'))?.[1]) / 1024);

interface Answer { status: number; text: string }

/** Asks a world's API in the dev context. Status 0: no answer within a minute. */
function ask({ socket }: TrialWorld, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve) => {
    const asked = request({ socketPath: socket, method, path: `${context}${path}`, agent: false, headers: { ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }), ...headers } }, (answer) => {
      let heard = '';
      answer.on('data', (chunk: Buffer) => { if (heard.length < 100_000) heard += chunk.toString(); });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: heard }));
    });
    asked.on('error', () => resolve({ status: 0, text: '' }));
    setTimeout(() => asked.destroy(), 60_000).unref();
    asked.end(text);
  });
}

/** Milliseconds another world waits for an answer, but for those in which the machine was busy with others. */
async function waited(): Promise<number> {
  const [begun, crowded] = [performance.now(), practice.crowdedOut];
  assert.equal((await ask(alice, 'GET', '/version')).status, 200);
  return performance.now() - begun - (practice.crowdedOut - crowded);
}

/** Waits until the first world answers with a status; gives the answer. */
async function answered(status: number, path = '/version'): Promise<Answer> {
  for (const late = Date.now() + 60_000; ; await pause(25)) {
    const answer = await ask(mallory, 'GET', path);
    if (answer.status === status) return answer;
    assert.ok(Date.now() < late, `${answer.status} ${answer.text.slice(0, 300)}`);
  }
}

/** Takes what to do; gives the longest that another world waited meanwhile, milliseconds. */
async function slowest(act: () => Promise<unknown>): Promise<number> {
  let [longest, done] = [0, false];
  const acting = act().finally(() => { done = true; });
  while (!done) {
    longest = Math.max(longest, await waited());
    await pause(20);
  }
  await acting;
  return longest;
}

/** Takes what to send to the front door; gives what comes back until it closes, or half a minute has passed. */
function sayAtFront(text: string): Promise<string> {
  return new Promise((resolve) => {
    const near = connect(mallory.front.socket);
    let heard = '';
    near.on('data', (chunk: Buffer) => { heard += chunk.toString('latin1'); });
    near.on('error', () => undefined);
    const late = setTimeout(() => near.destroy(), 30_000);
    near.on('close', () => {
      clearTimeout(late);
      resolve(heard);
    });
    near.write(text);
  });
}

const connectTo = (host: string): string => `CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

/** Asks on a connection for a site, and speaks TLS with it; null when that is refused. */
async function enter(near: Socket): Promise<Socket | null> {
  near.on('error', () => undefined);
  const said = new Promise<string>((resolve) => {
    near.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1')));
    near.once('close', () => resolve(''));
  });
  near.write(connectTo('github.com'));
  if (!(await said).startsWith('HTTP/1.1 200')) return null;
  const inner = connectTls({ socket: near, servername: 'github.com', rejectUnauthorized: false });
  inner.on('error', () => undefined);
  return await new Promise((resolve) => {
    inner.once('secureConnect', () => resolve(inner));
    inner.once('close', () => resolve(null));
  });
}

test('TLS within TLS within TLS is refused: the stack of the process would end before the sixtieth', async () => {
  let near: Socket | null = connect(mallory.front.socket);
  const first = near;
  let depth = 0;
  for (; near !== null && depth < 70; depth += 1) near = await enter(near);
  first.destroy();
  assert.equal(depth, 2, 'the second is refused');
});

test('the front door leads to no other world, socket, port or address', async () => {
  const others = ['alice', '127.0.0.1', '169.254.169.254', 'localhost', 'unix', 'github.com.evil.example', 'practice.internal'];
  for (const host of others) assert.match(await sayAtFront(connectTo(host)), /^HTTP\/1\.1 403 /, host);
  for (const port of [80, 22, 6443, 65_536]) assert.match(await sayAtFront(`CONNECT github.com:${port} HTTP/1.1\r\nHost: x\r\n\r\n`), /^HTTP\/1\.1 403 /, String(port));
  for (const target of [`http://x${context}/version`, `${context}/version`, `http://github.com:6443${context}/version`, 'http://alice/', 'file:///etc/passwd', `http://unix:${alice.socket}:/version`, 'http://github.com@127.0.0.1/']) {
    assert.match(await sayAtFront(`GET ${target} HTTP/1.1\r\nHost: github.com\r\nImpersonate-User: root\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 40[034] /, target);
  }
  const both = await sayAtFront(`GET http://github.com/ HTTP/1.1\r\nHost: github.com\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET ${context}/api/v1/secrets HTTP/1.1\r\n\r\n`);
  assert.match(both, /^HTTP\/1\.1 400 /);
  assert.doesNotMatch(both, /SecretList/);
});

test('connections that say half a word are let go, and keep no other world waiting', async () => {
  const halves = ['', 'CONNECT git', 'GET http://github.com/ HTTP/1.1\r\nX: ', connectTo('github.com')];
  const near = Array.from({ length: 200 }, (_, at) => {
    const one = connect(mallory.front.socket);
    one.on('error', () => undefined);
    one.write(halves[at % halves.length] ?? '');
    return one;
  });
  await pause(100);
  assert.ok(await waited() < 1_000);
  assert.match(await new Promise<string>((resolve) => {
    const asked = request({ socketPath: alice.front.socket, path: 'http://github.com/', agent: false }, (answer) => { resolve(String(answer.statusCode)); answer.resume(); });
    asked.on('error', () => resolve('none'));
    asked.end();
  }), /404|200/, 'another world’s front door is open');
  for (const one of near) one.destroy();
});

test('hundreds of readers that do not read cost a bounded amount of memory', { timeout: 200_000 }, async () => {
  const near = (path: string): Socket => {
    const one = connect(mallory.socket);
    one.on('error', () => undefined);
    one.write(`GET ${context}${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    return one.pause();
  };
  const watches = Array.from({ length: 300 }, () => near('/api/v1/configmaps?watch=true'));
  const longest = await slowest(async () => {
    for (let at = 0; at < 10; at += 1) await ask(mallory, 'POST', `${core}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `large-${at}` }, data: { a: 'x'.repeat(900_000) } });
  });
  assert.ok(longest < 2_000, `another world waited ${longest} ms`);
  const lists: Socket[] = [];
  for (let at = 0; at < 150; at += 1) {
    lists.push(near('/api/v1/configmaps'));
    await pause(3);
  }
  const refused = await answered(429);
  assert.ok(residentMiB() < 1_000, `${residentMiB()} MiB`);
  assert.match(refused.text, /end the commands that do not read/);
  for (const one of lists) one.destroy();
  await answered(200);
  for (const one of watches) one.destroy();
  for (let at = 0; at < 10; at += 1) await ask(mallory, 'DELETE', `${core}/configmaps/large-${at}`);
});

test('more watches than a hundred are refused with what to do', async () => {
  const open = Array.from({ length: 101 }, () => {
    const one = request({ socketPath: mallory.socket, path: `${context}/api/v1/secrets?watch=true`, agent: false });
    one.on('error', () => undefined);
    one.end();
    return one;
  });
  const answers = await Promise.all(open.map((one) => new Promise<number>((resolve) => { one.on('response', (answer) => { answer.resume(); resolve(answer.statusCode ?? 0); }); })));
  assert.ok(answers.filter((status) => status === 200).length <= 100);
  assert.ok(answers.includes(429));
  for (const one of open) one.destroy();
  await answered(200, '/api/v1/secrets?watch=true&timeoutSeconds=1');
});

/** Makes a pod of an image that the world's network and folders are mounted in; waits for the word it prints last. */
async function inPod(name: string, script: string, image = 'redis:7', seconds = 150): Promise<string> {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 0, containers: [{ name: 'm', image, command: ['sh', '-c', `${script}\necho done; exec sleep 600`] }] } };
  assert.equal((await ask(mallory, 'POST', `${core}/pods`, pod)).status, 201);
  let text = '';
  for (const late = Date.now() + seconds * 1000; Date.now() < late && !/^done$/m.test(text); ) {
    await pause(50);
    ({ text } = await ask(mallory, 'GET', `${core}/pods/${name}/log`));
  }
  assert.match(text, /^done$/m);
  return text;
}

test('what pods leave of sockets, links and a hundred thousand files is cleared away while other worlds go on', { timeout: 200_000 }, async () => {
  await inPod('hoarder', `cd /run/practice/self && ln -s ${alice.socket} 8080.sock && ln -s ${practice.paths.practiceSocket} 6379.sock && mkfifo kafka-outbox
    perl -e 'for (1 .. 100_000) { open my $f, ">", "file-$_" or die }'
    perl -e 'for (1 .. 1500) { mkdir "dddddddddddddddd" or die; chdir "dddddddddddddddd" or die }'`);
  const longest = await slowest(async () => { assert.equal((await practice.ask('DELETE', '/worlds/mallory')).status, 204); });
  mallory = await practice.world('mallory');
  assert.ok(longest < 5_000, `another world waited ${longest} ms`);
});

test('a database that a pod exchanged for something else is refused in words, and a world with it is kept, put back and opened again', { timeout: 200_000 }, async () => {
  const sql = (): Promise<string> => new Promise((resolve) => {
    const asked = request({ socketPath: mallory.front.socket, method: 'POST', path: 'http://sql.practice.internal/', agent: false }, (answer) => {
      let heard = '';
      answer.on('data', (chunk: Buffer) => { heard += chunk.toString(); });
      answer.on('end', () => resolve(heard));
    });
    asked.end('SELECT 1;');
  });
  await inPod('exchanger', 'cd /run/practice/database && rm -f *; ln -s /etc/shadow efd_scheduler.db; mkfifo pipe efd_scheduler.db-wal; mkdir -p deep/er; perl -e \'open my $f, ">", "bad-\\xff"; truncate $f, 3e8\'', 'ghcr.io/lsst-dm/consdb-transformed-efd:latest');
  assert.match(await sql(), /is not there\. Reset the world/);
  const saved = await practice.ask('PUT', '/worlds/mallory/snapshots/odd');
  if (saved.status !== 200) assert.match(JSON.stringify(saved.body), /practice-refused.*it is as it was/);
  assert.ok(saved.status < 500, JSON.stringify(saved.body));
  await ask(mallory, 'DELETE', `${core}/pods/exchanger?gracePeriodSeconds=0`);
  practice.process.kill('SIGTERM');
  await practice.ended();
  await practice.again();
  [mallory, alice] = [await practice.world('mallory'), await practice.world('alice')];
  assert.equal((await ask(mallory, 'GET', '/version')).status, 200);
});

test('the control API takes no id, name, number or body that would lead elsewhere', async () => {
  const table: [method: string, path: string, body: object | undefined, statuses: number[]][] = [
    ['PUT', '/worlds/..%2falice', undefined, [400, 404]], ['PUT', '/worlds/.shared', undefined, [400]], ['PUT', '/worlds/.snapshots', undefined, [400]], ['DELETE', '/worlds/%2e%2e', undefined, [400, 404]],
    ['PUT', '/worlds/mallory/snapshots/..%2f..%2falice', undefined, [400]], ['PUT', '/worlds/mallory/snapshots/%2e%2e', undefined, [400, 404]], ['DELETE', '/worlds/mallory/snapshots/..', undefined, [400, 404]],
    ['POST', '/worlds/mallory/snapshots/..%2f..%2f..%2falice/restore', undefined, [400, 404]], ['DELETE', '/worlds/mallory/snapshots/.unfinished-x', undefined, [400, 404]],
    ['POST', '/worlds/mallory/clock', { ms: 1e300, inMs: 1 }, [400, 409, 422]], ['POST', '/worlds/mallory/clock', { ms: -1, inMs: 1 }, [400, 409, 422]], ['POST', '/worlds/mallory/clock', { ms: '5', inMs: 1 }, [400]],
    ['POST', '/worlds/mallory/clock', { ms: 366 * 86_400_000, inMs: 1e9 }, [400, 409, 422]], ['POST', '/worlds/mallory/clock', { ms: 1000, inMs: 1e-300 }, [400, 409, 422]],
    ['POST', '/worlds/mallory/scenarios/..%2f..%2fetc/start', {}, [400, 404]], ['POST', '/worlds/mallory/scenarios/__proto__/start', {}, [400, 404]], ['POST', '/worlds/mallory/scenarios/constructor/check', {}, [400, 404]],
    ['POST', '/worlds/mallory/clock', { ms: 1, inMs: 1, more: 'x'.repeat(20_000) }, [400, 413]],
  ];
  for (const [method, path, body, statuses] of table) {
    const { status, body: said } = await practice.ask(method, path, body);
    assert.ok(statuses.includes(status), `${method} ${path}: ${status} ${JSON.stringify(said)}`);
  }
});

test('a trainee gives nobody rights, themselves not either, whatever the way', async () => {
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const as = { 'impersonate-user': 'mallory' };
  const all = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }];
  const role = (kind: string, more: object): object => ({ apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name: 'way' }, ...more });
  const bound = { subjects: [{ kind: 'User', name: 'mallory' }] };
  const ref = (kind: string, name: string): object => ({ ...bound, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name } });
  const ways: [what: string, path: string, body: object][] = [
    ['a role with everything', `${rbac}/namespaces/prompt-redis/roles`, role('Role', { rules: all })],
    ['a role that may bind', `${rbac}/namespaces/prompt-redis/roles`, role('Role', { rules: [{ verbs: ['bind', 'escalate'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'] }] })],
    ['a role that may impersonate', `${rbac}/namespaces/prompt-redis/roles`, role('Role', { rules: [{ verbs: ['impersonate'], apiGroups: [''], resources: ['users', 'groups'] }] })],
    ['a cluster role that is added to `admin`', `${rbac}/clusterroles`, { ...role('ClusterRole', { rules: all }), metadata: { name: 'way', labels: { 'rbac.authorization.k8s.io/aggregate-to-admin': 'true' } } }],
    ['a binding to cluster-admin', `${rbac}/namespaces/prompt-redis/rolebindings`, role('RoleBinding', ref('ClusterRole', 'cluster-admin'))],
    ['a binding of the whole cluster', `${rbac}/clusterrolebindings`, role('ClusterRoleBinding', ref('ClusterRole', 'view'))],
    ['a project of Argo CD', '/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects', { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: 'way' }, spec: {} }],
    ['an Application of Argo CD', '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'way' }, spec: { source: { repoURL: 'https://github.com/lsst-sqre/phalanx', path: 'x' }, destination: {}, project: 'default' } }],
    ['a VaultSecret where nothing is theirs', '/apis/ricoberger.de/v1alpha1/namespaces/argocd/vaultsecrets', { apiVersion: 'ricoberger.de/v1alpha1', kind: 'VaultSecret', metadata: { name: 'way' }, spec: { path: 'secret/rubin/usdf-rsp/s3proxy', type: 'Opaque' } }],
  ];
  for (const [what, path, body] of ways) {
    const { status, text } = await ask(mallory, 'POST', path, body, as);
    assert.equal(status, 403, `${what}: ${status} ${text.slice(0, 300)}`);
  }
  const project = await ask(mallory, 'PATCH', '/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects/default', { spec: { clusterResourceWhitelist: [{ group: '*', kind: '*' }] } }, { ...as, 'content-type': 'application/merge-patch+json' });
  assert.equal(project.status, 403, project.text);
});
