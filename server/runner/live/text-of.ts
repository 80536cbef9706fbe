/** A whole answer as text, bounded in bytes and in time. */
import type { IncomingMessage } from 'node:http';
import { away, patienceMs, ReadProblem } from './read-problem.ts';

/** Takes an answer and how many bytes of it there may be; gives its text. Throws `ReadProblem`. */
export async function textOf(answer: IncomingMessage, most: number): Promise<string> {
  const late = setTimeout(() => answer.destroy(), patienceMs);
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > most) throw new ReadProblem('That is more than can be shown here. Name less: a namespace, a selector.', 413);
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof ReadProblem ? error : new ReadProblem(away);
  } finally {
    clearTimeout(late);
    answer.destroy();
  }
  return Buffer.concat(parts).toString('utf8');
}
