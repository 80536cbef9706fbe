/** GET of a pod's log. */
import type { ServerResponse } from 'node:http';
import type { LogStream, RunningPod } from './kubelet.ts';
import type { Pod } from './pod.ts';
import { containerOf, requireLog } from './pod-access.ts';
import { truth, wholeNumber } from './query.ts';
import { badRequest } from './status.ts';

/** Takes a response, the pod, what runs of it, the query and the time; answers with the log. Throws 400. */
export function answerLog(response: ServerResponse, pod: Pod, running: RunningPod | null, query: URLSearchParams, now: number): void {
  const container = containerOf(pod, query.get('container'));
  const previous = truth(query, 'previous');
  requireLog(pod, container, previous);
  const options = {
    follow: truth(query, 'follow'), tailLines: wholeNumber(query, 'tailLines'), since: sinceOf(query, now), timestamps: truth(query, 'timestamps'), previous,
  };
  const limit = wholeNumber(query, 'limitBytes') ?? Number.POSITIVE_INFINITY;
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  if (running) pour(running.logs(container, options), response, limit);
  else response.end();
}

function sinceOf(query: URLSearchParams, now: number): number | null {
  const seconds = wholeNumber(query, 'sinceSeconds');
  const time = query.get('sinceTime');
  if (seconds !== null && time !== null) throw badRequest('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (seconds !== null) return now - seconds * 1000;
  if (time === null) return null;
  const since = Date.parse(time);
  if (Number.isNaN(since)) throw badRequest(`sinceTime must be a time such as 2024-05-01T10:00:00Z, not ${JSON.stringify(time)}`);
  return since;
}

/** The reader going away is the only way a followed log is stopped. */
function pour(stream: LogStream, response: ServerResponse, limit: number): void {
  let left = limit;
  stream.onData((bytes) => {
    // what was on its way when the limit was reached
    if (left <= 0) return;
    const part = bytes.length > left ? bytes.subarray(0, left) : bytes;
    left -= part.length;
    if (!response.write(part)) stream.pause();
    if (left > 0) return;
    stream.close();
    response.end();
  });
  stream.onEnd(() => { response.end(); });
  response.on('drain', () => { stream.resume(); });
  response.on('close', () => { stream.close(); });
}
