/**
 * The runner's side of its socket: takes packets, asks the host, answers. A request that is malformed gets an error, a
 * packet that is none ends the connection.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { ChainAnchor } from '../../common/chain.ts';
import type { WorkspaceFacts } from '../../common/approval-facts.ts';
import type { Choices } from '../../common/choices.ts';
import { HandrailError, type ErrorBody } from '../../common/errors.ts';
import type { Log } from '../log.ts';
import type { Files } from './files/files.ts';
import type { Host } from './host.ts';
import type { ChoicesAsked } from './live/choices.ts';
import type { PanelWatchGround } from './live/panel-watch.ts';
import { ServedWatches } from './live/served-watches.ts';
import { encodeOutput, encodePacket, PacketReader } from './wire/packet.ts';
import { Pool } from './wire/pool.ts';
import { Sender } from './wire/sender.ts';
import { packetKind, request as requestSchema, type Hello, type Method, type Params, type RunnerEvent } from './protocol.ts';
import { LogReader } from './log/log-reader.ts';
import { packTiming } from './journal/timing.ts';
import type { Watching } from './viewers/watchers.ts';

/** The runner among the others of its data folder. */
export interface Standing {
  hello(): Hello;
  readonly isDraining: boolean;
  /** Takes no new run from here on, and ends when the last one has. */
  drain(): void;
  /** Records as lost and clears away what runners that died have left. */
  sweep(): Promise<void>;
}

export interface ServiceOptions {
  host: Host;
  files: Files;
  /** what a person's workspace in an environment is like */
  facts(person: string, environment: string): Promise<WorkspaceFacts>;
  /** the names that an environment has now for the field of a page */
  choices(asked: ChoicesAsked): Promise<Choices>;
  /** what panels are watched with */
  panels: PanelWatchGround;
  standing: Standing;
  log: Log;
  /** Gives where the record of what went through gateways stands. */
  chain(): ChainAnchor;
}

interface Served extends ServiceOptions {
  pool: Pool;
  logs: LogReader;
}

interface Connection {
  options: Served;
  attachments: Map<number, Watching>;
  watches: ServedWatches;
  send(packet: Buffer): void;
  /** Sends a packet with the next one, or after a moment. */
  soon(packet: Buffer): void;
}

export interface Service {
  /** not listening yet */
  readonly server: Server;
  /** Tells everybody who is connected. */
  tell(event: RunnerEvent): void;
  /** Lets nobody in any more, and lets go of those who are connected. */
  close(): void;
}

/** Takes the host and how the runner stands among others; gives the service. */
export function createService(options: ServiceOptions): Service {
  const sockets = new Set<Socket>();
  const served = { ...options, pool: new Pool(), logs: new LogReader(options.host) };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => { sockets.delete(socket); });
    serve(socket, served);
  });
  return {
    server,
    tell(event) {
      const packet = json(event);
      for (const socket of sockets) if (socket.writable) socket.write(packet);
    },
    close() {
      server.close();
      for (const socket of sockets) socket.end();
    },
  };
}

function serve(socket: Socket, options: Served): void {
  const reader = new PacketReader();
  const attachments: Connection['attachments'] = new Map();
  const sender = new Sender(socket, options.pool);
  const send = (packet: Buffer) => { sender.send(packet); };
  const watches = new ServedWatches(options.panels);
  const connection = { options, attachments, watches, send, soon: (packet: Buffer) => { sender.soon(packet); } };
  const sendEvent = (event: RunnerEvent) => send(json(event));
  const stopListening = options.host.onRun((run) => sendEvent({ event: 'run', run }));
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('close', () => {
    stopListening();
    for (const attachment of attachments.values()) attachment.detach();
    watches.end();
  });
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const { kind, body } of reader.take(chunk)) {
        if (kind !== packetKind.json) throw new RangeError(`a packet of kind ${kind}`);
        void answer(JSON.parse(body.toString('utf8')), connection);
      }
    } catch (error) {
      options.log.warn({ err: error }, 'a connection to the runner was closed');
      socket.destroy();
    }
  });
}

async function answer(message: unknown, connection: Connection): Promise<void> {
  const { send, soon, options } = connection;
  const parsed = requestSchema.safeParse(message);
  const id = parsed.success ? parsed.data.id : idOf(message);
  try {
    if (!parsed.success && isUnknown(message)) throw new HandrailError('runner-older', { method: message.method.slice(0, 100) });
    if (!parsed.success) throw new HandrailError('bad-message', { why: parsed.error.issues.map(({ path, message: why }) => `${path.join('.')}: ${why}`).join('; ') });
    const { method, params } = parsed.data;
    const result = await (acts[method] as Act<Method>)(params, connection, id);
    if (result === answered || id === unanswered) return;
    // That a key was taken is in no hurry: its echo is.
    (method === 'input' ? soon : send)(result instanceof Uint8Array ? encodePacket(packetKind.bytes, numbered(id), result) : json({ id, result: result ?? null }));
  } catch (error) {
    send(json({ id, error: bodyOf(error, id, options.log) }));
  }
}

