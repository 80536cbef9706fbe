/** Reads one message from a browser: JSON text of a known shape, within its limit. Pure. */
import { HandrailError } from '../../common/errors.ts';
import { type ClientMessage, clientMessage, maxClientMessageBytes } from '../../common/protocol/client-message.ts';

/** Takes what came and whether it was binary; gives the message. Throws `message-too-big` or `bad-message`. */
export function readMessage(data: Buffer, isBinary: boolean): ClientMessage {
  if (data.length > maxClientMessageBytes) throw new HandrailError('message-too-big', { limit: maxClientMessageBytes });
  if (isBinary) throw new HandrailError('bad-message', { why: 'it is binary, and messages are JSON text.' });
  const checked = clientMessage.safeParse(parse(data.toString()));
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new HandrailError('bad-message', { why: `${issue?.path.join('.') || 'the message'}: ${issue?.message ?? 'is not known'}.`.slice(0, 300) });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HandrailError('bad-message', { why: 'it is not JSON.' });
  }
}
