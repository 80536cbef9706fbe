import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import { createLog } from '../log.ts';
import { createControl } from './control.ts';
import type { World } from './world.ts';

async function asking(ensure: (id: string) => Promise<World>, act: (ask: (method: string, path: string) => Promise<Response>) => Promise<void>): Promise<void> {
  const server = createServer(createControl({ ensure, reset: () => Promise.resolve() }, createLog('silent', 'test')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await act((method, path) => fetch(origin + path, { method }));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('health tells protocol and process; a world tells its socket and contexts', async () => {
  const world = { socket: '/s', contexts: [{ name: 'c', namespace: 'default' }], close: () => Promise.resolve(), discard: () => Promise.resolve() };
  await asking(() => Promise.resolve(world), async (ask) => {
    assert.deepEqual(await (await ask('GET', '/health')).json(), { protocol: 1, pid: process.pid });
    assert.deepEqual(await (await ask('PUT', '/worlds/operator')).json(), { socket: '/s', contexts: [{ name: 'c', namespace: 'default' }] });
    assert.equal((await ask('DELETE', '/worlds/operator')).status, 204);
    assert.equal((await ask('POST', '/worlds/operator')).status, 404);
  });
});

test('a missing package is told by name; what is our own fault is not told in detail', async () => {
  const missing = new HandrailError('package-missing', { packages: 'bubblewrap', command: 'apt-get install bubblewrap' });
  await asking(() => Promise.reject(missing), async (ask) => {
    const answer = await ask('PUT', '/worlds/operator');
    assert.equal(answer.status, 503);
    assert.deepEqual(await answer.json(), { error: missing.toBody() });
  });
  await asking(() => Promise.reject(new Error('the secret is hunter2')), async (ask) => {
    const answer = await ask('PUT', '/worlds/operator');
    assert.equal(answer.status, 500);
    const text = await answer.text();
    assert.match(text, /"code":"internal"/);
    assert.doesNotMatch(text, /hunter2/);
  });
});
