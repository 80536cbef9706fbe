/**
 * One connection to a runner, from its opening to its end: requests and their answers, events and output. It does not
 * come back once it is gone; `client.ts` opens another.
 */
import { connect, type Socket } from 'node:net';
import { HandrailError, isErrorBody } from '../../common/errors.ts';
import { encodePacket, PacketReader, type Packet } from './packet.ts';
import { type Hello, type Method, packetKind, type Params, protocolVersion, type RunnerEvent } from './protocol.ts';

export interface LinkListener {
  event(event: RunnerEvent): void;
  /** one encoded output frame of an attachment */
  output(attachment: number, frame: Buffer): void;
  /** the connection is gone, and every request under way has failed */
  gone(): void;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class Link {
  readonly hello: Hello;
  readonly #socket: Socket;
  readonly #pending: Map<number, Pending>;
  #next = 1;

  private constructor(socket: Socket, pending: Map<number, Pending>, hello: Hello) {
    this.#socket = socket;
    this.#pending = pending;
    this.hello = hello;
  }

  /** Takes the socket's path; gives a connection that has said hello. Throws when nobody listens, or speaks otherwise. */
  static async open(path: string, listener: LinkListener): Promise<Link> {
    const socket = connect(path);
    const pending = new Map<number, Pending>();
    const reader = new PacketReader();
    const fail = () => {
      for (const { reject } of pending.values()) reject(new HandrailError('runner-away'));
      pending.clear();
    };
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      try {
        for (const packet of reader.take(bytes)) hear(packet, pending, listener);
      } catch {
        // Not packets of ours: whatever answers there is no runner.
        socket.destroy();
      }
    });
    socket.once('close', fail);
    const hello = await new Promise<unknown>((resolve, reject) => {
      pending.set(0, { resolve, reject });
      send(socket, 0, 'hello', { protocol: protocolVersion });
    });
    socket.once('close', () => { listener.gone(); });
    return new Link(socket, pending, hello as Hello);
  }

  /** Takes a request; gives its result. Throws the error that answers it, or `runner-away` when the connection ends first. */
  async request<M extends Method>(method: M, params: Params<M>): Promise<unknown> {
    if (this.#socket.destroyed) throw new HandrailError('runner-away');
    const id = this.#next++;
    return await new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      send(this.#socket, id, method, params);
    });
  }

  /** Sends a request whose answer nobody waits for. */
  tell<M extends Method>(method: M, params: Params<M>): void {
    this.request(method, params).catch(() => undefined);
  }

  close(): void {
    this.#socket.destroy();
  }
}

function send<M extends Method>(socket: Socket, id: number, method: M, params: Params<M>): void {
  socket.write(encodePacket(packetKind.json, Buffer.from(JSON.stringify({ id, method, params }))));
}

function hear({ kind, body }: Packet, pending: Map<number, Pending>, listener: LinkListener): void {
  if (kind === packetKind.output) {
    listener.output(body.readUInt32BE(0), body.subarray(4));
    return;
  }
  if (kind === packetKind.bytes) {
    settle(pending, body.readUInt32BE(0), { result: body.subarray(4) });
    return;
  }
  const message = JSON.parse(body.toString()) as RunnerEvent | { id: number; result?: unknown; error?: unknown };
  if ('event' in message) listener.event(message);
  else settle(pending, message.id, message);
}

function settle(pending: Map<number, Pending>, id: number, reply: { result?: unknown; error?: unknown }): void {
  const waiting = pending.get(id);
  pending.delete(id);
  if (isErrorBody(reply.error)) waiting?.reject(new HandrailError(reply.error.code, reply.error.details));
  else waiting?.resolve(reply.result);
}
