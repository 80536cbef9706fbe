/** Asks a Redis: through the gateway of an endpoint, or as the `redis` steps of a runbook that names a pod, with redis-cli there. */
import { Redis } from 'ioredis';
import type { KubernetesReader } from './kubernetes-reader.ts';
import { ReadProblem } from './read-problem.ts';
import { answersIn } from './redis-answers.ts';
import { answerIn, type Answer } from './redis-text.ts';

export interface RedisReader {
  /** whether each call starts a program in a pod, and should not come too often */
  readonly isCostly: boolean;
  /** Takes a command and its arguments; gives the answer. Throws `ReadProblem`. */
  call(words: readonly string[]): Promise<Answer>;
  /**
   * Takes a command, its arguments and what ends it; gives the answer again and again, an error as such, for some minutes: one
   * program in the pod. Throws `ReadProblem`. Null where it is as well to call.
   */
  readonly repeat: ((words: readonly string[], ending: AbortSignal) => AsyncGenerator<Answer | Error, void>) | null;
  close(): void;
}

const patienceMs = 10_000;
/**
 * How often a program in a pod asks, and how many times: five minutes. A container runtime may leave it running when the connection
 * that it was begun by is gone; then it ends by itself.
 */
const [everySeconds, times] = [2, 150];
const silentMs = 15_000;

/** Takes the socket of a Redis gateway, which signs in by itself; gives what asks there. */
export function endpointRedis(path: string): RedisReader {
  // The gateway answers at once, with an error when its Redis is away: there is nothing to wait or to try again for in here.
  const client = new Redis({ path, lazyConnect: true, enableReadyCheck: false, disableClientInfo: true, maxRetriesPerRequest: 0, retryStrategy: () => null, commandTimeout: patienceMs, connectTimeout: patienceMs });
  client.on('error', () => undefined);
  return {
    isCostly: false,
    repeat: null,
    async call([command = '', ...rest]) {
      try {
        if (client.status === 'wait' || client.status === 'end') await client.connect();
        return await client.call(command, ...rest) as Answer;
      } catch (error) {
        throw new ReadProblem(error instanceof Error && error.name === 'ReplyError' ? error.message : 'The Redis of this environment does not answer.', error instanceof Error && error.name === 'ReplyError' ? 400 : 0);
      }
    },
    close() { client.disconnect(); },
  };
}

/** Takes what asks the pod's Kubernetes, and the pod; gives what asks the Redis in it. */
export function podRedis(kubernetes: KubernetesReader, pod: { pod: string; namespace: string }): RedisReader {
  return {
    isCostly: true,
    async call(words) {
      const answer = answerIn(await kubernetes.exec(pod, ['redis-cli', '--no-raw', ...words]));
      if (answer instanceof Error) throw new ReadProblem(answer.message, 400);
      return answer;
    },
    repeat: (words, ending) => answersIn(kubernetes.output(pod, ['redis-cli', '--no-raw', '-r', String(times), '-i', String(everySeconds), ...words], silentMs, ending)),
    close: () => undefined,
  };
}
