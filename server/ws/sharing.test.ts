/** One run, shared and not: what another person may do over HTTP and over a socket, each way of asking. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { routes } from '../http/routes.ts';
import type { RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { TestBrowser } from './test-browser.ts';
import { TestServer } from '../http/test-server.ts';

let server: TestServer;
before(async () => { server = await TestServer.start(); });
after(async () => { await server[Symbol.asyncDispose](); });

const share = (id: RunId, shared: boolean, as: 'ada' | 'bob' = 'ada') => server.ask('POST', `/api/runs/${id}/share`, { as, body: { shared } });

/** An interactive run of Ada's that has printed something. */
async function adas(): Promise<Run> {
  const run = await server.run('plain', 'shell');
  server.runner.print(run.id, 'secret');
  return run;
}

const table: readonly [method: string, path: string, body: unknown, unshared: number, shared: number][] = [
  ['GET', '', undefined, 404, 200],
  ['GET', '/output', undefined, 404, 200],
  ['GET', '/output?from=2', undefined, 404, 200],
  ['GET', '/share', undefined, 404, 404],
  ['POST', '/share', { shared: true }, 404, 404],
  ['POST', '/share', { shared: false }, 404, 404],
  ['POST', '/stop', {}, 404, 404],
];
for (const [method, path, body, unshared, shared] of table) {
  test(`${method} of another’s run${path} ${JSON.stringify(body ?? '')}: ${unshared}; while it is shared: ${shared}`, async () => {
    const run = await adas();
    const ask = async () => (await server.ask(method, `/api/runs/${run.id}${path}`, { as: 'bob', ...(body === undefined ? {} : { body }) })).status;
    assert.equal(await ask(), unshared);
    assert.equal((await share(run.id, true)).status, 200);
    assert.equal(await ask(), shared);
    assert.equal((await share(run.id, false)).status, 200);
    assert.equal(await ask(), unshared);
    assert.equal((await server.ask('GET', `/api/runs/${run.id}`, { as: 'ada' })).body.run?.state, 'running', 'nothing stopped it');
    server.runner.end(run.id, 'stopped', null);
  });
}

test('whatever is asked of a run, another’s is as if it were not there; while it is shared, only what changes it is', async () => {
  const run = await adas();
  const about = routes.filter(({ path }) => path.startsWith('/api/runs/:id'));
  assert.ok(about.length >= 5);
  for (const shared of [false, true]) {
    await share(run.id, shared);
    for (const { method, path } of about) {
      const { status } = await server.ask(method.toUpperCase(), path.replace(':id', run.id), { as: 'bob' });
      const isOwners = path.endsWith('/share') || path.endsWith('/stop');
      const said = `${method} ${path}, ${shared ? 'shared' : 'not shared'}: ${status}`;
      // A question that is put wrongly may be refused before it is looked whose the run is.
      if (isOwners || !shared) assert.ok([400, 404].includes(status), said);
      else assert.notEqual(status, 404, said);
    }
  }
  server.runner.end(run.id, 'stopped', null);
});

test('sharing is recorded before it is done, once, and what cannot be recorded is not shared', async () => {
  const run = await adas();
  for (const shared of [true, true, false, false]) await share(run.id, shared);
  const recorded = () => server.audit().split('\n').filter((line) => line.includes(run.id) && line.includes('shared"')).map((line) => /"kind":"([^"]+)"/.exec(line)?.[1]);
  assert.deepEqual(recorded(), ['run-shared', 'run-unshared']);
  server.auditWorks = false;
  assert.equal((await share(run.id, true)).body.error?.code, 'audit-failed');
  server.auditWorks = true;
  assert.equal((await server.ask('GET', `/api/runs/${run.id}`, { as: 'bob' })).status, 404);
  for (const body of [{}, { shared: 'yes' }, { shared: true, person: 'bob' }, [], null]) {
    assert.equal((await server.ask('POST', `/api/runs/${run.id}/share`, { as: 'ada', body })).status, 400, JSON.stringify(body));
  }
  server.runner.end(run.id, 'stopped', null);
});

test('a shared run is watched and not typed into; nobody else’s list has it; when sharing ends, watching ends at once', async () => {
  const run = await adas();
  await share(run.id, true);
  await using bob = await TestBrowser.welcome(server, 'bob');
  bob.say({ type: 'attach', run: run.id, from: 0 });
  await bob.until('attached');
  await bob.read('secret');
  bob.say({ type: 'input', run: run.id, data: 'x' });
  assert.equal(await bob.error(), 'no-pen');
  bob.say({ type: 'resize', run: run.id, cols: 10, rows: 10 });
  assert.equal(await bob.error(2), 'no-pen');
  bob.say({ type: 'pen', run: run.id, act: 'take', to: null });
  assert.equal(await bob.error(3), 'pen-refused');
  const { typed, size } = server.runner.seen(run.id);
  assert.deepEqual([typed, size], ['', { cols: 80, rows: 24 }]);
  assert.deepEqual((await server.ask('GET', '/api/runs', { as: 'bob' })).body.runs, []);
  await share(run.id, false);
  assert.equal(await bob.error(4), 'not-yours');
  assert.equal(server.runner.seen(run.id).viewers, 0);
  server.runner.print(run.id, ' more');
  bob.say({ type: 'attach', run: run.id, from: 0 });
  assert.equal(await bob.error(5), 'not-yours');
  for (const message of [{ type: 'input', data: 'x' }, { type: 'resize', cols: 9, rows: 9 }, { type: 'pen', act: 'ask', to: null }]) bob.say({ ...message, run: run.id });
  assert.equal(await bob.error(8), 'out-of-order');
  assert.equal(bob.text(), 'secret');
  server.runner.end(run.id, 'stopped', null);
});

