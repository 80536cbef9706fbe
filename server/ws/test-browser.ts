/** A browser's side of a socket, for tests: what was said to it, and waiting for more. */
import { WebSocket } from 'ws';
import { subprotocol } from '../../common/protocol/client-message.ts';
import { decodeFrame } from '../../common/protocol/frame.ts';
import type { PenState } from '../../common/protocol/pen.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import type { TestServer } from '../http/test-server.ts';

const patienceMs = 30_000;

export class TestBrowser implements AsyncDisposable {
  readonly heard: ServerMessage[] = [];
  readonly #socket: WebSocket;
  readonly #frames: Buffer[] = [];
  #woken: () => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('pong', () => { this.#woken(); });
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.#frames.push(Buffer.from(decodeFrame(data)?.bytes ?? []));
      else this.heard.push(JSON.parse(data.toString()) as ServerMessage);
      this.#woken();
    });
  }

  /** Takes a server and who it is; opens a socket and shows a ticket. */
  static async welcome(server: TestServer, as: 'ada' | 'bob'): Promise<TestBrowser> {
    const { body } = await server.ask('POST', '/api/tickets', { as });
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/stream`, subprotocol, { headers: { cookie: server.cookies[as], origin: server.origin } });
    const browser = new TestBrowser(socket);
    await new Promise((opened) => socket.once('open', opened));
    browser.say({ type: 'hello', ticket: String(body.ticket) });
    await browser.until('welcome');
    return browser;
  }

  say(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** All the output that came. */
  text(): string {
    return Buffer.concat(this.#frames).toString();
  }

  /** Waits for output. */
  async read(text: string): Promise<void> {
    await this.#wait(() => this.text() === text, `the output ${text}`);
  }

  /** Waits for the message of a type that comes as number `count`. */
  async until(type: ServerMessage['type'], count = 1): Promise<ServerMessage> {
    await this.#wait(() => this.heard.filter((message) => message.type === type).length >= count, `${type} ${count}`);
    return this.heard.filter((message) => message.type === type)[count - 1] as ServerMessage;
  }

  /** Waits for the error that comes as number `count`; gives its code. */
  async error(count = 1): Promise<string> {
    const message = await this.until('error', count);
    return message.type === 'error' ? message.error.code : '';
  }

  /** Waits until the pen was last told to stand so. */
  async pen(so: (pen: PenState) => boolean): Promise<PenState> {
    const last = () => this.heard.findLast((message) => message.type === 'pen');
    await this.#wait(() => {
      const told = last();
      return told?.type === 'pen' && so(told.pen);
    }, 'the pen');
    const told = last();
    if (told?.type !== 'pen') throw new Error('no pen');
    return told.pen;
  }

  /** Waits until everything said so far has been done: it is answered in order. */
  async settled(): Promise<void> {
    const nowhere = '01923456-789a-7000-8000-000000000000';
    const before = this.heard.filter((message) => message.type === 'error').length;
    this.say({ type: 'attach', run: nowhere, from: 0 });
    await this.#wait(() => this.heard.filter((message) => message.type === 'error').length > before, 'an answer');
    await new Promise((done) => setTimeout(done, 20));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.terminate();
    await Promise.resolve();
  }

  async #wait(so: () => boolean, what: string): Promise<void> {
    const end = Date.now() + patienceMs;
    while (!so()) {
      if (Date.now() > end) throw new Error(`no ${what}; heard ${JSON.stringify(this.heard)} and ${this.text()}`);
      await new Promise<void>((woken) => { this.#woken = woken; setTimeout(woken, 50); });
    }
  }
}
