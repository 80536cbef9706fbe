/**
 * The runner's side of its socket: takes packets, asks the host, answers. A request that is malformed gets an error, a
 * packet that is none ends the connection.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { HandrailError, type ErrorBody } from '../../common/errors.ts';
import { encodeFrame } from '../../common/protocol/frame.ts';
import type { Log } from '../log.ts';
import type { Host } from './host.ts';
import { encodePacket, PacketReader } from './packet.ts';
import { packetKind, request as requestSchema, type Hello, type Method, type Params, type RunnerEvent } from './protocol.ts';
import type { RunViewer } from './viewer.ts';

export interface ServiceOptions {
  host: Host;
  hello: Hello;
  log: Log;
}

interface Connection {
  options: ServiceOptions;
  attachments: Map<number, RunViewer & { detach(): void }>;
  send(packet: Buffer): void;
}

/** Takes the host; gives a server that is not listening yet. */
export function createService(options: ServiceOptions): Server {
  return createServer((socket) => serve(socket, options));
}

function serve(socket: Socket, options: ServiceOptions): void {
  const reader = new PacketReader();
  const attachments: Connection['attachments'] = new Map();
  const send = (packet: Buffer) => { if (socket.writable) socket.write(packet); };
  const connection = { options, attachments, send };
  const sendEvent = (event: RunnerEvent) => send(json(event));
  const stopListening = options.host.onRun((run) => sendEvent({ event: 'run', run }));
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('close', () => {
    stopListening();
    for (const attachment of attachments.values()) attachment.detach();
  });
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const { kind, body } of reader.take(chunk)) {
        if (kind !== packetKind.json) throw new RangeError(`a packet of kind ${kind}`);
        void answer(JSON.parse(body.toString('utf8')), connection);
      }
    } catch (error) {
      options.log.warn({ why: (error as Error).message }, 'a connection to the runner was closed');
      socket.destroy();
    }
  });
}

async function answer(message: unknown, connection: Connection): Promise<void> {
  const { send, options } = connection;
  const parsed = requestSchema.safeParse(message);
  const id = parsed.success ? parsed.data.id : idOf(message);
  try {
    if (!parsed.success) throw new HandrailError('bad-message', { why: parsed.error.issues.map(({ path, message: why }) => `${path.join('.')}: ${why}`).join('; ') });
    const { method, params } = parsed.data;
    const result = await (acts[method] as Act<Method>)(params, connection, id);
    if (result === answered) return;
    send(result instanceof Uint8Array ? encodePacket(packetKind.bytes, numbered(id), result) : json({ id, result: result ?? null }));
  } catch (error) {
    send(json({ id, error: bodyOf(error, id, options.log) }));
  }
}

/** What was asked has been answered already. */
const answered = Symbol('answered');

type Act<M extends Method> = (params: Params<M>, on: Connection, id: number) => unknown;

const acts: { [M in Method]: Act<M> } = {
  hello: (_, { options }) => options.hello,
  start: (params, { options }) => options.host.start(params),
  stop: ({ run }, { options }) => options.host.stop(run),
  get: ({ run }, { options }) => options.host.get(run),
  list: ({ since }, { options }) => options.host.list(since),
  output: ({ run, from, to }, { options }) => options.host.output(run, from, to),
  attach,
  detach({ attachment }, { attachments }) {
    attachments.get(attachment)?.detach();
    attachments.delete(attachment);
  },
  ack: ({ attachment, offset }, { attachments }) => attachments.get(attachment)?.ack(offset),
  input: ({ run, data }, { options }) => options.host.input(run, data),
  resize: ({ run, size }, { options }) => options.host.resize(run, size),
  resetWorkspace: ({ person, environment }, { options }) => options.host.resetWorkspace(person, environment),
  resetWorld: ({ person }, { options }) => options.host.resetWorld(person),
  practice: ({ person, ask }, { options }) => options.host.practice(person, ask),
};

/** The answer goes out before the first byte of output. */
function attach({ attachment, run, from, types }: Params<'attach'>, { options: { host }, attachments, send }: Connection, id: number): typeof answered {
  attachments.get(attachment)?.detach();
  let early: Buffer[] | null = [];
  const later = (packet: Buffer) => (early === null ? send(packet) : early.push(packet));
  const viewer = host.view(run, from, types, {
    output: (offset, bytes) => { later(encodePacket(packetKind.output, numbered(attachment), encodeFrame({ run, offset, bytes }))); },
    gap: (begin, end) => { later(json({ event: 'gap', attachment, from: begin, to: end } satisfies RunnerEvent)); },
    run: (record) => { later(json({ event: 'run', run: record, attachment } satisfies RunnerEvent)); },
  });
  attachments.set(attachment, viewer);
  send(json({ id, result: host.get(run) }));
  for (const packet of early) send(packet);
  early = null;
  return answered;
}

function bodyOf(error: unknown, id: number, log: Log): ErrorBody {
  if (error instanceof HandrailError) return error.toBody();
  log.error({ err: error, id }, 'a request failed');
  return new HandrailError('internal', { id: `runner request ${id}` }).toBody();
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
