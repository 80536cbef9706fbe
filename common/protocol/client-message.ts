/**
 * What a browser may send over the WebSocket (subprotocol `handrail.v1`): JSON text, checked here, one object a message.
 * The first message must be `hello` with a single-use ticket; a run is then attached by id from the offset the viewer
 * has. Runs are started by POST, never from here.
 */
import { z } from 'zod';
import { isRunId, type RunId } from '../ids.ts';

export const subprotocol = 'handrail.v1';
/** One message from a browser, in bytes: room for a large paste. */
export const maxClientMessageBytes = 128 * 1024;

const run = z.custom<RunId>(isRunId, 'must be the id of a run');
const offset = z.int().nonnegative();

export const clientMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), ticket: z.string().max(200) }),
  z.strictObject({ type: z.literal('attach'), run, from: offset }),
  z.strictObject({ type: z.literal('detach'), run }),
  z.strictObject({ type: z.literal('input'), run, data: z.string().max(64 * 1024) }),
  z.strictObject({ type: z.literal('resize'), run, cols: z.number(), rows: z.number() }),
  z.strictObject({ type: z.literal('ack'), run, offset }),
]);

export type ClientMessage = z.infer<typeof clientMessage>;