/** The number of a request whose answer nobody wants. */
const unanswered = 0;
/** What was asked has been answered already. */
const answered = Symbol('answered');

type Act<M extends Method> = (params: Params<M>, on: Connection, id: number) => unknown;

const acts: { [M in Method]: Act<M> } = {
  hello: (_, { options }) => options.standing.hello(),
  drain: (_, { options }) => { options.standing.drain(); },
  going: (_, { options }) => options.host.going(),
  chain: (_, { options }) => options.chain(),
  sweep: (_, { options }) => options.standing.sweep(),
  start: (params, { options: { host, standing } }) => {
    if (standing.isDraining && host.get(params.run) === null) throw new HandrailError('runner-draining');
    return host.start(params);
  },
  stop: ({ run }, { options }) => options.host.stop(run),
  get: ({ run }, { options }) => options.host.get(run),
  list: ({ since }, { options }) => options.host.list(since),
  output: ({ run, from, to }, { options }) => options.host.output(run, from, to),
  log: ({ run, ask }, { options }) => options.logs.part(run, ask),
  search: ({ run, ask }, { options }) => options.logs.search(run, ask),
  timing: ({ run, from, to }, { options }) => {
    const { total, bytes } = options.host.timing(run, from, to);
    return packTiming(total, bytes);
  },
  attach,
  detach({ attachment }, { attachments }) {
    attachments.get(attachment)?.detach();
    attachments.delete(attachment);
  },
  ack: ({ attachment, offset }, { attachments }) => attachments.get(attachment)?.ack(offset),
  input: ({ run, data, attachment }, on) => (attachment === undefined ? on.options.host.input(run, data) : attached(on, attachment).input(data)),
  resize: ({ run, size, attachment }, on) => (attachment === undefined ? on.options.host.resize(run, size) : attached(on, attachment).resize(size)),
  pen: ({ attachment, act, to }, on) => attached(on, attachment).pen(act, to),
  resetWorkspace: ({ person, environment }, { options }) => options.host.resetWorkspace(person, environment),
  resetWorld: ({ person }, { options }) => options.host.resetWorld(person),
  practice: ({ person, ask }, { options }) => options.host.practice(person, ask),
  facts: ({ person, environment }, { options }) => options.facts(person, environment),
  choices: (asked, { options }) => options.choices(asked),
  watch: ({ watch, ...asked }, { watches, send }) => watches.open(watch, asked, (state) => { send(json({ event: 'panel', watch, state } satisfies RunnerEvent)); }),
  unwatch: ({ watch }, { watches }) => { watches.close(watch); },
  files: ({ person, environment, ask }, { options }) => options.files(person, environment, ask),
};

/** The answer goes out before the first byte of output. */
function attach({ attachment, run, from, types, sitter }: Params<'attach'>, { options: { host, pool }, attachments, send }: Connection, id: number): typeof answered {
  attachments.get(attachment)?.detach();
  let early: Buffer[] | null = [];
  const later = (packet: Buffer) => (early === null ? send(packet) : early.push(packet));
  const viewer = host.view(run, from, sitter ?? types, {
    output: (offset, bytes) => { later(encodeOutput(attachment, { run, offset, bytes }, pool)); },
    gap: (begin, end, prelude) => { later(json({ event: 'gap', attachment, from: begin, to: end, prelude } satisfies RunnerEvent)); },
    pen: (seat, pen) => { later(json({ event: 'pen', attachment, seat, pen } satisfies RunnerEvent)); },
    run: (record) => { later(json({ event: 'run', run: record, attachment } satisfies RunnerEvent)); },
  });
  attachments.set(attachment, viewer);
  const { start: { offset, prelude }, seated } = viewer;
  send(json({ id, result: { run: host.get(run), from: offset, prelude, seated } }));
  for (const packet of early) send(packet);
  early = null;
  return answered;
}

/** Throws `out-of-order` when this connection has no such attachment. */
function attached({ attachments }: Connection, attachment: number): Watching {
  const watching = attachments.get(attachment);
  if (watching === undefined) throw new HandrailError('out-of-order', { why: 'attach the run first.' });
  return watching;
}

function bodyOf(error: unknown, id: number, log: Log): ErrorBody {
  if (error instanceof HandrailError) return error.toBody();
  log.error({ err: error, id }, 'a request failed');
  return new HandrailError('internal', { id: `runner request ${id}` }).toBody();
}

/** A newer server may ask what this runner has not learned. */
function isUnknown(message: unknown): message is { method: string } {
  return typeof message === 'object' && message !== null && 'method' in message && typeof message.method === 'string' && !Object.hasOwn(acts, message.method);
}

function idOf(message: unknown): number {
  return typeof message === 'object' && message !== null && 'id' in message && typeof message.id === 'number' ? message.id : 0;
}

function json(value: unknown): Buffer {
  return encodePacket(packetKind.json, Buffer.from(JSON.stringify(value), 'utf8'));
}

function numbered(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value, 0);
  return bytes;
}
