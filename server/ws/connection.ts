/**
 * One browser's socket. First `hello` with a ticket, within 5 s; then runs are attached, typed into and let go. Every run
 * is looked up as one this person may watch, their own or one that is shared, whatever its id; who may type into it, the
 * pen says. A message that breaks the protocol closes the socket with the code
 * of its error; a failure about one run is told and the socket stays.
 */
import type { WebSocket } from 'ws';
import { closeCode, HandrailError } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import { type HandDeps, requireHand } from '../runs/permission.ts';
import type { ClientMessage } from '../../common/protocol/client-message.ts';
import type { PenAct } from '../../common/protocol/pen.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import { mostTopics } from '../../common/protocol/topic.ts';
import { isTerminalSize, type Run } from '../../common/run.ts';
import type { Audit } from '../audit/log.ts';
import type { Principal } from '../auth/principal.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { Tickets } from '../auth/ticket.ts';
import type { Log } from '../log.ts';
import type { RunRegister } from '../runs/register.ts';
import type { RunnerClient } from '../runner/client.ts';
import { readMessage } from './message.ts';
import { type TopicKinds, Topics } from './topics.ts';
import { errorMessage, Viewing } from './viewing.ts';

export interface ConnectionDeps extends HandDeps {
  register: RunRegister;
  runner: RunnerClient;
  sessions: Sessions;
  tickets: Tickets;
  audit: Audit;
  log: Log;
  /** what pages can follow beside runs */
  topics: TopicKinds;
}

export const helloWithinMs = 5_000;
/** Runs one socket may watch: a page shows a few, a list of one's runs some dozens. */
export const mostViewings = 64;
/** Messages at once, then one a millisecond: typing, pasting and acknowledging stay far below. */
const messageBurst = 2_000;
/** Moves of a pen at once, and then how long until the next, in milliseconds: each is recorded. */
const moves = { burst: 20, everyMs: 1_000 } as const;
/** Messages that wait for a browser that does not read, in characters. Output waits elsewhere, for acknowledgements. */
const mostUnsent = 1024 * 1024;
/** The whole value of a topic, in characters. What is larger ends that topic: the socket has others, and runs. */
const longestTold = mostUnsent / 2;
/** Topics followed at once, and then how long until the next, in milliseconds: each is looked up whole. */
const follows = { burst: 2 * mostTopics, everyMs: 100 } as const;

export class Connection {
  readonly principal: Principal;
  readonly #deps: ConnectionDeps;
  readonly #socket: WebSocket;
  readonly #viewings = new Map<RunId, Viewing>();
  readonly #topics: Topics;
  readonly #typedInto = new Set<RunId>();
  readonly #rate: RateLimit;
  readonly #moves: RateLimit;
  readonly #follows: RateLimit;
  /** what this page calls itself; one that says nothing is another page each time */
  #page: string;
  readonly #offUnshared: () => void;
  readonly #helloTimer: NodeJS.Timeout;
  #isWelcome = false;
  #unsent = 0;
  /** attaching and moving the pen take turns, so that two for one run cannot cross; what is typed meanwhile waits too */
  readonly #turns = new Map<RunId, Promise<void>>();

  constructor(socket: WebSocket, principal: Principal, deps: ConnectionDeps) {
    this.#socket = socket;
    this.principal = principal;
    this.#deps = deps;
    this.#rate = new RateLimit(deps.clock, messageBurst, 1);
    this.#moves = new RateLimit(deps.clock, moves.burst, moves.everyMs);
    this.#follows = new RateLimit(deps.clock, follows.burst, follows.everyMs);
    this.#topics = new Topics(deps.topics, (message, gone) => { this.#send(message, gone); });
    this.#page = Buffer.from(deps.clock.random(12)).toString('hex');
    this.#offUnshared = deps.register.onUnshared((run) => { this.#withdraw(run); });
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
      this.#welcome(message.ticket, message.page);
      return;
    }
    if (!this.#isWelcome) throw new HandrailError('out-of-order', { why: 'the first message is `hello` with a ticket.' });
    switch (message.type) {
      case 'attach':
        this.#inTurn(message.run, () => this.#attach(message.run, message.from));
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
      case 'pen':
        this.#inTurn(message.run, () => this.#move(message.run, message.act, message.to));
        break;
      case 'resize':
        void this.#about(message.run, () => this.#resize(message.run, message.cols, message.rows));
        break;
      case 'follow':
        void this.#follow(message.topic);
        break;
      case 'unfollow':
        this.#topics.unfollow(message.topic);
        break;
    }
  }

