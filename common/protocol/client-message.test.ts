import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRunId } from '../ids.ts';
import { clientMessage } from './client-message.ts';

const run = newRunId(1_700_000_000_000, new Uint8Array(10).fill(7));

const good: unknown[] = [
  { type: 'hello', ticket: 'abc' },
  { type: 'attach', run, from: 0 },
  { type: 'detach', run },
  { type: 'input', run, data: '\u0003' },
  { type: 'resize', run, cols: 80, rows: 24 },
  { type: 'ack', run, offset: 2 ** 40 },
  { type: 'hello', ticket: 'abc', page: 'page-0123456789' },
  { type: 'attach', run, from: 'screen' },
  { type: 'pen', run, act: 'ask', to: null },
  { type: 'pen', run, act: 'give', to: 2 },
  { type: 'follow', topic: 'walkthroughs:' },
  { type: 'unfollow', topic: 'walkthroughs:' },
];
for (const message of good) {
  test(`${JSON.stringify(message)} is a message`, () => assert.ok(clientMessage.safeParse(message).success));
}

const bad: unknown[] = [
  null, [], 'hello', {}, { type: 'start', run },
  { type: 'hello' }, { type: 'hello', ticket: 'x'.repeat(201) },
  { type: 'attach', run: '../x', from: 0 }, { type: 'attach', run, from: -1 }, { type: 'attach', run, from: 0.5 },
  { type: 'ack', run, offset: Number.NaN }, { type: 'ack', run, offset: 2 ** 53 }, { type: 'ack', run, offset: '5' },
  { type: 'input', run, data: 'x'.repeat(64 * 1024 + 1) },
  { type: 'detach', run, extra: true },
  { type: 'hello', ticket: 'x', page: 'short' }, { type: 'hello', ticket: 'x', page: 'not a name' },
  { type: 'attach', run, from: 'start' },
  { type: 'pen', run, act: 'steal', to: null }, { type: 'pen', run, act: 'give', to: 'bob' }, { type: 'pen', run, act: 'give' },
  { type: 'follow' }, { type: 'follow', topic: 'x'.repeat(1_001) }, { type: 'unfollow', topic: 'walkthroughs:', run },
];
for (const message of bad) {
  test(`${JSON.stringify(message)?.slice(0, 80)} is refused`, () => assert.equal(clientMessage.safeParse(message).success, false));
}
