/** Every message of a browser's socket against the rule that an act is on record before it is done. A new one without a row here fails. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { AuditEvent } from '../audit/event.ts';
import { TestServer } from '../http/test-server.ts';
import { clientMessage } from '../../common/protocol/client-message.ts';
import { TestBrowser } from './test-browser.ts';

let server: TestServer;
before(async () => { server = await TestServer.start(); });
after(async () => { await server[Symbol.asyncDispose](); });

interface Row {
  /** the first event, or why there is none */
  first: AuditEvent['kind'] | { changesNothing: string };
  message: object;
}

const rows: Readonly<Record<string, Row>> = {
  hello: { first: { changesNothing: 'it opens a socket of whoever is logged in already' }, message: { ticket: 'none' } },
  attach: { first: { changesNothing: 'it looks' }, message: { from: 0 } },
  detach: { first: { changesNothing: 'it looks away' }, message: {} },
  ack: { first: { changesNothing: 'it says how far one has looked' }, message: { offset: 0 } },
  resize: { first: { changesNothing: 'a terminal’s size stands in the run’s recording' }, message: { cols: 100, rows: 40 } },
  input: { first: 'input-begun', message: { data: 'rm\r' } },
  follow: { first: { changesNothing: 'it looks' }, message: { topic: 'x:y' } },
  unfollow: { first: { changesNothing: 'it looks away' }, message: { topic: 'x:y' } },
  pen: { first: 'pen', message: { act: 'drop', to: null } },
};

const recorded = () => server.audit().trimEnd().split('\n').map((line) => (JSON.parse(line) as { event: AuditEvent }).event.kind);

for (const { shape: { type: { value: type } } } of clientMessage.options) {
  test(`a message “${type}” is on record before it is done`, async () => {
    const row = rows[type];
    assert.ok(row, 'a new message needs a row in the table above: what it records first');
    const isAct = typeof row.first === 'string';
    const run = await server.run('plain', 'shell');
    await using browser = await TestBrowser.welcome(server, 'ada');
    browser.say({ type: 'attach', run: run.id, from: 0 });
    const { seat } = await browser.pen((pen) => pen.holder !== null).then((pen) => ({ seat: pen.holder }));
    const lines = recorded().length;
    server.auditWorks = false;
    browser.say({ type, run: run.id, ...row.message });
    if (type === 'hello') {
      server.auditWorks = true;
      assert.equal(await browser.error(), 'bad-message');
      return;
    }
    if (isAct) assert.equal(await browser.error(), 'audit-failed');
    else await browser.settled();
    server.auditWorks = true;
    assert.deepEqual([recorded().length, server.runner.seen(run.id).typed], [lines, '']);
    assert.deepEqual((await browser.pen(() => true)).holder, seat);
    if (isAct) {
      browser.say({ type, run: run.id, ...row.message });
      await browser.settled();
      assert.equal(recorded()[lines], row.first);
    }
    server.runner.end(run.id, 'exited', 0);
  });
}
