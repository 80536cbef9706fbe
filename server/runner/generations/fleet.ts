/**
 * The runners of one data folder as a client sees them: one, or several while older ones run out. It keeps a connection to
 * each, knows which of them has which run, has one started when there is none, and one of today's build beside one of
 * another.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { HandrailError } from '../../../common/errors.ts';
import type { RunId } from '../../../common/ids.ts';
import type { Run } from '../../../common/run.ts';
import { isOver } from '../../../common/run-state.ts';
import { buildOf } from '../../config/build.ts';
import type { Config } from '../../config/load.ts';
import type { Log } from '../../log.ts';
import { isCurrentHeld, runnerSockets } from './generation.ts';
import { launchRunner } from '../launch.ts';
import { Link } from '../wire/link.ts';
import { protocolVersion, type RunnerEvent } from '../protocol.ts';

export interface RunnerOptions {
  config: Config;
  log: Log;
  /** unless `HANDRAIL_RUNNER` says that somebody else starts it */
  startIfAway: boolean;
  /** Whether this is the server: it waits for a runner it may not start, and has one of another build replaced. */
  isServer?: boolean;
}

export interface FleetListener {
  event(event: Exclude<RunnerEvent, { event: 'draining' }>): void;
  /** one encoded output frame of an attachment */
  output(attachment: number, frame: Buffer, free: () => void): void;
  /** A runner was gone, and all that was to be known of its runs is: whatever hung on it can go on. */
  settled(): void;
}

/** How long a request waits for a runner that is away, in milliseconds: one that starts tests its sandbox first. */
const patienceMs = 15_000;
const retryMs = 100;
/** One that drains has a successor, which needs a moment. Milliseconds. */
const successionMs = 2_000;

export class Fleet {
  readonly #options: RunnerOptions;
  readonly #mayStart: boolean;
  readonly #listener: FleetListener;
  /** by socket; those that speak no version of ours too, so that their end is seen */
  readonly #links = new Map<string, Link>();
  /** which runner has a run that is going */
  readonly #homes = new Map<RunId, Link>();
  /** runners for which another has been started */
  readonly #replaced = new WeakSet<Link>();
  #current: Promise<Link>;
  #looking: Promise<void> = Promise.resolve();
  #successorAt = 0;
  #isClosed = false;

  constructor(options: RunnerOptions, listener: FleetListener) {
    this.#options = options;
    this.#mayStart = options.startIfAway && options.config.runner === 'start';
    this.#listener = listener;
    this.#current = this.#seek();
    this.#current.catch(() => undefined);
  }

  /** The runner that takes new runs. Throws `runner-away` when there is none. */
  async current(): Promise<Link> {
    this.#current = this.#current.catch(() => this.#seek(() => { this.#listener.settled(); }));
    return await this.#current;
  }

