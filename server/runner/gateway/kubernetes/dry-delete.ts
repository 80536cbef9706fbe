/**
 * A deletion that says in its body that nothing is to be done: kubectl puts `dryRun` of a DELETE there, and an API server that
 * is given a body takes no notice of the query. So the body has to be read, and is passed on as it was read.
 */
import type { IncomingMessage } from 'node:http';

/** DeleteOptions are a few words. */
const mostBytes = 64 * 1024;
/** All that DeleteOptions can hold (k8s.io/apimachinery, meta/v1). Another spelling of one might count as it to some reader. */
const known = new Set(['kind', 'apiVersion', 'gracePeriodSeconds', 'preconditions', 'orphanDependents', 'propagationPolicy', 'dryRun']);

/**
 * Takes a DELETE with its body; gives the body to pass on when it surely is a dry run, or null: then what was read of it is
 * gone, and the request must be refused.
 */
export async function dryBody(incoming: IncomingMessage): Promise<string | null> {
  const type = incoming.headers['content-type'] ?? 'application/json';
  if (!/^application\/json\s*(;|$)/i.test(type)) return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The connection still has to carry the answer.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) return null;
    chunks.push(chunk);
  }
  return dryOptions(Buffer.concat(chunks).toString('utf8'));
}

/** Takes the text of DeleteOptions; gives them written anew when they are a dry run, else null. Pure. */
export function dryOptions(text: string): string | null {
  let options: unknown;
  try {
    options = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof options !== 'object' || options === null || !('dryRun' in options)) return null;
  if (Object.keys(options).some((key) => !known.has(key))) return null;
  const { dryRun } = options;
  return Array.isArray(dryRun) && dryRun.length === 1 && dryRun[0] === 'All' ? JSON.stringify(options) : null;
}
