/**
 * Asks a Kubernetes API through a gateway: plain HTTP over the gateway's unix socket, where no other program of this machine
 * could ask in the person's name. Whatever comes back is bounded, in bytes and in time, and is for others to make sense of.
 */
import { type IncomingMessage, request } from 'node:http';
import { execPath, outputOf, type Pod } from './pod-exec.ts';
import { away, mostRefusal, patienceMs, ReadProblem, refusalIn } from './read-problem.ts';
import { textOf } from './text-of.ts';

export interface KubernetesReader {
  readonly context: string;
  /** Takes a path and query of the API; gives the parsed JSON. Throws `ReadProblem`. */
  get(path: string, most?: number): Promise<unknown>;
  /**
   * Takes a path and query of a watch; gives its stream once the API has agreed. Whoever takes it reads it, and destroys it.
   * Throws `ReadProblem`.
   */
  stream(path: string): Promise<IncomingMessage>;
  /** Takes a pod and a command without input; gives what it printed. Throws `ReadProblem`, also when it ends with an error. */
  exec(pod: Pod, command: readonly string[]): Promise<string>;
  /** As `exec`, of a command that goes on: gives what it prints as it prints it, for as long as it is not silent nor ended. */
  output(pod: Pod, command: readonly string[], silentMs: number, ending: AbortSignal): AsyncGenerator<Buffer, void>;
}

/** One answer: some hundred objects as large as they usually are. */
const usualBytes = 8 * 1024 * 1024;
/** What a command in a pod may print. */
const mostPrinted = 1024 * 1024;

/** Takes a gateway's socket, a context that it serves, and who is told the date of each answer; gives what asks there. */
export function openKubernetesReader(socket: string, context: string, dated: (date: string | undefined) => void): KubernetesReader {
  const pathOf = (path: string): string => `/contexts/${encodeURIComponent(context)}${path}`;
  const ask = async (path: string): Promise<IncomingMessage> => {
    const answer = await askGateway(socket, pathOf(path));
    dated(answer.headers.date);
    return answer;
  };
  return {
    context,
    async get(path, most = usualBytes) {
      const answer = await ask(path);
      try {
        return JSON.parse(await textOf(answer, most)) as unknown;
      } catch (error) {
        throw error instanceof ReadProblem ? error : new ReadProblem('The Kubernetes API answered with something that is no JSON.', answer.statusCode);
      }
    },
    stream: ask,
    exec: (pod, command) => whole(outputOf(socket, pathOf(execPath(pod, command)), patienceMs, AbortSignal.timeout(patienceMs))),
    output: (pod, command, silentMs, ending) => outputOf(socket, pathOf(execPath(pod, command)), silentMs, ending),
  };
}

async function askGateway(socketPath: string, path: string): Promise<IncomingMessage> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request({ socketPath, path, agent: false, headers: { accept: 'application/json', 'user-agent': 'handrail-panels' } }, resolve);
    const late = setTimeout(() => asked.destroy(), patienceMs);
    asked.once('response', () => { clearTimeout(late); });
    asked.once('error', () => {
      clearTimeout(late);
      reject(new ReadProblem(away));
    });
    asked.end();
  });
  answer.on('error', () => undefined);
  const { statusCode = 502 } = answer;
  if (statusCode < 300) return answer;
  throw refusalIn(statusCode, await textOf(answer, mostRefusal).catch(() => ''));
}

async function whole(output: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of output) {
    bytes += part.length;
    if (bytes > mostPrinted) throw new ReadProblem('The command in the pod printed more than can be shown here.', 413);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
