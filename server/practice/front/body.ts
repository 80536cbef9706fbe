/** The body of a request, for sites that need it whole. */
import type { IncomingMessage } from 'node:http';

/** Takes a request and a number of bytes; gives its body, or null when it is longer. Rejects when the client goes away. */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Left early, the stream would be destroyed and the answer with it: what is too much is read and forgotten.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= most) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length > most ? null : Buffer.concat(chunks);
}
