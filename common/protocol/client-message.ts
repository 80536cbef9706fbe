/**
 * What a browser may send over the WebSocket (subprotocol `handrail.v1`): JSON text, checked here, one object a message.
 * The first message must be `hello` with a single-use ticket; a run is then attached by id from the offset the viewer
 * has, or at `screen`: as it stands. Runs are started by POST, never from here.
 */
import { z } from 'zod';
import { isRunId, type RunId } from '../ids.ts';
import { penActs } from './pen.ts';
import { longestTopic } from './topic.ts';

export const subprotocol = 'handrail.v1';
/** One message from a browser, in bytes: room for a large paste. */
export const maxClientMessageBytes = 128 * 1024;

const run = z.custom<RunId>(isRunId, 'must be the id of a run');
const offset = z.int().nonnegative();

export const clientMessage = z.discriminatedUnion('type', [
  /** `page` is what this page calls itself, so that it is known again when its connection comes back: it keeps the pen */
  z.strictObject({ type: z.literal('hello'), ticket: z.string().max(200), page: z.string().regex(/^[\w-]{8,64}$/).optional() }),
  z.strictObject({ type: z.literal('attach'), run, from: offset.or(z.literal('screen')) }),
  z.strictObject({ type: z.literal('detach'), run }),
  z.strictObject({ type: z.literal('input'), run, data: z.string().max(64 * 1024) }),
  z.strictObject({ type: z.literal('resize'), run, cols: z.number(), rows: z.number() }),
  z.strictObject({ type: z.literal('ack'), run, offset }),
  /** `to` is the seat that `give` and `refuse` are about */
  z.strictObject({ type: z.literal('pen'), run, act: z.enum(penActs), to: z.int().nonnegative().nullable() }),
  /** to be told of something beside runs (`topic.ts`), and not any more */
  z.strictObject({ type: z.literal('follow'), topic: z.string().max(longestTopic) }),
  z.strictObject({ type: z.literal('unfollow'), topic: z.string().max(longestTopic) }),
]);

export type ClientMessage = z.infer<typeof clientMessage>;
