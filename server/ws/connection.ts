/**
 * One browser's socket. First `hello` with a ticket, within 5 s; then runs are attached, typed into and let go. Every run
 * is looked up as this person's own, whatever its id. A message that breaks the protocol closes the socket with the code
 * of its error; a failure about one run is told and the socket stays.
 */
import type { WebSocket } from 'ws';
import { closeCode, HandrailError } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import type { ClientMessage } from '../../common/protocol/client-message.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import { isTerminalSize } from '../../common/run.ts';
import type { Audit } from '../audit/log.ts';
import type { Principal } from '../auth/principal.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { Tickets } from '../auth/ticket.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { RunRegister } from '../runs/register.ts';
import type { RunnerClient } from '../runner/client.ts';
import { readMessage } from './message.ts';
import { errorMessage, Viewing } from './viewing.ts';

export interface ConnectionDeps {
  register: RunRegister;
  runner: RunnerClient;
  sessions: Sessions;
  tickets: Tickets;
  audit: Audit;
  clock: Clock;
  log: Log;
}

export const helloWithinMs = 5_000;
/** Runs one socket may watch: a page shows a few, a list of one's runs some dozens. */
export const mostViewings = 64;
/** Messages at once, then one a millisecond: typing, pasting and acknowledging stay far below. */
const messageBurst = 2_000;
/** Messages that wait for a browser that does not read, in characters. Output waits elsewhere, for acknowledgements. */
const mostUnsent = 1024 * 1024;

export class Connection {
  readonly principal: Principal;
  readonly #deps: ConnectionDeps;
  readonly #socket: WebSocket;
  readonly #viewings = new Map<RunId, Viewing>();
  readonly #typedInto = new Set<RunId>();
  readonly #rate: RateLimit;
  readonly #helloTimer: NodeJS.Timeout;
  #isWelcome = false;
  #unsent = 0;
  /** attaching takes turns, so that two for one run cannot cross; what is typed meanwhile waits its turn too */
  readonly #attaching = new Map<RunId, Promise<void>>();

  constructor(socket: WebSocket, principal: Principal, deps: ConnectionDeps) {
    this.#socket = socket;
    this.principal = principal;
    this.#deps = deps;
    this.#rate = new RateLimit(deps.clock, messageBurst, 1);
    this.#helloTimer = setTimeout(() => { this.close(new HandrailError('ticket-refused')); }, helloWithinMs);
    socket.on('message', (data: Buffer, isBinary: boolean) => { this.#take(() => this.#hear(readMessage(data, isBinary))); });
    socket.on('ping', () => { this.#take(() => undefined); });
    socket.on('error', (error) => { deps.log.debug({ err: error }, 'a socket failed'); });
    socket.on('close', () => { this.#end(); });
  }

  /** Takes why; tells the browser and closes. */
  close(why: HandrailError): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#send(errorMessage(why));
    this.#socket.close(closeCode(why.code), why.code);
    this.#end();
  }

  #take(act: () => void): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    try {
      if (!this.#rate.take('')) throw new HandrailError('too-fast');
      act();
    } catch (error) {
      this.close(error instanceof HandrailError ? error : this.#hidden(error));
    }
  }

  #hear(message: ClientMessage): void {
    if (message.type === 'hello') {
      this.#welcome(message.ticket);
      return;
    }
    if (!this.#isWelcome) throw new HandrailError('out-of-order', { why: 'the first message is `hello` with a ticket.' });
    switch (message.type) {
      case 'attach':
        this.#queueAttach(message.run, message.from);
        break;
      case 'detach':
        this.#viewings.get(message.run)?.end();
        this.#viewings.delete(message.run);
        break;
      case 'ack':
        this.#viewings.get(message.run)?.ack(message.offset);
        break;
      case 'input':
        void this.#about(message.run, () => this.#input(message.run, message.data));
        break;
      case 'resize':
        void this.#about(message.run, () => this.#resize(message.run, message.cols, message.rows));
        break;
    }
  }

  #welcome(ticket: string): void {
    if (this.#isWelcome) throw new HandrailError('out-of-order', { why: '`hello` comes once.' });
    if (!this.#deps.tickets.redeem(ticket, this.principal)) throw new HandrailError('ticket-refused');
    clearTimeout(this.#helloTimer);
    this.#isWelcome = true;
    this.#send({ type: 'welcome', person: this.principal.person.id });
  }

  #queueAttach(id: RunId, from: number): void {
    const before = this.#attaching.get(id) ?? Promise.resolve();
    const mine = before.then(() => this.#about(id, () => this.#attach(id, from))).then(() => {
      if (this.#attaching.get(id) === mine) this.#attaching.delete(id);
    });
    this.#attaching.set(id, mine);
  }

  async #attach(id: RunId, from: number): Promise<void> {
    this.#viewings.get(id)?.end();
    this.#viewings.delete(id);
    const run = await this.#deps.register.own(this.principal, id);
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    // Counted here, where nothing can come between: many may have been asked for at once.
    if (this.#viewings.size >= mostViewings) throw new HandrailError('out-of-order', { why: `a page may watch ${mostViewings} runs at once.` });
    const viewing = new Viewing(run, from, {
      message: (message) => { this.#send(message); },
      frame: (frame, gone) => { this.#socket.send(frame, { binary: true }, (error) => { if (!error) gone(); }); },
    });
    this.#viewings.set(id, viewing);
    await viewing.begin(this.#deps.runner, from).catch((error: unknown) => {
      viewing.end();
      if (this.#viewings.get(id) === viewing) this.#viewings.delete(id);
      throw error;
    });
  }

  async #input(id: RunId, data: string): Promise<void> {
    const run = await this.#watched(id);
    if (!run.interactive) throw new HandrailError('not-interactive');
    if (!this.#typedInto.has(id)) {
      this.#deps.audit.write({ kind: 'input-begun', run: id, by: this.principal.person.id });
      this.#typedInto.add(id);
    }
    await this.#deps.runner.input(id, data);
  }

  async #resize(id: RunId, cols: number, rows: number): Promise<void> {
    await this.#watched(id);
    if (!isTerminalSize({ cols, rows })) throw new HandrailError('bad-size', { cols, rows });
    await this.#deps.runner.resize(id, { cols, rows });
  }

  /** A run this socket watches; it was looked up as the person's own when it was attached. */
  async #watched(id: RunId) {
    await this.#attaching.get(id);
    const viewing = this.#viewings.get(id);
    if (viewing === undefined) throw new HandrailError('out-of-order', { why: 'attach the run first.' });
    return viewing.run;
  }

  async #about(run: RunId, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#send(errorMessage(error instanceof HandrailError ? error : this.#hidden(error), run));
    }
  }

  #send(message: ServerMessage): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const text = JSON.stringify(message);
    this.#unsent += text.length;
    if (this.#unsent > mostUnsent) this.#socket.terminate();
    else this.#socket.send(text, () => { this.#unsent -= text.length; });
  }

  #hidden(error: unknown): HandrailError {
    const id = Buffer.from(this.#deps.clock.random(6)).toString('hex');
    this.#deps.log.error({ id, err: error }, 'a message failed');
    return new HandrailError('internal', { id });
  }

  #end(): void {
    clearTimeout(this.#helloTimer);
    for (const viewing of this.#viewings.values()) viewing.end();
    this.#viewings.clear();
  }
}
