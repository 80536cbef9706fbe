import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRunId } from '../../common/ids.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import { MemoryRunner } from '../runs/memory-runner.ts';
import { Viewing } from './viewing.ts';

async function room() {
  const runner = new MemoryRunner();
  const id = newRunId(1, new Uint8Array(10));
  const run = await runner.start({
    run: id, person: 'ada', environment: 'practice', parameters: {}, redis: null, context: null, groups: [], rules: '', bound: null, size: { cols: 80, rows: 24 },
    step: { runbook: 'r', id: 's', digest: 'd', title: 't', language: 'bash', source: '', interactive: false, background: false, timeout: 1, exit: [0], expect: null, mask: null, effect: 'read' },
  });
  const sent: (ServerMessage['type'] | number)[] = [];
  const leave: (() => void)[] = [];
  const viewing = new Viewing(run, { person: 'ada', name: 'Ada', page: 'page-1234' }, {
    message: (message) => { sent.push(message.type); },
    frame: (frame, gone) => { sent.push(frame.length - 25); leave.push(gone); },
  });
  return { runner, id, viewing, sent, leave };
}

const soon = () => new Promise((done) => setImmediate(done));

test('what comes before the attachment is told after it', async () => {
  const { runner, id, viewing, sent } = await room();
  runner.print(id, 'abc');
  const attach = runner.attach.bind(runner);
  runner.attach = async (run, from, viewer) => {
    const attachment = await attach(run, from, viewer);
    await soon();
    return attachment;
  };
  await viewing.begin(runner, 0);
  runner.print(id, 'de');
  assert.deepEqual(sent, ['attached', 3, 2]);
});

test('an acknowledgement goes on only when the bytes have left: who does not read cannot make us hold more', async () => {
  const { runner, id, viewing, leave } = await room();
  await viewing.begin(runner, 0);
  runner.print(id, 'x'.repeat(100));
  runner.print(id, 'y'.repeat(100));
  viewing.ack(200);
  assert.equal(runner.seen(id).acked, 0);
  leave[0]?.();
  assert.equal(runner.seen(id).acked, 100);
  leave[1]?.();
  assert.equal(runner.seen(id).acked, 200);
  viewing.ack(10_000);
  assert.equal(runner.seen(id).acked, 200);
});

test('one that ended while it was attaching leaves no viewer behind', async () => {
  const { runner, id, viewing, sent } = await room();
  const beginning = viewing.begin(runner, 0);
  viewing.end();
  await beginning;
  assert.equal(runner.seen(id).viewers, 0);
  assert.deepEqual(sent, []);
});
