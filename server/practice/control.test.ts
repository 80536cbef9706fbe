import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import { createLog } from '../log.ts';
import { type ControlledWorlds, createControl } from './control.ts';
import type { World } from './world.ts';

/** Worlds that only write down what is asked of them; all are the one given. */
function listening(ensure: (id: string) => Promise<World>, story: string[]): ControlledWorlds {
  const note = (what: string) => (id: string, name?: string): Promise<void> => {
    story.push(name === undefined ? `${what} ${id}` : `${what} ${id} ${name}`);
    return Promise.resolve();
  };
  return {
    ensure, reset: note('reset'), restore: note('restore'), forget: note('forget'),
    snapshots: () => [{ name: 'first', at: 5 }],
    save: async (id, name) => {
      await note('save')(id, name);
      return { name, at: 5 };
    },
  };
}

async function asking(ensure: (id: string) => Promise<World>, act: (ask: (method: string, path: string, body?: unknown) => Promise<Response>, story: string[]) => Promise<void>): Promise<void> {
  const story: string[] = [];
  const server = createServer(createControl(listening(ensure, story), createLog('silent', 'test')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await act((method, path, body) => fetch(origin + path, { method, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }) }), story);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const front = { socket: '/f', certificate: 'PEM' };
const clock = { now: 7, rate: 1, ahead: 0, left: 0 };

function world(story: string[] = []): World {
  const say = (what: string) => (name: string) => {
    story.push(`${what} ${name}`);
    return { id: name };
  };
  return {
    socket: '/s', contexts: [{ name: 'c', namespace: 'default' }], front, tools: '/tools', time: '/time',
    clock: { pass: (ms: number, inMs: number) => {
      if (ms > 100) return Promise.reject(new RangeError('too much.'));
      story.push(`pass ${ms} ${inMs}`);
      return Promise.resolve();
    } },
    scenarios: { busy: false, list: () => ({ scenarios: [], current: null }), start: say('start'), check: say('check'), hint: say('hint') },
    glance: () => ({ contexts: [], clock, scenario: null }),
  } as unknown as World;
}

test('health tells protocol and process; a world tells its socket and contexts', async () => {
  await asking(() => Promise.resolve(world()), async (ask) => {
    assert.deepEqual(await (await ask('GET', '/health')).json(), { protocol: 1, pid: process.pid });
    assert.deepEqual(await (await ask('PUT', '/worlds/operator')).json(), { socket: '/s', contexts: [{ name: 'c', namespace: 'default' }], front, tools: '/tools', time: '/time' });
    assert.equal((await ask('DELETE', '/worlds/operator')).status, 204);
    assert.equal((await ask('POST', '/worlds/operator')).status, 404);
  });
});

test('time, snapshots and scenarios are asked for by path', async () => {
  const told: string[] = [];
  await asking(() => Promise.resolve(world(told)), async (ask, story) => {
    const table: [string, string, unknown, number, unknown][] = [
      ['GET', '/glance', undefined, 200, { contexts: [], clock, scenario: null }],
      ['POST', '/clock', { ms: 60, inMs: 1 }, 200, clock],
      ['POST', '/clock', { ms: 600, inMs: 1 }, 409, undefined],
      ['POST', '/clock', { ms: '60', inMs: 1 }, 400, undefined],
      ['POST', '/clock', '{', 400, undefined],
      ['POST', '/clock', 'x'.repeat(20_000), 413, undefined],
      ['GET', '/snapshots', undefined, 200, { snapshots: [{ name: 'first', at: 5 }], most: 5 }],
      ['PUT', '/snapshots/mine', undefined, 200, { name: 'mine', at: 5 }],
      ['POST', '/snapshots/mine/restore', undefined, 204, undefined],
      ['DELETE', '/snapshots/mine', undefined, 204, undefined],
      ['GET', '/scenarios', undefined, 200, { scenarios: [], current: null }],
      ['POST', '/scenarios/gone/start', {}, 200, { id: 'gone' }],
      ['POST', '/scenarios/gone/start', { fresh: true }, 200, { id: 'gone' }],
      ['POST', '/scenarios/gone/start', { fresh: 'yes' }, 400, undefined],
      ['POST', '/scenarios/gone/check', undefined, 200, { id: 'gone' }],
      ['POST', '/scenarios/gone/hint', undefined, 200, { id: 'gone' }],
      ['POST', '/scenarios/gone/reset', undefined, 204, undefined],
      ['GET', '/scenarios/gone/start', undefined, 404, undefined],
      ['POST', '/scenarios/gone/repair', undefined, 404, undefined],
      ['POST', '/snapshots/a/b/restore', undefined, 404, undefined],
    ];
    for (const [method, path, body, status, answer] of table) {
      const got = await ask(method, `/worlds/me${path}`, body);
      const text = await got.text();
      assert.equal(got.status, status, `${method} ${path} ${text}`);
      if (answer !== undefined) assert.deepEqual(JSON.parse(text), answer, path);
    }
    assert.deepEqual(story, ['save me mine', 'restore me mine', 'forget me mine', 'reset me', 'reset me']);
    assert.deepEqual(told, ['pass 60 1', 'start gone', 'start gone', 'check gone', 'hint gone']);
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
