/**
 * A viewer that does not give up: as the page does, it comes back after every break and asks for the bytes it has not got.
 * It keeps what it got by offset, and counts what came twice and what never came.
 */
import { WebSocket } from 'ws';
import { subprotocol } from '../../common/protocol/client-message.ts';
import { flow } from '../../common/protocol/flow.ts';
import { decodeFrame } from '../../common/protocol/frame.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import type { RunId } from '../../common/ids.ts';
import { isOver } from '../../common/run-state.ts';
import type { Run } from '../../common/run.ts';
import { take } from '../../common/protocol/offsets.ts';
import { type Client, pause } from '../handrail.ts';

export interface WatchOptions {
  client: Client;
  run: RunId;
  /** offset to begin at */
  from?: number;
  /** port to reach the server through; the server's own when left out */
  port?: number;
  /** Takes how many attempts failed in a row; gives milliseconds until the next. */
  wait(failed: number): number;
  /** told each time the server has attached it */
  attached?(watcher: Watcher, brokenMs: number): void;
}

export class Watcher {
  readonly #options: WatchOptions;
  /** as a page calls itself, to be known again when it comes back */
  readonly #page = crypto.randomUUID();
  readonly #pieces: Uint8Array[] = [];
  #holes: { from: number; to: number; at: number }[] = [];
  #socket: WebSocket | null = null;
  #closed = false;
  #acked: number;
  #brokenAt = performance.now();
  #woken: () => void = () => undefined;
  readonly from: number;
  /** the next byte wanted */
  have: number;
  run: Run | null = null;
  /** bytes that the server sent though this viewer had them */
  doubled = 0;
  /** bytes that were left out and not told of */
  lost = 0;
  /** bytes that were left out and told of: a viewer far behind */
  skipped = 0;
  /** messages about this run that refuse something */
  readonly refusals: string[] = [];
  connections = 0;

  /** Begins to watch at once. */
  constructor(options: WatchOptions) {
    this.#options = options;
    this.from = options.from ?? 0;
    this.have = this.from;
    this.#acked = this.from;
    void this.#go();
  }

  get isOver(): boolean {
    return this.run !== null && isOver(this.run.state) && this.have >= this.run.end;
  }

  get connected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN && this.run !== null;
  }

  /** Types. Gives whether there was a connection to send it on; it is never sent again. */
  type(data: string): boolean {
    return this.#say({ type: 'input', run: this.#options.run, data });
  }

  /** Reads nothing more from its socket for some milliseconds, as a laptop that sleeps. */
  stall(ms: number): void {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.pause();
    setTimeout(() => { if (socket.readyState !== WebSocket.CLOSED) socket.resume(); }, ms);
  }

  /** Cuts the socket from this side. */
  cut(): void {
    this.#socket?.terminate();
  }

  /** Watches no more. */
  close(): void {
    this.#closed = true;
    this.cut();
    this.#woken();
  }

  /** Waits until something is so. Throws after the seconds given, and says how far it had come. */
  async until(so: (watcher: Watcher) => boolean, seconds = 120): Promise<void> {
    for (const end = performance.now() + seconds * 1000; !so(this); ) {
      if (performance.now() > end) {
        const { id, state, end: printed } = this.run ?? {};
        throw new Error(`a viewer waited ${seconds} s: it has ${this.have} of ${printed} bytes of run ${id}, ${state}; ${this.refusals.join(' ')}`);
      }
      await new Promise<void>((woken) => {
        this.#woken = woken;
        setTimeout(woken, 100);
      });
    }
  }

  /** Gives what it assembled, each hole that it was told of filled from the journal. Throws when the journal does not have it. */
  async bytes(): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    let next = 0;
    for (const { from, to, at } of this.#holes) {
      parts.push(...this.#pieces.slice(next, at));
      next = at;
      const answer = await this.#options.client.get(`/api/runs/${this.#options.run}/output?from=${from}&to=${to}`);
      const missing = Buffer.from(await answer.arrayBuffer());
      if (!answer.ok || missing.length !== to - from) throw new Error(`bytes ${from} to ${to} of ${this.#options.run}: ${answer.status}, ${missing.length} came`);
      parts.push(missing);
    }
    return Buffer.concat([...parts, ...this.#pieces.slice(next)]);
  }

  async #go(): Promise<void> {
    for (let failed = 0; !this.#closed && !this.isOver; ) {
      const welcome = await this.#connect().catch(() => false);
      failed = welcome ? 0 : failed + 1;
      if (!this.#closed && !this.isOver) await pause(this.#options.wait(failed));
    }
  }

  /** Settles when the connection is gone; tells whether the server had welcomed us. */
  async #connect(): Promise<boolean> {
    const { client, run, port } = this.#options;
    const answer = await client.post('/api/tickets', {});
    if (!answer.ok) return false;
    const { ticket } = (await answer.json()) as { ticket: string };
    const { host, port: own } = new URL(client.origin);
    const socket = new WebSocket(`ws://127.0.0.1:${port ?? own}/api/stream`, subprotocol, { headers: { cookie: client.cookie, origin: client.origin, host } });
    this.#socket = socket;
    let welcome = false;
    socket.on('open', () => {
      this.connections += 1;
      this.#say({ type: 'hello', ticket, page: this.#page });
    });
    socket.on('message', (data: Buffer, binary: boolean) => {
      if (binary) this.#take(data);
      else {
        const message = JSON.parse(data.toString()) as ServerMessage;
        if (message.type === 'welcome') {
          welcome = true;
          this.#say({ type: 'attach', run, from: this.have });
        }
        this.#hear(message);
      }
      this.#woken();
      if (this.isOver) socket.close();
    });
    socket.on('error', () => undefined);
    await new Promise((gone) => socket.once('close', gone));
    this.#brokenAt = performance.now();
    return welcome;
  }

  #say(message: object): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #take(data: Buffer): void {
    const { run } = this.#options;
    const frame = decodeFrame(data);
    if (frame === null || frame.run !== run) throw new Error('a frame that is none of ours');
    const { fresh, have, missed } = take(this.have, frame.offset, frame.bytes);
    this.doubled += frame.bytes.length - fresh.length;
    if (missed > 0) {
      this.lost += missed;
      this.#skip(have - fresh.length);
    }
    if (fresh.length > 0) this.#pieces.push(Uint8Array.from(fresh));
    this.have = have;
    if (this.have - this.#acked < flow.ackEvery && frame.bytes.length >= flow.ackEvery) return;
    this.#acked = this.have;
    this.#say({ type: 'ack', run, offset: this.have });
  }

  #hear(message: ServerMessage): void {
    const { run } = this.#options;
    if ((message.type === 'attached' || message.type === 'run') && message.run.id === run) this.run = message.run;
    if (message.type === 'attached') {
      if (message.from !== this.have) this.lost += Math.abs(message.from - this.have);
      this.#options.attached?.(this, performance.now() - this.#brokenAt);
    }
    if (message.type === 'gap' && message.run === run && message.to > this.have) {
      this.skipped += message.to - this.have;
      this.#skip(message.to);
    }
    if (message.type === 'error' && message.run === run) this.refusals.push(message.error.message);
  }

  #skip(to: number): void {
    this.#holes.push({ from: this.have, to, at: this.#pieces.length });
    this.have = to;
  }
}
