/** A viewer as the page is one: it assembles a run's output by offset, and can be cut off and come back. */
import { WebSocket } from 'ws';
import type { RunId } from '../common/ids.ts';
import { isOver } from '../common/run-state.ts';
import type { Run } from '../common/run.ts';
import { subprotocol } from '../common/protocol/client-message.ts';
import { decodeFrame } from '../common/protocol/frame.ts';
import type { ServerMessage } from '../common/protocol/server-message.ts';
import type { Client } from './handrail.ts';

export class Viewer {
  readonly client: Client;
  id: RunId;
  /** what has been assembled so far, in order */
  readonly parts: Uint8Array[] = [];
  /** the next byte wanted */
  offset = 0;
  /** bytes that came a second time, or not at all: must stay 0 */
  wrong = 0;
  run: Run | null = null;
  #socket: WebSocket | null = null;
  #changed: () => void = () => undefined;
  #frame: () => void = () => undefined;

  constructor(client: Client, id: RunId) {
    this.client = client;
    this.id = id;
  }

  /** Opens a socket with a fresh ticket and attaches where this viewer stopped. */
  async attach(): Promise<void> {
    const answer = await this.client.post('/api/tickets', {});
    const { ticket } = (await answer.json()) as { ticket: string };
    const socket = new WebSocket(`${this.client.origin.replace('http', 'ws')}/api/stream`, subprotocol, {
      headers: { cookie: this.client.cookie, origin: this.client.origin },
    });
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('close', () => this.#changed());
    await new Promise((opened, failed) => socket.once('open', opened).once('error', failed));
    socket.on('message', (data: Buffer, binary: boolean) => (binary ? this.#take(data) : this.#hear(JSON.parse(data.toString()) as ServerMessage)));
    this.say({ type: 'hello', ticket });
    if (this.id !== '') this.say({ type: 'attach', run: this.id, from: this.offset });
  }

  /** Turns to another run, over the socket that is open, from its beginning. */
  follow(id: RunId): void {
    if (this.id !== '') this.say({ type: 'detach', run: this.id });
    this.id = id;
    this.offset = 0;
    this.parts.length = 0;
    this.run = null;
    this.say({ type: 'attach', run: id, from: 0 });
  }

  say(message: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  type(data: string): void {
    this.say({ type: 'input', run: this.id, data });
  }

  /** Cuts the socket as a lost network does. */
  cut(): void {
    this.#socket?.terminate();
    this.#socket = null;
  }

  get connected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  text(): string {
    return Buffer.concat(this.parts).toString();
  }

  /** Waits until something is so. Throws after the seconds given, with what has been seen. */
  async until(so: (viewer: Viewer) => boolean, seconds = 90): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (!so(this)) {
      const left = end - Date.now();
      if (left <= 0) throw new Error(`not so after ${seconds} s; run ${JSON.stringify(this.run)}; seen: ${this.text().slice(-500)}`);
      await new Promise<void>((woken) => {
        this.#changed = woken;
        setTimeout(woken, Math.min(left, 200));
      });
    }
  }

  /** Waits for the next output frame. */
  nextFrame(): Promise<void> {
    return new Promise((came) => this.#frame = came);
  }

  isOver(): boolean {
    return this.run !== null && isOver(this.run.state) && this.offset >= this.run.end;
  }

  #take(data: Buffer): void {
    const frame = decodeFrame(data);
    if (!frame || frame.run !== this.id) return;
    if (frame.offset !== this.offset) this.wrong += 1;
    this.parts.push(Uint8Array.from(frame.bytes));
    this.offset = frame.offset + frame.bytes.length;
    this.say({ type: 'ack', run: this.id, offset: this.offset });
    this.#frame();
    this.#changed();
  }

  #hear(message: ServerMessage): void {
    if ((message.type === 'attached' || message.type === 'run') && message.run.id === this.id) this.run = message.run;
    if (message.type === 'gap') this.wrong += message.to - message.from;
    this.#changed();
  }
}
