/** Asks a Redis in a pod one question, over the socket its port is. */
import { connect } from 'node:net';
import { decode, encode, RedisError, type Reply } from './resp.ts';

/** Milliseconds an answer may take; one takes less than one. */
const patience = 2_000;
/** Pieces an answer may come in; a real one comes in one. */
const mostPieces = 64;

/** Takes the path of a socket and a command; gives the answer. Rejects with a RedisError for an error, no answer, or nonsense. */
export function ask(socket: string, command: readonly string[]): Promise<Exclude<Reply, RedisError>> {
  return new Promise((resolve, reject) => {
    const connection = connect(socket);
    let bytes = Buffer.alloc(0);
    let pieces = 0;
    const fail = (error: RedisError): void => {
      connection.destroy();
      reject(error);
    };
    connection.setTimeout(patience, () => fail(new RedisError('i/o timeout')));
    connection.on('error', (error) => fail(new RedisError(`connect: ${error.message}`)));
    connection.on('close', () => fail(new RedisError('EOF')));
    connection.on('data', (chunk: Buffer) => {
      try {
        // Each piece has all of it read anew.
        pieces += 1;
        if (pieces > mostPieces) throw new RedisError('the answer comes in too many pieces');
        bytes = Buffer.concat([bytes, chunk]);
        const reply = decode(bytes);
        if (reply === undefined) return;
        if (reply instanceof RedisError) throw reply;
        resolve(reply);
        connection.destroy();
      } catch (error) {
        fail(error instanceof RedisError ? error : new RedisError(String(error)));
      }
    });
    // A timer of its own: one that sends a byte now and then is never idle.
    const timer = setTimeout(() => fail(new RedisError('i/o timeout')), patience);
    connection.once('close', () => clearTimeout(timer));
    connection.write(encode(command));
  });
}

/** Takes the answer to `XINFO GROUPS` and a group's name; gives its fields, or null when it is not among them. Pure. */
export function groupNamed(reply: Reply, group: string): Map<string, Reply> | null {
  for (const entry of Array.isArray(reply) ? reply : []) {
    if (!Array.isArray(entry)) continue;
    const fields = new Map<string, Reply>();
    for (let at = 0; at + 1 < entry.length; at += 2) fields.set(String(entry[at]), entry[at + 1] ?? null);
    if (fields.get('name') === group) return fields;
  }
  return null;
}
