/** Our page's socket without the page: it attaches runs, acknowledges as the page does, and counts what it is given. */
import { WebSocket } from 'ws';
import { subprotocol } from '../../common/protocol/client-message.ts';
import { flow } from '../../common/protocol/flow.ts';
import { decodeFrame } from '../../common/protocol/frame.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import type { RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import type { RunnableStep } from '../../common/catalog/step.ts';
import type { Client } from '../../test/handrail.ts';

/** Who watches a run. */
export interface Watcher {
  output(bytes: Buffer, offset: number): void;
  run?(run: Run): void;
}

interface Watched {
  watcher: Watcher;
  have: number;
  acknowledged: number;
}

const unavailable = 503;
const mostTries = 5;

export class Page {
  readonly client: Client;
  readonly #socket: WebSocket;
  readonly #watched = new Map<RunId, Watched>();

  private constructor(client: Client, socket: WebSocket) {
    this.client = client;
    this.#socket = socket;
    socket.on('message', (data: Buffer, binary: boolean) => { if (binary) this.#take(data); else this.#hear(JSON.parse(data.toString()) as ServerMessage); });
  }

  /** Takes a client that is logged in; gives its socket, welcomed. */
  static async open(client: Client): Promise<Page> {
    const { ticket } = (await (await client.post('/api/tickets', {})).json()) as { ticket: string };
    const socket = new WebSocket(`${client.origin.replace('http', 'ws')}/api/stream`, subprotocol, {
      headers: { cookie: client.cookie, origin: client.origin }, perMessageDeflate: false,
    });
    await new Promise((opened, failed) => socket.once('open', opened).once('error', failed));
    const page = new Page(client, socket);
    page.say({ type: 'hello', ticket });
    return page;
  }

  /** Takes a step of the runbook `fixture`; starts it. Throws when it is refused. A runner that is just starting is waited for. */
  async start(step: RunnableStep): Promise<RunId> {
    const asked = { runbook: 'fixture', step: step.id, digest: step.digest, environment: 'practice', parameters: {}, size: { cols: 100, rows: 30 } };
    for (let tries = 1; ; tries += 1) {
      const answer = await this.client.post('/api/runs', asked, { 'idempotency-key': crypto.randomUUID() });
      if (answer.ok) return ((await answer.json()) as { run: Run }).run.id;
      if (answer.status !== unavailable || tries === mostTries) throw new Error(`${step.id}: ${answer.status} ${await answer.text()}`);
    }
  }

  /** Takes a run, who watches it and from which offset; attaches. */
  watch(run: RunId, watcher: Watcher, from = 0): void {
    this.#watched.set(run, { watcher, have: from, acknowledged: from });
    this.say({ type: 'attach', run, from });
  }

  unwatch(run: RunId): void {
    if (this.#watched.delete(run)) this.say({ type: 'detach', run });
  }

  type(run: RunId, data: string): void {
    this.say({ type: 'input', run, data });
  }

  say(message: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Stops reading, as a page whose computer sleeps. */
  stall(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.terminate();
  }

  #take(data: Buffer): void {
    const frame = decodeFrame(data);
    const watched = frame === null ? undefined : this.#watched.get(frame.run);
    if (frame === null || watched === undefined) return;
    if (frame.offset !== watched.have) throw new Error(`byte ${frame.offset} came where ${watched.have} was to come`);
    watched.have += frame.bytes.length;
    if (watched.have - watched.acknowledged >= flow.ackEvery) {
      watched.acknowledged = watched.have;
      this.say({ type: 'ack', run: frame.run, offset: watched.have });
    }
    watched.watcher.output(Buffer.from(frame.bytes.buffer, frame.bytes.byteOffset, frame.bytes.length), frame.offset);
  }

  #hear(message: ServerMessage): void {
    if (message.type === 'error') throw new Error(JSON.stringify(message));
    if (message.type === 'attached' || message.type === 'run') this.#watched.get(message.run.id)?.watcher.run?.(message.run);
    if (message.type === 'gap') this.#gap(message.run, message.to);
  }

  #gap(run: RunId, to: number): void {
    const watched = this.#watched.get(run);
    if (watched !== undefined) watched.have = Math.max(watched.have, to);
  }
}