test('the owner’s own watching does not end with sharing', async () => {
  const run = await adas();
  await share(run.id, true);
  await using ada = await TestBrowser.welcome(server, 'ada');
  ada.say({ type: 'attach', run: run.id, from: 0 });
  await ada.until('attached');
  await share(run.id, false);
  server.runner.print(run.id, ' more');
  await ada.read('secret more');
  server.runner.end(run.id, 'stopped', null);
});

test('the pen is asked for, handed over and used; each move is recorded; it goes back when sharing ends', async () => {
  const run = await adas();
  await share(run.id, true);
  await using ada = await TestBrowser.welcome(server, 'ada');
  await using bob = await TestBrowser.welcome(server, 'bob');
  for (const one of [ada, bob]) {
    one.say({ type: 'attach', run: run.id, from: 0 });
    await one.until('attached');
  }
  const pen = async (one: TestBrowser, so: (holder: string | undefined, asks: number) => boolean) => await one.pen(({ holder, asks }) => so(holder?.person, asks.length));
  const before = await pen(bob, (holder) => holder === 'ada');
  bob.say({ type: 'pen', run: run.id, act: 'ask', to: null });
  const asked = await pen(ada, (_, asks) => asks === 1);
  const [asker] = asked.asks;
  assert.deepEqual([asker?.name, before.holder?.name], ['bob', 'ada']);
  bob.say({ type: 'pen', run: run.id, act: 'give', to: asker?.seat ?? 0 });
  assert.equal(await bob.error(), 'pen-refused');
  ada.say({ type: 'pen', run: run.id, act: 'give', to: asker?.seat ?? 0 });
  await pen(bob, (holder) => holder === 'bob');
  await pen(ada, (holder) => holder === 'bob');
  bob.say({ type: 'input', run: run.id, data: 'by bob' });
  ada.say({ type: 'input', run: run.id, data: 'by ada' });
  assert.equal(await ada.error(), 'no-pen');
  assert.equal(server.runner.seen(run.id).typed, 'by bob');
  const recorded = server.audit().split('\n').filter((line) => line.includes(run.id)).flatMap((line) => /"kind":"(pen|input-begun)".*?"by":"(\w+)"(?:,"act":"(\w+)","person":"(\w+)")?/.exec(line)?.slice(1).join(' ').trim() ?? []);
  assert.deepEqual(recorded, ['pen bob ask bob', 'pen ada give bob', 'input-begun bob']);
  await share(run.id, false);
  await pen(ada, (holder) => holder === undefined);
  ada.say({ type: 'pen', run: run.id, act: 'take', to: null });
  await pen(ada, (holder) => holder === 'ada');
  ada.say({ type: 'input', run: run.id, data: ', by ada' });
  await ada.settled();
  assert.equal(server.runner.seen(run.id).typed, 'by bob, by ada');
  server.runner.end(run.id, 'stopped', null);
});

test('what a terminal answers to output that is shown again does not reach the run; what is typed does', async () => {
  const run = await adas();
  await using first = await TestBrowser.welcome(server, 'ada');
  first.say({ type: 'attach', run: run.id, from: 0 });
  await first.until('attached');
  first.say({ type: 'input', run: run.id, data: '\u001b[1;1R' });
  await first.settled();
  assert.equal(server.runner.seen(run.id).typed, '\u001b[1;1R', 'the first one to see a question answers it');
  await using later = await TestBrowser.welcome(server, 'ada');
  later.say({ type: 'attach', run: run.id, from: 0 });
  await later.read('secret');
  later.say({ type: 'pen', run: run.id, act: 'take', to: null });
  await later.pen(({ holder }) => holder?.person === 'ada' && holder.seat === 2);
  for (const data of ['\u001b[2;2R', '\u001b[?1;2c', '\u001b]11;rgb:0/0/0\u001b\\', 'key']) later.say({ type: 'input', run: run.id, data });
  await later.settled();
  assert.equal(server.runner.seen(run.id).typed, '\u001b[1;1Rkey');
  later.say({ type: 'ack', run: run.id, offset: 6 });
  later.say({ type: 'input', run: run.id, data: '\u001b[3;3R' });
  await later.settled();
  assert.equal(server.runner.seen(run.id).typed, '\u001b[1;1Rkey\u001b[3;3R');
  server.runner.end(run.id, 'stopped', null);
});

test('moves of the pen are not recorded without end', async () => {
  const run = await adas();
  await share(run.id, true);
  await using bob = await TestBrowser.welcome(server, 'bob');
  bob.say({ type: 'attach', run: run.id, from: 0 });
  await bob.until('attached');
  await server.inNoTime(async () => {
    for (let at = 0; at < 100; at += 1) bob.say({ type: 'pen', run: run.id, act: 'ask', to: null });
    assert.equal(await bob.error(), 'too-fast');
    await bob.settled();
  });
  assert.ok(server.audit().split('\n').filter((line) => line.includes('"kind":"pen"') && line.includes(run.id)).length <= 22);
  server.runner.end(run.id, 'stopped', null);
});