  /** Takes a run; gives the runner that has it, else the current one: what has ended, each can tell. Throws `run-elsewhere`, `runner-away`. */
  async of(run: RunId): Promise<Link> {
    const current = await this.current();
    const home = this.#homes.get(run);
    if (home !== undefined) return home;
    if ([...this.#links.values()].some(({ speaks }) => !speaks)) {
      const known = await current.request('get', { run }) as Run | null;
      if (known !== null && !isOver(known.state)) throw new HandrailError('run-elsewhere');
    }
    return current;
  }

  /** Every runner that can be asked, the current one last. */
  async all(): Promise<Link[]> {
    const current = await this.current();
    return [...this.#speaking().filter((link) => link !== current), current];
  }

  /** Takes a run and a runner; tells whether that runner has it. */
  has(run: RunId, link: Link): boolean {
    return this.#homes.get(run) === link;
  }

  close(): void {
    this.#isClosed = true;
    for (const link of this.#links.values()) link.close();
  }

  #speaking(): Link[] {
    return [...this.#links.values()].filter(({ speaks, isGone }) => speaks && !isGone);
  }

  /** Finds the runner that takes new runs, has it started when there is none, and has it clear up after those that died. */
  async #seek(then?: () => void): Promise<Link> {
    let launched = false;
    for (const until = Date.now() + patienceMs; ; await pause(retryMs)) {
      if (this.#isClosed) throw new HandrailError('runner-away');
      this.#looking = this.#looking.then(() => this.#look());
      await this.#looking;
      const link = this.#speaking().find(({ hello }) => !hello.draining) ?? await this.#last();
      if (link !== undefined && await this.#settle(link)) {
        then?.();
        return link;
      }
      if (Date.now() > until || !(await this.#isHopeful())) throw new HandrailError('runner-away');
      if (launched || Date.now() < this.#successorAt) continue;
      launched = true;
      if (this.#mayStart || this.#options.isServer === true) this.#launch();
    }
  }

  /** Whether a runner may come: we start one, somebody else does, or one is on its way. */
  async #isHopeful(): Promise<boolean> {
    return this.#mayStart || this.#options.isServer === true || Date.now() < this.#successorAt || await isCurrentHeld(this.#options.config.paths);
  }

  /** One that drains, where no other will come: it can still tell of its runs, and stop them. */
  async #last(): Promise<Link | undefined> {
    const [link] = this.#speaking();
    return link === undefined || await this.#isHopeful() ? undefined : link;
  }

  #launch(): void {
    const { config, log } = this.#options;
    if (this.#mayStart) {
      log.info('starting a runner');
      launchRunner(config);
    } else log.warn({ data: config.paths.data }, 'waiting for a runner: HANDRAIL_RUNNER is “attach”, so somebody else starts it');
  }

  /** Opens connections to the runners that have none yet. */
  async #look(): Promise<void> {
    const sockets = runnerSockets(this.#options.config.paths.runtime).filter((socket) => !this.#links.has(socket));
    await Promise.all(sockets.map((socket) => this.#open(socket).catch(() => undefined)));
  }

  async #open(socket: string): Promise<void> {
    const link = await Link.open(socket, {
      event: (event, from) => { this.#hear(event, from); },
      output: (attachment, frame, free) => { this.#listener.output(attachment, frame, free); },
      gone: (gone) => { this.#lose(socket, gone); },
    });
    if (this.#isClosed) {
      link.close();
      return;
    }
    if (link.speaks) {
      for (const run of await link.request('going', {}) as RunId[]) this.#homes.set(run, link);
    } else this.#options.log.warn({ pid: link.hello.pid, theirs: link.hello.protocol, ours: protocolVersion }, 'a runner speaks another version: its runs go on, and are shown once it has ended');
    if (!link.isGone) this.#links.set(socket, link);
  }

  /** Tells whether the runner is still there once it has cleared up. */
  async #settle(link: Link): Promise<boolean> {
    try {
      await link.request('sweep', {});
    } catch (error) {
      if (link.isGone) return false;
      this.#options.log.error({ err: error }, 'what an earlier runner left could not be cleared away');
    }
    this.#replace(link);
    return true;
  }

  /** One of another build is followed by one of the build that stands on the disk; until that one is ready, it goes on. */
  #replace(link: Link): void {
    const { isServer, config, log } = this.#options;
    const { build, pid } = link.hello;
    if (isServer !== true || this.#replaced.has(link) || build === buildOf()) return;
    this.#replaced.add(link);
    if (this.#mayStart) {
      log.info({ pid }, 'the runner is of another build: starting one beside it; it ends when its last run has');
      launchRunner(config);
    } else log.warn({ pid }, 'the runner is of another build than this server. Start one of this build beside it: it then ends when its last run has');
  }

  #hear(event: RunnerEvent, from: Link): void {
    if (event.event === 'draining') {
      this.#successorAt = Date.now() + successionMs;
      this.#current = this.#seek();
      this.#current.catch(() => undefined);
      return;
    }
    if (event.event === 'run' && event.attachment === undefined) {
      if (!isOver(event.run.state)) this.#homes.set(event.run.id, from);
      else if (this.#homes.get(event.run.id) === from) this.#homes.delete(event.run.id);
    }
    if (event.event === 'run' || event.event === 'gap' || event.event === 'pen' || event.event === 'panel') this.#listener.event(event);
  }

  #lose(socket: string, link: Link): void {
    if (this.#links.get(socket) !== link) return;
    this.#links.delete(socket);
    for (const [run, home] of this.#homes) if (home === link) this.#homes.delete(run);
    if (this.#isClosed) return;
    this.#current = this.#seek(() => { this.#listener.settled(); });
    this.#current.catch(() => undefined);
  }
}