  #welcome(ticket: string, page: string | undefined): void {
    if (this.#isWelcome) throw new HandrailError('out-of-order', { why: '`hello` comes once.' });
    if (!this.#deps.tickets.redeem(ticket, this.principal)) throw new HandrailError('ticket-refused');
    clearTimeout(this.#helloTimer);
    this.#isWelcome = true;
    this.#page = page ?? this.#page;
    this.#send({ type: 'welcome', person: this.principal.person.id });
  }

  #inTurn(id: RunId, act: () => Promise<void>): void {
    const before = this.#turns.get(id) ?? Promise.resolve();
    const mine = before.then(() => this.#about(id, act)).then(() => {
      if (this.#turns.get(id) === mine) this.#turns.delete(id);
    });
    this.#turns.set(id, mine);
  }

  async #attach(id: RunId, from: number | 'screen'): Promise<void> {
    this.#viewings.get(id)?.end();
    this.#viewings.delete(id);
    const { person } = this.principal;
    const run = await this.#deps.register.watchable(this.principal, id);
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    // Counted here, where nothing can come between: many may have been asked for at once.
    if (this.#viewings.size >= mostViewings) throw new HandrailError('out-of-order', { why: `a page may watch ${mostViewings} runs at once.` });
    const viewing = new Viewing(run, { person: person.id, name: person.name, page: this.#page }, {
      message: (message) => { this.#send(message); },
      frame: (frame, gone) => { this.#socket.send(frame, { binary: true }, (error) => { if (!error) gone(); }); },
    });
    this.#viewings.set(id, viewing);
    try {
      // Sharing may have ended while the run was looked up; from here on its end is heard of.
      if (run.person !== person.id && !await this.#deps.register.isShared(id)) throw new HandrailError('not-yours', { run: id });
      await viewing.begin(this.#deps.runner, from);
    } catch (error) {
      viewing.end();
      if (this.#viewings.get(id) === viewing) this.#viewings.delete(id);
      throw error;
    }
  }

  async #input(id: RunId, data: string): Promise<void> {
    const viewing = await this.#watched(id);
    if (!viewing.run.interactive) throw new HandrailError('not-interactive');
    requireHand(this.#deps, this.principal, viewing.run);
    if (!viewing.holds) {
      this.#typedInto.delete(id);
      throw new HandrailError('no-pen');
    }
    if (!this.#typedInto.has(id)) {
      this.#deps.audit.write({ kind: 'input-begun', run: id, environment: viewing.run.environment, by: this.principal.person.id });
      this.#typedInto.add(id);
    }
    await viewing.input(data);
  }

  async #move(id: RunId, act: PenAct, to: number | null): Promise<void> {
    const viewing = this.#viewing(id);
    const person = viewing.mayMove(act, to);
    if (act === 'ask' || act === 'take') requireHand(this.#deps, this.principal, viewing.run);
    if (!this.#moves.take('')) throw new HandrailError('too-fast');
    this.#deps.audit.write({ kind: 'pen', run: id, environment: viewing.run.environment, by: this.principal.person.id, act, person });
    await viewing.move(act, to);
  }

  /** A run is no longer shared: who is not its owner sees no more of it. */
  #withdraw(run: Run): void {
    const viewing = this.#viewings.get(run.id);
    if (viewing === undefined || run.person === this.principal.person.id) return;
    if (viewing.holds) viewing.move('drop', null).catch(() => undefined);
    viewing.end();
    this.#viewings.delete(run.id);
    this.#send(errorMessage(new HandrailError('not-yours', { run: run.id }), run.id));
  }

  async #resize(id: RunId, cols: number, rows: number): Promise<void> {
    const viewing = await this.#watched(id);
    if (!isTerminalSize({ cols, rows })) throw new HandrailError('bad-size', { cols, rows });
    await viewing.resize({ cols, rows });
  }

  /** What this socket watches; the run was looked up as one this person may watch when it was attached. */
  async #watched(id: RunId): Promise<Viewing> {
    await this.#turns.get(id);
    return this.#viewing(id);
  }

  #viewing(id: RunId): Viewing {
    const viewing = this.#viewings.get(id);
    if (viewing === undefined) throw new HandrailError('out-of-order', { why: 'attach the run first.' });
    return viewing;
  }

  async #follow(topic: string): Promise<void> {
    try {
      if (!this.#follows.take('')) throw new HandrailError('too-fast');
      await this.#topics.follow(this.principal, this.#page, topic);
    } catch (error) {
      this.#send({ type: 'topic-ended', topic, error: (error instanceof HandrailError ? error : this.#hidden(error)).toBody() });
    }
  }

  async #about(run: RunId, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#send(errorMessage(error instanceof HandrailError ? error : this.#hidden(error), run));
    }
  }

  #send(message: ServerMessage, gone?: () => void): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const text = JSON.stringify(message);
    if (message.type === 'topic' && text.length > longestTold) {
      this.#topics.refuse(message.topic, new HandrailError('out-of-order', { why: 'there is too much of it to be told live. Its own page has all of it.' }));
      return;
    }
    this.#unsent += text.length;
    if (this.#unsent > mostUnsent) this.#socket.terminate();
    else this.#socket.send(text, () => {
      this.#unsent -= text.length;
      gone?.();
    });
  }

  #hidden(error: unknown): HandrailError {
    const id = Buffer.from(this.#deps.clock.random(6)).toString('hex');
    this.#deps.log.error({ id, err: error }, 'a message failed');
    return new HandrailError('internal', { id });
  }

  #end(): void {
    clearTimeout(this.#helloTimer);
    this.#offUnshared();
    for (const viewing of this.#viewings.values()) viewing.end();
    this.#viewings.clear();
    this.#topics.end();
  }
}
