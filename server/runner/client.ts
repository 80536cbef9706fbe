/**
 * The server's side of the runner: the only file that talks to it. It starts a runner when none answers, comes back when
 * the connection is lost, and then goes on with every attachment where it had stopped.
 */
import { HandrailError } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import type { PracticeAnswers, PracticeAsk } from '../../common/practice.ts';
import { frameHeaderBytes } from '../../common/protocol/frame.ts';
import type { Run, TerminalSize } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import type { Config } from '../config/load.ts';
import type { Log } from '../log.ts';
import { launchRunner } from './launch.ts';
import { Link } from './link.ts';
import { type Hello, maxReadBytes, type Method, type Params, protocolVersion, type RunnerEvent, type RunRequest } from './protocol.ts';

export interface Viewer {
  /** one encoded output frame; `offset` and `length` say which bytes of the run are in it */
  output(frame: Uint8Array, offset: number, length: number): void;
  run(run: Run): void;
  gap(from: number, to: number): void;
  /**
   * Whether this viewer is the one who types into an interactive run: its pace alone can hold the run back. Left out, the
   * run's first viewer is.
   */
  readonly types?: boolean;
}

export interface Attachment {
  /** the run as it was when the attachment began */
  readonly run: Run;
  /** Tells the runner that the viewer has everything up to this offset. */
  ack(offset: number): void;
  detach(): void;
}

export interface RunnerClient {
  hello(): Promise<Hello>;
  /** Starts a run, at most once for its id: a second start gives the same run. */
  start(request: RunRequest): Promise<Run>;
  stop(run: RunId): Promise<Run>;
  get(run: RunId): Promise<Run | null>;
  /** Runs queued since, in Unix milliseconds: live and finished. */
  list(since: number): Promise<Run[]>;
  /** Output from one offset to another, shorter when there is less. */
  output(run: RunId, from: number, to: number): Promise<Uint8Array>;
  /** Throws `past-the-end` when there is no such offset yet. */
  attach(run: RunId, from: number, viewer: Viewer): Promise<Attachment>;
  input(run: RunId, data: string): Promise<void>;
  resize(run: RunId, size: TerminalSize): Promise<void>;
  resetWorkspace(person: string, environment: string): Promise<void>;
  resetWorld(person: string): Promise<void>;
  /** Takes a person and what they ask of their own practice world; gives the answer. */
  practice<Ask extends PracticeAsk>(person: string, ask: Ask): Promise<PracticeAnswers[Ask['act']]>;
  /** Listens to every change of every run; gives what ends the listening. */
  onRun(listener: (run: Run) => void): () => void;
  close(): void;
}

export interface RunnerOptions {
  config: Config;
  log: Log;
  startIfAway: boolean;
}

interface Held {
  run: RunId;
  viewer: Viewer;
  /** the next byte the viewer has not been given */
  offset: number;
}

/** How long a request waits for a runner that is away, in milliseconds: one that starts tests its sandbox first. */
const patienceMs = 15_000;
const retryMs = 100;
/** Runs this old are told again after the connection was lost, in milliseconds. */
const missedMs = 7 * 24 * 3600 * 1000;

