import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { endStatus, protocol } from './exec.ts';
import type { ExecSession } from './kubelet.ts';
import type { Status } from './status.ts';
import { type Bench, startBench } from './testing/kubectl.ts';

let bench: Bench;

let first: Promise<{ channels: Map<number, string>; code: number }>;

before(async () => {
  bench = await startBench({ seed: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'a', image: 'busybox' }] } }] });
  first = all(open('command=echo&command=up&stdout=true'));
  await bench.kubectl('wait --for=condition=Ready pod/p');
});
after(() => bench.close());

function open(query: string, protocols: string[] = [protocol]): WebSocket {
  return new WebSocket(`${bench.url.replace('http', 'ws')}/api/v1/namespaces/default/pods/p/exec?${query}`, protocols);
}

/** Everything a socket hears until it closes: bytes by channel, and the close code. */
async function all(socket: WebSocket): Promise<{ channels: Map<number, string>; code: number }> {
  const channels = new Map<number, string>();
  socket.on('message', (data: Buffer) => {
    const channel = data[0] ?? -1;
    channels.set(channel, (channels.get(channel) ?? '') + data.subarray(1).toString());
  });
  const [code] = await once(socket, 'close') as [number];
  return { channels, code };
}

test('who comes before the pods of a new world waits for them', async () => {
  const { channels, code } = await first;
  assert.deepEqual([channels.get(1), code], ['up\n', 1000]);
});

test('output, then one Status, then close 1000', async () => {
  const { channels, code } = await all(open('command=sh&command=-c&command=echo+out;echo+err+>%262;exit+7&stdout=true&stderr=true'));
  assert.equal(code, 1000);
  assert.equal(channels.get(1), 'out\n');
  assert.equal(channels.get(2), 'err\n');
  const status = JSON.parse(channels.get(3) ?? '') as Status;
  assert.deepEqual([status.status, status.reason, status.details?.causes], ['Failure', 'NonZeroExitCode', [{ reason: 'ExitCode', message: '7' }]]);
});

test('input, and its end', async () => {
  const socket = open('command=cat&stdin=true&stdout=true');
  const heard = all(socket);
  await once(socket, 'open');
  socket.send(Buffer.from('\0hello '));
  socket.send(Buffer.from('\0world'));
  socket.send(Buffer.concat([Buffer.of(4), Buffer.from('{"Width":0,"Height":-1}\n')]));
  socket.send(Buffer.concat([Buffer.of(4), Buffer.from('gibberish')]));
  socket.send(Buffer.of(255, 0));
  const { channels, code } = await heard;
  assert.equal(channels.get(1), 'hello world');
  assert.equal((JSON.parse(channels.get(3) ?? '') as Status).status, 'Success');
  assert.equal(code, 1000);
});

test('who leaves takes the command along', async () => {
  const mark = `handrail-${process.pid}-${Date.now()}`;
  const socket = open(`command=sh&command=-c&command=sleep+60;echo+${mark}&stdout=true`);
  await once(socket, 'open');
  const running = async () => (await bench.kubectl(['exec', 'p', '--', 'sh', '-c', `cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -c "sleep 60;echo ${mark}" || true`])).stdout.trim();
  socket.terminate();
  // the command that looks sees itself
  for (let round = 0; await running() !== '1'; round += 1) assert.ok(round < 50, 'the command is still there');
});

test('text frames have no channel', async () => {
  const socket = open('command=cat&stdin=true&stdout=true');
  await once(socket, 'open');
  socket.send('text');
  assert.equal((await all(socket)).code, 1003);
});

test('the upgrade is refused unless v5 is offered, so that nothing runs twice', async () => {
  for (const protocols of [['v4.channel.k8s.io'], []]) {
    const socket = open('command=ls&stdout=true', protocols);
    const [, response] = await once(socket, 'unexpected-response') as [unknown, { statusCode: number }];
    assert.equal(response.statusCode, 400);
  }
  const spdy = await fetch(`${bench.url}/api/v1/namespaces/default/pods/p/exec?command=ls&stdout=true`, { method: 'POST' });
  const status = await spdy.json() as Status;
  assert.equal(spdy.status, 400);
  assert.match(status.message ?? '', /kubectl 1\.30 or newer/);
});

test('refusals carry the Status', async () => {
  const cases: [string, string, number][] = [['exec', '', 400], ['exec', 'command=ls&container=x', 400], ['attach', '', 400], ['nonsense', '', 404]];
  for (const [subresource, query, code] of cases) {
    const socket = new WebSocket(`${bench.url.replace('http', 'ws')}/api/v1/namespaces/default/pods/p/${subresource}?${query}`, [protocol]);
    const [, response] = await once(socket, 'unexpected-response') as [unknown, { statusCode: number }];
    assert.equal(response.statusCode, code, `${subresource}?${query}`);
  }
});

test('a reader that does not read holds the command back', async () => {
  let sent = 0;
  let paused = false;
  let left = false;
  let onStdout: (bytes: Uint8Array) => void = () => undefined;
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const total = 200 * 1024 * 1024;
  let onExit: (status: number | null) => void = () => undefined;
  const pump = () => {
    if (paused || left) return;
    if (sent >= total) return onExit(0);
    onStdout(chunk);
    sent += chunk.length;
    setImmediate(pump);
  };
  const session: ExecSession = {
    write: () => true, onRoom: () => undefined, endInput: () => undefined, resize: () => undefined, kill: () => { left = true; },
    onStdout: (callback) => { onStdout = callback; }, onStderr: () => undefined, onExit: (callback) => { onExit = callback; },
    pause: () => { paused = true; }, resume: () => { paused = false; pump(); },
  };
  const slow = await startBench({
    kubelet: {
      knowsImage: () => true, forgetVolume: () => Promise.resolve(),
      run: (_pod, onStatus) => ({
        start: ({ name }) => { setImmediate(() => { onStatus([{ name, ready: true, state: { running: { startedAt: new Date().toISOString() } } }]); }); },
        logs: () => { throw new Error('not asked for here'); },
        exec: () => { setImmediate(pump); return session; },
        stopContainer: () => undefined,
        stop: () => Promise.resolve(),
      }),
    },
    seed: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'a', image: 'x' }] } }],
  });
  await slow.kubectl('wait --for=condition=Ready pod/p');
  const socket = new WebSocket(`${slow.url.replace('http', 'ws')}/api/v1/namespaces/default/pods/p/exec?command=x&stdout=true`, [protocol]);
  await once(socket, 'open');
  socket.pause();
  await new Promise((resolve) => { setTimeout(resolve, 500); });
  assert.ok(paused, 'it waits');
  assert.ok(sent < 32 * 1024 * 1024, `${sent} bytes were taken`);
  socket.resume();
  let received = 0;
  socket.on('message', (data: Buffer) => { received += data.length; });
  const before = sent;
  while (sent < before + 8 * 1024 * 1024) await new Promise((resolve) => { setTimeout(resolve, 10); });
  assert.ok(received > 0, 'it goes on');
  socket.terminate();
  await slow.close();
});

test('how commands end', () => {
  assert.deepEqual(endStatus(0), { metadata: {}, status: 'Success' });
  assert.equal((endStatus(null, 'no such program') as Status).message, 'no such program');
  assert.equal((endStatus(3) as Status).reason, 'NonZeroExitCode');
});
