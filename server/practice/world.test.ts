import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { TrialWorlds } from './scenario/trial-world.ts';
import type { World } from './world.ts';

let worlds: TrialWorlds;
before(() => { worlds = new TrialWorlds(); });
after(async () => { await worlds[Symbol.asyncDispose](); });

const dev = 'usdfdev-prompt-processing';

function ask(world: World, path: string, method = 'GET', body?: object): Promise<{ status: number; body: { items?: { status?: { phase?: string } }[]; data?: unknown; message?: string } }> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: world.socket, path, method, agent: false, headers: { 'content-type': 'application/json' } }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) as never }));
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const maps = (context: string): string => `/contexts/${context}/api/v1/namespaces/default/configmaps`;
const map = (name: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
const awake = (world: World): string[] => world.glance().contexts.filter((context) => context.awake).map(({ name }) => name);

async function until(wanted: () => boolean, tries = 200): Promise<void> {
  for (let left = tries; !wanted(); left -= 1) {
    assert.ok(left > 0, 'it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a context is opened by the first request for it, and one that nobody asks for costs nothing', async () => {
  const world = await worlds.open('lazy');
  assert.deepEqual(awake(world), []);
  assert.equal(existsSync(join(worlds.folder, 'worlds/lazy/clusters')), false);
  assert.equal((await ask(world, '/contexts/nowhere/api')).status, 404);
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask(world, maps('usdf-rsp'), 'POST', map('m'))));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409, 409]);
  assert.deepEqual(awake(world), ['usdf-rsp']);
  assert.deepEqual(readdirSync(join(worlds.folder, 'worlds/lazy/clusters')), ['usdf-rsp']);
  await world.discard();
});

test('a context that nobody needs sleeps, and comes back as it was', async () => {
  const world = await worlds.open('sleepy', new Map(), { idleAfter: 300 });
  await ask(world, maps(dev), 'POST', map('before'));
  await until(() => world.glance().contexts[0]?.pods.ready === 1 || awake(world).length === 0);
  await until(() => awake(world).length === 0);
  assert.match(readFileSync(join(worlds.folder, 'worlds/sleepy/clusters', dev, 'state.json'), 'utf8'), /"before"/);
  assert.equal((await ask(world, `${maps(dev)}/before`)).status, 200);
  assert.deepEqual(awake(world), [dev]);
  await world.discard();
});

test('time passes for every context that has ever been opened, and for no other', async () => {
  const world = await worlds.open('passing', new Map(), { idleAfter: 300 });
  await ask(world, maps('usdf-rsp'));
  await ask(world, maps('usdf-rsp-dev'));
  await until(() => awake(world).length === 0);
  await assert.rejects(world.clock.pass(0, 1), RangeError);
  await world.clock.pass(600_000, 3000);
  assert.deepEqual(awake(world).sort(), ['usdf-rsp', 'usdf-rsp-dev']);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.deepEqual(awake(world).sort(), ['usdf-rsp', 'usdf-rsp-dev']);
  await until(() => awake(world).length === 0);
  const passing = world.clock.pass(600_000, 3000);
  await Promise.all([assert.rejects(passing, /closed meanwhile/), world.discard()]);
});

test('what was awake when a world came to rest wakes again, in a world opened anew too', async () => {
  const world = await worlds.open('again');
  await ask(world, maps('usdf-rsp'));
  assert.deepEqual(world.awake, ['usdf-rsp']);
  await world.rest(() => Promise.resolve());
  await until(() => awake(world).join() === 'usdf-rsp');
  await world.close();
  const anew = await worlds.open('again');
  await anew.wake(['usdf-rsp', 'usdf-rsp-dev']);
  assert.deepEqual(anew.awake, ['usdf-rsp']);
  await anew.discard();
});

