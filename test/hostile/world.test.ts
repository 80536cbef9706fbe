/**
 * What one person's world may be asked for that would break the machine, or everybody else's: paths that lead out of a pod,
 * objects that grow without end, texts that take for ever. After each, another person's world must answer at once.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import { TrialPractice, type TrialWorld } from '../../server/practice/trial-practice.ts';
import { pause } from '../handrail.ts';
import { timed } from './turns.ts';

const outside = mkdtempSync('/tmp/hr-outside-');
let practice: TrialPractice;
let mallory: TrialWorld;
let alice: TrialWorld;

before(async () => {
  practice = await TrialPractice.start();
  mallory = await practice.world('mallory');
  alice = await practice.world('alice');
});
after(async () => {
  await practice[Symbol.asyncDispose]();
  rmSync(outside, { recursive: true });
});
afterEach(async () => {
  const { result, ms } = await inWorlds(() => ask(alice, 'GET', '/version'));
  assert.equal(result.status, 200);
  assert.ok(ms < 1_000, `another world waited ${ms} ms`);
  assert.ok(residentMiB() < 700, `${residentMiB()} MiB`);
});

/** Takes what to do; gives what it gave, and how long it took but for the time in which the machine was busy with others. */
const inWorlds = <Result>(act: () => Promise<Result>) => timed(act, process.pid, practice.process.pid ?? 0);

const residentMiB = () => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${practice.process.pid}/status`, 'utf8'))?.[1]) / 1024);

/** Asks a world's API in the dev context. Status 0: no answer within a minute. */
function ask({ socket }: TrialWorld, method: string, path: string, body?: unknown, type = 'application/json'): Promise<{ status: number; text: string }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
  return new Promise((resolve) => {
    const asked = request({ socketPath: socket, method, path: `/contexts/usdfdev-prompt-processing${path}`, agent: false, headers: body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(text) } }, (answer) => {
      let heard = '';
      answer.on('data', (chunk: Buffer) => { heard += chunk.toString(); });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: heard }));
    });
    asked.on('error', () => resolve({ status: 0, text: '' }));
    setTimeout(() => asked.destroy(), 60_000).unref();
    asked.end(body === undefined ? undefined : text);
  });
}

const core = '/api/v1/namespaces/default';
let numbered = 0;
function podWith(spec: object, container: object): { name: string; body: object } {
  numbered += 1;
  const name = `odd-${numbered}`;
  return { name, body: { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { terminationGracePeriodSeconds: 0, restartPolicy: 'Never', ...spec, containers: [{ name: 'main', image: 'busybox', command: ['sleep', '30'], ...container }] } } };
}

interface ContainerState { running?: object; waiting?: { reason?: string; message?: string }; terminated?: { reason: string; message?: string } }

/** Makes a pod and waits until its container runs (or, when asked for, has run), or cannot; gives its state, and takes the pod away. */
async function tryPod(spec: object, container: object, toTheEnd = false): Promise<ContainerState> {
  const { name, body } = podWith(spec, container);
  const made = await ask(mallory, 'POST', `${core}/pods`, body);
  assert.ok([201, 422].includes(made.status), made.text);
  if (made.status === 422) return { terminated: { reason: 'Refused', message: (JSON.parse(made.text) as { message: string }).message } };
  let state: ContainerState = {};
  for (const late = Date.now() + 30_000; Date.now() < late;) {
    const pod = JSON.parse((await ask(mallory, 'GET', `${core}/pods/${name}`)).text) as { status?: { containerStatuses?: { state: ContainerState }[] } };
    state = pod.status?.containerStatuses?.[0]?.state ?? {};
    if ((state.running && !toTheEnd) || state.terminated || (state.waiting?.reason ?? 'ContainerCreating') !== 'ContainerCreating') break;
    await pause(20);
  }
  await ask(mallory, 'DELETE', `${core}/pods/${name}?gracePeriodSeconds=0`);
  return state;
}

const root = `oldroot${outside}`;
const volumes = [{ name: 'v', emptyDir: {} }];
const mountedAt = (mountPath: string, more: object = {}): [object, object] => [{ volumes }, { volumeMounts: [{ name: 'v', mountPath, ...more }] }];
const waysOut: [what: string, spec: object, container: object][] = [
  ['a working directory with ..', {}, { workingDir: `/../${root}/a` }],
  ['a working directory below /tmp with ..', {}, { workingDir: `/tmp/../../${root}/b` }],
  ['a working directory through /proc/self/root', {}, { workingDir: `/proc/self/root/${root}/c` }],
  ['a working directory through /proc/self/cwd', {}, { workingDir: `/proc/self/cwd/${root}/d` }],
  ['a working directory through /proc/1/root, with //', {}, { workingDir: `//proc//1/root/${root}/e` }],
  ['a working directory through /dev/fd', {}, { workingDir: `/dev/fd/../root/${root}/f` }],
  ['a mount through /proc/self/root', ...mountedAt(`/proc/self/root/${root}/g`)],
  ['a mount of a sub-path through /proc/self/root', ...mountedAt(`/proc/self/root/${root}/h`, { subPath: 'x' })],
  ['a mount with ..', ...mountedAt(`/../${root}/i`)],
  ['a mount with .. behind /tmp', ...mountedAt(`/tmp/../../${root}/j`, { subPath: 'x' })],
  ['a mount through /proc/thread-self/root', ...mountedAt(`/proc/thread-self/root/${root}/k`)],
  ['a mount over /proc', ...mountedAt('/proc')],
  ['a mount over /dev', ...mountedAt('/dev')],
  ['a sub-path with ..', ...mountedAt('/v', { subPath: `../../${outside}/l` })],
];
for (const [what, spec, container] of waysOut) {
  test(`${what} makes nothing on the machine`, async () => {
    const { running } = await tryPod(spec, container);
    assert.deepEqual(readdirSync(outside), []);
    // Those that are made plain may run, inside; nothing is placed in /proc or /dev.
    if (/\/proc|\/dev/.test(what)) assert.equal(running, undefined);
  });
}

