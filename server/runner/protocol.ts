/**
 * What server and runner say to each other over the runner's unix socket. A packet is a u32 length (big endian, of what
 * follows it), a u8 kind and a body:
 *
 *   0  JSON: `{id, method, params}`, answered by `{id, result}` or `{id, error}`; and events, which have no id
 *   1  output of an attachment: its number (u32), then an output frame as in common/protocol/frame.ts
 *   2  bytes that answer a request: its id (u32), then the bytes
 *
 * Every packet about an attachment comes in the order of the run's output: when `run` says that the run is over, all its
 * bytes have been sent.
 */
import { z } from 'zod';
import type { RedisTarget } from '../../common/catalog/runbook.ts';
import { effects, type Effect } from '../../common/catalog/effect.ts';
import type { ErrorBody } from '../../common/errors.ts';
import { isRunId, type RunId } from '../../common/ids.ts';
import { kafdropHosts, type KafkaContext } from '../../common/practice.ts';
import type { Run, TerminalSize } from '../../common/run.ts';

/** Raised when an older runner could not serve a newer server any more. */
export const protocolVersion = 1;
/** One packet: a request with a large script, or a chunk of output. */
export const maxPacketBytes = 4 * 1024 * 1024;
/** One read of a journal. */
export const maxReadBytes = 2 * 1024 * 1024;

export const packetKind = { json: 0, output: 1, bytes: 2 } as const;

export interface RunnerStep {
  runbook: string;
  id: string;
  digest: string;
  title: string;
  language: 'bash' | 'redis' | 'console' | 'sql' | 'file' | 'argv';
  source: string;
  /** language `argv`: the command; empty for a shell */
  argv?: string[] | undefined;
  /** language `file`: relative path in the workspace */
  path?: string | undefined;
  interactive: boolean;
  background: boolean;
  /** seconds */
  timeout: number;
  exit: number[];
  expect: string | null;
  mask: string | null;
  effect: Effect;
}

export interface RunRequest {
  run: RunId;
  person: string;
  environment: string;
  step: RunnerStep;
  parameters: Record<string, string>;
  redis: RedisTarget | null;
  /** kubectl context this step must run in; null leaves the workspace's own */
  context: string | null;
  size: TerminalSize;
}

export const levels = ['contained', 'limited', 'none'] as const;
export type Level = (typeof levels)[number];

export interface Hello {
  protocol: number;
  pid: number;
  level: Level;
  /** Debian packages that are not there, or `kubectl` */
  missing: string[];
  /** why the level is what it is; empty when there is nothing to explain */
  why: string;
}

/** An event: `attachment` is there when it is about one, and in the order of that attachment's output. */
export type RunnerEvent =
  | { event: 'run'; run: Run; attachment?: number }
  | { event: 'gap'; attachment: number; from: number; to: number };

export type Reply = { id: number; result: unknown } | { id: number; error: ErrorBody };

const name = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,62}[a-z0-9])?$/, 'must be a name of lower-case letters, digits and “-”');
const run = z.custom<RunId>(isRunId, 'must be the id of a run');
const offset = z.int().nonnegative();
const size = z.strictObject({ cols: z.number(), rows: z.number() });
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'must be the name of a shell variable');
const redis = z.union([
  z.strictObject({ pod: z.string().min(1), namespace: z.string().min(1) }),
  z.strictObject({ endpoint: z.string().min(1) }),
]);

const step = z.strictObject({
  runbook: z.string(),
  id: z.string(),
  digest: z.string(),
  title: z.string(),
  language: z.enum(['bash', 'redis', 'console', 'sql', 'file', 'argv']),
  source: z.string().max(1024 * 1024),
  argv: z.array(z.string()).max(1000).optional(),
  path: z.string().max(1024).optional(),
  interactive: z.boolean(),
  background: z.boolean(),
  timeout: z.number().positive().max(7 * 24 * 3600),
  exit: z.array(z.int().min(0).max(255)),
  expect: z.string().nullable(),
  mask: z.string().max(1000).nullable(),
  effect: z.enum(effects),
});

export const runRequest = z.strictObject({
  run,
  person: name,
  environment: name,
  step,
  parameters: z.record(variable, z.string().max(4096)),
  redis: redis.nullable(),
  context: z.string().max(253).nullable(),
  size,
});

const id = z.int().nonnegative().max(0xffffffff);

const ownName = z.string().min(1).max(100);
const practiceAsk = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal(['glance', 'snapshots', 'scenarios']) }),
  z.strictObject({ act: z.literal('pass'), ms: z.number(), inMs: z.number() }),
  z.strictObject({ act: z.literal(['snapshot-save', 'snapshot-restore', 'snapshot-delete']), name: ownName }),
  z.strictObject({ act: z.literal(['scenario-start', 'scenario-check', 'scenario-hint']), scenario: ownName }),
  z.strictObject({ act: z.literal('kafdrop'), context: z.literal(Object.keys(kafdropHosts) as KafkaContext[]), path: z.string().max(2000).regex(/^[\w./?=&%~-]*$/) }),
]);

export const request = z.discriminatedUnion('method', [
  z.strictObject({ id, method: z.literal('hello'), params: z.strictObject({ protocol: z.int() }) }),
  z.strictObject({ id, method: z.literal('start'), params: runRequest }),
  z.strictObject({ id, method: z.literal('stop'), params: z.strictObject({ run }) }),
  z.strictObject({ id, method: z.literal('get'), params: z.strictObject({ run }) }),
  z.strictObject({ id, method: z.literal('list'), params: z.strictObject({ since: z.number() }) }),
  z.strictObject({ id, method: z.literal('output'), params: z.strictObject({ run, from: offset, to: offset }) }),
  z.strictObject({
    id,
    method: z.literal('attach'),
    /** `attachment` is numbered by the client; `types` says that this viewer is the one who types, null leaves it to the runner */
    params: z.strictObject({ attachment: id, run, from: offset, types: z.boolean().nullable() }),
  }),
  z.strictObject({ id, method: z.literal('detach'), params: z.strictObject({ attachment: id }) }),
  z.strictObject({ id, method: z.literal('ack'), params: z.strictObject({ attachment: id, offset }) }),
  z.strictObject({ id, method: z.literal('input'), params: z.strictObject({ run, data: z.string().max(256 * 1024) }) }),
  z.strictObject({ id, method: z.literal('resize'), params: z.strictObject({ run, size }) }),
  z.strictObject({ id, method: z.literal('resetWorkspace'), params: z.strictObject({ person: name, environment: name }) }),
  z.strictObject({ id, method: z.literal('resetWorld'), params: z.strictObject({ person: name }) }),
  /** something of that person's own practice world */
  z.strictObject({ id, method: z.literal('practice'), params: z.strictObject({ person: name, ask: practiceAsk }) }),
]);

export type Request = z.infer<typeof request>;
export type Method = Request['method'];
export type Params<M extends Method> = Extract<Request, { method: M }>['params'];
