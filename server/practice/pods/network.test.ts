import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { plan, trialKubelet } from './trial-kubelet.ts';
import { Network } from './network.ts';

function answer(path: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let text = '';
    socket.on('data', (chunk: Buffer) => { text += chunk.toString(); });
    socket.on('error', (error) => resolve(error.message));
    socket.on('end', () => resolve(text));
  });
}

test('a port a pod serves can be reached from outside; a link it left there cannot', async () => {
  const folder = mkdtempSync('/tmp/hn-');
  const network = new Network(join(folder, 'n'));
  const own = network.join('redis', 'redis-0');
  const served = createServer((socket) => socket.end('hello')).listen(join(own, '6379.sock'));
  const secret = createServer((socket) => socket.end('secret')).listen(join(folder, 'host.sock'));
  try {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const reached = network.reach('redis', 'redis-0', 6379);
    assert.ok(reached);
    assert.equal(await answer(reached), 'hello');
    symlinkSync(join(folder, 'host.sock'), join(own, '1.sock'));
    assert.equal(network.reach('redis', 'redis-0', 1), null);
    assert.equal(network.reach('redis', 'redis-0', 2), null);
    assert.equal(network.reach('redis', 'redis-1', 6379), null);
    assert.equal(network.reach('..', 'redis-0', 6379), null);
    // what was taken hold of stays what it was, whatever the pod puts in its place
    rmSync(join(own, '6379.sock'));
    symlinkSync(join(folder, 'host.sock'), join(own, '6379.sock'));
    assert.equal(await answer(reached), 'hello');
    await network.leave('redis', 'redis-0');
    assert.equal(existsSync(own), false);
  } finally {
    served.close();
    secret.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('pods of one cluster reach each other by name, and write in their own folder only', async () => {
  await using trial = trialKubelet();
  const server = trial.pod('server');
  server.running.start(plan({ image: 'practice-network', command: ['socat'], args: ['UNIX-LISTEN:/run/practice/self/80.sock,fork', 'SYSTEM:echo served'] }));
  await server.until((status) => status.ready);
  const client = trial.pod('client');
  client.running.start(plan({ image: 'practice-network', command: ['sleep'], args: ['60'] }));
  await client.until((status) => status.ready);
  const asked = await client.run(['sh', '-c', 'for i in 1 2 3 4 5; do [ -S /run/practice/pods/trial/server/80.sock ] && break; sleep 0.1; done; socat -u UNIX-CONNECT:/run/practice/pods/trial/server/80.sock -']);
  assert.equal(asked.out, 'served\n');
  assert.notEqual((await client.run(['touch', '/run/practice/pods/trial/server/mine'])).status, 0);
  assert.equal((await client.run(['touch', '/run/practice/self/mine'])).status, 0);
  const reached = trial.kubelet.reach('trial', 'server', 80);
  assert.ok(reached);
  assert.equal(await answer(reached), 'served\n');
  assert.equal(trial.kubelet.reach('trial', 'client', 80), null);
});

test('an image without network sees none', async () => {
  await using trial = trialKubelet();
  const pod = trial.pod('alone');
  pod.running.start(plan({ command: ['sleep'], args: ['60'] }));
  await pod.until((status) => status.ready);
  assert.notEqual((await pod.run(['ls', '/run/practice'])).status, 0);
});