test('a path without a context is told where it belongs', async () => {
  const world = await worlds.open('astray');
  const { status, body } = await ask(world, '/healthz?verbose');
  assert.equal(status, 404);
  assert.match(body.message ?? '', /begin with \/contexts\/<name>\. kubectl adds that by itself, but not to --raw: .*\/contexts\/\$\(kubectl config current-context\)\/healthz"$/);
  assert.match((await ask(world, '/contexts/nowhere/api')).body.message ?? '', /no context nowhere/);
  assert.deepEqual(awake(world), []);
  await world.discard();
});

test('who watches keeps a context awake, and so does time that passes fast', async () => {
  const world = await worlds.open('watched', new Map(), { idleAfter: 200 });
  const watching = request({ socketPath: world.socket, path: `${maps('usdf-rsp')}?watch=true`, agent: false });
  watching.on('error', () => undefined);
  watching.end();
  await ask(world, maps('usdf-consdb'));
  await until(() => awake(world).join() === 'usdf-rsp');
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.deepEqual(awake(world), ['usdf-rsp']);
  await world.clock.pass(600_000, 1500);
  watching.destroy();
  await new Promise((resolve) => setTimeout(resolve, 900));
  assert.deepEqual(awake(world), ['usdf-consdb', 'usdf-rsp']);
  await until(() => awake(world).length === 0);
  assert.ok(world.glance().clock.ahead > 590_000);
  await world.discard();
});

test('while a world rests everything is asleep and saved, and who asks waits', async () => {
  const world = await worlds.open('resting');
  await ask(world, maps('usdf-rsp'), 'POST', map('one'));
  let late: Promise<{ status: number }> = Promise.resolve({ status: 0 });
  const state = await world.rest(async () => {
    late = ask(world, maps('usdf-rsp'), 'POST', map('two'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(awake(world), []);
    return readFileSync(join(worlds.folder, 'worlds/resting/clusters/usdf-rsp/state.json'), 'utf8');
  });
  assert.match(state, /"one"/);
  assert.doesNotMatch(state, /"two"/);
  assert.equal((await late).status, 201);
  await assert.rejects(world.rest(() => Promise.reject(new Error('no room'))), /no room/);
  assert.equal((await ask(world, `${maps('usdf-rsp')}/two`)).status, 200);
  await world.discard();
});

test('a site of the front door waits too while a world rests', async () => {
  const world = await worlds.open('sites');
  let answered = 0;
  const health = (): Promise<void> => new Promise((resolve, reject) => {
    const sent = request({ socketPath: world.front.socket, path: 'http://vault.slac.stanford.edu/v1/sys/health', agent: false }, (answer) => {
      answered = answer.statusCode ?? 0;
      answer.resume();
      answer.on('end', resolve);
    });
    sent.on('error', reject);
    sent.end();
  });
  await health();
  assert.equal(answered, 200);
  answered = 0;
  let late: Promise<void> = Promise.resolve();
  await world.rest(async () => {
    late = health();
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(answered, 0);
  });
  await late;
  assert.equal(answered, 200);
  await world.discard();
});

test('a scenario that is not solved keeps a context awake', async () => {
  const scenario = { id: 's', folder: '/', title: 't', service: 's', symptom: 's', story: 's', runbook: 'r', hints: ['h'], minutes: 1 };
  let status = 0;
  const runScript = () => () => Promise.resolve({ ended: Promise.resolve({ status, output: '', cut: null }), stop: () => undefined });
  const world = await worlds.open('busy', new Map([['s', scenario]]), { idleAfter: 150, runScript });
  await world.scenarios.start('s');
  await ask(world, maps('usdf-rsp'));
  status = 1;
  await world.scenarios.check('s');
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.deepEqual(awake(world), ['usdf-rsp']);
  status = 0;
  await world.scenarios.check('s');
  await until(() => awake(world).length === 0);
  await world.discard();
});

test('a world tells what is not well, and only of what is awake', async () => {
  const world = await worlds.open('ill');
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'ill' }, spec: { containers: [{ name: 'c', image: 'nowhere/nothing:9' }] } };
  assert.equal((await ask(world, '/contexts/usdf-rsp/api/v1/namespaces/default/pods', 'POST', pod)).status, 201);
  const seen = () => world.glance().contexts.find(({ name }) => name === 'usdf-rsp');
  const isIll = ({ object }: { object: string }): boolean => object === 'pod/ill';
  await until(() => seen()?.warnings.some(isIll) === true);
  assert.match(seen()?.podsNotReady.find(isIll)?.reason ?? '', /^(ErrImagePull|ImagePullBackOff)$/);
  const { ready = 0, all = 0 } = seen()?.pods ?? {};
  assert.ok(all > ready && all >= 1);
  assert.deepEqual(world.glance().contexts[0], { name: dev, awake: false, pods: { ready: 0, all: 0 }, podsNotReady: [], failingJobs: [], warnings: [], cronJobs: 0, finishedJobs: 0 });
  await world.discard();
});

test('a world that has ended leaves no socket, and takes its waiting listeners along', async () => {
  const world = await worlds.open('ended');
  await ask(world, maps(dev));
  const idle = connect(world.socket);
  const cut = new Promise((resolve) => idle.once('close', resolve));
  await new Promise((resolve) => idle.once('connect', resolve));
  await world.close();
  await cut;
  assert.equal(existsSync(world.socket), false);
  assert.deepEqual(readdirSync(worlds.folder).filter((name) => name.startsWith('ended.sock')), []);
});
