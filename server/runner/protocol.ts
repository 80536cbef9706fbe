/**
 * What server and runner say to each other over the runner's unix socket. A packet is a u32 length (big endian, of what
 * follows it), a u8 kind and a body:
 *
 *   0  JSON: `{id, method, params}`, answered by `{id, result}` or `{id, error}` unless its id is 0; and events, which have no id
 *   1  output of an attachment: its number (u32), then an output frame as in common/protocol/frame.ts
 *   2  bytes that answer a request: its id (u32), then the bytes
 *
 * Every packet about an attachment comes in the order of the run's output: when `run` says that the run is over, all its
 * bytes have been sent.
 */
import { z } from 'zod';
import { sourceShape } from '../../common/catalog/parameter-source.ts';
import type { RedisTarget } from '../../common/catalog/runbook.ts';
import { effects, type Effect } from '../../common/catalog/effect.ts';
import type { ErrorBody } from '../../common/errors.ts';
import { isRunId, type RunId } from '../../common/ids.ts';
import { partAsk, searchAsk } from '../../common/log/ask.ts';
import { kafdropHosts, type KafkaContext } from '../../common/practice.ts';
import { penActs, type PenState, type Seated } from '../../common/protocol/pen.ts';
import type { Run, TerminalSize } from '../../common/run.ts';
import type { Wall } from '../../common/sandbox.ts';
import type { PanelState } from '../../common/panel.ts';
import { filesAsk } from './files/files-ask.ts';
import { watchRequest } from './live/watch-request.ts';

/** Raised when something that is said changes its meaning. What is only added needs no new version: who does not know it says so. */
export const protocolVersion = 2;
/** The oldest version that is still spoken. `hello`, `drain` and packets themselves stay as they are in all versions. */
export const oldestProtocol = 2;
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
  /** the person's groups, as the identity provider says */
  groups: string[];
  /** digest of the environment as the server knows it; the runner refuses another. Empty where nothing was decided by it. */
  rules: string;
  /** digest of the workspace for which the run was approved; the runner refuses another. Null when no approval was needed. */
  bound: string | null;
  size: TerminalSize;
}

export const levels = ['contained', 'limited', 'none'] as const;
export type Level = (typeof levels)[number];

export interface Hello {
  /** the newest version the runner speaks, and the oldest */
  protocol: number;
  oldest: number;
  /** of which code it was started (build.ts) */
  build: string;
  /** its number among the runners that live (generation.ts) */
  generation: number;
  /** it takes no new run, and ends when its last one has */
  draining: boolean;
  pid: number;
  level: Level;
  /** Debian packages that are not there, or `kubectl` */
  missing: string[];
  /** why the level is what it is; empty when there is nothing to explain */
  why: string;
  /** what was tried of the sandbox; left out by runners from before that was told */
  walls?: readonly Wall[];
}

/** An event: `attachment` is there when it is about one, and in the order of that attachment's output. */
export type RunnerEvent =
  | { event: 'run'; run: Run; attachment?: number }
  | { event: 'gap'; attachment: number; from: number; to: number; prelude: string }
  /** how the pen of the run stands; `seat` is this viewer's own */
  | { event: 'pen'; attachment: number; seat: number; pen: PenState }
  /** what a watch sees, the whole of it */
  | { event: 'panel'; watch: number; state: PanelState }
  /** from now on it takes no new run */
  | { event: 'draining' };

/** Part of when a run printed what. */
export interface TimingPart {
  /** bytes of marks there are */
  total: number;
  bytes: Uint8Array;
}

/** What answers `attach`: output follows from `from`, and `prelude` is what a new terminal is written before. */
export interface Attached {
  run: Run;
  from: number;
  prelude: string;
  /** in an interactive run, for a viewer with a `sitter` */
  seated: Seated | null;
}

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
  groups: z.array(z.string().max(500)).max(1_000),
  rules: z.string().max(100),
  bound: z.string().max(100).nullable(),
  size,
});

const id = z.int().nonnegative().max(0xffffffff);
const sitter = z.strictObject({ person: name, name: z.string().max(200), page: z.string().max(100) });

const ownName = z.string().min(1).max(100);
const practiceAsk = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal(['glance', 'snapshots', 'scenarios']) }),
  z.strictObject({ act: z.literal('pass'), ms: z.number(), inMs: z.number() }),
  z.strictObject({ act: z.literal(['snapshot-save', 'snapshot-restore', 'snapshot-delete']), name: ownName }),
  z.strictObject({ act: z.literal(['scenario-start', 'scenario-check', 'scenario-hint']), scenario: ownName }),
  z.strictObject({ act: z.literal('kafdrop'), context: z.literal(Object.keys(kafdropHosts) as KafkaContext[]), path: z.string().max(2000).regex(/^[\w./?=&%~-]*$/) }),
]);

