/**
 * What a run can reach: the endpoints of its environment, each behind a gateway of the run's own. Practice has a world; what
 * every other environment has stands in environments.yaml.
 */
import type { EnvironmentTime } from '../../../common/panel.ts';
import type { Environment } from '../../config/environments/environments.ts';
import type { OpenEnvironments } from '../../config/environments/open.ts';
import type { Log } from '../../log.ts';
import type { Forward } from '../../sandbox/argv.ts';
import type { AuditLog } from '../gateway/audit-log.ts';
import { openClusters } from '../gateway/kubernetes/clusters.ts';
import type { KubernetesContext } from '../kubeconfig.ts';
import type { Practice } from '../practice.ts';
import type { RunRequest } from '../protocol.ts';
import { configuredEndpoints } from './configured.ts';
import { practiceEndpoints } from './practice.ts';

export interface Endpoints {
  contexts: readonly KubernetesContext[];
  forwards: readonly Forward[];
  /** text of /etc/hosts inside; null for one that names nothing */
  hosts: string | null;
  /** where a Redis is inside, by what runbooks call it: its name, or its host and port */
  redis: Readonly<Record<string, RedisPlace>>;
  /** what runs the statements it reads; null when the environment names none */
  sql: SqlClient | null;
  /** variables of every run, which no step, parameter or earlier export overrides, and which never carry on */
  variables: Readonly<Record<string, string>>;
  /** further files of the run's folder: name and text */
  files: Readonly<Record<string, string>>;
  /** credentials of the environment, to be hidden in what its runs print; those that could be ordinary words are not */
  secrets: readonly string[];
  /** folder of programs that come first on PATH, read-only; null for none */
  programs: string | null;
  /** how its time goes, null while it is as ours; left out where it does not say */
  time?(): EnvironmentTime | null;
  close(): void;
}

export interface RedisPlace {
  address: string;
  port: number;
}

/** The words that start an environment's SQL client; statements come on its standard input. */
export interface SqlClient {
  command: readonly string[];
  /** words to add for a step that only reads */
  readOnly: readonly string[];
}

/**
 * Takes a request and a folder for sockets; gives the run's endpoints.
 * Throws an error whose message tells the person why there are none.
 */
export type OpenEndpoints = (request: RunRequest, folder: string) => Promise<Endpoints>;

/** What endpoints are opened with. */
export interface Ground {
  practice: Practice;
  environments: Pick<OpenEnvironments, 'current' | 'look'>;
  audit: AuditLog;
  log: Log;
}

/** Where the sandbox finds its Kubernetes, on 127.0.0.1, and in practice the proxy too. */
export const kubernetesPort = 6443;

/** Takes the practice process, the environments, the record of requests and the log; gives the endpoints of each run. */
export function openEndpointsWith({ practice, environments, audit, log }: Ground): OpenEndpoints {
  const common = { clusters: openClusters(), audit, log };
  const [ofPractice, configured] = [practiceEndpoints({ ...common, practice }), configuredEndpoints({ ...common, environments })];
  return async (request, folder) => {
    if (request.environment !== 'practice') return await configured(request, folder);
    // Rules are the server's to go by; a run from a tool of this machine names none.
    if (request.rules !== '') checkRules(environments, request);
    return await ofPractice(request, folder);
  };
}

/**
 * Takes a request; gives its environment as this process knows it, null when it knows none of that name. What the server heard of
 * a moment ago, we may not have heard of yet. Throws when the request was decided by other rules.
 */
export function checkRules(environments: Ground['environments'], { environment: name, rules }: RunRequest): Environment | null {
  const find = (): Environment | undefined => environments.current().get(name);
  if (find()?.digest !== rules) environments.look();
  const found = find();
  if (found !== undefined && found.digest !== rules) throw new Error('The rules changed just now: press Run again.');
  return found ?? null;
}

/** Takes the context a step asks for and those there are; throws when it is none of them. */
export function checkContext(asked: string | null, contexts: readonly string[]): void {
  if (asked === null || contexts.includes(asked)) return;
  const there = contexts.length === 0 ? 'There is none' : `There are: ${contexts.join(', ')}`;
  throw new Error(`There is no context ${asked} in this environment. ${there}.`);
}
