/** The events of a watch out of a stream of bytes: one JSON document a line. */
import type { IncomingMessage } from 'node:http';
import { Budget } from './budget.ts';
import { ReadProblem } from './read-problem.ts';

export interface WatchEvent {
  type: string;
  object: unknown;
}

/** An object of Kubernetes has 1.5 MiB at most (etcd's limit on a request). */
const longestLine = 2 * 1024 * 1024;
const newline = 10;

/** Takes the stream and how long it may be silent (ms); gives its events one by one. Throws `ReadProblem` at what is none, and when it breaks off. */
export async function* eventsIn(stream: IncomingMessage, silentMs: number): AsyncGenerator<WatchEvent, void> {
  stream.setTimeout(silentMs, () => { stream.destroy(new Error('silent')); });
  let held: Buffer[] = [];
  let length = 0;
  const budget = new Budget();
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      await budget.spend(chunk.length);
      let rest = chunk;
      for (let at = rest.indexOf(newline); at !== -1; at = rest.indexOf(newline)) {
        held.push(rest.subarray(0, at));
        rest = rest.subarray(at + 1);
        const text = Buffer.concat(held).toString('utf8').trim();
        held = [];
        length = 0;
        if (text !== '') yield eventIn(text);
      }
      length += rest.length;
      if (length > longestLine) throw new ReadProblem('One of the objects is larger than Kubernetes allows.', 413);
      held.push(rest);
    }
  } catch (error) {
    throw error instanceof ReadProblem ? error : new ReadProblem('The Kubernetes API of this environment broke off.');
  } finally {
    stream.destroy();
  }
}

function eventIn(text: string): WatchEvent {
  try {
    const said: unknown = JSON.parse(text);
    if (typeof said === 'object' && said !== null && 'type' in said && typeof said.type === 'string') return { type: said.type, object: 'object' in said ? said.object : null };
  } catch {
    // Told below: what cannot be read is no event.
  }
  throw new ReadProblem('The Kubernetes API sent something that is no event of a watch.');
}