test('a file of a ConfigMap is placed nowhere outside', async () => {
  await ask(mallory, 'POST', `${core}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'files' }, data: { key: 'evil' } });
  for (const mountPath of [`/proc/self/root/${root}/m`, `/../${root}/n`]) {
    await tryPod({ volumes: [{ name: 'v', configMap: { name: 'files' } }] }, { volumeMounts: [{ name: 'v', mountPath, subPath: 'key' }] });
  }
  for (const path of ['../../../escaped', '/etc/escaped', 'a/../../../escaped']) {
    await tryPod({ volumes: [{ name: 'v', configMap: { name: 'files', items: [{ key: 'key', path }] } }] }, { volumeMounts: [{ name: 'v', mountPath: '/v' }] });
  }
  assert.deepEqual(readdirSync(outside), []);
  // Pods come and go below it meanwhile, which `find` takes in its stride.
  assert.equal(spawnSync('find', [practice.folder, '/etc', '-name', 'escaped'], { encoding: 'utf8' }).stdout, '');
});

test('a folder of the machine is not to be had: a hostPath is an empty folder', async () => {
  const { terminated } = await tryPod({ hostNetwork: true, hostPID: true, hostIPC: true, volumes: [{ name: 'v', hostPath: { path: '/etc' } }] },
    { command: ['sh', '-c', 'test ! -e /v/shadow && test "$(ls /proc | grep -c "^[0-9]")" -lt 9 && test ! -e /root'], volumeMounts: [{ name: 'v', mountPath: '/v' }], securityContext: { privileged: true, runAsUser: 0 } }, true);
  assert.equal(terminated?.reason, 'Completed');
});

test('links that a pod leaves in its volume lead nowhere when the next one mounts it', async () => {
  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'kept' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } } };
  await ask(mallory, 'POST', `${core}/persistentvolumeclaims`, claim);
  const held = [{ name: 'v', persistentVolumeClaim: { claimName: 'kept' } }];
  const first = await tryPod({ volumes: held }, { command: ['sh', '-c', `ln -s / /v/all; ln -s ${outside} /v/out; ln -s /${root} /v/old; mkfifo /v/fifo; mkdir /v/deep; echo planted`], volumeMounts: [{ name: 'v', mountPath: '/v' }] }, true);
  assert.equal(first.terminated?.reason, 'Completed');
  for (const subPath of ['out/x', 'old/x', `all/${outside}/x`, 'fifo', 'deep/../old/y']) {
    await tryPod({ volumes: held }, { volumeMounts: [{ name: 'v', mountPath: '/w', subPath }] });
  }
  for (const workingDir of ['/v/out/made', '/v/old/made', '//v/old/made', '/v/deep/../old/made', '/v/fifo']) {
    await tryPod({ volumes: held }, { workingDir, volumeMounts: [{ name: 'v', mountPath: '/v' }] });
  }
  assert.deepEqual(readdirSync(outside), []);
  assert.equal(existsSync(practice.folder) && lstatSync(practice.folder).isDirectory(), true);
});

const oddContainers: [what: string, container: object][] = [
  ['a NUL in its command', { command: ['a\0b'] }],
  ['a NUL in a variable', { env: [{ name: 'A', value: 'a\0b' }] }],
  ['a newline in a variable’s name', { env: [{ name: 'A\nB', value: 'x' }] }],
  ['a variable too long for any program', { env: [{ name: 'A', value: 'x'.repeat(300_000) }] }],
  ['a command that looks like an option of the sandbox', { command: ['--bind', '/', '/'] }],
  ['a working directory that looks like an option', { workingDir: '--bind' }],
  ['a negative limit of memory', { resources: { limits: { memory: '-1' } } }],
  ['a limit of memory beyond the machine', { resources: { limits: { memory: '1000Ei' } } }],
  ['a grace of thirty million years', { terminationGracePeriodSeconds: 1e15 }],
  ['variables that name each other twice, twenty-eight times', { env: Array.from({ length: 28 }, (_, at) => ({ name: `V${at}`, value: at === 0 ? 'xxxxxxxx' : `$(V${at - 1})$(V${at - 1})` })) }],
  ['a variable that names another 100,000 times', { env: [{ name: 'A', value: 'x'.repeat(10_000) }, { name: 'B', value: '$(A)'.repeat(100_000) }] }],
];
for (const [what, container] of oddContainers) {
  test(`a container with ${what} is refused, runs, or ends with a reason`, async () => {
    const { running, terminated, waiting } = await tryPod({}, container);
    assert.ok(running ?? terminated ?? waiting);
  });
}

test('a limit of memory holds whatever a manifest asks for', { timeout: 120_000 }, async (context) => {
  const greedy = ['perl', '-e', 'my $x = "a" x (1300*1024*1024); print length $x'];
  const { name, body } = podWith({}, { command: greedy, resources: { limits: { memory: '1000Ei' } } });
  if (practice.log.includes('are not limited')) return context.skip('this machine limits no memory');
  await ask(mallory, 'POST', `${core}/pods`, body);
  let text = '';
  for (const late = Date.now() + 60_000; Date.now() < late && !/"terminated":|Succeeded|Failed/.test(text);) {
    await pause(50);
    ({ text } = await ask(mallory, 'GET', `${core}/pods/${name}`));
  }
  assert.match(text, /"exitCode":137|OOMKilled/);
  return undefined;
});

const secret = (data: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: data } });
const slow: [what: string, method: string, path: string, body: unknown, type: string | undefined, expected: number[]][] = [
  ['a secret of newlines that is no base64', 'POST', `${core}/secrets`, secret(`${'\n'.repeat(500_000)}!`), undefined, [400]],
  ['a secret of “=”', 'POST', `${core}/secrets`, secret('='.repeat(1_000_000)), undefined, [400]],
  ['a list in a list, 700,000 times', 'POST', `${core}/configmaps`, '['.repeat(700_000) + ']'.repeat(700_000), undefined, [400, 500]],
  ['an object in an object, 100,000 times', 'POST', `${core}/configmaps`, `{"data":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`, undefined, [400, 500]],
  ['a patch in a patch, 100,000 times', 'PATCH', `${core}/configmaps/target`, `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'application/merge-patch+json', [400, 500]],
  ['a patch that copies itself thirty times', 'PATCH', `${core}/configmaps/target`, Array.from({ length: 30 }, (_, at) => ({ op: 'copy', from: '/metadata', path: `/metadata/a${at}` })), 'application/json-patch+json', [413]],
  ['a patch of 50,000 operations', 'PATCH', `${core}/configmaps/target`, Array.from({ length: 50_000 }, () => ({ op: 'test', path: '/kind', value: 'x' })), 'application/json-patch+json', [413]],
  ['a patch of the prototype', 'PATCH', `${core}/configmaps/target`, [{ op: 'add', path: '/constructor/prototype/polluted', value: 'x' }], 'application/json-patch+json', [422]],
  ['a patch of __proto__', 'PATCH', `${core}/configmaps/target`, [{ op: 'add', path: '/data/__proto__/polluted', value: 'x' }], 'application/json-patch+json', [422]],
  ['a label selector of commas', 'GET', `${core}/pods?labelSelector=${','.repeat(15_000)}`, undefined, undefined, [200, 400]],
  ['a label selector of letters', 'GET', `${core}/pods?labelSelector=${'a'.repeat(15_000)}!`, undefined, undefined, [400]],
  ['a StatefulSet of 300 million', 'PATCH', '/apis/apps/v1/namespaces/prompt-redis/statefulsets/prompt-redis/scale', { spec: { replicas: 300_000_000 } }, 'application/merge-patch+json', [422]],
  ['a schedule that never comes', 'POST', '/apis/batch/v1/namespaces/default/cronjobs', { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'never' }, spec: { schedule: '0 0 31 2 *', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'm', image: 'busybox' }] } } } } } }, undefined, [201]],
  ['a body of 4 MB', 'POST', `${core}/configmaps`, 'x'.repeat(4_000_000), undefined, [413]],
];
test('a ConfigMap for patches is there', async () => {
  assert.equal((await ask(mallory, 'POST', `${core}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'target' }, data: { a: 'x'.repeat(1_000) } })).status, 201);
});
for (const [what, method, path, body, type, expected] of slow) {
  test(`${what} is answered at once`, async () => {
    const { result: { status, text }, ms } = await inWorlds(() => ask(mallory, method, path, body, type));
    assert.ok(expected.includes(status), `${status} ${text.slice(0, 300)}`);
    assert.ok(ms < 1_500, `${ms} ms`);
    assert.equal(({} as { polluted?: string }).polluted, undefined);
  });
}

test('a Job of 100,000 pods gets as many as the node takes, is told why, and can be taken away', { timeout: 120_000 }, async () => {
  const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'many' }, spec: { parallelism: 100_000, completions: 100_000, template: { spec: { nodeSelector: { no: 'where' }, restartPolicy: 'Never', containers: [{ name: 'm', image: 'busybox' }] } } } };
  assert.equal((await ask(mallory, 'POST', '/apis/batch/v1/namespaces/default/jobs', job)).status, 201);
  const told = async () => (await ask(mallory, 'GET', `${core}/events`)).text.includes('exceeded quota');
  for (const late = Date.now() + 60_000; !await told(); await pause(50)) assert.ok(Date.now() < late, 'nobody is told why');
  const { items } = JSON.parse((await ask(mallory, 'GET', '/api/v1/pods')).text) as { items: object[] };
  assert.ok(items.length > 50 && items.length <= 110, String(items.length));
  await mallory.kubectl(['delete', 'job', 'many', '--cascade=foreground', '--grace-period=0', '--force']);
});

test('objects, and the history of one, grow to a bound: then a quota is named', { timeout: 120_000 }, async () => {
  const map = (name: string, byte: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: byte.repeat(1_000_000) } });
  const answers: { status: number; text: string }[] = [];
  for (let at = 0; at < 20; at += 1) answers.push(await ask(mallory, 'POST', `${core}/configmaps`, map(`large-${at}`, 'x')));
  assert.match(answers.at(-1)?.text ?? '', /exceeded quota: practice, requested: bytes=/);
  assert.equal(answers[0]?.status, 201);
  for (let at = 0; at < 20; at += 1) await ask(mallory, 'DELETE', `${core}/configmaps/large-${at}`);
  assert.equal((await ask(mallory, 'POST', `${core}/configmaps`, map('again', 'x'))).status, 201);
  for (let at = 0; at < 60; at += 1) await ask(mallory, 'PATCH', `${core}/configmaps/again`, { data: { a: String.fromCharCode(97 + at % 26).repeat(1_000_000) } }, 'application/merge-patch+json');
  await ask(mallory, 'DELETE', `${core}/configmaps/again`);
});

test('what is sent to a command that does not read is not held for it', { timeout: 120_000 }, async () => {
  for (const tty of [[], ['-t']]) {
    const before = residentMiB();
    const exec = mallory.begin(['exec', '-i', ...tty, 'prompt-redis-0', '-n', 'prompt-redis', '--', 'sh', '-c', 'stty raw 2>/dev/null; sleep 30']);
    exec.stdin?.on('error', () => undefined);
    const block = Buffer.alloc(1024 * 1024, 'x');
    let sent = 0;
    const push = () => { while (sent < 200 && exec.stdin?.write(block) === true) sent += 1; };
    exec.stdin?.on('drain', () => { sent += 1; push(); });
    await pause(500);
    push();
    await pause(800);
    assert.equal((await ask(alice, 'GET', '/version')).status, 200);
    exec.kill('SIGKILL');
    assert.ok(sent < 150 && residentMiB() - before < 100, `${sent} MiB sent, ${residentMiB() - before} MiB more held`);
  }
});

test('short lines without end are kept to a bound', { timeout: 120_000 }, async () => {
  const before = residentMiB();
  const { name, body } = podWith({}, { command: ['sh', '-c', 'yes "" | head -c 1500000; sleep 30'] });
  await ask(mallory, 'POST', `${core}/pods`, body);
  await pause(2_000);
  const { text } = await ask(mallory, 'GET', `${core}/pods/${name}/log`);
  assert.ok(text.length <= 20_001, String(text.length));
  assert.ok(residentMiB() - before < 400, `${residentMiB() - before} MiB more`);
  await ask(mallory, 'DELETE', `${core}/pods/${name}?gracePeriodSeconds=0`);
});

test('a folder deeper than a path can say, and closed ones, do not keep a world from being made anew', { timeout: 120_000 }, async () => {
  const deep = 'cd /data; for i in $(seq 500); do mkdir dddddddddd && cd dddddddddd || exit 1; done; chmod 000 /data/dddddddddd';
  const made = await mallory.kubectl(['exec', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'bash', '-c', deep]);
  assert.equal(made.status, 0, made.error);
  assert.equal((await practice.ask('DELETE', '/worlds/mallory')).status, 204);
  mallory = await practice.world('mallory');
  assert.equal((await ask(mallory, 'GET', '/version')).status, 200);
});

test('whether a file of the machine exists cannot be asked through the search path of a pod', async () => {
  const { name, body } = podWith({}, { env: [{ name: 'PATH', value: '/tmp/look:/usr/bin' }], command: ['/usr/bin/sleep', '30'] });
  await ask(mallory, 'POST', `${core}/pods`, body);
  await mallory.kubectl(['wait', '--for=condition=Ready', `pod/${name}`]);
  const look = async (target: string) => {
    await mallory.kubectl(['exec', name, '--', '/bin/sh', '-c', `mkdir -p /tmp/look; ln -sfn ${target} /tmp/look/thing`]);
    return (await mallory.kubectl(['exec', name, '--', 'thing'])).error;
  };
  assert.equal(await look(practice.folder), await look('/no/such/folder'));
});
