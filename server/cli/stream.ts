/**
 * Watches one run over the WebSocket, as the page does: from an offset, each byte once, through a restart of the server.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { HandrailError } from '../../common/errors.ts';
import type { ClientMessage } from '../../common/protocol/client-message.ts';
import { subprotocol } from '../../common/protocol/client-message.ts';
import { decodeFrame } from '../../common/protocol/frame.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import type { Run, TerminalSize } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import { type Api, Sorry } from './api.ts';

export interface Watcher {
  /** Takes bytes of output; they are acknowledged when this is done. */
  output(bytes: Uint8Array, offset: number): Promise<void>;
  run(run: Run): void;
}

/** One message of input, in characters: well below the largest that the server takes. */
const longestInput = 16 * 1024;
/** Waits between attempts to come back, and for how long at most. */
const retryMs = 300;
const giveUpMs = 60_000;

export class RunStream {
  readonly #api: Api;
  readonly #watcher: Watcher;
  #run: Run;
  #socket: WebSocket | null = null;
  /** who we are when we come back: who has the pen keeps it */
  readonly #page = randomUUID();
  #offset = 0;
  #writing: Promise<void> = Promise.resolve();
  /** what is to be said once the run is attached; null while it is */
  #waiting: ClientMessage[] | null = [];

  constructor(api: Api, run: Run, watcher: Watcher) {
    this.#api = api;
    this.#run = run;
    this.#watcher = watcher;
  }

  /** Gives the run when it has ended and every byte of it has been passed on. */
  async toEnd(): Promise<Run> {
    let lostAt: number | null = null;
    for (;;) {
      const seen = this.#offset;
      try {
        if (await this.#watch()) {
          await this.#writing;
          return this.#run;
        }
      } catch (error) {
        if (!(error instanceof Sorry)) throw error;
      }
      if (this.#offset > seen) lostAt = null;
      lostAt ??= Date.now();
      if (Date.now() - lostAt > giveUpMs) throw new Sorry('The server went away and has not come back. The run goes on; find it on the page when the server is up.');
      await pause(retryMs);
    }
  }

  /** Takes keys; types them into the run, those typed before it is attached as soon as it is. */
  input(data: string): void {
    for (let at = 0; at < data.length; at += longestInput) this.#tell({ type: 'input', run: this.#run.id, data: data.slice(at, at + longestInput) });
  }

  /** Takes a size; gives it to the run's terminal. */
  resize(size: TerminalSize): void {
    this.#tell({ type: 'resize', run: this.#run.id, ...size });
  }

  #tell(message: ClientMessage): void {
    if (this.#waiting === null) this.#say(message);
    else this.#waiting.push(message);
  }

  /** Watches until the run or the socket has ended; tells whether it was the run. */
  async #watch(): Promise<boolean> {
    const { ticket } = await this.#api.post('/api/tickets') as { ticket: string };
    const socket = new WebSocket(this.#api.streamUrl, subprotocol, { headers: { ...this.#api.authorization(), host: new URL(this.#api.base).host } });
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    socket.on('open', () => {
      this.#socket = socket;
      this.#say({ type: 'hello', ticket, page: this.#page });
      this.#say({ type: 'attach', run: this.#run.id, from: this.#offset });
    });
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.#take(data);
      else this.#hear(JSON.parse(data.toString()) as ServerMessage, reject);
      if (isOver(this.#run.state) && this.#offset >= this.#run.end) resolve(true);
    });
    socket.on('error', () => { resolve(false); });
    socket.on('close', () => { resolve(false); });
    try {
      return await promise;
    } finally {
      this.#socket = null;
      this.#waiting ??= [];
      socket.terminate();
    }
  }

  #take(data: Buffer): void {
    const frame = decodeFrame(data);
    if (frame === null || frame.run !== this.#run.id) return;
    const end = frame.offset + frame.bytes.length;
    const fresh = frame.bytes.subarray(Math.max(0, this.#offset - frame.offset));
    if (end <= this.#offset) return;
    const offset = end - fresh.length;
    this.#offset = end;
    this.#writing = this.#writing
      .then(() => this.#watcher.output(fresh, offset))
      .then(() => { this.#say({ type: 'ack', run: this.#run.id, offset: end }); });
  }

  #hear(message: ServerMessage, fail: (error: Error) => void): void {
    if (message.type === 'attached' || message.type === 'run') {
      this.#run = message.run;
      this.#watcher.run(message.run);
    }
    if (message.type === 'attached') {
      const waiting = this.#waiting ?? [];
      this.#waiting = null;
      for (const said of waiting) this.#say(said);
    }
    // Typing into a run that ends, or whose pen is handed over, at that moment is nothing to complain of.
    if (message.type === 'error' && !['run-over', 'no-pen'].includes(message.error.code)) fail(new HandrailError(message.error.code, message.error.details));
  }

  #say(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
