/**
 * A network that breaks: a TCP proxy between viewer and server, with a fault of its own for every connection. It knows
 * nothing of WebSockets, so a cut falls anywhere: in the handshake, in a frame's header, in a message, between two.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export type Direction = 'to the viewer' | 'to the server';

/** What befalls a connection, once so many bytes have passed in one direction. */
export type Fault =
  /** both ends are cut off: politely (FIN) or not (RST) */
  | { kind: 'cut'; direction: Direction; after: number; reset: boolean }
  /** nothing passes for a while; who is cut off meanwhile is another matter */
  | { kind: 'stall'; direction: Direction; after: number; ms: number }
  /** a piece of so many bytes at a time, with a wait between, for so many pieces */
  | { kind: 'trickle'; direction: Direction; after: number; bytes: number; ms: number; pieces: number };

export class Proxy {
  readonly #server: Server;
  readonly #target: number;
  readonly #faults: () => Fault | null;
  readonly #pairs = new Set<[Socket, Socket]>();
  /** what happened, how often */
  readonly counts = { connections: 0, 'cut to the viewer': 0, 'cut to the server': 0, stall: 0, trickle: 0 };

  private constructor(target: number, faults: () => Fault | null) {
    this.#target = target;
    this.#faults = faults;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (viewer) => { this.#join(viewer); });
  }

  /** Takes the port the server has on loopback, and what gives each connection its fault; gives a proxy that listens. */
  static async open(target: number, faults: () => Fault | null): Promise<Proxy> {
    const proxy = new Proxy(target, faults);
    proxy.#server.listen(0, '127.0.0.1');
    await new Promise((listening) => proxy.#server.once('listening', listening));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get cuts(): number {
    return this.counts['cut to the viewer'] + this.counts['cut to the server'];
  }

  /** Cuts everything off and listens no more. */
  close(): void {
    this.#server.close();
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  #join(viewer: Socket): void {
    this.counts.connections += 1;
    const server = connect({ port: this.#target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const pair: [Socket, Socket] = [viewer, server];
    this.#pairs.add(pair);
    const end = (reset: boolean) => {
      this.#pairs.delete(pair);
      for (const socket of pair) if (reset) socket.resetAndDestroy(); else socket.destroy();
    };
    const fault = this.#faults();
    this.#pass(server, viewer, fault?.direction === 'to the viewer' ? fault : null, end);
    this.#pass(viewer, server, fault?.direction === 'to the server' ? fault : null, end);
  }

  /** Hands on what one side says. What cannot be handed on at once holds that side back, as a network does. */
  #pass(from: Socket, to: Socket, fault: Fault | null, end: (reset: boolean) => void): void {
    let passed = 0;
    let struck = false;
    from.on('error', () => { end(true); });
    from.on('close', () => { end(false); });
    from.on('end', () => { to.end(); });
    to.on('drain', () => { if (!struck) from.resume(); });
    from.on('data', (bytes: Buffer) => {
      const left = fault === null || struck ? Infinity : fault.after - passed;
      if (fault === null || bytes.length < left) {
        passed += bytes.length;
        if (!to.write(bytes)) from.pause();
        return;
      }
      struck = true;
      from.pause();
      to.write(bytes.subarray(0, left));
      if (fault.kind === 'cut') {
        this.counts[`cut ${fault.direction}`] += 1;
        // What was written before the cut may still arrive: a cut of the wire takes back nothing.
        const { reset } = fault;
        setImmediate(() => { end(reset); });
        return;
      }
      void this.#delay(fault, bytes.subarray(left), to).then(() => {
        struck = false;
        fault = null;
        from.resume();
      });
    });
  }

  async #delay(fault: Exclude<Fault, { kind: 'cut' }>, rest: Buffer, to: Socket): Promise<void> {
    this.counts[fault.kind] += 1;
    if (fault.kind === 'stall') {
      await wait(fault.ms);
      to.write(rest);
      return;
    }
    let at = 0;
    for (let piece = 0; piece < fault.pieces && at < rest.length && !to.destroyed; piece += 1, at += fault.bytes) {
      to.write(rest.subarray(at, at + fault.bytes));
      await wait(fault.ms);
    }
    to.write(rest.subarray(at));
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
