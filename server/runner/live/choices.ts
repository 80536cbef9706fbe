/**
 * Reads what a field can offer off an environment: names in a cluster, keys of a Redis. What comes from there is anybody's:
 * it is bounded here in number, length and time, and who offers it checks each name as if it had been typed.
 */
import { type Choices, longestChoice, mostChoices } from '../../../common/choices.ts';
import type { ParameterSource, Workload } from '../../../common/catalog/parameter-source.ts';
import type { RedisTarget } from '../../../common/catalog/runbook.ts';
import { HandrailError } from '../../../common/errors.ts';
import { newRunId } from '../../../common/ids.ts';
import type { KubernetesReader } from './kubernetes-reader.ts';
import { ReadProblem } from './read-problem.ts';
import type { OpenReader, Reader } from './reader.ts';
import type { RedisReader } from './redis-reader.ts';
import type { Answer } from './redis-text.ts';

/** Who asks, where, for what; the source has its values filled in. */
export interface ChoicesAsked {
  person: string;
  groups: readonly string[];
  environment: string;
  /** digest of the environment as the server knows it */
  rules: string;
  runbook: string;
  /** the target's; null for the environment's first */
  context: string | null;
  redis: RedisTarget | null;
  source: ParameterSource;
}

export interface ChoicesGround {
  openReader: OpenReader;
  now(): number;
  random(bytes: number): Uint8Array;
}

/** Asking takes a moment or is given up: somebody looks at an empty list meanwhile. */
const patienceMs = 8_000;
/** Where each question is a program in a pod, a Redis with more keys is looked through in part. */
const mostScans = { costly: 8, cheap: 100 } as const;
/** Keys that one SCAN looks at, about. */
const scanned = 1_000;

/** Takes who asks and for what; gives the choices. Throws `choices-failed` with why there are none. */
export async function readChoices({ openReader, now, random }: ChoicesGround, asked: ChoicesAsked): Promise<Choices> {
  const { person, groups, environment, rules, runbook, source } = asked;
  const context = 'context' in source && source.context !== undefined ? source.context : asked.context;
  const opening = openReader({ id: newRunId(now(), random(10)), person, groups, environment, rules, runbook, purpose: 'choices', context });
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => { late.reject(new Error('The environment does not answer in time.')); }, patienceMs);
  try {
    return bounded(await Promise.race([opening.then((reader) => look(reader, asked)), late.promise]));
  } catch (error) {
    if (error instanceof HandrailError) throw error;
    throw new HandrailError('choices-failed', { why: error instanceof Error ? sentence(error.message) : 'The environment does not answer.' });
  } finally {
    clearTimeout(timer);
    // One that opens too late is closed all the same.
    opening.then((reader) => { reader.close(); }, () => undefined);
  }
}

interface Names {
  names: readonly string[];
  more: boolean;
}

async function look(reader: Reader, { source, redis }: ChoicesAsked): Promise<Names> {
  switch (source.from) {
    case 'contexts': return { names: reader.contexts, more: false };
    case 'namespaces': return await namesAt(reader.kubernetes(), '/api/v1/namespaces', source.selector, false);
    case 'streams':
    case 'keys': return await keysOf(redisOf(reader, redis), source.pattern, source.from === 'streams');
    case 'groups': return { names: groupsIn(await redisOf(reader, redis).call(['XINFO', 'GROUPS', source.stream])), more: false };
    default: return await namesAt(reader.kubernetes(), `${groupOf[source.from]}/namespaces/${encodeURIComponent(source.namespace)}/${source.from}`, source.selector, source.from === 'pods' || source.from === 'jobs');
  }
}

const groupOf: Readonly<Record<Workload, string>> = { pods: '/api/v1', jobs: '/apis/batch/v1', cronjobs: '/apis/batch/v1', deployments: '/apis/apps/v1', statefulsets: '/apis/apps/v1' };

/** Of what comes and goes, the newest is looked for most often. */
async function namesAt(kubernetes: KubernetesReader, path: string, selector: string | undefined, newestFirst: boolean): Promise<Names> {
  const query = new URLSearchParams({ limit: String(mostChoices), ...(selector === undefined ? {} : { labelSelector: selector }) });
  const list = await kubernetes.get(`${path}?${query.toString()}`) as { items?: unknown; metadata?: { continue?: unknown } | null } | null;
  if (!Array.isArray(list?.items)) throw new ReadProblem('The Kubernetes API answered with something that is no list.');
  const found = list.items.flatMap((item: { metadata?: { name?: unknown; creationTimestamp?: unknown } | null } | null) => {
    const { name, creationTimestamp: made } = item?.metadata ?? {};
    return typeof name === 'string' ? [{ name, made: newestFirst && typeof made === 'string' ? made : '' }] : [];
  });
  found.sort((one, other) => compare(other.made, one.made) || compare(one.name, other.name));
  return { names: found.map(({ name }) => name), more: typeof list.metadata?.continue === 'string' && list.metadata.continue !== '' };
}

function redisOf(reader: Reader, redis: RedisTarget | null): RedisReader {
  if (redis === null) throw new ReadProblem('This runbook names no Redis.');
  return reader.redis(redis);
}

/** SCAN may give a key twice, and goes on until its cursor is 0 again: https://redis.io/docs/latest/commands/scan/ */
async function keysOf(redis: RedisReader, pattern: string, streamsOnly: boolean): Promise<Names> {
  const found = new Set<string>();
  let cursor = '0';
  for (let scans = redis.isCostly ? mostScans.costly : mostScans.cheap; scans > 0 && found.size <= mostChoices; scans -= 1) {
    const answer = await redis.call(['SCAN', cursor, 'MATCH', pattern, 'COUNT', String(scanned), ...(streamsOnly ? ['TYPE', 'stream'] : [])]);
    const [next, keys] = Array.isArray(answer) ? answer : [];
    if (typeof next !== 'string' || !Array.isArray(keys)) throw new ReadProblem('The Redis answered with something else than keys.');
    for (const key of keys) if (typeof key === 'string') found.add(key);
    cursor = next;
    if (cursor === '0') break;
  }
  return { names: [...found].sort(compare), more: cursor !== '0' };
}

/** A group is told as a list of keys and values: https://redis.io/docs/latest/commands/xinfo-groups/ */
function groupsIn(answer: Answer): string[] {
  if (!Array.isArray(answer)) throw new ReadProblem('The Redis answered with something else than groups.');
  return answer.flatMap((group) => {
    const at = Array.isArray(group) ? group.indexOf('name') : -1;
    const name = Array.isArray(group) && at >= 0 ? group[at + 1] : undefined;
    return typeof name === 'string' ? [name] : [];
  });
}

function bounded({ names, more }: Names): Choices {
  const short = names.filter((name) => name !== '' && name.length <= longestChoice);
  return { choices: short.slice(0, mostChoices), more: more || short.length > mostChoices };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** What an environment says is shown: short, on one line, with nothing in it that an eye overlooks. */
function sentence(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim().slice(0, 300);
  return /[.!?…]$/.test(plain) ? plain : `${plain}.`;
}
