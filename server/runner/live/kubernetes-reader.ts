/**
 * Asks a Kubernetes API through a gateway: plain HTTP over the gateway's unix socket, where no other program of this machine
 * could ask in the person's name. Whatever comes back is bounded, in bytes and in time, and is for others to make sense of.
 */
import { type IncomingMessage, request } from 'node:http';
import { WebSocket } from 'ws';
import { ReadProblem, refusalIn } from './read-problem.ts';

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
  exec(pod: { pod: string; namespace: string }, command: readonly string[]): Promise<string>;
}

/** One answer: some hundred objects as large as they usually are. */
const usualBytes = 8 * 1024 * 1024;
/** What a command in a pod may print. */
const mostPrinted = 1024 * 1024;
/** A refusal is a few sentences. */
const mostRefusal = 16 * 1024;
const patienceMs = 15_000;
const away = 'The Kubernetes API of this environment does not answer.';

/** Takes a gateway's socket and a context that it serves; gives what asks there. */
export function openKubernetesReader(socket: string, context: string): KubernetesReader {
  const pathOf = (path: string): string => `/contexts/${encodeURIComponent(context)}${path}`;
  const ask = (path: string): Promise<IncomingMessage> => askGateway(socket, pathOf(path));
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
    exec: ({ pod, namespace }, command) => {
      const query = new URLSearchParams([...command.map((word): [string, string] => ['command', word]), ['stdout', 'true'], ['stderr', 'true']]);
      return execIn(socket, `${pathOf(`/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/exec`)}?${query.toString()}`);
    },
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

async function textOf(answer: IncomingMessage, most: number): Promise<string> {
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

/** The channels of `v5.channel.k8s.io` (k8s.io/apimachinery, `remotecommand`). */
const channel = { stdout: 1, stderr: 2, status: 3 } as const;

function execIn(socket: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = new WebSocket(`ws+unix:${socket}:${path}`, 'v5.channel.k8s.io', { handshakeTimeout: patienceMs, maxPayload: mostPrinted, perMessageDeflate: false });
    const said: Record<number, Buffer[]> = {};
    let bytes = 0;
    const late = setTimeout(() => { end(new ReadProblem('The command in the pod did not end in time.')); }, patienceMs);
    const end = (problem: ReadProblem | null): void => {
      clearTimeout(late);
      asked.terminate();
      if (problem === null) resolve(textIn(said, channel.stdout));
      else reject(problem);
    };
    asked.on('unexpected-response', (_, answer) => {
      textOf(answer, mostRefusal).catch(() => '').then((body) => { end(refusalIn(answer.statusCode ?? 502, body)); }).catch(() => undefined);
    });
    asked.on('error', () => { end(new ReadProblem(away)); });
    asked.on('message', (message: Buffer) => {
      bytes += message.length;
      if (bytes > mostPrinted) return end(new ReadProblem('The command in the pod printed more than can be shown here.', 413));
      (said[message[0] ?? 0] ??= []).push(message.subarray(1));
    });
    asked.on('close', () => { end(failureIn(textIn(said, channel.status), textIn(said, channel.stderr))); });
  });
}

function textIn(said: Record<number, Buffer[]>, of: number): string {
  return Buffer.concat(said[of] ?? []).toString('utf8');
}

/** Takes the status that ends an exec and what the command complained of; gives what is wrong, or null. */
function failureIn(status: string, complaint: string): ReadProblem | null {
  if (status === '') return new ReadProblem(away);
  if (/"status"\s*:\s*"Success"/.test(status)) return null;
  const said = complaint.trim();
  return said === '' ? refusalIn(500, status) : new ReadProblem(said.slice(0, mostRefusal), 500);
}