export const request = z.discriminatedUnion('method', [
  /** versions and build of whoever connects; what later versions add to it is passed over */
  z.strictObject({ id, method: z.literal('hello'), params: z.object({ protocol: z.int(), oldest: z.int().optional(), build: z.string().max(100).optional() }) }),
  /** take no new run, and end when the last one has */
  z.strictObject({ id, method: z.literal('drain'), params: z.object({}) }),
  /** the ids of the runs that this runner has going or waiting */
  z.strictObject({ id, method: z.literal('going'), params: z.strictObject({}) }),
  /** where the record of what went through its gateways stands, as a `ChainAnchor` (common/chain.ts) */
  z.strictObject({ id, method: z.literal('chain'), params: z.strictObject({}) }),
  /** record as lost and clear away what runners that died have left; answers when that is done */
  z.strictObject({ id, method: z.literal('sweep'), params: z.strictObject({}) }),
  z.strictObject({ id, method: z.literal('start'), params: runRequest }),
  z.strictObject({ id, method: z.literal('stop'), params: z.strictObject({ run }) }),
  z.strictObject({ id, method: z.literal('get'), params: z.strictObject({ run }) }),
  z.strictObject({ id, method: z.literal('list'), params: z.strictObject({ since: z.number() }) }),
  z.strictObject({ id, method: z.literal('output'), params: z.strictObject({ run, from: offset, to: offset }) }),
  /** rows of an output, as an encoded part (common/log/part.ts) */
  z.strictObject({ id, method: z.literal('log'), params: z.strictObject({ run, ask: partAsk }) }),
  z.strictObject({ id, method: z.literal('search'), params: z.strictObject({ run, ask: searchAsk }) }),
  /** when the run printed what: marks (common/recording/mark.ts), as the answer of `packTiming` */
  z.strictObject({ id, method: z.literal('timing'), params: z.strictObject({ run, from: offset, to: offset }) }),
  z.strictObject({
    id,
    method: z.literal('attach'),
    /**
     * `attachment` is numbered by the client. `sitter` is who watches: they type once they have the pen. Without, a program
     * of this machine watches, and `types` says whether it types; null leaves that to the runner.
     */
    params: z.strictObject({ attachment: id, run, from: offset.or(z.literal('screen')), types: z.boolean().nullable(), sitter: sitter.optional() }),
  }),
  z.strictObject({ id, method: z.literal('detach'), params: z.strictObject({ attachment: id }) }),
  z.strictObject({ id, method: z.literal('ack'), params: z.strictObject({ attachment: id, offset }) }),
  /** `attachment` says who types: who has not the pen, may not; a program of this machine leaves it out */
  z.strictObject({ id, method: z.literal('input'), params: z.strictObject({ run, data: z.string().max(256 * 1024), attachment: id.optional() }) }),
  z.strictObject({ id, method: z.literal('resize'), params: z.strictObject({ run, size, attachment: id.optional() }) }),
  z.strictObject({ id, method: z.literal('pen'), params: z.strictObject({ run, attachment: id, act: z.enum(penActs), to: z.int().nonnegative().nullable() }) }),
  z.strictObject({ id, method: z.literal('resetWorkspace'), params: z.strictObject({ person: name, environment: name }) }),
  z.strictObject({ id, method: z.literal('resetWorld'), params: z.strictObject({ person: name }) }),
  /** something of that person's own practice world */
  z.strictObject({ id, method: z.literal('practice'), params: z.strictObject({ person: name, ask: practiceAsk }) }),
  /** what that person's workspace is like, for an approval to be bound to */
  z.strictObject({ id, method: z.literal('facts'), params: z.strictObject({ person: name, environment: name }) }),
  /** watch something for a panel, under a number of the client's; answered once it is begun, and told by the event `panel` */
  z.strictObject({ id, method: z.literal('watch'), params: watchRequest.extend({ watch: id }) }),
  z.strictObject({ id, method: z.literal('unwatch'), params: z.strictObject({ watch: id }) }),
  /** the names that an environment has now for the field of a page */
  z.strictObject({ id, method: z.literal('choices'), params: z.strictObject({
    person: name, groups: z.array(z.string().max(500)).max(1_000), environment: name, rules: z.string().max(100), runbook: z.string().max(200),
    context: z.string().max(253).nullable(), redis: redis.nullable(), source: sourceShape,
  }) }),
  /** something of the files of that person's own workspace */
  z.strictObject({ id, method: z.literal('files'), params: z.strictObject({ person: name, environment: name, ask: filesAsk }) }),
]);

export type Request = z.infer<typeof request>;
export type Method = Request['method'];
export type Params<M extends Method> = Extract<Request, { method: M }>['params'];
