import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run } from '../../common/run.ts';
import { queueNotice } from './queue-notice.ts';

const as = (state: Run['state']) => ({ state }) as Run;

test('waiting is told once, after a second in the queue, and not of a run that starts sooner', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { mock } = context.mock.method(process.stderr, 'write', () => true);
  const told = () => mock.calls.filter(({ arguments: [text] }) => text === 'handrail: waiting: another step of this workspace is running.\n').length;
  const quick = queueNotice();
  quick.see(as('queued'));
  context.mock.timers.tick(999);
  quick.see(as('starting'));
  quick.see(as('queued'));
  context.mock.timers.tick(5_000);
  assert.equal(told(), 0);
  const slow = queueNotice();
  slow.see(as('queued'));
  context.mock.timers.tick(1_000);
  slow.see(as('queued'));
  context.mock.timers.tick(5_000);
  slow.see(as('running'));
  assert.equal(told(), 1);
  const gone = queueNotice();
  gone.see(as('queued'));
  gone.end();
  context.mock.timers.tick(5_000);
  assert.equal(told(), 1);
});
