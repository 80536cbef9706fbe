/**
 * The server's side of the runners (fleet.ts): nothing else talks to them. What is about a run goes to the runner that has
 * it, everything else to the one that takes new runs. When a connection is lost, every attachment goes on where it had
 * stopped.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkspaceFacts } from '../../common/approval-facts.ts';
import type { ChainAnchor } from '../../common/chain.ts';
import type { Choices } from '../../common/choices.ts';
import { HandrailError } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import type { PracticeAnswers, PracticeAsk } from '../../common/practice.ts';
import type { PartAsk, SearchAsk } from '../../common/log/ask.ts';
import type { Found } from '../../common/log/part.ts';
import { frameHeaderBytes } from '../../common/protocol/frame.ts';
import type { Run, TerminalSize } from '../../common/run.ts';
import type { FilesAnswers, FilesAsk } from '../../common/workspace-files.ts';
import { isOver } from '../../common/run-state.ts';
import type { Config } from '../config/load.ts';
import type { Paths } from '../config/paths.ts';
import { Fleet, type RunnerOptions } from './generations/fleet.ts';
import { isCurrentHeld, runnerSockets } from './generations/generation.ts';
import type { Attachment, RunnerChain, RunnerClient, Viewer } from './runner-client.ts';
import { HeldWatches, type WatchListener } from './live/held-watches.ts';
import type { WatchRequest } from './live/watch-request.ts';
import { Link } from './wire/link.ts';
import { type Attached, type Hello, maxReadBytes, type Method, type Params, type RunnerEvent, type RunRequest, type TimingPart } from './protocol.ts';
import { unpackTiming } from './journal/timing.ts';

export type { Attachment, RunnerChain, RunnerClient, Viewer } from './runner-client.ts';
export type { WatchListener } from './live/held-watches.ts';
export type { PanelQuery, WatchRequest } from './live/watch-request.ts';

interface Held {
  run: RunId;
  viewer: Viewer;
  /** the next byte the viewer has not been given; `screen` until that is known */
  offset: number | 'screen';
  /** the runner that gives it them; null until it is found */
  link: Link | null;
}

/** How often a request to start is handed on, when the runner it went to has just begun to drain. */
const mostHandings = 3;
/** How often it is looked whether a run that is being stopped has ended, in milliseconds. */
const lookMs = 50;
/** Runs this old are told again after the connection was lost, in milliseconds. */
const missedMs = 7 * 24 * 3600 * 1000;

class Client implements RunnerClient {
  readonly #listeners = new Set<(run: Run) => void>();
  readonly #held = new Map<number, Held>();
  readonly #fleet: Fleet;
  readonly #watches = new HeldWatches(() => this.#fleet.current());
  #nextAttachment = 1;

