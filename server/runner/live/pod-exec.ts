/**
 * A command in a pod, through a gateway: what it prints, as it prints it. It has no input, so that the gateway knows all that it
 * does before it begins. Whatever comes back is bounded in bytes a second, and taken no faster than it is read.
 */
import { createWebSocketStream, WebSocket } from 'ws';
import { Budget } from './budget.ts';
import { away, mostRefusal, patienceMs, ReadProblem, refusalIn } from './read-problem.ts';
import { textOf } from './text-of.ts';

/** One message of an exec; API servers send 32 KiB at most. */
const mostAtOnce = 1024 * 1024;
/** What it complains of is told in a sentence or two. */
const mostComplaint = 16 * 1024;
/** The channels of `v5.channel.k8s.io` (k8s.io/apimachinery, `remotecommand`). */
const channel = { stdout: 1, stderr: 2, status: 3 } as const;

export interface Pod {
  pod: string;
  namespace: string;
}

/** Takes a pod and a command; gives the path and query that run it without input. */
export function execPath({ pod, namespace }: Pod, command: readonly string[]): string {
  const query = new URLSearchParams([...command.map((word): [string, string] => ['command', word]), ['stdout', 'true'], ['stderr', 'true']]);
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/exec?${query.toString()}`;
}

/**
 * Takes the gateway's socket, a path of it that runs a command, for how long that may be silent (ms) and what ends it; gives its
 * standard output until it has ended well. Throws `ReadProblem` when it does not begin, is silent for too long, or ends badly.
 */
export async function* outputOf(socket: string, path: string, silentMs: number, ending: AbortSignal): AsyncGenerator<Buffer, void> {
  const asked = new WebSocket(`ws+unix:${socket}:${path}`, 'v5.channel.k8s.io', { handshakeTimeout: patienceMs, maxPayload: mostAtOnce, perMessageDeflate: false });
  const stream = createWebSocketStream(asked, { readableObjectMode: true, readableHighWaterMark: 2 });
  stream.on('error', () => undefined);
  let why: ReadProblem | null = null;
  const cut = (problem: ReadProblem): void => {
    why ??= problem;
    stream.destroy(problem);
  };
  asked.on('unexpected-response', (_, answer) => {
    textOf(answer, mostRefusal).catch(() => '').then((body) => { cut(refusalIn(answer.statusCode ?? 502, body)); }).catch(() => undefined);
  });
  let late: NodeJS.Timeout | undefined;
  asked.once('open', () => { late = setTimeout(() => { cut(new ReadProblem('The command in the pod says nothing any more.')); }, silentMs); });
  const end = (): void => { cut(new ReadProblem('The command in the pod did not end in time.')); };
  if (ending.aborted) end();
  ending.addEventListener('abort', end, { once: true });
  const [budget, said] = [new Budget(), { [channel.stderr]: '', [channel.status]: '' }];
  try {
    for await (const message of stream as AsyncIterable<Buffer>) {
      late?.refresh();
      await budget.spend(message.length);
      const [of = 0, text] = [message[0], message.subarray(1)];
      if (of === channel.stdout) yield text;
      else if (of === channel.stderr || of === channel.status) said[of] = (said[of] + text.toString('utf8')).slice(0, mostComplaint);
    }
  } catch {
    throw why ?? new ReadProblem(away);
  } finally {
    clearTimeout(late);
    ending.removeEventListener('abort', end);
    asked.terminate();
  }
  const failure = failureIn(said[channel.status], said[channel.stderr].trim());
  if (failure !== null) throw failure;
}

/** Takes the status that ends an exec and what the command complained of; gives what is wrong, or null. */
function failureIn(status: string, complaint: string): ReadProblem | null {
  if (status === '') return new ReadProblem(away);
  if (/"status"\s*:\s*"Success"/.test(status)) return null;
  return complaint === '' ? refusalIn(500, status) : new ReadProblem(complaint, 500);
}
