/** Looks at what a ScaledJob's triggers watch: the lag or the pending entries of a consumer group, asked of its Redis. */
import { endpointsOf } from '../../cluster/endpoint.ts';
import { services } from '../../cluster/resources.ts';
import type { Storage } from '../../cluster/storage.ts';
import { ask, groupNamed } from './redis.ts';
import { RedisError } from './resp.ts';
import type { StreamTrigger } from './scaled-job.ts';
import type { Load } from './scaling.ts';

export interface Look {
  load: Load;
  /** triggers that did not answer, and why */
  failures: { trigger: StreamTrigger; why: string }[];
}

export interface Surroundings {
  storage: Storage;
  /** as in `OperatorPlace` */
  reachPod(namespace: string, pod: string, port: number): string | null;
}

/** Takes triggers and where they look; gives what waits. Never rejects. */
export async function look(triggers: readonly StreamTrigger[], where: Surroundings): Promise<Look> {
  const load: Load = { waiting: 0, wanted: 0, active: false };
  const failures: Look['failures'] = [];
  for (const trigger of triggers) {
    try {
      const waiting = await waitingFor(trigger, where);
      load.waiting += waiting;
      load.wanted += Math.ceil(waiting / trigger.target);
      load.active ||= waiting > trigger.activation;
    } catch (error) {
      failures.push({ trigger, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return { load, failures };
}

async function waitingFor({ namespace, service, host, port, stream, group, measure }: StreamTrigger, { storage, reachPod }: Surroundings): Promise<number> {
  if (storage.get(services, namespace, service) === undefined) throw new RedisError(`connection to redis failed: dial tcp: lookup ${host}: no such host`);
  const [socket] = endpointsOf(storage, namespace, service, port).flatMap((endpoint) => reachPod(namespace, endpoint.pod, endpoint.port) ?? []);
  if (socket === undefined) throw new RedisError(`connection to redis failed: dial tcp ${host}:${port}: connect: connection refused`);
  if (measure === 'lag') {
    const found = groupNamed(await ask(socket, ['XINFO', 'GROUPS', stream]), group);
    // What Redis cannot tell (`nil`) counts as nothing; a group that is not there is asked for once more, for Redis's own words.
    if (found !== null) return whole(found.get('lag') ?? 0);
  }
  const answer = await ask(socket, ['XPENDING', stream, group]);
  return whole(Array.isArray(answer) ? answer[0] : undefined);
}

function whole(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new RedisError('the answer is not what Redis would say');
  return Math.max(0, value);
}
