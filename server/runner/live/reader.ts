/**
 * Reads an environment for one person beside their runs: for the panels of a page, and for the choices of a field. It opens
 * the environment's endpoints exactly as a step that reads does, so that credential, person, namespaces, refusals, what is
 * withheld and the record are the same; a reader can do nothing that a step with `effect=read` could not. Nothing is kept in
 * it between two readings: who wants to be quick keeps the reader open, and closes it.
 */
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RedisTarget } from '../../../common/catalog/runbook.ts';
import type { RunId } from '../../../common/ids.ts';
import type { EnvironmentTime } from '../../../common/panel.ts';
import type { Endpoints, OpenEndpoints } from '../endpoints/endpoints.ts';
import type { RunRequest } from '../protocol.ts';
import { type KubernetesReader, openKubernetesReader } from './kubernetes-reader.ts';
import { ReadProblem } from './read-problem.ts';
import { endpointRedis, podRedis, type RedisReader } from './redis-reader.ts';
import { ToldClock } from './told-clock.ts';

/** Who reads, where, and for what of which page. */
export interface ReaderAsked {
  /** under which the gateways record what is read, as they record a run's requests under its id */
  id: RunId;
  person: string;
  /** the person's groups, as the identity provider says */
  groups: readonly string[];
  environment: string;
  /** digest of the environment as the server knows it; another is refused */
  rules: string;
  runbook: string;
  /** what stands in a step's place in the record: `panels`, `choices` */
  purpose: string;
  /** kubectl context to read in; null for the environment's first */
  context: string | null;
}

export interface Reader {
  /** names of the kubectl contexts that the environment has */
  readonly contexts: readonly string[];
  /** Throws when the environment has no Kubernetes. */
  kubernetes(): KubernetesReader;
  /** Takes what the runbook's front matter names, the same each time; gives what asks it. Throws when the environment has none there. */
  redis(target: RedisTarget): RedisReader;
  /** How the environment's time goes, as far as it has told; null while it is as ours. */
  time(): EnvironmentTime | null;
  /** Ends everything it has open. */
  close(): void;
}

/** Takes who reads what; gives the reader. Throws an error whose message tells the person why there is none. */
export type OpenReader = (asked: ReaderAsked) => Promise<Reader>;

/** Takes what opens the endpoints of runs, and a folder of ours for sockets; gives what opens readers. */
export function openReadersWith({ openEndpoints, folder }: { openEndpoints: OpenEndpoints; folder: string }): OpenReader {
  return async (asked) => {
    const own = join(folder, asked.id.replaceAll('-', '').slice(-16));
    mkdirSync(own, { mode: 0o700 });
    try {
      const endpoints = await openEndpoints(requestOf(asked), own);
      return readerOf(endpoints, asked, own);
    } catch (error) {
      rmSync(own, { recursive: true, force: true });
      throw error;
    }
  };
}

function readerOf(endpoints: Endpoints, asked: ReaderAsked, folder: string): Reader {
  // Nobody but this process is led here: a sandbox has sockets of its own.
  for (const { socket } of endpoints.forwards) chmodSync(socket, 0o600);
  let opened: RedisReader | null = null;
  const clock = new ToldClock();
  const kubernetes = (): KubernetesReader => {
    const context = asked.context ?? endpoints.contexts[0]?.name;
    const socket = endpoints.forwards[0]?.socket;
    if (context === undefined || socket === undefined) throw new ReadProblem('This environment has no Kubernetes. Choose another.', 404);
    return openKubernetesReader(socket, context, (date) => { clock.hear(date, Date.now()); });
  };
  return {
    contexts: endpoints.contexts.map(({ name }) => name),
    kubernetes,
    redis(target) {
      opened ??= 'pod' in target ? podRedis(kubernetes(), target) : endpointRedis(socketOf(endpoints, target.endpoint));
      return opened;
    },
    time: () => endpoints.time?.() ?? clock.time,
    close() {
      opened?.close();
      endpoints.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Inside a sandbox a Redis is found by address and port; the socket behind them is what a reader needs. */
function socketOf({ redis, forwards }: Endpoints, endpoint: string): string {
  const place = Object.hasOwn(redis, endpoint) ? redis[endpoint] : undefined;
  const found = place === undefined ? undefined : forwards.find(({ address, port }) => address === place.address && port === place.port);
  if (found === undefined) throw new ReadProblem(`This environment has no Redis at ${endpoint}. Choose an environment that offers it.`, 404);
  return found.socket;
}

/** A step that reads, and that no shell ever sees. */
function requestOf({ id, person, groups, environment, rules, runbook, purpose, context }: ReaderAsked): RunRequest {
  return {
    run: id, person, environment, groups: [...groups], rules, context, redis: null, bound: null, parameters: {}, size: { cols: 80, rows: 24 },
    step: { runbook, id: purpose, digest: '', title: '', language: 'argv', source: '', interactive: false, background: false, timeout: 1, exit: [0], expect: null, mask: null, effect: 'read' },
  };
}
