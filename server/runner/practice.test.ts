import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadConfig } from '../config/load.ts';
import type { PracticeAsk } from '../../common/practice.ts';
import { makeFolders } from '../config/paths.ts';
import { createLog } from '../log.ts';
import { Practice } from './practice.ts';

/** A practice process small enough to see through: it keeps names, and dies when told to. */
const standIn = `
import { createServer } from 'node:http';
import { rmSync } from 'node:fs';
import { loadConfig } from ${JSON.stringify(new URL('../config/load.ts', import.meta.url).pathname)};
import { Leases } from ${JSON.stringify(new URL('../practice/leases.ts', import.meta.url).pathname)};
const { paths } = loadConfig(process.env, '/');
rmSync(paths.practiceSocket, { force: true });
const leases = new Leases(() => process.exit());
const release = leases.take();
const build = process.env.BUILD ?? 'older';
createServer((incoming, outgoing) => {
  const name = incoming.url.split('/').at(-1);
  if (incoming.url === '/health') outgoing.end(JSON.stringify({ protocol: 1, pid: process.pid, build, leases: leases.count }));
  else if (incoming.url === '/lease') leases.hold(outgoing);
  else if (name === 'broken') outgoing.writeHead(503).end(JSON.stringify({ error: { code: 'package-missing', message: '', details: { packages: 'redis-server', command: 'apt-get install redis-server' } } }));
  else if (incoming.url.split('/').length > 3) {
    let text = '';
    incoming.on('data', (chunk) => { text += chunk; });
    incoming.on('end', () => outgoing.end(JSON.stringify([incoming.method, incoming.url, text])));
  }
  else if (name === 'deadly') process.exit(3);
  else if (incoming.method === 'DELETE') outgoing.writeHead(204).end();
  else outgoing.end(JSON.stringify({ socket: '/tmp/' + name + '.' + process.pid, contexts: [{ name: 'dev', namespace: 'default' }], front: { socket: '/tmp/front', certificate: 'PEM' }, secret: process.env.SECRET_TOKEN }));
}).listen(paths.practiceSocket);
process.stdin.resume().on('end', release);
`;

const data = mkdtempSync('/tmp/hr-practice-');
const config = loadConfig({ HANDRAIL_DATA: data, HANDRAIL_LOG: 'silent' }, '/');
let practice: Practice;
before(() => {
  makeFolders(config.paths);
  writeFileSync(join(data, 'main.mjs'), standIn);
  process.env.SECRET_TOKEN = 'canary';
  practice = new Practice(config, createLog('silent', 'test'), { main: join(data, 'main.mjs') });
});
after(() => {
  practice.close();
  rmSync(data, { recursive: true });
  rmSync(config.paths.runtime, { recursive: true });
});

test('worlds asked for at once come from one process', async () => {
  const [one, two] = await Promise.all([practice.world('alice'), practice.world('bob')]);
  assert.match(one.socket, /alice/);
  assert.equal(one.socket.split('.')[1], two.socket.split('.')[1]);
  assert.deepEqual(one.contexts, [{ name: 'dev', namespace: 'default' }]);
});

test('a reset answers', async () => { await practice.reset('alice'); });

test('what the process says no with is told', async () => {
  await assert.rejects(practice.world('broken'), /redis-server missing/);
});

test('what is asked of a world goes to that person’s world only, whatever its name says', async () => {
  const table: [PracticeAsk, string[]][] = [
    [{ act: 'glance' }, ['GET', '/worlds/alice/glance', '']],
    [{ act: 'pass', ms: 5, inMs: 1 }, ['POST', '/worlds/alice/clock', '{"ms":5,"inMs":1}']],
    [{ act: 'snapshots' }, ['GET', '/worlds/alice/snapshots', '']],
    [{ act: 'snapshot-save', name: 'a' }, ['PUT', '/worlds/alice/snapshots/a', '']],
    [{ act: 'snapshot-restore', name: 'a' }, ['POST', '/worlds/alice/snapshots/a/restore', '']],
    [{ act: 'snapshot-delete', name: '../../bob/snapshots/a' }, ['DELETE', '/worlds/alice/snapshots/..%2F..%2Fbob%2Fsnapshots%2Fa', '']],
    [{ act: 'scenarios' }, ['GET', '/worlds/alice/scenarios', '']],
    [{ act: 'scenario-start', scenario: 's' }, ['POST', '/worlds/alice/scenarios/s/start', '{}']],
    [{ act: 'scenario-check', scenario: 's?x#y' }, ['POST', '/worlds/alice/scenarios/s%3Fx%23y/check', '{}']],
    [{ act: 'scenario-hint', scenario: 's' }, ['POST', '/worlds/alice/scenarios/s/hint', '{}']],
  ];
  for (const [ask, wanted] of table) assert.deepEqual(await practice.ask('alice', ask), wanted, ask.act);
});

test('a process that died is started again', async () => {
  const first = (await practice.world('alice')).socket;
  await assert.rejects(practice.world('deadly'));
  // Its end is heard of a moment after its connections break.
  await until(() => !isAlive(Number(first.split('.').at(-1))));
  const next = async () => (await practice.world('alice').catch(() => null))?.socket ?? first;
  for (const late = Date.now() + 60_000; await next() === first;) assert.ok(Date.now() < late, 'nobody started another');
});

test('an entry point that does not start is told', async () => {
  const other = loadConfig({ HANDRAIL_DATA: join(data, 'other'), HANDRAIL_LOG: 'silent' }, '/');
  makeFolders(other.paths);
  const broken = new Practice(other, createLog('silent', 'test'), { main: join(data, 'nothing.mjs') });
  await assert.rejects(broken.world('alice'), /ended at its start/);
  rmSync(other.paths.runtime, { recursive: true });
});

test('one process serves all runners: it ends with the last, and one of another build gives way once only its successor needs it', async () => {
  const pidOf = async (runner: Practice) => Number((await runner.world('alice')).socket.split('.').at(-1));
  const log = createLog('silent', 'test');
  let isIdle = false;
  let asked = 0;
  const next = new Practice(config, log, { main: join(data, 'main.mjs'), isIdle: () => (asked += 1, isIdle), renewMs: 20 });
  const first = await pidOf(practice);
  assert.equal(await pidOf(next), first);
  // The runner that started it ends; the other one, which has runs going, is not cut off.
  practice.close();
  await until(() => asked > 3);
  assert.equal(await pidOf(next), first);
  assert.ok(isAlive(first));
  isIdle = true;
  await until(() => !isAlive(first));
  const second = await pidOf(next);
  assert.notEqual(second, first);
  next.close();
  await until(() => !isAlive(second));
});

async function until(so: () => boolean): Promise<void> {
  for (const late = Date.now() + 60_000; !so(); ) {
    if (Date.now() > late) throw new Error('it did not come to that');
    await new Promise((waited) => setTimeout(waited, 20));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
