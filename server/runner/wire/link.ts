/**
 * One connection to a runner, from its opening to its end: requests and their answers, events and output. It does not
 * come back once it is gone; `fleet.ts` opens another.
 */
import { connect, type Socket } from 'node:net';
import { HandrailError, isErrorBody } from '../../../common/errors.ts';
import { encodePacket, PacketReader, type Packet } from './packet.ts';
import { Pool } from './pool.ts';
import { type Hello, type Method, oldestProtocol, packetKind, type Params, protocolVersion, type RunnerEvent } from '../protocol.ts';

export interface LinkListener {
  event(event: RunnerEvent, link: Link): void;
  /** one encoded output frame of an attachment; `free` takes its memory back, from who has done with it */
  output(attachment: number, frame: Buffer, free: () => void): void;
  /** the connection is gone, and every request under way has failed */
  gone(link: Link): void;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A runner that listens and does not say hello is as good as none. Milliseconds. */
const helloMs = 5_000;
/** What is read at once, in bytes: several packets of output, and always into the same memory. */
const readBytes = 256 * 1024;
/** The number of a request that nobody wants answered. */
const unanswered = 0;
/** What a runner says of itself that knows nothing of versions yet. */
const before: Omit<Hello, 'protocol' | 'pid'> = { oldest: 1, build: '', generation: 1, draining: false, level: 'none', missing: [], why: '' };

export class Link {
  readonly #socket: Socket;
  readonly #listener: LinkListener;
  readonly #pending = new Map<number, Pending>();
  readonly #pool = new Pool();
  readonly #reader = new PacketReader(this.#pool);
  #hello: Hello = { protocol: 0, pid: 0, ...before };
  #next = 1;

  private constructor(socket: Socket, listener: LinkListener) {
    this.#socket = socket;
    this.#listener = listener;
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      for (const { reject } of this.#pending.values()) reject(new HandrailError('runner-away'));
      this.#pending.clear();
    });
  }

  /** Takes the socket's path; gives a connection that has said hello. Throws when nobody listens, or speaks otherwise. */
  static async open(path: string, listener: LinkListener): Promise<Link> {
    const buffer = Buffer.allocUnsafeSlow(readBytes);
    let take: (bytes: Buffer) => void = () => undefined;
    const callback = (length: number) => {
      take(buffer.subarray(0, length));
      return true;
    };
    const socket = connect({ path, onread: { buffer, callback } });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    const link = new Link(socket, listener);
    take = (bytes) => { link.#take(bytes); };
    const late = setTimeout(() => socket.destroy(), helloMs);
    try {
      link.#hello = await link.#greet();
    } finally {
      clearTimeout(late);
    }
    socket.once('close', () => { listener.gone(link); });
    return link;
  }

  /** What the runner said of itself. */
  get hello(): Hello {
    return this.#hello;
  }

  /** Whether there is a version that both sides speak. Without one, only `drain` may be asked. */
  get speaks(): boolean {
    return this.#hello.protocol >= oldestProtocol && this.#hello.oldest <= protocolVersion;
  }

  get isGone(): boolean {
    return this.#socket.destroyed;
  }

  /** Takes a request; gives its result. Throws the error that answers it, or `runner-away` when the connection ends first. */
  async request<M extends Method>(method: M, params: Params<M>): Promise<unknown> {
    if (this.#socket.destroyed) throw new HandrailError('runner-away');
    const id = this.#next++;
    return await new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#send(id, method, params);
    });
  }

  /** Sends a request whose answer nobody waits for. */
  tell<M extends Method>(method: M, params: Params<M>): void {
    if (!this.#socket.destroyed) this.#send(unanswered, method, params);
  }

  close(): void {
    this.#socket.destroy();
  }

  #send<M extends Method>(id: number, method: M, params: Params<M>): void {
    this.#socket.write(encodePacket(packetKind.json, Buffer.from(JSON.stringify({ id, method, params }))));
  }

  #take(bytes: Buffer): void {
    try {
      for (const packet of this.#reader.take(bytes)) this.#hear(packet);
    } catch {
      // Not packets of ours: whatever answers there is no runner.
      this.#socket.destroy();
    }
  }

  async #greet(): Promise<Hello> {
    const ours = { protocol: protocolVersion, oldest: oldestProtocol };
    const said = await this.request('hello', ours).catch(async (error: unknown) => {
      if (!(error instanceof HandrailError && error.code === 'bad-message')) throw error;
      // The first version took nothing but its own number.
      return await this.request('hello', { protocol: 1 });
    }) as Partial<Hello> | null;
    if (said === null || typeof said.protocol !== 'number' || typeof said.pid !== 'number') throw new HandrailError('runner-away');
    return { ...before, ...said, protocol: said.protocol, pid: said.pid, oldest: said.oldest ?? said.protocol };
  }

  #hear({ kind, body }: Packet): void {
    if (kind === packetKind.output) {
      this.#listener.output(body.readUInt32BE(0), body.subarray(4), () => { this.#pool.give(body); });
      return;
    }
    if (kind === packetKind.bytes) {
      this.#settle(body.readUInt32BE(0), { result: body.subarray(4) });
      return;
    }
    const message = JSON.parse(body.toString()) as RunnerEvent | { id: number; result?: unknown; error?: unknown };
    if (!('event' in message)) this.#settle(message.id, message);
    else if (message.event === 'draining') {
      this.#hello = { ...this.#hello, draining: true };
      this.#listener.event(message, this);
    } else if (this.speaks) this.#listener.event(message, this);
  }

  #settle(id: number, reply: { result?: unknown; error?: unknown }): void {
    const waiting = this.#pending.get(id);
    this.#pending.delete(id);
    if (isErrorBody(reply.error)) waiting?.reject(new HandrailError(reply.error.code, reply.error.details));
    else if (reply.error !== undefined) waiting?.reject(new HandrailError('internal', { id: `runner request ${id}` }));
    else waiting?.resolve(reply.result);
  }
}
