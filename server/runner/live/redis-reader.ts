/** Asks a Redis: through the gateway of an endpoint, or as the `redis` steps of a runbook that names a pod, with redis-cli there. */
import { Redis } from 'ioredis';
import type { KubernetesReader } from './kubernetes-reader.ts';
import { ReadProblem } from './read-problem.ts';
import { answerIn, type Answer } from './redis-text.ts';

export interface RedisReader {
  /** whether each call starts a program in a pod, and should not come too often */
  readonly isCostly: boolean;
  /** Takes a command and its arguments; gives the answer. Throws `ReadProblem`. */
  call(words: readonly string[]): Promise<Answer>;
  close(): void;
}

const patienceMs = 10_000;

/** Takes the socket of a Redis gateway, which signs in by itself; gives what asks there. */
export function endpointRedis(path: string): RedisReader {
  // The gateway answers at once, with an error when its Redis is away: there is nothing to wait or to try again for in here.
  const client = new Redis({ path, lazyConnect: true, enableReadyCheck: false, disableClientInfo: true, maxRetriesPerRequest: 0, retryStrategy: () => null, commandTimeout: patienceMs, connectTimeout: patienceMs });
  client.on('error', () => undefined);
  return {
    isCostly: false,
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
    close: () => undefined,
  };
}
