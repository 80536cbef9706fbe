/** The reader of what a browser sends over its socket. */
import assert from 'node:assert/strict';
import { HandrailError } from '../common/errors.ts';
import { newRunId } from '../common/ids.ts';
import { clientMessage, maxClientMessageBytes } from '../common/protocol/client-message.ts';
import { readMessage } from '../server/ws/message.ts';
import type { Chance } from '../test/chaos/seed.ts';
import { textLike } from './fuzz-json.ts';
import type { FuzzTarget } from './fuzz-target.ts';

const run = newRunId(1_700_000_000_000, new Uint8Array(10).fill(7));
const good: readonly unknown[] = [
  { type: 'hello', ticket: 'abc' }, { type: 'hello', ticket: 'abc', page: 'page-0123456789' }, { type: 'attach', run, from: 0 },
  { type: 'attach', run, from: 'screen' }, { type: 'detach', run }, { type: 'input', run, data: '\u0003é🙂' },
  { type: 'resize', run, cols: 80, rows: 24 }, { type: 'ack', run, offset: 2 ** 40 }, { type: 'pen', run, act: 'give', to: 2 },
];

export const messageTarget: FuzzTarget = {
  name: 'message parser',
  invariant: 'a message of a known shape, or one of two errors, with a bounded sentence',
  open: () => ({ tryOne }),
};

function tryOne(chance: Chance): void {
  const data = chance.oneIn(5) ? chance.bytes(chance.below(80)) : textLike(chance.pick(good), chance);
  const long = chance.oneIn(2_000) ? Buffer.concat([data, Buffer.alloc(maxClientMessageBytes, 32)]) : data;
  try {
    const message = readMessage(long, chance.oneIn(50));
    assert.deepEqual(clientMessage.parse(message), message);
    assert.deepEqual(message, JSON.parse(long.toString()));
  } catch (error) {
    assert.ok(error instanceof HandrailError && (error.code === 'bad-message' || error.code === 'message-too-big'), String(error));
    assert.ok(error.message.length < 500, 'the sentence is bounded');
  }
}