  constructor(options: RunnerOptions) {
    this.#fleet = new Fleet(options, {
      event: (event) => { this.#hear(event); },
      output: (attachment, frame, free) => { this.#show(attachment, frame, free); },
      settled: () => { void this.#resume(); },
    });
  }

  async hello(): Promise<Hello> {
    return (await this.#fleet.current()).hello;
  }

  async chains(): Promise<RunnerChain[]> {
    const asked = (await this.#fleet.all()).map(async (link) => ({ ...await link.request('chain', {}) as ChainAnchor, draining: link.hello.draining }));
    // One that is older does not know the question, and one that ends does not answer it.
    return (await Promise.all(asked.map((answer) => answer.catch(() => null)))).filter((chain) => chain !== null);
  }

  async start(request: RunRequest): Promise<Run> {
    for (let handed = 1; ; handed += 1) {
      try {
        return (await (await this.#fleet.current()).request('start', request)) as Run;
      } catch (error) {
        if (!(error instanceof HandrailError && error.code === 'runner-draining') || handed === mostHandings) throw error;
      }
    }
  }

  async stop(run: RunId): Promise<Run> {
    return (await this.#ask('stop', { run })) as Run;
  }

  async get(run: RunId): Promise<Run | null> {
    return (await this.#ask('get', { run })) as Run | null;
  }

  async list(since: number): Promise<Run[]> {
    const links = await this.#fleet.all();
    const known = new Map<RunId, Run>();
    for (const link of links) {
      // One that runs out may end meanwhile: its runs then stand in the journals, which all of them read.
      const runs = await link.request('list', { since }).catch((error: unknown) => {
        if (link === links.at(-1)) throw error;
        return [];
      }) as Run[];
      // How far a run is that is going, only the runner knows that has it.
      for (const run of runs) if (!known.has(run.id) || isOver(run.state) || this.#fleet.has(run.id, link)) known.set(run.id, run);
    }
    return links.length === 1 ? [...known.values()] : [...known.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
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

  async timing(run: RunId, from: number, to: number): Promise<TimingPart> {
    return unpackTiming((await this.#ask('timing', { run, from, to })) as Uint8Array);
  }

  async log(run: RunId, ask: PartAsk): Promise<Uint8Array> {
    return (await this.#ask('log', { run, ask })) as Uint8Array;
  }

  async search(run: RunId, ask: SearchAsk): Promise<Found> {
    return (await this.#ask('search', { run, ask })) as Found;
  }

  async attach(run: RunId, from: number | 'screen', viewer: Viewer): Promise<Attachment> {
    const attachment = this.#nextAttachment++;
    const held: Held = { run, viewer, offset: from, link: null };
    this.#held.set(attachment, held);
    try {
      const answer = await this.#take(attachment, held, from).catch((error: unknown) => {
        if (!isAway(error)) throw error;
        // The runner ended as it was asked: the next one knows what became of the run. Nobody else is to take it meanwhile.
        held.link = null;
        return this.#take(attachment, held, from);
      });
      if (held.offset === 'screen') held.offset = answer.from;
      return {
        ...answer,
        input: async (data) => { await this.#asked(held, 'input', { run, data, attachment }); },
        resize: async (size) => { await this.#asked(held, 'resize', { run, size, attachment }); },
        pen: async (act, to) => { await this.#asked(held, 'pen', { run, attachment, act, to }); },
        ack: (offset) => { held.link?.tell('ack', { attachment, offset }); },
        detach: () => {
          if (this.#held.delete(attachment)) held.link?.tell('detach', { attachment });
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
    await this.#stopElsewhere(person, environment);
    await this.#ask('resetWorkspace', { person, environment });
  }

  async resetWorld(person: string): Promise<void> {
    await this.#stopElsewhere(person, 'practice');
    await this.#ask('resetWorld', { person });
  }

  async practice<Ask extends PracticeAsk>(person: string, ask: Ask): Promise<PracticeAnswers[Ask['act']]> {
    if (ask.act === 'snapshot-restore') await this.#stopElsewhere(person, 'practice');
    return (await this.#ask('practice', { person, ask })) as PracticeAnswers[Ask['act']];
  }

  async files<Ask extends FilesAsk>(person: string, environment: string, ask: Ask): Promise<FilesAnswers[Ask['act']]> {
    return (await this.#ask('files', { person, environment, ask })) as FilesAnswers[Ask['act']];
  }

  async facts(person: string, environment: string): Promise<WorkspaceFacts> {
    return (await this.#ask('facts', { person, environment })) as WorkspaceFacts;
  }

  async watch(asked: WatchRequest, listener: WatchListener): Promise<() => void> {
    return await this.#watches.open(asked, listener);
  }

  async choices(asked: Params<'choices'>): Promise<Choices> {
    return (await this.#ask('choices', asked)) as Choices;
  }

  onRun(listener: (run: Run) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  close(): void {
    this.#held.clear();
    this.#watches.clear();
    this.#fleet.close();
  }

  async #ask<M extends Method>(method: M, params: Params<M>): Promise<unknown> {
    const link = 'run' in params ? await this.#fleet.of(params.run) : await this.#fleet.current();
    return await link.request(method, params);
  }

  /** Attaches at the runner that has the run now. */
  async #take(attachment: number, held: Held, from: number | 'screen'): Promise<Attached> {
    held.link = await this.#fleet.of(held.run);
    const { types = null, sitter } = held.viewer;
    return (await held.link.request('attach', { attachment, run: held.run, from, types, sitter })) as Attached;
  }

  /** Asks the runner that an attachment is at. */
  async #asked<M extends Method>({ link }: Held, method: M, params: Params<M>): Promise<void> {
    if (link === null) throw new HandrailError('runner-away');
    await link.request(method, params);
  }

  /** After a connection was lost: every attachment that hung on it goes on from the byte it needs next. */
  async #resume(): Promise<void> {
    this.#watches.resume();
    for (const [attachment, held] of this.#held) {
      if (held.link?.isGone !== true) continue;
      try {
        const { run } = await this.#take(attachment, held, held.offset).catch((error: unknown) => this.#take(attachment, held, keptEnd(error)));
        // That a run is over is told by the runner, once the viewer has every byte.
        if (!isOver(run.state)) held.viewer.run(run);
      } catch (error) {
        // When that runner is gone too, this comes again.
        if (!isAway(error)) this.#held.delete(attachment);
      }
    }
    for (const run of await this.list(Date.now() - missedMs).catch(() => [])) this.#announce(run);
  }

  /** A runner that runs out does not see what the current one is asked: that person's runs there are stopped at each first. */
  async #stopElsewhere(person: string, environment: string): Promise<void> {
    for (const link of (await this.#fleet.all()).slice(0, -1)) {
      const runs = await link.request('list', { since: Date.now() }).catch(() => []) as Run[];
      const theirs = runs.filter((run) => run.person === person && run.environment === environment && this.#fleet.has(run.id, link));
      for (const { id } of theirs) link.tell('stop', { run: id });
      while (theirs.some(({ id }) => this.#fleet.has(id, link))) await pause(lookMs);
    }
  }

  #hear(event: Exclude<RunnerEvent, { event: 'draining' }>): void {
    if (event.event === 'gap') {
      const held = this.#held.get(event.attachment);
      if (!held) return;
      held.offset = event.to;
      held.viewer.gap(event.from, event.to, event.prelude);
    } else if (event.event === 'panel') {
      this.#watches.hear(event);
    } else if (event.event === 'pen') {
      const held = this.#held.get(event.attachment);
      held?.viewer.pen?.(event.seat, event.pen);
    } else if (event.attachment === undefined) this.#announce(event.run);
    else this.#held.get(event.attachment)?.viewer.run(event.run);
  }

  #announce(run: Run): void {
    for (const listener of this.#listeners) listener(run);
  }

  #show(attachment: number, frame: Buffer, free: () => void): void {
    const held = this.#held.get(attachment);
    if (!held) return;
    const offset = Number(frame.readBigUInt64BE(frameHeaderBytes - 8));
    const length = frame.length - frameHeaderBytes;
    held.offset = offset + length;
    held.viewer.output(frame, offset, length, free);
  }
}

function isAway(error: unknown): boolean {
  return error instanceof HandrailError && error.code === 'runner-away';
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

export interface RunnerSeen {
  hello: Hello;
  /** whether we speak a version it speaks */
  speaks: boolean;
  /** what it has going or waiting, as far as it can be asked */
  runs: Run[];
}

/** Takes the configuration and how long to wait for a runner that is starting (milliseconds); gives every runner of the data folder that answers, by generation. Starts none. */
export async function lookAtRunners({ paths }: Config, waitMs = 0): Promise<RunnerSeen[]> {
  for (const until = Date.now() + waitMs; ; await pause(lookMs)) {
    const seen = await look(paths);
    if (Date.now() >= until || seen.some(({ hello }) => !hello.draining) || !(await isCurrentHeld(paths))) return seen;
  }
}

async function look(paths: Paths): Promise<RunnerSeen[]> {
  const seen = await Promise.all(runnerSockets(paths.runtime).map(async (socket): Promise<RunnerSeen | null> => {
    const link = await Link.open(socket, { event: () => undefined, output: () => undefined, gone: () => undefined }).catch(() => null);
    if (link === null) return null;
    try {
      const { hello, speaks } = link;
      if (!speaks) return { hello, speaks, runs: [] };
      const going = new Set(await link.request('going', {}) as RunId[]);
      const listed = await link.request('list', { since: Date.now() }) as Run[];
      return { hello, speaks, runs: listed.filter(({ id }) => going.has(id)) };
    } catch {
      return null;
    } finally {
      link.close();
    }
  }));
  return seen.filter((one) => one !== null).sort((one, other) => one.hello.generation - other.hello.generation);
}

/** Takes the configuration; tells every runner of the data folder to take no new run, and to end when its last one has. */
export async function drainRunners({ paths }: Config): Promise<void> {
  await Promise.all(runnerSockets(paths.runtime).map(async (socket) => {
    const link = await Link.open(socket, { event: () => undefined, output: () => undefined, gone: () => undefined }).catch(() => null);
    // One from before generations does not know how: it is left as it is.
    await link?.request('drain', {}).catch(() => undefined);
    link?.close();
  }));
}