class Client implements RunnerClient {
  readonly #options: RunnerOptions;
  readonly #listeners = new Set<(run: Run) => void>();
  readonly #held = new Map<number, Held>();
  #link: Promise<Link>;
  #nextAttachment = 1;
  #closed = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#link = this.#connect();
    this.#link.catch(() => undefined);
  }

  async hello(): Promise<Hello> {
    return (await this.#linked()).hello;
  }

  async start(request: RunRequest): Promise<Run> {
    return (await this.#ask('start', request)) as Run;
  }

  async stop(run: RunId): Promise<Run> {
    return (await this.#ask('stop', { run })) as Run;
  }

  async get(run: RunId): Promise<Run | null> {
    return (await this.#ask('get', { run })) as Run | null;
  }

  async list(since: number): Promise<Run[]> {
    return (await this.#ask('list', { since })) as Run[];
  }

  async output(run: RunId, from: number, to: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let at = from; at < to; ) {
      const part = (await this.#ask('output', { run, from: at, to: Math.min(to, at + maxReadBytes) })) as Uint8Array;
      if (part.length === 0) break;
      parts.push(part);
      at += part.length;
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  }

  async attach(run: RunId, from: number, viewer: Viewer): Promise<Attachment> {
    const attachment = this.#nextAttachment++;
    this.#held.set(attachment, { run, viewer, offset: from });
    try {
      const found = (await this.#ask('attach', { attachment, run, from, types: viewer.types ?? null })) as Run;
      return {
        run: found,
        ack: (offset) => { this.#tell('ack', { attachment, offset }); },
        detach: () => {
          if (this.#held.delete(attachment)) this.#tell('detach', { attachment });
        },
      };
    } catch (error) {
      this.#held.delete(attachment);
      throw error;
    }
  }

  async input(run: RunId, data: string): Promise<void> {
    await this.#ask('input', { run, data });
  }

  async resize(run: RunId, size: TerminalSize): Promise<void> {
    await this.#ask('resize', { run, size });
  }

  async resetWorkspace(person: string, environment: string): Promise<void> {
    await this.#ask('resetWorkspace', { person, environment });
  }

  async resetWorld(person: string): Promise<void> {
    await this.#ask('resetWorld', { person });
  }

  async practice<Ask extends PracticeAsk>(person: string, ask: Ask): Promise<PracticeAnswers[Ask['act']]> {
    return (await this.#ask('practice', { person, ask })) as PracticeAnswers[Ask['act']];
  }

  onRun(listener: (run: Run) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  close(): void {
    this.#closed = true;
    this.#held.clear();
    this.#link.then((link) => { link.close(); }, () => undefined);
  }

  async #ask<M extends Method>(method: M, params: Params<M>): Promise<unknown> {
    return await (await this.#linked()).request(method, params);
  }

  /** The connection there is, or a new one when the last try had failed. */
  async #linked(): Promise<Link> {
    this.#link = this.#link.catch(() => this.#connect());
    return await this.#link;
  }

  #tell<M extends Method>(method: M, params: Params<M>): void {
    this.#link.then((link) => { link.tell(method, params); }, () => undefined);
  }

  /** Opens a connection, starting a runner when none answers. Throws `runner-away` after a while. */
  async #connect(): Promise<Link> {
    const { config, log, startIfAway } = this.#options;
    let launched = false;
    for (const until = Date.now() + patienceMs; ; ) {
      if (this.#closed) throw new HandrailError('runner-away');
      const link = await this.#open().catch(() => null);
      if (link) {
        if (link.hello.protocol !== protocolVersion) log.warn({ runner: link.hello.protocol, ours: protocolVersion }, 'the runner speaks another version');
        return link;
      }
      if (!startIfAway || Date.now() > until) throw new HandrailError('runner-away');
      if (!launched) {
        log.info('starting a runner');
        launchRunner(config);
        launched = true;
      }
      await new Promise((waited) => setTimeout(waited, retryMs));
    }
  }

  async #open(): Promise<Link> {
    return await Link.open(this.#options.config.paths.runnerSocket, {
      event: (event) => { this.#hear(event); },
      output: (attachment, frame) => { this.#show(attachment, frame); },
      gone: () => {
        if (this.#closed) return;
        this.#link = this.#connect();
        this.#link.then((link) => this.#resume(link), () => undefined);
      },
    });
  }

  /** After a new connection: every attachment goes on from the byte it needs next. */
  async #resume(link: Link): Promise<void> {
    for (const [attachment, held] of this.#held) {
      const again = (from: number) => link.request('attach', { attachment, run: held.run, from, types: held.viewer.types ?? null });
      try {
        const run = (await again(held.offset).catch((error: unknown) => again(keptEnd(error)))) as Run;
        // That a run is over is told by the runner, once the viewer has every byte.
        if (!isOver(run.state)) held.viewer.run(run);
      } catch {
        this.#held.delete(attachment);
      }
    }
    const since = Date.now() - missedMs;
    for (const run of (await link.request('list', { since }).catch(() => [])) as Run[]) this.#announce(run);
  }

  #hear(event: RunnerEvent): void {
    if (event.event === 'gap') {
      const held = this.#held.get(event.attachment);
      if (!held) return;
      held.offset = event.to;
      held.viewer.gap(event.from, event.to);
    } else if (event.attachment === undefined) this.#announce(event.run);
    else this.#held.get(event.attachment)?.viewer.run(event.run);
  }

  #announce(run: Run): void {
    for (const listener of this.#listeners) listener(run);
  }

  #show(attachment: number, frame: Buffer): void {
    const held = this.#held.get(attachment);
    if (!held) return;
    const offset = Number(frame.readBigUInt64BE(frameHeaderBytes - 8));
    const length = frame.length - frameHeaderBytes;
    held.offset = offset + length;
    held.viewer.output(frame, offset, length);
  }
}

/** A runner that was killed may have kept less than a viewer saw: the viewer then goes on from what is kept. */
function keptEnd(error: unknown): number {
  if (error instanceof HandrailError && error.code === 'past-the-end') return Number(error.details.end);
  throw error;
}

/** Takes the configuration; gives a client that is connected. Throws `runner-away` when no runner answers or starts. */
export async function connectRunner(options: RunnerOptions): Promise<RunnerClient> {
  const client = new Client(options);
  try {
    await client.hello();
  } catch (error) {
    client.close();
    throw error;
  }
  return client;
}
