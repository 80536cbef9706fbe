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
import type { Run, TerminalSize } from '../../common/run.ts';
import type { FilesAnswers, FilesAsk } from '../../common/workspace-files.ts';
import { isOver } from '../../common/run-state.ts';
import { Fleet, type RunnerOptions } from './generations/fleet.ts';
import type { Attachment, RunnerChain, RunnerClient, Viewer } from './runner-client.ts';
import { HeldWatches, type WatchListener } from './live/held-watches.ts';
import type { WatchRequest } from './live/watch-request.ts';
import { HeldAttachments } from './viewers/held-attachments.ts';
import { type Hello, maxReadBytes, type Method, type Params, type RunnerEvent, type RunRequest, type TimingPart } from './protocol.ts';
import { unpackTiming } from './journal/timing.ts';

export { drainRunners, lookAtRunners, type RunnerSeen } from './generations/seen.ts';
export type { Attachment, RunnerChain, RunnerClient, Viewer } from './runner-client.ts';
export type { WatchListener } from './live/held-watches.ts';
export type { PanelQuery, WatchRequest } from './live/watch-request.ts';

/** How often a request to start is handed on, when the runner it went to has just begun to drain. */
const mostHandings = 3;
/** How often it is looked whether a run that is being stopped has ended, in milliseconds. */
const lookMs = 50;
/** Runs this old are told again after the connection was lost, in milliseconds. */
const missedMs = 7 * 24 * 3600 * 1000;

class Client implements RunnerClient {
  readonly #listeners = new Set<(run: Run) => void>();
  readonly #fleet: Fleet;
  readonly #watches = new HeldWatches(() => this.#fleet.current());
  readonly #attachments = new HeldAttachments((run) => this.#fleet.of(run));

  constructor(options: RunnerOptions) {
    this.#fleet = new Fleet(options, {
      event: (event) => { this.#hear(event); },
      output: (attachment, frame, free) => { this.#attachments.show(attachment, frame, free); },
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
    return await this.#attachments.open(run, from, viewer);
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
    this.#attachments.clear();
    this.#watches.clear();
    this.#fleet.close();
  }

  async #ask<M extends Method>(method: M, params: Params<M>): Promise<unknown> {
    const link = 'run' in params ? await this.#fleet.of(params.run) : await this.#fleet.current();
    return await link.request(method, params);
  }

  /** After a connection was lost: what hung on it goes on, and what was missed is told. */
  async #resume(): Promise<void> {
    this.#watches.resume();
    await this.#attachments.resume();
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
    if (event.event === 'panel') this.#watches.hear(event);
    else if (event.event === 'run' && event.attachment === undefined) this.#announce(event.run);
    else this.#attachments.hear(event);
  }

  #announce(run: Run): void {
    for (const listener of this.#listeners) listener(run);
  }
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
